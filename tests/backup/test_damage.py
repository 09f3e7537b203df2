"""Archives that were cut, changed, mixed up or forged are refused in one line, before a byte is written."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pytest

from intake.backup import make, opening
from intake.backup.archive import Packer
from intake.backup.frames import MANIFEST, ROW, SIGNATURE, Frame
from intake.backup.make import Made
from intake.backup.manifest import Kind
from intake.errors import Unready
from intake.vault.box import CHUNK_SIZE
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.sign import Signer
from tests.backup.site import Site, everything_in

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]
"""What is refused here never reaches a database."""


@pytest.fixture
def made(site: Site) -> Made:
    """A backup."""
    return site.back_up()


def refused(site: Site, main: Path, shards: Path, why: str = "damaged") -> None:
    """Restoring these is refused, and the place stays as it was."""
    before = everything_in(site.elsewhere.instance_dir)
    with pytest.raises(Unready, match=why) as caught:
        site.restore(Made(main, shards, 0, 0, 0))
    assert "\n" not in str(caught.value)
    assert everything_in(site.elsewhere.instance_dir) == before
    assert not site.elsewhere.secrets_dir.exists()


@pytest.mark.parametrize("which", ["main", "shards"])
def test_an_archive_that_was_cut_anywhere_is_refused(site: Site, made: Made, which: str) -> None:
    path: Path = getattr(made, which)
    whole = path.read_bytes()
    sizes = {0, 5, 30, 80, 700, len(whole) - CHUNK_SIZE - 16, len(whole) // 2, len(whole) - 17, len(whole) - 1}
    for size in sorted(size for size in sizes if size >= 0):
        path.write_bytes(whole[:size])
        refused(site, made.main, made.shards, "damaged|no archive|sealed to")


@pytest.mark.parametrize("which", ["main", "shards"])
def test_an_archive_with_one_bit_changed_anywhere_is_refused(site: Site, made: Made, which: str) -> None:
    path: Path = getattr(made, which)
    whole = path.read_bytes()
    for place in (0, 20, 40, 60, 80, 100, 1000, 1300, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        refused(site, made.main, made.shards, "damaged|no archive|sealed to")


def test_an_archive_with_something_behind_it_is_refused(site: Site, made: Made) -> None:
    with made.main.open("ab") as opened:
        opened.write(b"\x00")
    refused(site, made.main, made.shards)


def test_two_archives_in_each_others_place_are_refused(site: Site, made: Made) -> None:
    refused(site, made.shards, made.main, "no archive of the main store")


def test_an_archive_under_the_first_line_of_the_other_kind_is_refused(site: Site, made: Made) -> None:
    data = made.main.read_bytes().partition(b"\n")[2]
    made.shards.write_bytes(b"intake backup 1 shards\n" + data)
    refused(site, made.main, made.shards)


def test_shards_from_before_the_main_archive_are_refused(site: Site, made: Made) -> None:
    refused(site, site.back_up().main, made.shards, "older than")


def test_newer_shards_than_the_main_archive_are_taken(site: Site, made: Made) -> None:
    assert opening.open_pair(made.main, site.back_up().shards, site.seed).main.path == made.main


def test_the_middle_of_another_archive_does_not_fit(site: Site, made: Made) -> None:
    other = site.back_up().main.read_bytes()
    whole = made.main.read_bytes()
    made.main.write_bytes(whole[:len(whole) // 2] + other[len(whole) // 2:])
    refused(site, made.main, made.shards)


def test_an_archive_that_lacks_a_row_its_manifest_counts_is_refused(site: Site, made: Made) -> None:
    frames = list(site.pair(made).main.frames())
    row = next(index for index, (mark, _) in enumerate(frames) if mark == ROW)
    made.main.write_bytes(_packed(site, Kind.MAIN, [*frames[:row], *frames[row + 1:]]))
    refused(site, made.main, made.shards, "not those that its manifest tells of")


def test_rows_that_changed_places_are_noticed(site: Site, made: Made) -> None:
    frames = list(site.pair(made).main.frames())
    first, second = [index for index, (mark, _) in enumerate(frames) if mark == ROW][:2]
    frames[first], frames[second] = frames[second], frames[first]
    made.main.write_bytes(_packed(site, Kind.MAIN, frames))
    refused(site, made.main, made.shards, "not those that its manifest tells of")


def test_an_archive_without_a_manifest_is_refused(site: Site, made: Made) -> None:
    frames = [frame for frame in site.pair(made).main.frames() if frame[0] not in (MANIFEST, SIGNATURE)]
    made.main.write_bytes(_packed(site, Kind.MAIN, frames))
    refused(site, made.main, made.shards, "no manifest")


def test_whoever_knows_the_public_key_alone_cannot_make_shards_that_fit(site: Site, made: Made) -> None:
    moment = site.pair(made).shards.manifest.moment
    with made.shards.open("wb") as forged:
        _packer(site, forged, Kind.SHARDS).finish("0001", moment, Signer(new_seed()))
    refused(site, made.main, made.shards, "not those that its manifest tells of")


def test_archives_of_two_instances_do_not_go_together(site: Site, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = site.instance.secrets
    other = type(kept)(pepper=kept.pepper, log_seed=new_seed(), form_key=kept.form_key, job_key=kept.job_key)
    monkeypatch.setattr(make, "load_secrets", lambda _: other)
    refused(site, made.main, site.back_up().shards, "two different instances")


def test_an_archive_that_changes_after_it_was_checked_is_not_taken(site: Site, made: Made) -> None:
    pair = site.pair(made)
    made.main.write_bytes(_packed(site, Kind.MAIN, list(pair.shards.frames())))
    with pytest.raises(Unready, match="changed while it was read"):
        list(pair.main.frames())


def _packer(site: Site, target: BinaryIO, kind: Kind) -> Packer:
    return Packer(target, kind, hpke_public_key(site.seed))


def _packed(site: Site, kind: Kind, frames: Iterable[Frame]) -> bytes:
    """Frames as an archive, as somebody could make it who knows the public key."""
    target = io.BytesIO()
    packer = _packer(site, target, kind)
    for mark, payload in frames:
        packer.put(mark, payload)
    target.write(packer._boxer.finish())
    return target.getvalue()
