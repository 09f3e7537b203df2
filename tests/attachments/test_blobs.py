"""The store of sealed files: nothing but noise under random names, whole or not there, and no time finer than a day."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from intake.attachments.blobs import Blobs
from intake.clock import today

NOON = datetime(2026, 5, 4, 12, 34, 56, tzinfo=UTC)
MIDNIGHT = datetime(2026, 5, 4, tzinfo=UTC).timestamp()


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[Blobs]:
    """An empty store, at noon of a day."""
    os.umask(0o077)
    with time_machine.travel(NOON, tick=False):
        yield Blobs(tmp_path)


def written(blobs: Blobs, data: bytes) -> str:
    """The name of a blob with these bytes."""
    writer = blobs.create()
    writer.write(data)
    writer.commit()
    return writer.name


def everything(folder: Path) -> dict[str, os.stat_result]:
    """Every file and folder below."""
    return {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*")}


def test_what_was_written_is_read_back_anywhere_in_it(blobs: Blobs) -> None:
    name = written(blobs, b"0123456789" * 1000)
    with blobs.open(name) as source:
        source.seek(9_995)
        assert source.read() == b"56789"
    assert blobs.size(name) == 10_000
    assert [(each.name, each.size, each.day) for each in blobs.all()] == [(name, 10_000, today())]


def test_nothing_is_there_before_it_is_whole(blobs: Blobs, tmp_path: Path) -> None:
    writer = blobs.create()
    writer.write(b"half")
    assert list(blobs.all()) == []
    with pytest.raises(FileNotFoundError):
        blobs.open(writer.name)
    writer.abandon()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_files_and_folders_are_for_their_owner_alone_and_tell_the_day_and_no_more(
    blobs: Blobs, tmp_path: Path
) -> None:
    name, other = written(blobs, b"noise"), written(blobs, b"more")
    blobs.remove(other)
    seen = everything(tmp_path)
    assert f"blobs/{name[:2]}/{name}" in seen
    assert {stat.S_IMODE(each.st_mode) for path, each in seen.items() if path.endswith(name)} == {0o600}
    assert {stat.S_IMODE(each.st_mode) for each in seen.values() if stat.S_ISDIR(each.st_mode)} == {0o700}
    assert {each.st_mtime for each in seen.values()} == {MIDNIGHT}


def test_removing_leaves_nothing_and_can_be_repeated(blobs: Blobs, tmp_path: Path) -> None:
    name = written(blobs, b"noise")
    blobs.remove(name)
    blobs.remove(name)
    assert blobs.size(name) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "..", "../main.db", "a" * 32 + "/..", "A" * 32, "a" * 31, "a" * 32 + "\n"])
def test_a_name_that_is_none_opens_nothing(blobs: Blobs, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.open(name)


def test_what_a_broken_off_writer_left_goes_when_it_is_old(blobs: Blobs, tmp_path: Path) -> None:
    name = written(blobs, b"whole")
    part = tmp_path / "blobs" / name[:2] / f".{name}.part"
    part.write_bytes(b"half")
    os.utime(part, (MIDNIGHT, MIDNIGHT))
    assert blobs.remove_parts(today()) == 0
    assert blobs.remove_parts(today() + timedelta(days=1)) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_a_full_disk_is_told_and_the_part_can_be_taken_away(blobs: Blobs, tmp_path: Path) -> None:
    import resource

    writer = blobs.create()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="large"):
            writer.write(bytes(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    writer.abandon()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
