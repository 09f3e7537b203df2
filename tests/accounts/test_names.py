"""A name of a person or a team turns no letters around, and keeps what its own script needs."""

import pytest

from intake.accounts.names import problem_with, with_marks_shown

MARKS = [*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("mark", MARKS, ids=[f"{ord(each):04X}" for each in MARKS])
def test_a_mark_that_sets_the_direction_is_in_no_name_and_is_shown_where_one_was(mark: str) -> None:
    assert problem_with(f"Lena{mark}nimdA") == "turning"
    assert with_marks_shown(f"Lena{mark}nimdA") == f"Lena[U+{ord(mark):04X}]nimdA"


@pytest.mark.parametrize("name", ["خانواده\u200cها", "क्\u200dष", "Zoë d’Été", "N", "x" * 120])
def test_a_name_keeps_its_joiners_and_accents(name: str) -> None:
    assert problem_with(name) == ""
    assert with_marks_shown(name) == name


@pytest.mark.parametrize("name", ["", "x" * 121, "a\nb", "a\x00b", "a\u2028b", "\u200c", "\ufeff", "\ud800"])
def test_what_is_empty_long_or_not_on_one_line_is_no_name(name: str) -> None:
    assert problem_with(name) == "shape"
