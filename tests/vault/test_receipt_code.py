"""Receipt codes: hard to guess, easy to copy, forgiving about how they are typed and strict about what they say."""

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault.receipt_code import code_from, grouped, is_well_formed, new_code, normalise

codes = st.builds(code_from, st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
quick = settings(deadline=None, max_examples=60)


@quick
@given(codes)
def test_every_code_has_24_digits_and_its_check_digit(code: str) -> None:
    assert len(code) == 24
    assert is_well_formed(code)


@quick
@given(codes)
def test_every_single_wrong_digit_is_noticed(code: str) -> None:
    wrong = {
        code[:place] + digit + code[place + 1 :]
        for place in range(24)
        for digit in "0123456789"
        if digit != code[place]
    }
    assert len(wrong) == 24 * 9
    assert not any(is_well_formed(each) for each in wrong)


@quick
@given(codes)
def test_every_swap_of_two_neighbours_is_noticed(code: str) -> None:
    swapped = {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(23)}
    assert not any(is_well_formed(each) for each in swapped - {code})


@pytest.mark.parametrize("digits", ["572", "0057200000"])
def test_a_code_of_another_length_is_refused(digits: str) -> None:
    assert not is_well_formed(f"{digits}4")


def test_the_check_digit_is_damms() -> None:
    # 572 with check digit 4 is the example known from the literature; leading zeros leave the digit as it is.
    assert is_well_formed("5724".zfill(24))


@pytest.mark.parametrize("typed", ["", "x" * 24, "²" * 24, "5724".zfill(23) + " ", "٠" * 24])
def test_only_ascii_digits_are_well_formed(typed: str) -> None:
    assert not is_well_formed(typed)


def test_a_nonce_has_one_code_and_only_with_the_pepper() -> None:
    pepper, other = secrets.token_bytes(32), secrets.token_bytes(32)
    assert code_from(pepper, b"nonce") == code_from(pepper, b"nonce")
    assert code_from(pepper, b"nonce") != code_from(other, b"nonce")
    assert code_from(pepper, b"nonce") != code_from(pepper, b"Nonce")


def test_codes_use_every_digit_in_every_place() -> None:
    fresh = [new_code() for _ in range(400)]
    assert len(set(fresh)) == 400
    assert all(is_well_formed(code) for code in fresh)
    for place in range(24):
        assert {code[place] for code in fresh} == set("0123456789")


@quick
@given(codes)
def test_a_code_is_shown_in_six_groups_of_four_and_read_back(code: str) -> None:
    shown = grouped(code)
    assert [len(group) for group in shown.split(" ")] == [4] * 6
    assert normalise(shown) == code


@quick
@given(codes, st.sampled_from(["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"]))
def test_a_code_may_be_typed_in_other_digits(code: str, digits: str) -> None:
    typed = grouped(code).translate(str.maketrans("0123456789", digits))
    assert normalise(typed) == code


@quick
@given(codes, st.sampled_from(" \t\r\n\u00a0\u202f-–—_.,·/:;|()[]\u200e\u200f\u202a\u202c\u2066\u2069\u200b\ufeff"))
def test_what_stands_between_the_digits_does_not_matter(code: str, mark: str) -> None:
    assert normalise(mark + mark.join(code) + mark) == code


@pytest.mark.parametrize("typed", ["O0O0", "l234", "12a4", "四"])
def test_letters_are_not_guessed_at(typed: str) -> None:
    assert any(mark.isalpha() for mark in normalise(typed))
    assert not is_well_formed(normalise(typed).zfill(24))
