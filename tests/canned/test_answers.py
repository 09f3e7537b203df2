"""Canned answers speak every language, are checked before anybody needs them, and an operator's come before ours."""

from pathlib import Path

import pytest

from intake.canned.answers import FILE, added, load, shipped
from intake.errors import Unready
from intake.settings import LANGUAGES
from intake.web.languages import DESK_LANGUAGES

OWN = """version = 1
[[answers]]
name = "come_back"
title.en = "Back"
text.en = "Come back on Monday."
text.fa = "دوشنبه برگردید."
[[answers]]
name = "opening_hours"
title.en = "Hours"
text.en = "We are here from nine to five."
"""


def test_what_is_shipped_speaks_every_language() -> None:
    assert len(shipped()) == 6
    for each in shipped():
        assert tuple(each.text) == LANGUAGES
        assert tuple(each.title) == DESK_LANGUAGES


def test_an_instance_without_a_file_of_its_own_has_what_is_shipped(tmp_path: Path) -> None:
    assert load(tmp_path) == shipped()


def test_an_operator_replaces_an_answer_in_its_place_and_adds_others_at_the_end(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN)
    found = load(tmp_path)
    assert [each.name for each in found] == [*(each.name for each in shipped()), "opening_hours"]
    replaced = next(each for each in found if each.name == "come_back")
    assert replaced.text == {"en": "Come back on Monday.", "fa": "دوشنبه برگردید."}


@pytest.mark.parametrize("change, told", [
    (("version = 1", "version = 2"), "version"),
    (("version = 1\n", ""), "version"),
    (('"opening_hours"', '"come_back"'), "two answers have the same name"),
    (('"opening_hours"', '"Opening hours"'), "answers.1.name"),
    (('title.en = "Hours"\n', ""), "answers.1.title"),
    (("text.fa", "text.tr"), "answers.0.text.tr"),
    (('"We are here from nine to five."', '" "'), "answers.1.text.en"),
    (('"We are here from nine to five."', f'"{"x" * 2001}"'), "answers.1.text.en"),
    (('title.en = "Back"', 'titel.en = "Back"'), "answers.0.titel"),
    (("[[answers]]", "[[answers"), "cannot be read"),
])
def test_a_file_that_is_wrong_is_refused_in_one_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    (tmp_path / FILE).write_text(OWN.replace(*change))
    with pytest.raises(Unready, match=told) as refused:
        load(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(Unready, match="cannot be read"):
        load(tmp_path)


def test_a_folder_that_cannot_be_looked_into_is_told_and_not_taken_for_an_empty_one() -> None:
    with pytest.raises(Unready, match="cannot be read"):
        load(Path("x" * 300))


@pytest.mark.parametrize("typed, whole", [
    ("", "Hello."), ("Dear Ali,", "Dear Ali,\n\nHello."), ("Dear Ali,\n", "Dear Ali,\n\nHello."),
    ("Dear Ali,\n\n\n", "Dear Ali,\n\n\nHello."), (" ", " \n\nHello.")])
def test_an_answer_stands_at_the_end_of_what_is_typed(typed: str, whole: str) -> None:
    assert added(typed, "Hello.") == whole
