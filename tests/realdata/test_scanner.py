"""The search for leaked text can fail: what is planted is found, whatever its encoding and wherever it lies."""

import random
from pathlib import Path

import pytest

from tests.realdata.scanner import ENCODINGS, WINDOW, Scanner

TEXT = "They took my telephone away, and since the spring nobody has told me where my sister lives now. " * 2
PERSIAN = "از بهار تا امروز هیچ‌کس به من نگفته است که خواهرم کجا زندگی می‌کند."


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [TEXT, PERSIAN])
@pytest.mark.parametrize("offset", [0, 1, 5, 4093])
def test_a_planted_piece_of_a_text_is_found_at_any_place(tmp_path: Path, encoding: str, text: str, offset: int) -> None:
    noise = random.Random(1).randbytes(8192)
    piece = text.encode(encoding)[6:6 + WINDOW]
    (tmp_path / "planted").write_bytes(noise[:offset] + piece + noise[offset:])
    found = list(Scanner([TEXT, PERSIAN]).file(tmp_path / "planted"))
    assert (offset, piece) in [(find.offset, find.window) for find in found]


def test_one_byte_less_than_a_window_and_noise_are_not_found(tmp_path: Path) -> None:
    noise = random.Random(2).randbytes(1 << 20)
    (tmp_path / "planted").write_bytes(noise + TEXT.encode()[6:5 + WINDOW] + noise)
    assert list(Scanner([TEXT]).file(tmp_path / "planted")) == []


def test_a_piece_across_two_blocks_is_found(tmp_path: Path) -> None:
    piece, scanner = TEXT.encode()[3:3 + WINDOW], Scanner([TEXT])
    for offset in range(8192 - WINDOW - 1, 8194):
        (tmp_path / "planted").write_bytes(bytes(offset) + piece + bytes(9000))
        assert offset in [find.offset for find in scanner.file(tmp_path / "planted")]


def test_what_was_clean_before_is_looked_at_again_once_it_changed(tmp_path: Path) -> None:
    noise, scanner = random.Random(3).randbytes(1 << 16), Scanner([TEXT])
    (tmp_path / "file").write_bytes(noise)
    assert list(scanner.file(tmp_path / "file")) == []
    (tmp_path / "file").write_bytes(noise[:40000] + TEXT.encode()[:WINDOW] + noise[40000 + WINDOW:])
    assert [find.offset for find in scanner.file(tmp_path / "file")] == [40000]


def test_a_receipt_code_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted").write_bytes(b"code=017431165990446654741614;")
    assert [find.offset for find in Scanner(["017431165990446654741614"]).file(tmp_path / "planted")] == [5]
