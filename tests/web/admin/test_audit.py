"""The log in the browser: who may read it, what it tells, and that reading it is told as well."""

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import text, update

from intake.access.roles import Role
from intake.accounts.models import Staff, Team
from intake.audit import history
from intake.audit.history import Event, Filters
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.audit.verify import read_export, verify
from intake.vault.sign import Signer
from intake.web.admin.audit_words import LABELS, Names, sentence_of
from tests.support.people import Person, admitted, enrolled
from tests.web.conftest import Office
from tests.web.visitor import Visitor

AUDIT = "/admin/audit"
EXPORT = "/admin/audit/export"


def signed_in_browser(app: Flask, office: Office, person: Person) -> Visitor:
    """A browser in which this person is signed in."""
    visitor = Visitor(app)
    visitor.browser.set_cookie("s", admitted(office.house, person).token)
    return visitor


@pytest.fixture
def administrator(app: Flask, office: Office) -> Visitor:
    """The administrator's browser."""
    return signed_in_browser(app, office, office.administrator)


def fill(office: Office, events: int, case: str = "K7Q-4M2") -> None:
    """Events about a case, in the name of nobody."""
    signer = Signer(office.house.secrets.log_seed)
    with office.house.stores.changing() as work:
        for number in range(events):
            record(work.main, Act.CASE_OPENED, actor=None, signer=signer, case=case, entries=number)


def newest(office: Office, **filters: object) -> Event:
    with office.house.stores.reading() as work:
        return history.page(work.main, Filters(**filters), size=1).events[0]  # type: ignore[arg-type]


def shown(page_html: str) -> list[int]:
    """The numbers of the events on a page."""
    return [int(part.split('"')[0]) for part in page_html.split('data-event="')[1:]]


def test_marks_in_a_name_from_before_are_shown_and_turn_nothing_around(administrator: Visitor, office: Office) -> None:
    with office.house.stores.changing() as work:
        work.main.execute(update(Staff).where(Staff.username == "lena").values(name="Lena\u202enimda"))
        work.main.execute(update(Team).values(name="Fam\u2067ilies"))
    page = administrator.get(f"{AUDIT}?person={office.lead.id}")
    assert "<bdi>Lena[U+202E]nimda</bdi> founded the team <bdi>Fam[U+2067]ilies</bdi>." in page.html
    assert page.html.count("Lena[U+202E]nimda") > 4, "in the filter and its mark, too"
    assert not {"\u202e", "\u2067"} & set(page.html[page.html.index("<main"):])


def test_the_newest_event_stands_first_with_names_for_ids(administrator: Visitor, office: Office) -> None:
    page = administrator.get(AUDIT)
    assert shown(page.html) == sorted(shown(page.html), reverse=True)
    assert "<bdi>Lena</bdi> founded the team <bdi>Families</bdi>." in page.html
    assert "<bdi>Lena</bdi> set up their account" in page.html
    assert str(office.lead.id) not in page.html.replace(f'value="{office.lead.id}"', "")


def test_reading_the_log_is_in_the_log(administrator: Visitor, office: Office) -> None:
    administrator.get(f"{AUDIT}?person={office.lead.id}")
    event = newest(office)
    assert (event.act, event.actor) == (Act.AUDIT_READ, office.administrator.id)
    assert event.facts == {"filters": {"person": office.lead.id}}


def test_nothing_is_shown_when_the_reading_cannot_be_recorded(administrator: Visitor, office: Office) -> None:
    with office.house.stores.main.begin() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    page = administrator.get(AUDIT, 503)
    assert shown(page.html) == []
    assert "Families" not in page.html


@pytest.mark.slow
def test_an_auditor_reads_and_exports_the_log_as_well(app: Flask, office: Office) -> None:
    auditor = signed_in_browser(app, office, enrolled(office.house, "vera", Role.AUDITOR))
    form = auditor.get(AUDIT).form(EXPORT)
    auditor.post(EXPORT, form, 200)


def test_those_who_work_cases_find_no_log(app: Flask, office: Office) -> None:
    lead = signed_in_browser(app, office, office.lead)
    assert shown(lead.get(AUDIT, 404).html) == []
    lead.post(EXPORT, {}, 404)
    assert newest(office).act == Act.ACCESS_REFUSED


def test_filters_stand_in_the_address_and_narrow_what_is_shown(administrator: Visitor, office: Office) -> None:
    fill(office, 2, "AAA-222")
    fill(office, 3, "BBB-333")
    page = administrator.get(f"{AUDIT}?case=bbb-333&act=case:opened&day_from=2020-01-01&person=")
    assert len(shown(page.html)) == 3
    assert "AAA-222" not in page.html
    assert 'value="BBB-333"' in page.html


def test_filters_are_taken_away_one_by_one(administrator: Visitor, office: Office) -> None:
    fill(office, 1)
    page = administrator.get(f"{AUDIT}?case=K7Q-4M2&act=case:opened")
    queries = [parse_qs(urlsplit(link).query) for link in page.links if link.startswith(AUDIT)]
    assert {"case": ["K7Q-4M2"]} in queries
    assert {"act": ["case:opened"]} in queries


@pytest.mark.parametrize("query", [
    "case=my sister", "person=0", "person=x", "act=case:stolen", "day_from=yesterday",
    "day_from=2026-02-02&day_to=2026-01-01",
])
def test_filters_that_make_no_sense_show_no_event_and_say_so(
    administrator: Visitor, office: Office, query: str
) -> None:
    page = administrator.get(f"{AUDIT}?{query}")
    assert shown(page.html) == []
    assert page.has("error-summary")
    assert page.title.startswith("Error")
    assert newest(office).act != Act.AUDIT_READ
    administrator.post(f"{EXPORT}?{query}", {}, 422)


@pytest.mark.parametrize("query", ["person= ", "act=%E2%80%83", "person= &act=%09"])
def test_a_filter_of_white_space_asks_for_everything(administrator: Visitor, office: Office, query: str) -> None:
    fill(office, 3)
    page = administrator.get(f"{AUDIT}?{query}")
    assert not page.has("error-summary")
    assert len(shown(page.html)) >= 3


@pytest.mark.parametrize("before", ["x", "-1", "0", "99999999", "", "1" * 39, str(2**63), "٣"])
def test_a_page_number_that_nobody_gave_out_does_no_harm(administrator: Visitor, before: str) -> None:
    administrator.get(f"{AUDIT}?before={before}")


def test_older_pages_follow_without_a_gap(administrator: Visitor, office: Office) -> None:
    fill(office, 120)
    address, numbers = f"{AUDIT}?case=K7Q-4M2", []
    while address:
        page = administrator.get(address)
        numbers += shown(page.html)
        address = next((link for link in page.links if "before=" in link), "")
    assert len(numbers) == 120
    assert numbers == sorted(numbers, reverse=True)


def test_a_reference_that_no_case_has_is_forgotten(administrator: Visitor, office: Office) -> None:
    page = administrator.get(f"{AUDIT}?case=ZZZ-999")
    assert "Nothing fits these filters" in page.html
    assert newest(office).facts == {"filters": {"case": "unknown"}}


def test_an_export_is_a_file_that_verifies_and_an_event(administrator: Visitor, office: Office) -> None:
    fill(office, 60)
    administrator.post(EXPORT, administrator.get(AUDIT).form(EXPORT), 200)
    answer = administrator.answer
    lines = answer.get_data(as_text=True).splitlines()
    log_key = Signer(office.house.secrets.log_seed).public_key
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert verify(read_export(lines), log_key).ok
    event = newest(office)
    assert (event.act, event.facts) == (Act.AUDIT_EXPORTED, {"filters": {}, "rows": len(lines)})


def test_an_export_holds_what_the_filters_show(administrator: Visitor, office: Office) -> None:
    fill(office, 4)
    action = f"{EXPORT}?case=K7Q-4M2"
    administrator.post(action, administrator.get(f"{AUDIT}?case=K7Q-4M2").form(action), 200)
    bodies = [json.loads(json.loads(line)["body"]) for line in administrator.answer.get_data(as_text=True).splitlines()]
    assert [body["case"] for body in bodies] == ["K7Q-4M2"] * 4


def test_an_export_without_its_token_is_none(administrator: Visitor, office: Office) -> None:
    page = administrator.post(EXPORT, {"csrf_token": "forged"}, 422)
    assert "Nothing was exported" in page.html
    assert newest(office).act == Act.AUDIT_READ


def test_a_damaged_event_is_shown_as_damaged(administrator: Visitor, office: Office) -> None:
    fill(office, 1)
    with office.house.stores.main.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_event_refuses_update"))
        connection.execute(text("UPDATE audit_event SET body = '<b>gone</b>', act = 'case:%(stolen)s' WHERE seq = 3"))
    page = administrator.get(AUDIT)
    assert "This entry was damaged" in page.html
    assert "<b>gone</b>" not in page.html


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_act_has_a_name_and_a_sentence(app: Flask) -> None:
    names = Names({1: "Ana <b>", 2: "Ben"}, {3: "Families"})
    with app.test_request_context("/en/"):
        for act in Act:
            event = history.Event(1, date(2026, 3, 1), act.value, actor=1, subject=2, team=3, case="K7Q-4M2")
            sentence = sentence_of(event, names)
            assert str(LABELS[act])
            assert sentence.endswith(".")
            assert "%(" not in sentence
            assert "<b>" not in sentence
        unknown = history.Event(1, date(2026, 3, 1), "case:100%(odd)s", actor=1)
        assert "case:100%(odd)s" in sentence_of(unknown, names)
