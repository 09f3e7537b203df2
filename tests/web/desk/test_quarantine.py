"""The page of the quarantine: what stands on it, and what the team does with it, without JavaScript."""

from datetime import timedelta

import pytest
import time_machine

from intake import clock
from intake.cases import erase, expiry
from intake.judging.judge import CLEAN, Sign, judge
from intake.vault.sign import Signer
from tests.cases.office import NO_MAIL
from tests.web.desk.conftest import Desk, Worker, references
from tests.web.pages import Page
from tests.web.visitor import Visitor

PAGE, SORT = "/desk/quarantine", "/desk/quarantine/sort"
RUSHED = CLEAN.seen_with(Sign.RUSH)
OFFER = "Buy followers now, 50 % off! Visit our website https://example.com/cheap"


def aside(desk: Desk, text: str = OFFER) -> str:
    """An enquiry that was set aside."""
    return desk.send(text, judged=judge((text,)).seen_with(Sign.TRAP))[0]


def sort(worker: Worker, act: str, *chosen: str, on: str = PAGE, expected: int = 303, **given: str) -> Page:
    """Choose cases on the page and press one of its buttons."""
    page = worker.get(on)
    form = next(each for each in page.forms if each.action.startswith(SORT))
    shown = references(page.html)
    fields: dict[str, str | list[str]] = {**form.fields, "shown": shown, "cases": list(chosen), "act": act, **given}
    return worker.post(form.action, fields, expected)


def test_the_page_says_what_came_why_it_is_here_and_until_when(desk: Desk) -> None:
    reference = aside(desk)
    page = desk.karim.get(PAGE)
    assert references(page.html) == [reference]
    for told in (OFFER[:60], "A field was filled that people do not", "It reads like an advertisement", "Erased on"):
        assert told in page.html
    assert f"/desk/cases/{reference}" in page.links
    assert desk.acts()[-1] == "case:listed"


def test_no_list_shows_it_and_the_menu_counts_it_beside_the_others(desk: Desk) -> None:
    reference = aside(desk)
    for view in ("mine", "unassigned", "open", "waiting", "closed", "named"):
        assert references(desk.karim.look(f"?view={view}").html) == []
    for path in ("/desk/quiet", "/desk/unreachable", "/desk/team"):
        assert reference not in desk.karim.get(path).html
    page = desk.karim.look()
    assert page.html.count('class="count">') == 1
    assert 'href="/desk/quarantine"' in page.html
    assert references(desk.sara.get(PAGE).html) == []
    desk.karim.look("?view=quarantine", 404)


def test_what_is_real_goes_to_the_lists_and_the_rest_stays(desk: Desk) -> None:
    real, spam = aside(desk, "Click here now, order online. My name is Ali."), aside(desk)
    sort(desk.karim, "release", real)
    page = desk.karim.follow()
    assert "Released." in page.html
    assert references(page.html) == [spam]
    assert desk.karim.rows("?view=unassigned") == [real]
    assert desk.acts().count("case:released") == 1


def test_all_of_a_page_is_thrown_away_with_one_mark_and_can_be_brought_back(desk: Desk) -> None:
    both = {aside(desk), aside(desk)}
    sort(desk.karim, "discard", everything="y")
    assert "Nothing is here" in desk.karim.follow().html
    thrown = desk.karim.get(f"{PAGE}?thrown=1")
    assert set(references(thrown.html)) == both
    assert "discard" not in thrown.html
    one = min(both)
    sort(desk.karim, "release", one, on=f"{PAGE}?thrown=1")
    assert references(desk.karim.follow().html) == [max(both)]
    assert desk.karim.rows("?view=unassigned") == [one]


@pytest.mark.parametrize("act, given", [("release", {}), ("discard", {}), ("burn", {"everything": "y"}), ("", {})])
def test_nothing_happens_without_a_choice(desk: Desk, act: str, given: dict[str, str]) -> None:
    reference = aside(desk)
    page = sort(desk.karim, act, expected=422, **given)
    assert "Please look at this again" in page.html
    assert references(page.html) == [reference]


def test_what_only_came_in_a_rush_can_be_looked_at_alone(desk: Desk) -> None:
    reference, _ = desk.send("They took my sister.", judged=RUSHED)
    aside(desk)
    page = desk.karim.get(f"{PAGE}?harmless=1")
    assert references(page.html) == [reference]
    assert "More came at once than people write" in page.html
    sort(desk.karim, "release", reference, on=f"{PAGE}?harmless=1")
    assert "None among those" not in desk.karim.follow().html


def test_the_page_of_such_a_case_has_the_same_two_buttons(desk: Desk) -> None:
    one, another = aside(desk), aside(desk)
    page = desk.karim.open(one)
    assert "This enquiry is in quarantine" in page.html
    assert "A field was filled" in page.html
    desk.karim.post(SORT, {**page.form(SORT), "act": "discard"})
    assert references(desk.karim.follow().html) == [another]
    page = desk.karim.open(one)
    assert "This enquiry was thrown away" in page.html
    desk.karim.post(SORT, {**page.form(SORT), "act": "release"})
    page = desk.karim.follow()
    assert "Released." in page.html
    assert "released the case from quarantine" in page.html
    assert SORT not in page.html


def test_whoever_answers_it_releases_it(desk: Desk) -> None:
    reference = aside(desk)
    desk.karim.act(reference, "reply", text="Who are you?", then_wait="")
    assert "in quarantine" not in desk.karim.open(reference).html
    assert desk.karim.rows("?view=open") == [reference]


def test_somebody_who_writes_again_with_their_code_stands_in_the_lists(desk: Desk) -> None:
    reference, code = desk.send(OFFER, judged=judge((OFFER,)))
    visitor = Visitor(desk.app)
    visitor.come_back(code)
    visitor.say(OFFER)
    assert desk.karim.rows("?view=open") == []
    visitor.say("I am the sister of Ali, please answer me.")
    assert desk.karim.rows("?view=open") == [reference]


def test_what_nobody_released_is_gone_after_its_time(desk: Desk) -> None:
    aside(desk)
    settings, house = desk.office.house.settings, desk.office.house
    with time_machine.travel(clock.now() + timedelta(days=settings.quarantine_days)):
        expiry.carry_out(house.stores, Signer(house.secrets.log_seed), settings.quarantine_days)
        erase.finish(house.stores, Signer(house.secrets.log_seed), NO_MAIL)
        assert references(desk.karim.get(PAGE).html) == []
    assert desk.references() == []


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?thrown=1", f"{PAGE}?harmless=1"])
def test_the_page_asks_no_more_than_a_list(desk: Desk, path: str) -> None:
    for _ in range(3):
        aside(desk)
    desk.karim.get(path)
    with desk.counted() as statements:
        desk.karim.get(path)
    assert len(statements) <= 10, statements


@pytest.mark.parametrize("address", [f"{PAGE}?after=never", f"{PAGE}?after=2020-01-01.x"])
def test_an_address_that_cannot_be_is_no_page(desk: Desk, address: str) -> None:
    desk.karim.get(address, 404)
