"""The lists of the desk, as their readers see them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from intake import clock
from intake.cases import lists, upkeep
from intake.cases.models import Case
from intake.cases.states import Priority
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.web.desk import words
from tests.web.desk.conftest import Desk, references


def _set(desk: Desk, reference: str, **values: object) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Case).where(Case.reference == reference).values(**values))


def _older_link(html: str) -> str | None:
    links = [part.split('href="', 1)[1].split('"', 1)[0] for part in html.split("<a ")[1:] if 'rel="next"' in part[:80]]
    return links[0].replace("&amp;", "&") if links else None


def test_the_desk_opens_on_mine_and_an_empty_one_leads_to_what_is_unassigned(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.look()
    assert "Nothing is yours right now" in page.html
    assert "/desk/?view=unassigned" in page.links
    assert references(page.html) == []
    assert desk.karim.rows("?view=unassigned") == [reference]
    desk.karim.act(reference, "take")
    assert desk.karim.rows() == [reference]
    assert desk.karim.rows("?view=unassigned") == []


def test_each_list_holds_what_its_name_says(desk: Desk) -> None:
    new, waiting, closed = desk.case("New"), desk.case("Waiting"), desk.case("Closed")
    desk.karim.act(waiting, "move", status="waiting", waiting="for_them")
    desk.karim.act(closed, "move", status="closed", outcome="helped")
    assert set(desk.karim.rows("?view=open")) == {new, waiting}
    assert desk.karim.rows("?view=waiting") == [waiting]
    assert desk.karim.rows("?view=closed") == [closed]
    assert "Helped" in desk.karim.look("?view=closed").html


def test_a_row_says_whom_it_is_for_how_they_may_be_reached_and_when_it_is_due(desk: Desk) -> None:
    reference = desk.case("A letter came.", for_whom="someone", contact=SafeContact(
        may=True, ways={Channel.MESSENGER: Way(Safety.SAFE, "Signal"), Channel.PHONE: Way(Safety.UNSAFE)}))
    _set(desk, reference, due_day=clock.today(), priority=Priority.URGENT)
    html = desk.karim.look("?view=open").html
    for told in ("A letter came.", "Someone close", "Messenger", "Urgent", "Today"):
        assert told in html


def test_a_safe_contact_is_never_shown_by_half(desk: Desk) -> None:
    desk.case(contact=SafeContact(
        may=True, ways={Channel.EMAIL: Way(Safety.SAFE, "book-club@example.org")}, notes="Never write his name."))
    html = desk.karim.look("?view=open").html
    assert "book-club" not in html
    assert "E-mail" in html


def test_filters_stand_in_the_address_and_each_can_be_taken_away(desk: Desk) -> None:
    urgent, late, _ = desk.case("Urgent"), desk.case("Late"), desk.case("Neither")
    _set(desk, urgent, priority=Priority.URGENT)
    _set(desk, late, due_day=clock.today() - timedelta(days=1))
    assert desk.karim.rows("?view=open&priority=urgent") == [urgent]
    assert desk.karim.rows("?view=open&overdue=1") == [late]
    page = desk.karim.look("?view=open&priority=urgent&overdue=1&status=waiting&team=")
    assert "No case fits" in page.html
    assert "/desk/?view=open&status=waiting&overdue=1" in page.links
    assert desk.karim.rows(f"?view=open&team={desk.office.team_id}") == desk.karim.rows("?view=open")


@pytest.mark.parametrize("query", [
    "?view=everything", "?view=open&status=lost", "?view=open&priority=9", "?view=open&team=none", "?after=yesterday",
    "?after=2026-01-01.-1", f"?after=2026-01-01.{2**70}", "?after=2026-01-01.", f"?view=open&team={2**80}",
])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_list_that_cannot_be_is_not_found(desk: Desk, query: str) -> None:
    desk.karim.look(query, 404)


def test_another_teams_list_is_not_found_and_its_cases_stand_nowhere(desk: Desk) -> None:
    desk.case("Only for families.")
    assert desk.karim.look(f"?view=open&team={desk.other_team}", 404).html == desk.karim.look("?view=none", 404).html
    for view in lists.LISTED.values():
        page = desk.sara.look(f"?view={view.value}")
        assert references(page.html) == []
        assert "Families" not in page.html
        assert 'class="count">1<' not in page.html


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    all_of_them = {desk.case(f"Text {number}") for number in range(8)}
    with desk.office.house.stores.changing() as work:
        for number, row in enumerate(work.main.scalars(select(Case))):
            row.changed_day = clock.today() - timedelta(days=number % 3)
    page, shown, steps = desk.karim.look("?view=open"), [], 1
    shown += references(page.html)
    while (older := _older_link(page.html)) is not None:
        page, steps = desk.karim.get(older), steps + 1
        shown += references(page.html)
    assert (len(shown), set(shown), steps) == (8, all_of_them, 3)
    assert "/desk/?view=open" in page.links


def test_counts_stop_at_a_thousand(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lists.COUNT_STOPS_AT == 1000
    monkeypatch.setattr(lists, "COUNT_STOPS_AT", 3)
    monkeypatch.setattr(words, "COUNT_STOPS_AT", 3)
    for number in range(2):
        desk.case(f"Text {number}")
    assert '<span class="count">2</span>' in desk.karim.look().html
    for number in range(3):
        desk.case(f"More {number}")
    assert '<span class="count">2+</span>' in desk.karim.look().html


def test_a_case_is_marked_until_it_was_opened_and_again_when_the_person_wrote(desk: Desk) -> None:
    reference, code = desk.send()
    assert 'class="unread"' in desk.karim.look("?view=open").html
    desk.karim.act(reference, "take")
    assert 'class="unread"' not in desk.karim.look("?view=open").html
    assert 'class="unread"' in desk.lead.look("?view=open").html
    desk.write_again(code, "One more thing.")
    assert 'class="unread"' in desk.karim.look("?view=open").html
    page = desk.karim.open(reference)
    assert "New since you were last here" in page.html
    assert "New since you were last here" not in desk.karim.open(reference).html


@pytest.mark.slow
def test_a_full_list_takes_at_most_ten_queries_over_all_stores_the_guard_included(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BUDGET_SECONDS", 60)  # adopting comes after the page, and is over here
    made = [desk.case(f"Text {number}") for number in range(60)]
    desk.karim.act(made[0], "take")
    desk.karim.look("?view=open")
    with desk.counted() as statements:
        assert len(desk.karim.rows("?view=open")) == lists.PAGE_SIZE
    assert len(statements) <= 10, "\n".join(statements)


def test_cases_are_adopted_after_they_were_first_listed(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.look("?view=open")
    with desk.office.house.stores.reading() as work:
        assert work.main.scalars(select(Case).where(Case.reference == reference)).one().adopted
    assert desk.karim.rows("?view=open") == [reference]


def test_upkeep_that_fails_does_not_fail_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = desk.case()

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(upkeep, "adopt", fail)
    assert desk.karim.rows("?view=open") == [reference]
    assert reference in desk.karim.open(reference).html


def test_a_list_is_one_event(desk: Desk) -> None:
    desk.case()
    desk.karim.look()
    before = desk.acts()
    desk.karim.look("?view=open")
    assert desk.acts()[len(before):] == ["case:listed"]
