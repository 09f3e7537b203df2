"""Strings that people collected because they break software, in every field of the desk and every address.

Stored equal, shown as text, never a failure. A fixed part of each set here; `make soak` takes them all.
"""

import pytest

from tests.realdata.desk_matrix import Workplace, arrives_everywhere, probe, usual_shape
from tests.realdata.reading import kept
from tests.support import corpus

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
STEPS = {"naughty_strings": 13, "payloads_xss": 120, "payloads_sql_injection": 100}
PART = 20
"""How many strings one desk bears: each that may be the name of a team becomes one, and the page of teams grows."""


def _probed(name: str) -> list[str]:
    return corpus.hostile(name)[:: 1 if name == "naughty_strings" else 10]


def _parts() -> list[tuple[str, int]]:
    return [(name, first) for name in corpus.HOSTILE if corpus.PRESENT
            for first in range(0, len(_probed(name)), PART)]


@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_some_hostile_strings_stand_equal_and_as_text_in_every_field_of_a_case(place: Workplace, name: str) -> None:
    usual = usual_shape(place)
    for text in corpus.hostile(name)[:: STEPS[name]]:
        if kept(text).strip():
            arrives_everywhere(place, text, usual)


def test_some_hostile_strings_break_no_form_and_no_address(place: Workplace) -> None:
    for name in corpus.HOSTILE:
        for text in corpus.hostile(name)[5:: STEPS[name] * 12]:
            assert probe(place, text) > 50


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_string_stands_equal_and_as_text_in_every_field_of_a_case(place: Workplace, name: str) -> None:
    usual = usual_shape(place)
    for text in corpus.hostile(name):
        if kept(text).strip():
            arrives_everywhere(place, text, usual)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name, first", _parts())
def test_hostile_strings_break_no_form_and_no_address(place: Workplace, name: str, first: int) -> None:
    for text in _probed(name)[first:first + PART]:
        assert probe(place, text) > 50
