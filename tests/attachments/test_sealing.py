"""A file is sealed while it arrives, comes back equal in any part, and its blob says little about its size."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from intake.attachments.blobs import Blobs
from intake.attachments.record import FileRecord, record_of
from intake.attachments.sealing import SMALLEST, Sealed, TooLarge, open_file, seal, stored_size
from intake.vault.box import InvalidTag, boxed_size
from intake.vault.padding import padded_size

CASE = 4_711


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """An empty store."""
    return Blobs(tmp_path)


def content(size: int) -> bytes:
    """Bytes that a file may hold."""
    return Random(size).randbytes(size)


def pieces(data: bytes, size: int = 7_001) -> Iterator[bytes]:
    """The data as it may arrive."""
    return (data[start:start + size] for start in range(0, len(data), size))


def record_for(sealed: Sealed) -> FileRecord:
    """What an entry knows of a sealed file."""
    return FileRecord(sealed.blob, sealed.key, sealed.size, "image/jpeg", sealed.sha256, of=1)


def read(blobs: Blobs, record: FileRecord, start: int, stop: int, case_id: int = CASE) -> bytes:
    """A part of a file."""
    with open_file(blobs, case_id, record) as opened:
        return b"".join(opened.read(start, stop))


@pytest.mark.parametrize("size", [0, 1, 16_384, SMALLEST - 1, SMALLEST, 65_537, 1_000_003])
def test_a_file_comes_back_equal_whole_and_in_parts(blobs: Blobs, size: int) -> None:
    data = content(size)
    record = record_for(seal(blobs, CASE, pieces(data), size))
    assert record.size == size
    assert read(blobs, record, 0, size + 10) == data, "and not one of the zeros behind its end"
    for start, stop in ((0, 1), (size // 2, size // 2 + 20_000), (max(0, size - 3), size)):
        assert read(blobs, record, start, stop) == data[start:stop]


def test_the_size_of_a_blob_says_little(blobs: Blobs) -> None:
    assert len({stored_size(size) for size in range(0, SMALLEST - 4, 999)}) == 1
    assert len({stored_size(size) for size in range(5_000_000, 5_100_000, 999)}) <= 2
    for size in (3, 70_000, 999_999):
        sealed = seal(blobs, CASE, pieces(content(size)), size)
        assert blobs.size(sealed.blob) == sealed.stored == stored_size(size) == boxed_size(
            max(SMALLEST, padded_size(size)))


def test_one_byte_too_many_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    seal(blobs, CASE, pieces(content(100_000)), 100_000)
    with pytest.raises(TooLarge):
        seal(blobs, CASE, pieces(content(100_001)), 100_000)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_file_that_breaks_off_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield content(50_000)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        seal(blobs, CASE, broken(), 100_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_blob_opens_with_its_own_key_case_and_name_alone(blobs: Blobs) -> None:
    first, other = (record_for(seal(blobs, CASE, pieces(content(70_000)), 70_000)) for _ in range(2))
    for wrong in (replace(first, key=other.key), replace(first, blob=other.blob), replace(first, size=900_000)):
        with pytest.raises(InvalidTag):
            read(blobs, wrong, 0, 10)
    with pytest.raises(InvalidTag):
        read(blobs, first, 0, 10, case_id=CASE + 1)
    assert first.key != other.key


def test_a_blob_that_was_cut_or_changed_does_not_pass_for_whole(blobs: Blobs, tmp_path: Path) -> None:
    record = record_for(seal(blobs, CASE, pieces(content(200_000)), 200_000))
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    whole = file.read_bytes()
    file.write_bytes(whole[:-16_400])
    with pytest.raises(InvalidTag):
        open_file(blobs, CASE, record)
    file.write_bytes(whole[:100_000] + b"\x00\x01" + whole[100_002:])
    with open_file(blobs, CASE, record) as opened, pytest.raises(InvalidTag):
        list(opened.read(0, 200_000))


def test_nothing_of_a_file_stands_in_its_blob(blobs: Blobs, tmp_path: Path) -> None:
    data = b"The neighbour saw the blue car on Sunday. " * 5_000
    record = record_for(seal(blobs, CASE, pieces(data), len(data)))
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert b"neighbour" not in file.read_bytes()
    assert record.key not in file.read_bytes()


def test_a_record_comes_back_as_it_was_kept() -> None:
    record = FileRecord("ab" * 16, bytes(range(32)), 5, "text/plain", "00" * 32, of=3, original=False,
                        cleaning={"exif": 4})
    assert record_of(record.as_json()) == record
    assert record.key.hex() not in repr(record)
