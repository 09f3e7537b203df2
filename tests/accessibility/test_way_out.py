"""On every page that people from outside can meet, errors among them: the way out, help in danger, and the foot."""

import pytest

from intake.settings import LANGUAGES
from tests.accessibility.conftest import Galleries
from tests.accessibility.outline import Outline
from tests.web.public.test_every_page import ways_in

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EVERY_LANGUAGE
def test_there_is_one_way_out_in_sight_and_one_that_the_keyboard_finds_second(
    public_galleries: Galleries, language: str
) -> None:
    seen = 0
    for shown in public_galleries(language).from_outside():
        links = [given for tag, given in Outline(shown.html).elements if tag == "a"]
        ways = [given for given in links if given["href"] == "/exit"]
        assert [given["href"] for given in links[:2]] == ["#main", "/exit"], shown.name
        assert [given.get("id") for given in ways].count("leave") == 1, shown.name
        assert len(ways) >= 2, shown.name
        assert all("noreferrer" in given["rel"].split() for given in ways), shown.name
        seen += 1
    assert seen > 40


@EVERY_LANGUAGE
def test_help_in_danger_and_the_foot_stand_at_the_same_place_of_every_page(
    public_galleries: Galleries, language: str
) -> None:
    feet = set()
    for shown in public_galleries(language).from_outside():
        head, _, rest = shown.html.partition('<main id="main"')
        assert [where for where, _ in ways_in(head)].count(f"/{language}/help") == 1, shown.name
        feet.add(tuple(ways_in(rest.partition('<footer class="foot">')[2].partition("</footer>")[0])))
    [foot] = feet
    assert f"/{language}/help" in dict(foot)
