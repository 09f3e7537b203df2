"""A PDF keeps its pages, notes and attachments, and nothing of who wrote it, when, and with what."""

import io

import pikepdf
import pypdfium2
import pytest

from intake.attachments.findings import Hidden, Outcome, Reason
from intake.attachments.kinds import Kind
from intake.attachments.sandbox import Sandbox
from tests.attachments import made_pictures as made
from tests.attachments.looking import clean
from tests.attachments.made_pdf import SECRET, all_text, pdf


def shown(data: bytes) -> list[tuple[str, bytes]]:
    """The text and the pixels of each page."""
    document = pypdfium2.PdfDocument(data)
    return [(page.get_textpage().get_text_range(), page.render().to_pil().tobytes()) for page in document]


def test_pages_look_and_read_the_same_and_nothing_is_left_beside_them(sandbox: Sandbox) -> None:
    data = pdf()
    assert SECRET.encode() in all_text(data)
    report, result = clean(sandbox, Kind.PDF, data)
    assert report.outcome is Outcome.CLEANED
    assert report.found == set(Hidden)
    assert shown(result) == shown(data)
    assert "What was written" in shown(result)[0][0]
    left = all_text(result)
    assert [word for word in (*made.WORDS, "D:2024", "id-12345", "certificate") if word.encode() in left] == []


def test_what_people_wrote_on_pages_and_attached_stays(sandbox: Sandbox) -> None:
    _, result = clean(sandbox, Kind.PDF, pdf())
    with pikepdf.open(io.BytesIO(result)) as document:
        note, field = document.pages[0].obj.Annots
        assert (str(note.Contents), str(field.T)) == ("a remark", "Signature1")
        ((name, attached),) = document.attachments.items()
        assert name == "home.jpg"
        assert attached.filename == "home.jpg"
        assert attached.get_file().read_bytes() == clean(sandbox, Kind.JPEG, made.jpeg())[1]


def test_an_earlier_version_of_a_document_is_gone(sandbox: Sandbox) -> None:
    report, result = clean(sandbox, Kind.PDF, pdf())
    assert Hidden.HISTORY in report.found
    assert result.count(b"startxref") == 1


def test_an_attachment_that_nobody_can_look_into_is_told_of(sandbox: Sandbox) -> None:
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.attachments["tool.exe"] = pikepdf.AttachedFileSpec(document, b"MZ\x90\0", filename="tool.exe")
        file = io.BytesIO()
        document.save(file)
    report, result = clean(sandbox, Kind.PDF, file.getvalue())
    assert report.outcome is Outcome.PARTLY
    assert b"MZ\x90\0" in all_text(result)


@pytest.mark.parametrize("user,outcome", [("secret", Outcome.UNCHECKED), ("", Outcome.CLEANED)])
def test_a_password_to_open_keeps_everybody_out_and_one_to_change_does_not(
    sandbox: Sandbox, user: str, outcome: Outcome
) -> None:
    with pikepdf.open(io.BytesIO(pdf())) as document:
        file = io.BytesIO()
        document.save(file, encryption=pikepdf.Encryption(owner="owner", user=user))
    report, result = clean(sandbox, Kind.PDF, file.getvalue())
    assert report.outcome is outcome
    assert report.reason is (Reason.LOCKED if user else None)
    assert bool(result) is not bool(user)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF", pdf()[:900]])
def test_what_has_no_pages_is_damaged_and_kept(sandbox: Sandbox, data: bytes) -> None:
    report, result = clean(sandbox, Kind.PDF, data)
    assert (report.outcome, result) == (Outcome.DAMAGED, b"")
