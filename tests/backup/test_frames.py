"""The format alone: what goes in comes out, cut anywhere on the way; anything else is refused."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.backup import frames
from intake.backup.frames import FILE, PART, ROW, TABLE, packed, tally, unpacked

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.binary(), st.dates(),
    st.text(st.characters(exclude_categories=())), st.datetimes(),
)


@given(st.lists(VALUES))
def test_a_row_comes_back_as_it_was(values: list[object]) -> None:
    back = frames.row_from(frames.row(values))
    assert back == values
    assert [type(value) for value in back] == [type(value) for value in values]


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from([TABLE, ROW, FILE, PART]), st.binary(max_size=300))), st.integers(1, 50))
def test_frames_come_back_however_the_stream_was_cut(given_frames: list[tuple[bytes, bytes]], size: int) -> None:
    stream = b"".join(packed(*frame) for frame in given_frames)
    chunks = [stream[at:at + size] for at in range(0, len(stream), size)]
    assert list(unpacked(chunks)) == given_frames


@pytest.mark.parametrize("cut", [1, 4, 6])
def test_a_frame_that_is_not_whole_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="not whole"):
        list(unpacked([packed(ROW, b"abc")[:cut]]))


@pytest.mark.parametrize("value", [{"a": 1}, [1], object()])
def test_a_value_of_an_unknown_kind_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no place for"):
        frames.row([value])


def test_a_table_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="comes twice"):
        tally([(TABLE, frames.table("case", ["id"]))] * 2)


def test_the_tally_counts_rows_of_tables_and_bytes_of_files() -> None:
    counted = tally([(TABLE, frames.table("case", ["id"])), (ROW, b"1"), (ROW, b"2"),
                     (FILE, frames.file("blobs/a")), (PART, b"abc"), (PART, b"d")])
    assert {name: each.count for name, each in counted.items()} == {"table:case": 2, "file:blobs/a": 4}


def test_the_format_is_what_it_was() -> None:
    moment, day = datetime(2026, 3, 1, 14, 5, tzinfo=UTC).replace(tzinfo=None), date(2026, 3, 1)
    assert frames.row([7, "ab", b"\x00", None, True, moment, day]) == (
        b"i\x00\x00\x00\x017" b"s\x00\x00\x00\x02ab" b"b\x00\x00\x00\x01\x00" b"0\x00\x00\x00\x00"
        b"?\x00\x00\x00\x011" b"t\x00\x00\x00\x132026-03-01T14:05:00" b"d\x00\x00\x00\x0a2026-03-01"
    )
