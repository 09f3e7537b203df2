"""Records come back as they were, in sizes that say little."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault.box import InvalidTag, box, boxed_size
from intake.vault.context import context
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.open import open_sealed
from intake.vault.padding import pad, padded_size, unpad
from intake.vault.record import JSON, box_record, record_from, seal_record, unbox_record

KEY = secrets.token_bytes(32)
HERE = context("message", "message", 7)
DOUBLING = [1024 << step for step in range(6)]
any_text = st.text(st.characters(exclude_categories=()), max_size=30)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
quick = settings(deadline=None, max_examples=60)


@pytest.mark.slow
@quick
@given(st.dictionaries(any_text, any_json, max_size=5))
def test_a_record_comes_back_to_the_last_code_point(record: dict[str, JSON]) -> None:
    assert unbox_record(KEY, box_record(KEY, record, HERE), HERE) == record


@pytest.mark.parametrize(
    "text",
    [
        "\ud83d\ude00",
        chr(0xDE00) + chr(0xD83D),
        "\ud800",
        "\x00\x1f\x7f\u2028",
        "e\u0301 \u00e9",
        "\u200f۱۲۳\u200e",
        "a\r\nb\rc ",
    ],
)
def test_text_is_neither_joined_nor_composed_nor_stripped(text: str) -> None:
    assert unbox_record(KEY, box_record(KEY, {"text": text}, HERE), HERE) == {"text": text}


def test_a_sealed_record_comes_back() -> None:
    seed = new_seed()
    sealed = seal_record(hpke_public_key(seed), {"message": "سلام"}, HERE)
    assert record_from(open_sealed(seed, sealed, HERE)) == {"message": "سلام"}


def test_the_order_of_fields_is_kept() -> None:
    record = {"third": 3, "first": 1, "second": 2}
    assert list(unbox_record(KEY, box_record(KEY, record, HERE), HERE)) == list(record)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        box_record(KEY, {"value": value}, HERE)


@pytest.mark.parametrize("inside", [b"[]", b"null", b"{", b"", b"\xff", b"[" * 100_000])
def test_what_is_no_record_does_not_open(inside: bytes) -> None:
    with pytest.raises(InvalidTag):
        unbox_record(KEY, box(KEY, pad(inside), HERE), HERE)


def test_a_record_that_was_not_padded_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        unbox_record(KEY, box(KEY, b"{}", HERE), HERE)


@pytest.mark.slow
@quick
@given(st.text(max_size=3000))
def test_the_size_of_a_boxed_record_is_one_of_the_standard_sizes(text: str) -> None:
    assert len(box_record(KEY, {"text": text}, HERE)) in {boxed_size(bucket) for bucket in DOUBLING}


@quick
@given(st.binary(max_size=5000))
def test_padding_comes_off_again(data: bytes) -> None:
    assert unpad(pad(data)) == data
    assert len(pad(data)) == padded_size(len(data))


@pytest.mark.parametrize(
    "size, bucket",
    [(0, 1024), (1020, 1024), (1021, 2048), (2045, 4096), (32_764, 32_768), (32_765, 34_816), (1_000_000, 1_015_808)],
)
def test_the_sizes_are_those_of_the_design(size: int, bucket: int) -> None:
    assert padded_size(size) == bucket


@pytest.mark.slow
@quick
@given(st.integers(0, 32 * 1024 - 4))
def test_a_small_record_takes_a_power_of_two(size: int) -> None:
    assert padded_size(size) in DOUBLING
    assert padded_size(size) >= size + 4


@quick
@given(st.integers(32 * 1024 - 3, 2**32 - 1))
def test_a_large_record_grows_by_an_eighth_at_most_and_shows_few_bits(size: int) -> None:
    padded = padded_size(size)
    exponent = padded.bit_length() - 1
    assert size + 4 <= padded <= (size + 4) * 1.125
    assert padded % (1 << exponent - exponent.bit_length()) == 0


@quick
@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_longer_record_is_never_stored_shorter(one: int, other: int) -> None:
    assert padded_size(min(one, other)) <= padded_size(max(one, other))


@pytest.mark.parametrize(
    "malformed",
    [
        b"",
        b"\x00\x00\x00",
        b"\x00\x00\x00\x00",
        pad(b"note")[:-1],
        pad(b"note") + b"\x00",
        pad(b"note")[:-1] + b"x",
        b"\x00\x00\x04\x00" + bytes(1020),
        b"\xff\xff\xff\xff" + bytes(1020),
        pad(b"note").ljust(2048, b"\x00"),
    ],
    ids=["none", "part", "bare", "cut", "long", "filler", "beyond", "huge", "another bucket"],
)
def test_padding_that_was_not_made_here_is_refused(malformed: bytes) -> None:
    with pytest.raises(InvalidTag):
        unpad(malformed)
