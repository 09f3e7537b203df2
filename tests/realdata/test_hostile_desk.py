"""Strings that people collected because they break software, in every field of the desk and every address.

Stored equal, shown as text, never a failure. A fixed part of each set here; `make soak` takes them all.
"""

import re
from itertools import cycle

import pytest

from tests.realdata.desk_matrix import HARMLESS, Workplace, arrives_everywhere, probe, usual_shape
from tests.realdata.entrance_matrix import (
    ENTRANCES,
    arrives_by,
    breaks_no_address,
    is_taken_or_asked_about,
    short,
    stands_on_the_card,
    usual_contact,
    usual_entrance,
)
from tests.realdata.reading import kept
from tests.support import corpus

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
STEPS = {"naughty_strings": 13, "payloads_xss": 120, "payloads_sql_injection": 100}
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Answers are boxed before a store sees them, and the other tests here try both stores."""
PART = 20
"""How many strings one desk bears: each that may be the name of a team becomes one, and the page of teams grows."""


def _probed(name: str) -> list[str]:
    return corpus.hostile(name)[:: 1 if name == "naughty_strings" else 10]


def _shortened(first: int, further: int) -> list[str]:
    """A few of each set, and all that would hide or end a line: what a page must show, and a field give back."""
    few = [text for name in corpus.HOSTILE for text in corpus.hostile(name)[first:: STEPS[name] * further]]
    odd = [text for name in corpus.HOSTILE for text in corpus.hostile(name) if re.search(r"[\x00-\x1f]|\s$", text)]
    return [text for text in map(short, [*few, *odd[first::further * 8]]) if text]


def _parts() -> list[tuple[str, int]]:
    return [(name, first) for name in corpus.HOSTILE if corpus.PRESENT
            for first in range(0, len(_probed(name)), PART)]


@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_some_hostile_strings_stand_equal_and_as_text_in_every_field_of_a_case(place: Workplace, name: str) -> None:
    usual = usual_shape(place)
    for text in corpus.hostile(name)[:: STEPS[name]]:
        if kept(text).strip():
            arrives_everywhere(place, text, usual)


@ONE_DATABASE
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_some_hostile_strings_stand_equal_in_every_answer_to_every_entrance(place: Workplace, entrance: str) -> None:
    usual = usual_entrance(place, entrance)
    for text in _shortened(ENTRANCES.index(entrance), 5):
        assert arrives_by(place, entrance, text, usual) > 30


@ONE_DATABASE
def test_some_hostile_strings_stand_equal_in_contacts_and_on_the_card(place: Workplace) -> None:
    usual = usual_contact(place)
    for text in _shortened(6, 3):
        assert stands_on_the_card(place, text, usual) > 50


@ONE_DATABASE
def test_some_hostile_addresses_are_taken_or_asked_about_and_no_more(place: Workplace) -> None:
    texts = filter(None, map(short, corpus.hostile("email_addresses")[::6]))
    assert {is_taken_or_asked_about(place, text) for text in texts} == {200, 422}


@ONE_DATABASE
def test_some_hostile_strings_break_no_parameter(place: Workplace) -> None:
    reference = place.case(HARMLESS)
    for name in corpus.every_hostile_set():
        for text in corpus.hostile(name)[2::300]:
            breaks_no_address(place, text, reference)


@ONE_DATABASE
def test_some_hostile_strings_break_no_form_and_no_address(place: Workplace) -> None:
    for name in corpus.HOSTILE:
        for text in corpus.hostile(name)[5:: STEPS[name] * 12]:
            assert probe(place, text) > 50


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_string_stands_equal_and_as_text_in_every_field_of_a_case(place: Workplace, name: str) -> None:
    """Each on one of the stores, in turn: all of it is boxed before a store sees it."""
    usual, half = usual_shape(place), place.instance.stores.main.dialect.name == "sqlite"
    for text in corpus.hostile(name)[half::2]:
        if kept(text).strip():
            arrives_everywhere(place, text, usual)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@ONE_DATABASE
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_string_stands_equal_in_every_answer_to_an_entrance(place: Workplace, name: str) -> None:
    """Each by one of the entrances, in turn: their questions are of the same few kinds."""
    usual = {entrance: usual_entrance(place, entrance) for entrance in ENTRANCES}
    for text, entrance in zip(filter(None, map(short, corpus.hostile(name))), cycle(ENTRANCES), strict=False):
        arrives_by(place, entrance, text, usual[entrance])


@pytest.mark.soak
@pytest.mark.timeout(7200)
@ONE_DATABASE
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_string_stands_equal_in_contacts_and_on_the_card(place: Workplace, name: str) -> None:
    usual = usual_contact(place)
    for text in filter(None, map(short, corpus.hostile(name))):
        stands_on_the_card(place, text, usual)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@ONE_DATABASE
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_address_is_taken_or_asked_about_and_no_more(place: Workplace, name: str) -> None:
    for text in filter(None, map(short, corpus.hostile(name))):
        is_taken_or_asked_about(place, text)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@ONE_DATABASE
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_string_breaks_no_parameter(place: Workplace, name: str) -> None:
    reference = place.case(HARMLESS)
    for text in corpus.hostile(name):
        breaks_no_address(place, text, reference)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@ONE_DATABASE
@pytest.mark.parametrize("name, first", _parts())
def test_hostile_strings_break_no_form_and_no_address(place: Workplace, name: str, first: int) -> None:
    for text in _probed(name)[first:first + PART]:
        assert probe(place, text) > 50
