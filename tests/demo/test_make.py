"""The demonstration, made whole through the real use cases on both databases, and looked at as its people would."""

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake import clock
from intake.access.roles import Role
from intake.accounts import init, recognise, sign_in, slots, store_mark, teams
from intake.accounts.models import StoreKind, TeamEpoch
from intake.accounts.recognise import SignedIn
from intake.accounts.sign_in import Attempt
from intake.attachments.findings import Hidden, Outcome
from intake.audit.check import check_log
from intake.audit.kinds import Act
from intake.audit.models import AuditEvent, AuditPending
from intake.cases import case_page, lists, receipt, thread
from intake.cases.case_page import CasePage
from intake.cases.lists import Filters, View
from intake.cases.models import Case
from intake.cases.receipt import stretch_code
from intake.cases.states import Status
from intake.cases.wishes import Wish, wish_of
from intake.db import Stores
from intake.demo import accounts, content, make
from intake.demo.accounts import DemoAccounts
from intake.demo.content import Kind
from intake.demo.make import House
from intake.errors import Unready
from intake.questionnaires.kept import shipped
from intake.questionnaires.said_again import less
from intake.settings import Settings, load_settings
from intake.vault import passwords
from intake.vault.lanes import Lanes
from intake.vault.receipt_code import is_well_formed, normalise
from intake.vault.secrets import Secrets, make_secrets, new_run_secret
from intake.vault.sign import Signer
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.people import CHEAP

pytestmark = pytest.mark.slow

NEWEST = {each.form: each.version for each in shipped()}
TEXTS = {text.message: text for text in content.cases()}
KINDS = {"message_in": Kind.MESSAGE, "message_out": Kind.REPLY, "note": Kind.NOTE}


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that was made once, for all tests that only look at it."""

    house: House
    made: DemoAccounts
    people: dict[str, SignedIn]

    def lead_of(self, slug: str) -> SignedIn:
        """Who leads this team."""
        return self.people[next(who.username for who in content.people() if slug in who.lead_of)]

    def pages(self, slug: str) -> list[CasePage]:
        """Every case of a team, as its lead sees it. Nothing of the looking is kept."""
        lead = self.lead_of(slug)
        with self.house.stores.reading() as work:
            team_id = next(team.id for team in teams.list_teams(work.main) if team.slug == slug)
            references = work.main.scalars(select(Case.reference).where(Case.team_id == team_id)).all()
            return [case_page.show(work, lead.actor, lead.keyring, reference) for reference in references]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demonstration(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration, made once on each database and signed in to by all of its people."""
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    databases: SqliteDatabases | PostgresDatabases = request.getfixturevalue(name)
    folder = tmp_path_factory.mktemp("demonstration")
    with databases.migrated(folder) as urls, pytest.MonkeyPatch.context() as cheaply:
        cheaply.setattr(slots, "COST", CHEAP)
        cheaply.setattr(passwords, "RECEIPT", CHEAP)
        settings = load_settings(instance_dir=folder, **urls.as_settings())
        stores, secrets = urls.open(), make_secrets(folder / "secrets")
        made = make.make(settings, stores, secrets)
        house = House(settings, stores, secrets, new_run_secret(), Lanes(folder / "lanes", "sign-in", 2))
        people = {each.username: _signed_in(house, each.username, each.password) for each in made.accounts}
        yield Demonstration(house, made, people)
        stores.dispose()


def _signed_in(house: House, username: str, password: str) -> SignedIn:
    admitted = sign_in.sign_in(house, Attempt(username, password))
    assert admitted is not None
    with house.stores.reading() as work:
        found = recognise.recognise(work, admitted.token, house.run_secret, house.settings)
    assert found is not None
    return found


def test_every_person_signs_in_with_their_password_alone(demonstration: Demonstration) -> None:
    for who in content.people():
        actor = demonstration.people[who.username].actor
        assert (actor.name, actor.role, actor.language) == (who.name, who.role, who.language)
        assert (len(actor.teams), len(actor.leads)) == (len(who.teams), len(who.lead_of))


def test_a_wrong_password_opens_nothing_even_here(demonstration: Demonstration) -> None:
    assert sign_in.sign_in(demonstration.house, Attempt("petra", "not-hers")) is None


@pytest.mark.parametrize("slug", [team.slug for team in content.teams()])
def test_every_case_opens_for_its_lead_with_every_text_as_written(demonstration: Demonstration, slug: str) -> None:
    pages = demonstration.pages(slug)
    assert len(pages) == sum(text.team == slug for text in TEXTS.values())
    for page in pages:
        enquiry, *entries = [entry for entry in page.entries if entry.kind != "event"]
        text = TEXTS[enquiry.text]
        names = {who.username: who.name for who in content.people()}
        written = [(KINDS[entry.kind], entry.text, entry.who) for entry in entries]
        assert written == [(each.kind, each.text, names.get(each.by or "")) for each in text.timeline]
        said_anew = (each.contact for each in text.timeline if each.contact)
        assert (page.contact, page.called) == (reduce(less, said_anew, text.contact), text.called)
        assert (page.language, page.for_whom) == (text.language, text.for_whom)
        assert NEWEST[enquiry.answers["form"]] == enquiry.answers["version"], "or the desk could not read its answers"


@pytest.mark.parametrize("slug", [team.slug for team in content.teams()])
def test_every_case_stands_where_it_should_today(demonstration: Demonstration, slug: str) -> None:
    names = {who.username: who.name for who in content.people()}
    for page in demonstration.pages(slug):
        text = TEXTS[page.entries[0].text]
        assert (page.status, page.outcome, page.priority) == (text.status, text.outcome, text.priority)
        assert page.due_day == (clock.today() + text.due_in if text.due_in is not None else None)
        assert page.assignee == names.get(text.assignee or "")
        assert page.title == text.title or (text.title is None and text.message.startswith(page.title.rstrip("…")))


@pytest.mark.parametrize("slug", [team.slug for team in content.teams()])
def test_every_file_lies_cleaned_where_it_was_sent_with_what_to_know_of_it(
    demonstration: Demonstration, slug: str,
) -> None:
    for page in demonstration.pages(slug):
        enquiry, *entries = [entry for entry in page.entries if entry.kind != "event"]
        for entry, told in zip(entries, TEXTS[enquiry.text].timeline, strict=True):
            found = {file.name: file.note.text if file.note else "" for file in entry.files}
            assert found == {file.name: file.note for file in told.files}
            assert {file.cleaning["outcome"] for file in entry.files} <= {Outcome.CLEANED}
            pictures = [file for file in entry.files if file.media_type == "image/png"]
            assert all(Hidden.AUTHOR in file.cleaning["found"] for file in pictures)


def test_there_is_a_case_for_each_thing_that_a_person_can_ask_for(demonstration: Demonstration) -> None:
    pages = [page for team in content.teams() for page in demonstration.pages(team.slug)]
    asked = {wish_of(entry.answers) for page in pages for entry in page.entries}
    assert asked == {Wish.ERASURE, Wish.COPY, Wish.CONTACT, None}
    assert any(page.asked for page in pages), "another way was asked for, and waits for staff"
    assert any(page.contact.reminder_address for page in pages)


def test_who_opened_a_case_before_is_told_on_its_page(demonstration: Demonstration) -> None:
    for page in demonstration.pages("leaving"):
        writers = {each.by for each in TEXTS[page.entries[0].text].timeline if each.by}
        assert {demonstration.people[each].actor.name for each in writers} <= {each.name for each in page.openings}


def test_what_nobody_touched_is_still_sealed(demonstration: Demonstration) -> None:
    with demonstration.house.stores.reading() as work:
        sealed = work.main.scalars(select(Case).where(Case.head.is_not(None))).all()
        assert sealed
        assert {case.status for case in sealed} == {Status.NEW}


def test_no_case_lies_in_the_future_and_they_span_a_year(demonstration: Demonstration) -> None:
    with demonstration.house.stores.reading() as work:
        first, last, changed = work.main.execute(
            select(func.min(Case.opened_day), func.max(Case.opened_day), func.max(Case.changed_day))).one()
    assert last <= changed <= clock.today()
    assert last - first > timedelta(days=365)


def test_a_caseworker_finds_news_and_not_only_news_in_their_lists(demonstration: Demonstration) -> None:
    person = demonstration.people["besnik"]
    with demonstration.house.stores.reading() as work:
        rows = lists.show(work, person.actor, person.keyring, View.OPEN, Filters()).rows
    assert {row.unread > 0 for row in rows} == {True, False}
    assert any(row.overdue for row in rows)


def test_a_stranger_to_a_team_does_not_find_its_cases(demonstration: Demonstration) -> None:
    for slug, outsider in (("families", "hatem"), ("leaving", "samira"), ("newlife", "nilofar")):
        person = demonstration.people[outsider]
        with demonstration.house.stores.reading() as work:
            shown = lists.show(work, person.actor, person.keyring, View.CLOSED, Filters())
        name = next(team.name for team in content.teams() if team.slug == slug)
        assert shown.rows
        assert name not in {row.team for row in shown.rows}


def test_the_whole_log_holds(demonstration: Demonstration) -> None:
    house = demonstration.house
    with Session(house.stores.main) as session:
        report = check_log(session, Signer(house.secrets.log_seed).public_key)
    assert report.problems == ()
    assert report.size > 500


def test_the_log_reads_in_the_order_of_time(demonstration: Demonstration) -> None:
    with demonstration.house.stores.reading() as work:
        rows = work.main.execute(select(AuditEvent.day, AuditEvent.body).order_by(AuditEvent.seq)).all()
    moments = [_moment(json.loads(row.body)["at"]) for row in rows]
    assert moments == sorted(moments)


def _moment(told: str) -> datetime:
    """When an event happened; what people sent joins the log at the end of its day."""
    if "T" in told:
        return datetime.fromisoformat(told)
    return datetime.combine(datetime.fromisoformat(told).date(), time.max, UTC)


def test_only_what_was_sent_today_still_waits_to_join_the_log(demonstration: Demonstration) -> None:
    with demonstration.house.stores.reading() as work:
        assert set(work.main.scalars(select(AuditPending.day))) <= {clock.today()}
        received = work.main.scalar(
            select(func.count()).select_from(AuditEvent).where(AuditEvent.act == Act.CASE_RECEIVED.value))
    assert received is not None
    assert received >= len(TEXTS) - 10


def test_the_receipts_to_try_open_threads_with_answers(demonstration: Demonstration) -> None:
    receipts = demonstration.made.receipts
    assert len({each.language for each in receipts}) == len(receipts) == 3
    for each in receipts:
        code = normalise(each.code)
        assert is_well_formed(code)
        with demonstration.house.stores.reading() as work:
            keys = stretch_code(code, demonstration.house.secrets.pepper)
            found = receipt.find_thread(work, keys)
            assert found is not None
            page = thread.show(work, thread.enter(work, found, keys))
        assert {message.ours for message in page.messages} == {True, False}
        assert {message.language for message in page.messages} == {each.language}
        assert page.first_read
        assert page.looks


def test_the_file_says_what_was_made_and_only_its_owner_reads_it(demonstration: Demonstration) -> None:
    folder = demonstration.house.settings.instance_dir
    assert accounts.load(folder) == demonstration.made
    assert stat.S_IMODE((folder / accounts.FILE).stat().st_mode) == 0o600
    told = json.loads((folder / accounts.FILE).read_text("utf-8"))
    assert {account["role"] for account in told["accounts"]} == set(Role)
    assert set(told["accounts"][0]) == {"username", "password", "name", "role"}


def test_passwords_are_random_and_all_different(demonstration: Demonstration) -> None:
    passwords = {account.password for account in demonstration.made.accounts}
    assert len(passwords) == 8
    assert min(map(len, passwords)) >= 16
    assert accounts.new_password() not in passwords


def test_the_store_is_a_demonstration_and_is_not_made_or_set_up_again(demonstration: Demonstration) -> None:
    house = demonstration.house
    with house.stores.reading() as work:
        assert store_mark.kind_of(work.main) is StoreKind.DEMO
    with pytest.raises(Unready, match="demonstration already"):
        make.make(house.settings, house.stores, house.secrets)
    with pytest.raises(Unready):
        init.begin(house.stores, house.secrets)


def test_every_team_seals_to_one_epoch_made_by_its_lead(demonstration: Demonstration) -> None:
    with demonstration.house.stores.reading() as work:
        makers = {row.team_id: row.maker_id for row in work.main.scalars(select(TeamEpoch))}
        slugs = {team.id: team.slug for team in teams.list_teams(work.main)}
    assert {slugs[team]: maker for team, maker in makers.items()} == {
        slug: demonstration.lead_of(slug).actor.id for slug in slugs.values()}


def test_a_demonstration_is_refused_in_a_real_store(settings: Settings, stores: Stores, secrets: Secrets) -> None:
    init.begin(stores, secrets)
    with pytest.raises(Unready, match="real one"):
        make.make(settings, stores, secrets)
    assert not (settings.instance_dir / accounts.FILE).exists()


def test_an_empty_store_is_fit_for_a_demonstration(stores: Stores) -> None:
    make.require_empty(stores)


def test_no_file_means_no_accounts_to_show(tmp_path: Path) -> None:
    assert accounts.load(tmp_path) is None
