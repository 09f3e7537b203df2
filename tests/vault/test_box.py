"""A box opens whole, under its own key and context, or not at all (promise 5, I18)."""

import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault.box import CHUNK_SIZE, Boxer, BoxReader, InvalidTag, Unboxer, box, boxed_size, unbox
from intake.vault.context import context

KEY = secrets.token_bytes(32)
HERE = context("case note", "item", 1)
ELSEWHERE = context("case note", "item", 2)
HEADER = 57
SEALED_CHUNK = CHUNK_SIZE + 16
SIZES = st.one_of(
    st.integers(0, 200),
    st.sampled_from([CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 2 * CHUNK_SIZE + 7]),
)
quick = settings(deadline=None, max_examples=60)


def plain(size: int) -> bytes:
    return secrets.token_bytes(size)


def assert_closed(blob: bytes, key: bytes = KEY, where: bytes = HERE) -> None:
    with pytest.raises(InvalidTag):
        unbox(key, blob, where)
    unboxer = Unboxer(key, where)
    with pytest.raises(InvalidTag):
        _ = unboxer.update(blob) + unboxer.finish()
    with pytest.raises(InvalidTag):
        b"".join((reader := BoxReader(key, where, io.BytesIO(blob))).range(0, reader.size))


@quick
@given(SIZES)
def test_what_was_boxed_comes_back(size: int) -> None:
    plaintext = plain(size)
    blob = box(KEY, plaintext, HERE)
    assert unbox(KEY, blob, HERE) == plaintext
    assert len(blob) == boxed_size(size)


def test_the_same_text_never_gives_the_same_box() -> None:
    assert box(KEY, b"the same", HERE) != box(KEY, b"the same", HERE)


@quick
@given(SIZES, st.data())
def test_no_bit_can_be_flipped(size: int, data: st.DataObject) -> None:
    blob = bytearray(box(KEY, plain(size), HERE))
    bit = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[bit // 8] ^= 1 << bit % 8
    assert_closed(bytes(blob))


@quick
@given(SIZES, st.data())
def test_a_box_cannot_be_cut(size: int, data: st.DataObject) -> None:
    blob = box(KEY, plain(size), HERE)
    assert_closed(blob[: data.draw(st.integers(0, len(blob) - 1))])


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_box_cut_exactly_between_two_chunks_does_not_open(chunks: int) -> None:
    blob = box(KEY, plain(2 * CHUNK_SIZE + 5), HERE)
    assert_closed(blob[: HEADER + chunks * SEALED_CHUNK])


@quick
@given(SIZES, st.binary(min_size=1, max_size=40))
def test_a_box_cannot_be_extended(size: int, more: bytes) -> None:
    assert_closed(box(KEY, plain(size), HERE) + more)


def test_a_box_cannot_be_extended_with_a_chunk_of_another() -> None:
    first, second = (box(KEY, plain(100), HERE) for _ in range(2))
    assert_closed(first + second[HEADER:])


def test_chunks_cannot_change_places() -> None:
    blob = box(KEY, plain(3 * CHUNK_SIZE), HERE)
    head, first = blob[:HEADER], blob[HEADER : HEADER + SEALED_CHUNK]
    second, rest = blob[HEADER + SEALED_CHUNK : HEADER + 2 * SEALED_CHUNK], blob[HEADER + 2 * SEALED_CHUNK :]
    assert_closed(head + second + first + rest)
    assert_closed(head + first + first + rest)
    assert_closed(head + first + rest)


def test_a_chunk_of_another_box_does_not_fit() -> None:
    first, second = (box(KEY, plain(2 * CHUNK_SIZE), HERE) for _ in range(2))
    assert_closed(first[: HEADER + SEALED_CHUNK] + second[HEADER + SEALED_CHUNK :])


def test_a_box_moved_to_another_row_does_not_open() -> None:
    assert_closed(box(KEY, b"a note", HERE), where=ELSEWHERE)
    assert_closed(box(KEY, b"a note", HERE), where=b"")


@quick
@given(st.integers(0, 255))
def test_a_box_opens_under_no_key_but_its_own(bit: int) -> None:
    other = bytearray(KEY)
    other[bit // 8] ^= 1 << bit % 8
    assert_closed(box(KEY, b"a note", HERE), key=bytes(other))


@pytest.mark.parametrize("version", [0, 2, 255])
def test_an_unknown_version_does_not_open(version: int) -> None:
    assert_closed(bytes([version]) + box(KEY, b"a note", HERE)[1:])


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" * 56, b"\x01" * 57, b"\x01" * 73])
def test_what_is_no_box_does_not_open(blob: bytes) -> None:
    assert_closed(blob)


@pytest.mark.parametrize("key", [b"", KEY[:16], KEY + b"x"], ids=["none", "short", "long"])
def test_a_key_of_another_length_is_an_error_of_the_caller(key: bytes) -> None:
    blob = box(KEY, b"a note", HERE)
    with pytest.raises(ValueError, match="32"):
        box(key, b"a note", HERE)
    with pytest.raises(ValueError, match="32"):
        unbox(key, blob, HERE)
    with pytest.raises(ValueError, match="32"):
        BoxReader(key, HERE, io.BytesIO(blob))


@quick
@given(st.lists(st.integers(0, 20_000), max_size=6), st.integers(1, 20_000))
def test_a_stream_may_be_boxed_and_opened_in_pieces_of_any_size(pieces: list[int], step: int) -> None:
    parts = [plain(size) for size in pieces]
    boxer, unboxer = Boxer(KEY, HERE), Unboxer(KEY, HERE)
    blob = b"".join(boxer.update(part) for part in parts) + boxer.finish()
    assert unbox(KEY, blob, HERE) == b"".join(parts)
    opened = b"".join(unboxer.update(blob[start : start + step]) for start in range(0, len(blob), step))
    assert opened + unboxer.finish() == b"".join(parts)


def test_a_stream_never_holds_more_than_a_chunk_back() -> None:
    boxer, unboxer = Boxer(KEY, HERE), Unboxer(KEY, HERE)
    given_so_far = opened = 0
    for _ in range(400):
        given_so_far += 1000
        opened += len(unboxer.update(boxer.update(bytes(1000))))
        assert given_so_far - opened <= CHUNK_SIZE + 1000
    opened += len(unboxer.update(boxer.finish())) + len(unboxer.finish())
    assert opened == given_so_far


def test_a_stream_gives_only_authentic_bytes_before_it_fails() -> None:
    plaintext = plain(3 * CHUNK_SIZE)
    blob = bytearray(box(KEY, plaintext, HERE))
    blob[HEADER + SEALED_CHUNK + 5] ^= 1
    unboxer = Unboxer(KEY, HERE)
    assert unboxer.update(bytes(blob[: HEADER + SEALED_CHUNK])) == plaintext[:CHUNK_SIZE]
    with pytest.raises(InvalidTag):
        unboxer.update(bytes(blob[HEADER + SEALED_CHUNK :]))


def test_a_stream_that_failed_stays_failed() -> None:
    blob = box(KEY, b"a note", HERE)
    for start in (b"\x02", b"\x01" * 100):
        unboxer = Unboxer(KEY, HERE)
        with pytest.raises(InvalidTag):
            unboxer.update(start)
        with pytest.raises(InvalidTag):
            unboxer.update(blob)
        with pytest.raises(InvalidTag):
            unboxer.finish()


@quick
@given(SIZES, st.integers(0, 3 * CHUNK_SIZE), st.integers(0, 3 * CHUNK_SIZE))
def test_any_range_can_be_read_without_the_rest(size: int, start: int, stop: int) -> None:
    plaintext = plain(size)
    reader = BoxReader(KEY, HERE, io.BytesIO(box(KEY, plaintext, HERE)))
    assert reader.size == size
    assert b"".join(reader.range(start, stop)) == plaintext[start:stop]


def test_a_range_reads_only_the_chunks_it_needs() -> None:
    plaintext = plain(3 * CHUNK_SIZE + 10)
    blob = bytearray(box(KEY, plaintext, HERE))
    blob[HEADER + SEALED_CHUNK] ^= 1
    reader = BoxReader(KEY, HERE, io.BytesIO(bytes(blob)))
    assert b"".join(reader.range(0, CHUNK_SIZE)) == plaintext[:CHUNK_SIZE]
    assert b"".join(reader.range(2 * CHUNK_SIZE, reader.size)) == plaintext[2 * CHUNK_SIZE :]
    with pytest.raises(InvalidTag):
        list(reader.range(CHUNK_SIZE, CHUNK_SIZE + 1))


def test_a_range_does_not_count_from_the_end() -> None:
    reader = BoxReader(KEY, HERE, io.BytesIO(box(KEY, b"a note", HERE)))
    with pytest.raises(ValueError, match="beginning"):
        list(reader.range(-3, 2))


def test_a_file_that_shrinks_while_it_is_read_fails() -> None:
    source = io.BytesIO(box(KEY, plain(2 * CHUNK_SIZE + 10), HERE))
    reader = BoxReader(KEY, HERE, source)
    source.truncate(HEADER + SEALED_CHUNK + 300)
    with pytest.raises(InvalidTag):
        list(reader.range(0, reader.size))
