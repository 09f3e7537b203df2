"""Leaving: a blank page, then a listed site, chosen by the browser's language, from an address that says nothing."""

import re

import pytest

from intake.errors import Unready
from intake.settings import NEUTRAL_HOSTS, load_settings
from tests.web.visitor import Visitor

FARSI = "https://fa.wikipedia.org"


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Another way out for those who read Persian."""
    return {"minimum_seconds": 0, "exit_urls": {"fa": FARSI}}


def test_the_first_step_is_blank_and_goes_on_by_itself_to_the_second(visitor: Visitor) -> None:
    for wanted, said in (("en", "Loading"), ("fa", "در حال بارگذاری"), ("de", "Wird geladen")):
        page = visitor.get("/exit", headers={"Accept-Language": wanted})
        assert page.title == said
        assert re.search(r"<body>\s*</body>", page.html)
        assert '<meta http-equiv="refresh" content="0; url=/exit/on">' in page.html
        assert '<meta name="color-scheme" content="light dark">' in page.html
        assert page.links == []
        assert not re.search("stylesheet|script|icon", page.html)


def test_the_page_is_blank_before_anything_is_cleared_for_that_takes_time(visitor: Visitor) -> None:
    visitor.get("/exit")
    assert "Clear-Site-Data" not in visitor.answer.headers
    visitor.get("/exit/on", 303)
    assert visitor.answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_leaving_goes_where_the_browser_reads(visitor: Visitor) -> None:
    for wanted, given in (("fa-IR,fa;q=0.9", FARSI), ("en", "https://www.wikipedia.org"),
                          ("sq,fa;q=0.5", "https://www.wikipedia.org"), ("", "https://www.wikipedia.org")):
        visitor.get("/exit/on", 303, headers={"Accept-Language": wanted})
        assert visitor.answer.headers["Location"] == given


def test_the_address_of_the_way_out_is_the_same_on_every_page(visitor: Visitor) -> None:
    for language in ("en", "fa"):
        assert visitor.get(f"/{language}/safety").links.count("/exit") == 2


def test_nothing_that_is_asked_for_changes_where_leaving_goes(visitor: Visitor) -> None:
    for query in ("?l=fa", "?to=https://elsewhere.example", "?language=fa&url=//elsewhere.example"):
        assert "elsewhere" not in visitor.get(f"/exit{query}").html
        visitor.get(f"/exit/on{query}", 303)
        assert visitor.answer.headers["Location"] == "https://www.wikipedia.org"


@pytest.mark.parametrize("setting", [
    {"exit_url": "https://elsewhere.example"},
    {"exit_urls": {"fa": FARSI, "de": "https://elsewhere.example/www.wikipedia.org"}},
    {"exit_url": "https://www.wikipedia.org@elsewhere.example"},
    {"exit_url": "https://www.wikipedia.org.elsewhere.example"},
])
def test_a_site_that_is_not_listed_is_refused_in_one_line(setting: dict[str, object]) -> None:
    with pytest.raises(Unready, match=r"elsewhere\.example is not among INTAKE_EXIT_HOSTS") as refused:
        load_settings(**setting)
    assert "\n" not in str(refused.value)
    assert "INTAKE_EXIT_URL" in str(refused.value)


def test_a_list_of_ones_own_replaces_the_list_and_the_default_must_stand_in_it() -> None:
    assert load_settings(exit_hosts=("weather.example",), exit_url="https://weather.example/today").exit_for("fa")
    with pytest.raises(Unready, match=r"www\.wikipedia\.org is not among INTAKE_EXIT_HOSTS"):
        load_settings(exit_hosts=("weather.example",))


def test_a_language_that_is_not_spoken_here_has_no_way_out_of_its_own() -> None:
    with pytest.raises(Unready, match="INTAKE_EXIT_URLS"):
        load_settings(exit_urls={"xx": FARSI})


def test_there_is_a_neutral_site_for_each_language_in_the_list() -> None:
    assert {f"{code}.wikipedia.org" for code in ("en", "fa", "ar", "fr", "de", "sq")} < set(NEUTRAL_HOSTS)
