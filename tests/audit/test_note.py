"""Checkpoints as text, held against notes that others made."""

import base64

from intake.audit import note
from intake.vault.sign import verify
from tests.audit.logbook import LOG_SIGNER

GO = """go.sum database tree
63096908
8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=

— sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=
"""
GO_KEY = base64.b64decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")[1:]


def ours(size: int, root: bytes = bytes(32)) -> str:
    """A note of this size."""
    name = note.origin_of(LOG_SIGNER.public_key)
    text = note.text_of(name, size, root)
    return note.signed(text, name, LOG_SIGNER.public_key, LOG_SIGNER.sign(text.encode()))


def test_a_checkpoint_of_the_go_checksum_database_is_read_and_its_signature_holds() -> None:
    (read,) = note.read_all(GO).checkpoints
    (signature,) = read.signatures
    assert (read.origin, read.size) == ("go.sum database tree", 63_096_908)
    assert signature.name == "sum.golang.org"
    assert signature.key_id == note.key_id("sum.golang.org", GO_KEY) == bytes.fromhex("033de0ae")
    assert verify(GO_KEY, signature.signature, read.text.encode())


def test_what_is_written_is_the_same_format() -> None:
    (read,) = note.read_all(GO).checkpoints
    assert note.text_of(read.origin, read.size, read.root) == read.text
    signature = read.signatures[0]
    assert note.signed(read.text, signature.name, GO_KEY, signature.signature) == GO


def test_a_file_of_many_is_read_in_its_order_with_the_moments_they_were_made() -> None:
    text = f"# 2026-03-01T10:10:00Z\n{ours(3)}\n# 2026-03-01T11:10:00Z\n{ours(7)}\n{ours(9)}"
    kept = note.read_all(text)
    assert [(each.size, each.made) for each in kept.checkpoints] == [
        (3, "2026-03-01T10:10:00Z"), (7, "2026-03-01T11:10:00Z"), (9, ""),
    ]
    assert not kept.unreadable


def test_a_note_that_came_by_mail_is_read_with_its_line_ends() -> None:
    kept = note.read_all(ours(3).replace("\n", "\r\n") + "\r\n")
    assert [each.size for each in kept.checkpoints] == [3]
    assert not kept.unreadable


def test_what_a_crash_tore_is_passed_over_and_said_to_be_there() -> None:
    for length in range(1, len(ours(3)) - 2):
        kept = note.read_all(f"{ours(1)}\n{ours(3)[:length]}\n{ours(7)}")
        assert (kept.checkpoints[0].size, kept.checkpoints[-1].size) == (1, 7)
        assert kept.unreadable or kept.checkpoints[1].signatures != note.read_all(ours(3)).checkpoints[0].signatures


def test_sizes_and_roots_of_another_form_are_none() -> None:
    for wrong in ("03", "-3", "3.0", "", "9" * 30):
        assert note.read_all(ours(3).replace("\n3\n", f"\n{wrong}\n")).checkpoints == ()
    assert note.read_all(ours(3).replace("AAAA", "AAA", 1)).checkpoints == ()


def test_the_name_of_a_log_tells_its_key_and_nothing_else() -> None:
    assert note.origin_of(LOG_SIGNER.public_key).startswith("intake-log/")
    assert note.origin_of(LOG_SIGNER.public_key) != note.origin_of(GO_KEY)
