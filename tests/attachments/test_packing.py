"""Many files as one archive: made while it leaves, whole whatever is wrong with one of them, and no way out of it."""

import socket
import threading
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from intake import hang_up
from intake.attachments import packing
from intake.attachments.blobs import Blobs
from intake.attachments.packing import Packed, Reasons, pack
from intake.attachments.record import FileRecord
from intake.attachments.scanning import SECONDS, Closed, NoAnswer, Scanner
from intake.attachments.sealing import Opened, open_file, seal
from intake.errors import Busy
from intake.vault.lanes import Lanes

CASE, DAY = 7, date(2026, 3, 1)
REASONS = Reasons("missing", "closed", "damaged")
MB = 1024 * 1024


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """A store."""
    return Blobs(tmp_path)


def packed(blobs: Blobs, name: str, data: bytes) -> Packed:
    """A file in the store, to be packed."""
    sealed = seal(blobs, CASE, [data], len(data))
    return Packed(name, DAY, FileRecord(sealed.blob, sealed.key, sealed.size, "image/jpeg", sealed.sha256, of=1))


def opened(blobs: Blobs, *files: Packed) -> dict[str, bytes]:
    """What another program reads in the archive."""
    archive = zipfile.ZipFile(BytesIO(b"".join(pack(partial(open_file, blobs, CASE), "AAA-AAA", files, REASONS))))
    assert archive.testzip() is None
    return {each.filename: archive.read(each) for each in archive.infolist()}


def test_every_file_is_in_it_whole_in_a_folder_of_its_own_with_its_day_and_no_time(blobs: Blobs) -> None:
    files = [packed(blobs, "photo.jpg", b"a" * 200_000), packed(blobs, "نامه‌ی مادر.pdf", b"b"), packed(blobs, "e", b"")]
    pieces = list(pack(partial(open_file, blobs, CASE), "AAA-AAA", files, REASONS))
    assert all(pieces), "an empty piece would end the answer"
    archive = zipfile.ZipFile(BytesIO(b"".join(pieces)))
    entries = archive.infolist()
    assert {each.filename: archive.read(each) for each in entries} == {
        "AAA-AAA/photo.jpg": b"a" * 200_000, "AAA-AAA/نامه‌ی مادر.pdf": b"b", "AAA-AAA/e": b""}
    assert {each.date_time for each in entries} == {(2026, 3, 1, 0, 0, 0)}
    assert entries[1].flag_bits & 0x800, "the name says that it is UTF-8"
    assert {each.compress_type for each in entries} == {zipfile.ZIP_DEFLATED}, "or it cannot be read front to back"
    assert 200_000 <= entries[0].compress_size < 200_100, "no time is spent on packing what is packed already"


@pytest.mark.parametrize("names, kept", [
    (["../../etc/passwd", "/home/x", "a\\..\\b", "C:x"], ["_.._etc_passwd", "_home_x", "a_.._b", "C_x"]),
    (["a.txt", "A.TXT", "a.txt", "a (2).txt"], ["a.txt", "A (2).TXT", "a (3).txt", "a (2) (2).txt"]),
    (["MISSING.txt", "", "...", "file"], ["MISSING (2).txt", "file", "file (2)", "file (3)"]),
    (["\u202efdp.exe", "a\0b.txt", "x\n"], ["fdp.exe", "a_b.txt", "x_"]),
    (["é.txt", "e\u0301.txt"], ["é.txt", "e\u0301 (2).txt"]),
])
def test_no_name_leads_anywhere_and_no_two_are_the_same_file(blobs: Blobs, names: list[str], kept: list[str]) -> None:
    found = opened(blobs, *(packed(blobs, name, name.encode()) for name in names))
    assert [name.removeprefix("AAA-AAA/") for name in found] == kept
    assert list(found.values()) == [name.encode() for name in names]


def test_a_very_long_name_is_cut_to_what_a_disk_takes_and_keeps_its_ending(blobs: Blobs, tmp_path: Path) -> None:
    names = ["آ" * 240 + ".jpg", "آ" * 240 + ".jpg", "x." + "y" * 240]
    files = [packed(blobs, name, b"x") for name in names]
    archive = zipfile.ZipFile(BytesIO(b"".join(pack(partial(open_file, blobs, CASE), "AAA-AAA", files, REASONS))))
    archive.extractall(tmp_path / "out")
    assert sorted(path.suffix[:4] for path in (tmp_path / "out/AAA-AAA").iterdir()) == [".jpg", ".jpg", ".yyy"]


def test_what_is_missing_or_damaged_is_a_line_in_a_list_and_costs_no_other_file(blobs: Blobs, tmp_path: Path) -> None:
    good, gone, cut, spoilt = (packed(blobs, name, b"x" * 300_000) for name in ("good", "gone", "cut", "spoilt"))
    places = {each.name: tmp_path / "blobs" / each.known.blob[:2] / each.known.blob for each in (gone, cut, spoilt)}
    places["gone"].unlink()
    places["cut"].write_bytes(places["cut"].read_bytes()[:-5])
    data = bytearray(places["spoilt"].read_bytes())
    data[200_000] ^= 1
    places["spoilt"].write_bytes(data)
    stolen = Packed("stolen", DAY, replace(good.known, blob=spoilt.known.blob))
    found = opened(blobs, gone, cut, spoilt, stolen, good)
    assert found["AAA-AAA/good"] == b"x" * 300_000
    assert 0 < len(found["AAA-AAA/spoilt"]) < 200_000
    assert found["AAA-AAA/MISSING.txt"].decode() == (
        "gone: missing\r\ncut: missing\r\nspoilt: damaged\r\nstolen: missing\r\n")
    assert set(found) == {f"AAA-AAA/{name}" for name in ("good", "spoilt", "MISSING.txt")}


@pytest.mark.parametrize("refusal, asked", [
    (NoAnswer("silent"), ["a", "b"]), (Busy("taken"), ["a", "b"]), (Closed("too large"), ["a", "b", "c"]),
    (Closed("found", "Eicar"), ["a", "b", "c"])], ids=["no answer", "no place", "too large", "harmful"])
def test_who_gives_no_answer_is_asked_no_more_and_who_refuses_one_file_is(
    blobs: Blobs, refusal: Exception, asked: list[str]
) -> None:
    files = [packed(blobs, name, name.encode()) for name in "abc"]
    names, seen = {each.known.blob: each.name for each in files}, list[str]()

    def open_one(record: FileRecord) -> Opened:
        seen.append(names[record.blob])
        if seen[-1] == "b":
            raise refusal
        return open_file(blobs, CASE, record)

    archive = zipfile.ZipFile(BytesIO(b"".join(pack(open_one, "AAA-AAA", files, REASONS))))
    assert seen == asked
    closed = [name for name in "abc" if name == "b" or name not in asked]
    assert archive.read("AAA-AAA/MISSING.txt").decode() == "".join(f"{name}: closed\r\n" for name in closed)
    assert len(archive.namelist()) == 4 - len(closed)


@contextmanager
def slow_scanner(folder: Path, seconds: float, answers: list[bytes]) -> Iterator[Scanner]:
    """A scanner that takes a file, says nothing for so long, and then gives the next of these answers."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "slow"))
        server.listen()

        def answer() -> None:
            for each in answers:
                line, _ = server.accept()
                with line, suppress(OSError):
                    time.sleep(seconds)
                    line.sendall(each)
                    while line.recv(4096):
                        pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield Scanner(str(folder / "slow"), Lanes(folder, "scan", 1))


CLEAN, REFUSED = b"stream: OK\0", b"stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0"


def test_however_many_files_are_refused_slowly_something_leaves_and_the_next_clean_one_comes_whole(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert packing._STILL_SECONDS + SECONDS + Lanes(tmp_path, "usual", 1)._patience < hang_up.PATIENCE
    monkeypatch.setattr(packing, "_STILL_SECONDS", 0.2)
    files = [packed(blobs, name, b"x") for name in ("a", "b", "c", "MISSING.txt", "d", "clean")]
    with slow_scanner(tmp_path, 0.15, [REFUSED] * 5 + [CLEAN]) as scanner:

        def open_one(record: FileRecord) -> Opened:
            asked.append(record)
            with ExitStack() as held:
                opened = held.enter_context(open_file(blobs, CASE, record))
                scanner.require_clean(record.blob, opened.read(0, opened.size))
                held.pop_all()
            return opened

        asked, still, whole = list[FileRecord](), list[int](), b""
        for piece in pack(open_one, "AAA-AAA", files, REASONS):
            still.append(len(asked))
            whole += piece
            asked.clear()
    assert max(still) <= 2, "two refusals take longer than nothing may leave"
    archive = zipfile.ZipFile(BytesIO(whole))
    assert archive.testzip() is None
    found = {name.removeprefix("AAA-AAA/"): archive.read(name).decode() for name in archive.namelist()}
    assert found.pop("clean") == "x"
    assert len(found) > 2
    assert [*found] == ["MISSING.txt", *(f"MISSING ({number}).txt" for number in range(3, len(found) + 2))]
    assert "".join(found.values()) == "".join(
        f"{name}: closed\r\n" for name in ("a", "b", "c", "MISSING (2).txt", "d"))


def test_of_a_hundred_megabytes_only_a_piece_is_ever_in_memory(blobs: Blobs) -> None:
    piece = bytes(MB)
    sealed = seal(blobs, CASE, (piece for _ in range(60)), 60 * MB)
    known = FileRecord(sealed.blob, sealed.key, sealed.size, "", sealed.sha256, of=1)
    files = [Packed("a", DAY, known), Packed("b", DAY, known)]
    pieces = pack(partial(open_file, blobs, CASE), "AAA-AAA", files, REASONS)
    next(pieces)
    tracemalloc.start()
    size, largest = _counted(pieces)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 119 * MB
    assert largest < MB
    assert most < 2 * MB


def _counted(pieces: Iterator[bytes]) -> tuple[int, int]:
    size = largest = 0
    for each in pieces:
        size, largest = size + len(each), max(largest, len(each))
    return size, largest


def test_whoever_stops_reading_leaves_no_file_open(blobs: Blobs) -> None:
    pieces = pack(partial(open_file, blobs, CASE), "AAA-AAA", [packed(blobs, "photo.jpg", b"a" * 300_000)], REASONS)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert not [each for each in Path("/proc/self/fd").iterdir() if "/blobs/" in str(each.resolve())]
