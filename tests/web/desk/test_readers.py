"""Who can read a case, decided and felt through the pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from intake import clock
from intake.accounts import founding
from intake.accounts.trust import trust_of
from intake.cases.models import Case, CaseGrant
from intake.web.cookies import SESSION
from intake.web.guard import Rule
from tests.support.cards import made_by
from tests.support.people import enrolled, known
from tests.web.desk.conftest import Desk, Worker, references
from tests.web.everywhere.conftest import path_of
from tests.web.pages import Page
from tests.web.visitor import headers_of

VIEWS = ("mine", "unassigned", "open", "waiting", "closed", "named")


@pytest.fixture
def mira(desk: Desk, app: Flask) -> Worker:
    """A third member of the team."""
    house = desk.office.house
    person = enrolled(house, "mira")
    desk.lead.sign_in()
    cookie = desk.lead.browser.get_cookie(SESSION)
    lead = known(house, cookie.value) if cookie else None
    assert lead is not None
    with house.stores.changing() as work:
        found = next(each for each in founding.candidates(work.main, lead.actor, desk.office.team_id)
                     if each.id == person.id)
        founding.admit(work, lead.actor, lead.keyring, desk.office.team_id, found.id, lead=False,
                       compared=found.fingerprint)
    return Worker(app, desk.office, person)


def path(reference: str, act: str = "") -> str:
    """The address of the page, or of one of its forms."""
    return f"/desk/cases/{reference}/readers" + (f"/{act}" if act else "")


def restrict(desk: Desk, reference: str, *people: Worker, expected: int = 303, **fields: Any) -> Page:
    """Lena restricts the case to these people."""
    return desk.lead.post_readers(reference, "restrict", expected, people=[str(each.id) for each in people], **fields)


def traces(worker: Worker, reference: str) -> set[str]:
    """Where somebody finds the case: in lists, in counts, by its address, among what is due and silent."""
    found = {f"list {view}" for view in VIEWS if reference in worker.look(f"?view={view}").html}
    found |= {f"count {view}" for view in VIEWS if 'class="count">' in worker.look(f"?view={view}").html}
    if worker.get(f"/desk/cases/{reference}", 200 if found else 404).html.count(reference) and found:
        found.add("address")
    return found


def test_pressed_twice_a_case_is_kept_from_somebody_once_and_said_to_have_been_before(
    desk: Desk
) -> None:
    reference = desk.case()
    page = desk.lead.get(path(reference))
    for _ in range(2):
        desk.lead.post_readers(reference, "lock-out", on=page, person=str(desk.karim.id))
    html = desk.lead.follow().html
    assert "finds nothing of this case any more" not in html
    assert "The page shows how it stands now." in html
    assert desk.acts().count("case:locked_out") == 1


@pytest.mark.slow
def test_a_locked_out_colleague_finds_no_trace_of_the_case(desk: Desk, mira: Worker) -> None:
    reference, code = desk.send("It is about Karim's cousin.")
    desk.karim.act(reference, "take")
    desk.karim.act(reference, "reply", text="We will help.", then_wait="y")
    stale = desk.karim.open(reference)
    desk.lead.post_readers(reference, "lock-out", person=str(desk.karim.id))
    assert "finds nothing of this case any more" in desk.lead.follow().html
    desk.write_again(code, "Thank you.")
    assert traces(desk.karim, reference) == set()
    desk.karim.look("?view=waiting")
    for form in {form.action for form in stale.forms if reference in form.action}:
        act = form.rsplit("/", 1)[1]
        answer = desk.karim.browser.post(form, data=stale.form(f"/desk/cases/{reference}/{act}"),
                                         headers=[("Accept-Language", "en")])
        assert answer.status_code == 404, act
    gone, unknown = (desk.karim.open(each, 404).html for each in (reference, "ZZZ-ZZZ"))
    assert gone.replace(reference, "") == unknown.replace("ZZZ-ZZZ", "")
    for other in (desk.lead, mira):
        page = other.open(reference)
        assert "It is about Karim" in page.html
        assert f'value="{desk.karim.id}"' not in page.html, "no choice of a colleague to hand over to"


@pytest.mark.slow
def test_every_address_of_a_restricted_case_answers_the_rest_of_the_team_as_if_there_were_none(
    desk: Desk, mira: Worker, app: Flask
) -> None:
    reference = desk.case()
    restrict(desk, reference, desk.lead, desk.karim)
    mira.sign_in()
    tried = 0
    for address in app.url_map.iter_rules():
        rule = getattr(app.view_functions[address.endpoint], "access_rule", None)
        if "reference" not in address.arguments or not isinstance(rule, Rule):
            continue
        for method in {"GET", "POST"} & (address.methods or set()):
            real, none = (path_of(app, address, each) for each in (reference, "ZZZ-ZZZ"))
            there, nowhere = (mira.browser.open(each, method=method) for each in (real, none))
            assert (there.status_code, nowhere.status_code) == (404, 404), address.endpoint
            assert there.data.replace(reference.encode(), b"") == nowhere.data.replace(b"ZZZ-ZZZ", b"")
            assert headers_of(there) == headers_of(nowhere)
            tried += 1
    assert tried > 15
    assert traces(mira, reference) == set()


@pytest.mark.slow
def test_those_who_are_named_find_it_in_a_list_of_their_own_and_work_on_it(desk: Desk, mira: Worker) -> None:
    reference = desk.case("For two alone.")
    restrict(desk, reference, desk.lead, desk.karim)
    page = desk.karim.look("?view=named")
    assert references(page.html) == [reference]
    assert "Restricted" in page.html
    assert desk.karim.rows("?view=open") == []
    desk.karim.act(reference, "take")
    assert desk.karim.rows() == [reference]
    page = desk.karim.open(reference)
    assert "Only Karim, Lena" in page.html
    assert "Lena restricted the case to named people" in page.html
    assert "readers" not in [each.rsplit("/", 1)[-1] for each in page.links], "only leads decide"
    desk.karim.get(path(reference), 404)


@pytest.mark.slow
def test_a_guest_reads_and_notes_and_is_offered_nothing_else(desk: Desk) -> None:
    reference = desk.case("Can you advise?")
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    assert "Shared." in desk.lead.follow().html
    assert "sara until" in desk.lead.open(reference).html.lower()
    page = desk.sara.look("?view=named")
    assert references(page.html) == [reference]
    assert "Families" in page.html
    page = desk.sara.open(reference)
    assert "Can you advise?" in page.html
    assert "shared this case with you" in page.html
    assert {form.action.rsplit("/", 1)[1] for form in page.forms if reference in form.action} == {"note"}
    desk.sara.act(reference, "note", text="Ask the embassy.")
    note = desk.sara.open(reference).form(f"/desk/cases/{reference}/note")
    for act in ("reply", "take", "assign", "plan", "move", "hand-over", "transfer", "hold", "erase"):
        answer = desk.sara.browser.post(f"/desk/cases/{reference}/{act}", data=note | {"text": "x"})
        assert answer.status_code in {404, 422}, act
    assert not {"case:replied", "case:taken", "case:transferred", "case:held"} & set(desk.acts())
    assert "Ask the embassy." in desk.lead.open(reference).html
    with time_machine.travel(clock.now() + timedelta(days=8)):
        desk.sara.sign_in()
        desk.sara.open(reference, 404)
        assert desk.sara.rows("?view=named") == []


@pytest.mark.slow
def test_a_guests_pages_leave_what_its_team_has_not_touched_yet_as_it_is(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    reference = desk.case("Sealed to its team anew.")
    desk.lead.post_readers(reference, "restrict", people=[str(desk.lead.id), str(desk.karim.id)])
    desk.lead.post_readers(reference, "open")
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    assert desk.sara.rows("?view=named") == [reference]
    desk.sara.open(reference)
    assert "could not" not in caplog.text
    with desk.office.house.stores.reading() as work:
        assert not work.main.scalars(select(Case)).one().adopted
    desk.karim.open(reference)
    with desk.office.house.stores.reading() as work:
        assert work.main.scalars(select(Case)).one().adopted


@pytest.mark.slow
def test_more_time_is_given_by_sharing_again(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="90")
    with desk.office.house.stores.reading() as work:
        assert work.main.scalars(select(CaseGrant.until)).all() == [clock.today() + timedelta(days=90)]


@pytest.mark.slow
def test_every_change_wants_the_password_and_keeps_what_was_chosen(desk: Desk, mira: Worker) -> None:
    reference = desk.case()
    page = restrict(desk, reference, desk.lead, mira, expected=422, current="not this one at all")
    assert "This is not right." in page.html
    chosen = re.findall(r'<input[^>]*name="people"[^>]*>', page.html)
    assert {str(desk.lead.id), str(mira.id)} == {
        value for box in chosen if "checked" in box for value in re.findall(r'value="(\d+)"', box)}
    for act, fields in (("lock-out", {"person": str(desk.karim.id)}), ("share", {"person": str(desk.sara.id)})):
        desk.lead.post_readers(reference, act, 422, None, current="", **fields)
    assert not {"case:restricted", "case:locked_out", "case:shared"} & set(desk.acts())


@pytest.mark.parametrize("act, fields, says", [
    ("restrict", {"people": []}, "Choose yourself and at least one more."),
    ("restrict", {"people": ["a", "9999999999999999999999"]}, "Choose yourself and at least one more."),
    ("lock-out", {"person": ""}, "Choose a colleague."),
    ("share", {"person": "", "days": "7"}, "Choose a person."),
    ("share", {"days": "4000"}, "Choose how long."),
])
def test_what_is_missing_is_said_beside_its_field(
    desk: Desk, act: str, fields: dict[str, Any], says: str
) -> None:
    reference = desk.case()
    assert says in desk.lead.post_readers(reference, act, 422, **fields).html


def test_a_lead_who_did_not_name_themselves_is_told_so(desk: Desk, mira: Worker) -> None:
    reference = desk.case()
    page = restrict(desk, reference, desk.karim, mira, expected=409)
    assert "You must be among those who may read it." in page.html


def test_a_guest_for_good_is_refused_with_a_reason(desk: Desk) -> None:
    reference = desk.case()
    page = desk.lead.post_readers(reference, "share", 409, person=str(desk.sara.id), days="always")
    assert "Choose how long." in page.html


@pytest.mark.slow
def test_what_changed_meanwhile_is_shown_and_the_choice_is_kept(desk: Desk) -> None:
    reference = desk.case()
    page = desk.lead.get(path(reference))
    desk.karim.act(reference, "take")
    page = desk.lead.post_readers(reference, "share", 409, on=page, person=str(desk.sara.id), days="14")
    assert "The case changed after you opened this page" in page.html
    for chosen in (str(desk.sara.id), "14"):
        assert f'<option selected value="{chosen}">' in page.html
    desk.lead.post_readers(reference, "share", on=page, person=str(desk.sara.id), days="14")
    assert references(desk.sara.look("?view=named").html) == [reference]


@pytest.mark.slow
def test_taking_back_lifting_and_opening_again(desk: Desk, mira: Worker) -> None:
    reference = desk.case()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    page = desk.lead.get(path(reference))
    desk.lead.post_readers(reference, "revoke", on=page)
    desk.sara.open(reference, 404)
    desk.lead.post_readers(reference, "lock-out", person=str(desk.karim.id))
    page = desk.lead.post_readers(reference, "open", 409)
    assert "Lift that first" in page.html
    desk.lead.post_readers(reference, "lift")
    assert "Lifted." in desk.lead.follow().html
    desk.karim.open(reference, 404)
    desk.lead.post_readers(reference, "open")
    assert "The whole team can read the case again." in desk.lead.follow().html
    desk.karim.open(reference)


@pytest.mark.slow
def test_the_last_one_who_reads_a_case_is_warned(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.post_readers(reference, "lock-out", person=str(desk.karim.id))
    assert "You are the only one." in desk.lead.get(path(reference)).html


@pytest.mark.slow
def test_the_page_says_whether_recovery_cards_bring_the_case_back(desk: Desk, mira: Worker) -> None:
    reference, house = desk.case(), desk.office.house
    restrict(desk, reference, desk.lead, mira)
    assert "recovery cards" not in re.sub(r"<nav.*?</nav>", "", desk.lead.get(path(reference)).html, flags=re.S)
    cookie = desk.lead.browser.get_cookie(SESSION)
    lead = known(house, cookie.value) if cookie else None
    assert lead is not None
    made_by(house, trust_of(house.settings), lead)
    desk.lead.get(path(reference))
    assert "two of the recovery cards bring the case back" in desk.lead.get(path(reference)).html
    desk.lead.post_readers(reference, "lock-out", person=str(mira.id))
    assert "only two recovery cards can open this case again" in desk.lead.get(path(reference)).html


def test_passing_a_case_on_wants_the_password_and_keeps_the_note(desk: Desk) -> None:
    reference = desk.case()
    page = desk.lead.act(reference, "transfer", 422, team=str(desk.other_team), note="They know.", current="wrong one")
    assert "This is not right." in page.html
    assert page.form(f"/desk/cases/{reference}/transfer")["note"] == "They know."
    assert "case:transferred" not in desk.acts()


def test_a_case_whose_reader_is_gone_gets_new_keys_by_the_next_page(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    stores = desk.office.house.stores
    with stores.changing() as work:
        before = work.main.scalars(select(Case.thread_seed)).one()
    with time_machine.travel(clock.now() + timedelta(days=8)):
        desk.karim.sign_in()
        desk.karim.open(reference)
    with stores.changing() as work:
        assert work.main.scalars(select(CaseGrant)).all() == []
        assert work.main.scalars(select(Case.thread_seed)).one() != before
        work.main.execute(delete(CaseGrant))
    assert desk.acts().count("case:readers_renewed") == 1


def test_the_lists_of_whoever_reads_restricted_cases_take_no_more_queries(desk: Desk) -> None:
    for number in range(3):
        reference = desk.case(f"Text {number}")
        restrict(desk, reference, desk.lead, desk.karim)
    desk.karim.look("?view=named")
    with desk.counted() as statements:
        assert len(desk.karim.rows("?view=named")) == 3
    assert len(statements) <= 10, "\n".join(statements)
