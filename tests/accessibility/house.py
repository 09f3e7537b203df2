"""The installation that the gallery is walked in: everybody at their desks, and a case in every state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from intake.access.roles import Role
from intake.accounts import founding, invite, slots, upkeep
from intake.accounts.invite import Invitee
from intake.accounts.models import Staff
from intake.app import create_app
from intake.judging.judge import CLEAN, Sign, judge
from intake.questionnaires.kept import ENTRANCES, shipped
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.settings import CrisisContact, load_settings
from intake.vault import passwords
from intake.vault.lanes import Lanes
from intake.vault.secrets import make_secrets, new_run_secret
from intake.web.cookies import SESSION
from tests.attachments.made_pdf import pdf
from tests.support.cards import made_by
from tests.support.databases import SqliteDatabases
from tests.support.people import CHEAP, UNHURRIED, House, Person, admitted, enrolled, known
from tests.web.conftest import Office
from tests.web.desk.conftest import Desk, Worker, two_teams
from tests.web.desk.test_files import enclosing
from tests.web.visitor import Visitor

LETTER = "My brother cannot call home.\n\nThey took his telephone, and he may not write."
OFFER = ("Dear sir, we are a leading supplier of sunglasses in all shapes and colours, best price, free shipping and "
         "50 % off for a limited time. Click here to visit our website https://example.com/sunglasses?ref=1 and order "
         "now, or write to sales@example.com.")
FARSI = "سلام، خواهرم را نمی‌توانم پیدا کنم. شماره‌اش +49 30 1234567 است."
SAFE = SafeContact(
    may=True, ways={Channel.PHONE: Way(Safety.SAFE, "+49 30 1234567", "evenings"), Channel.EMAIL: Way(Safety.UNSAFE)},
    named="no", say_instead="The dentist", word_ours="lemon", zone="Asia/Tehran", notes="My uncle answers, too.")
"""A way that is safe, one that is not, and all that can be said beside them."""
GIVEN = {"relation": "sibling", "knows": "yes", "needs": ["leave"]}


@dataclass
class Furnished:
    """A desk at work, and where its things are."""

    desk: Desk
    auditor: Person
    newcomer: Person
    invited: str
    link: str
    cases: dict[str, str]
    code: str
    handed_out: str


@contextmanager
def furnished(folder: Path, databases: SqliteDatabases, language: str) -> Iterator[Furnished]:
    """The installation, with staff who read the desk in `language`. Argon2id is cheap while it stands."""
    with databases.migrated(folder) as urls, pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "COST", CHEAP)
        patch.setattr(passwords, "RECEIPT", CHEAP)
        help_line = CrisisContact(country="DE", name="Help line", phone="0800 000 0000", note="always",
                                  checked=date(2026, 10, 1))
        settings = load_settings(instance_dir=folder, crisis_contacts=(help_line,), smtp_host="127.0.0.1",
                                 notice_from="notes@post.example", **urls.as_settings(), **UNHURRIED)
        stores, secrets = urls.open(), make_secrets(folder / "secrets")
        house = House(settings, stores, secrets, new_run_secret(), Lanes(folder / "lanes", "sign-in", 2))
        crew = two_teams(house)
        lead = known(house, crew.session)
        assert lead is not None
        app = create_app(settings, house.run_secret)
        office = Office(house, crew, lead)
        karim, sara = (Worker(app, office, crew.others[name]) for name in ("karim", "sara"))
        desk = Desk(office, app, Worker(app, office, crew.lead), karim, sara, Worker(app, office, crew.administrator),
                    crew.other_team)
        yield _furnish(desk, language)
        app.extensions["intake"].stores.dispose()
        stores.dispose()


def _furnish(desk: Desk, language: str) -> Furnished:
    house, running = desk.office.house, desk.app.extensions["intake"]
    auditor = enrolled(house, "odile", Role.AUDITOR)
    newcomer = enrolled(house, "mira")
    _let_in(desk, enrolled(house, "tarik"))
    with house.stores.changing() as work:
        invited = invite.add_invited(work, Invitee("nadia", "Nadia <Haddad>", Role.CASEWORKER))
        link = invite.new_link(work, house.secrets, invited.id)
    made_by(house, running.trust, desk.office.desk)
    upkeep.seal_to_recovery(house.stores, running.trust, desk.office.desk.actor, desk.office.desk.keyring)
    with house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    for worker in (desk.lead, desk.karim, desk.sara):
        _sit_down(worker)
    cases, code = _cases(desk)
    return Furnished(desk, auditor, newcomer, "nadia", f"/enrol/{link}", cases, code, _taken_down(desk, cases))


def _let_in(desk: Desk, person: Person) -> None:
    house, lead = desk.office.house, desk.office.desk
    with house.stores.changing() as work:
        found = next(each for each in founding.candidates(work.main, lead.actor, desk.office.team_id)
                     if each.id == person.id)
        founding.admit(work, lead.actor, lead.keyring, desk.office.team_id, found.id, lead=False,
                       compared=found.fingerprint)


def _sit_down(worker: Worker) -> None:
    """Start their session with a backup code: the timed ones are few."""
    code, *worker.person.backup_codes = worker.person.backup_codes  # type: ignore[assignment]
    worker.browser.set_cookie(SESSION, admitted(worker.office.house, worker.person, code=code).token)
    worker.signed_in = True


def _taken_down(desk: Desk, cases: dict[str, str]) -> str:
    """A case that was told, one whose caller got a code, and one whose code was burnt; gives a code handed out."""
    cases["burnt"], code = desk.send("I never wrote to you.")
    person = Visitor(desk.app)
    person.come_back(code)
    person.post("/en/thread/end", person.get("/en/thread/end").form("/en/thread/end"))
    known, new = set(desk.references()), "/desk/new"
    fields = desk.karim.get(new).form(new)
    desk.karim.post(new, fields | {"message": "He rang off after a minute.", "told_in": "fa"})
    cases["told"] = (set(desk.references()) - known).pop()
    fields = desk.karim.get(new).form(new)
    told = {"message": "She stood at the door.", "how": "in_person", "hand_out": "y"}
    page = desk.karim.post(new, fields | told, 200)
    cases["handed"] = (set(desk.references()) - known - {cases["told"]}).pop()
    return page.text_of("receipt-code")


def _cases(desk: Desk) -> tuple[dict[str, str], str]:
    newest = max(each.version for each in shipped() if each.form == ENTRANCES[1])
    full, code = desk.send(LETTER, called="Ali", for_whom=ENTRANCES[1], contact=SAFE,
                           form=ENTRANCES[1], version=newest, given=GIVEN)
    desk.karim.act(full, "take")
    desk.karim.act(full, "plan", title="Find the brother", priority="urgent", due_day="2026-01-02")
    desk.karim.act(full, "note", text="The neighbour knows. Do not write to the family.")
    enclosing(desk.karim, full, "reply", ("form.pdf", pdf()), text="We are here. Is it safe to call you on Sunday?")
    desk.write_again(code, "Yes, after eight.")
    cases = {"full": full, "new": desk.case(FARSI, language="fa"), "closed": desk.case("Thank you for everything."),
             "held": desk.case("Please keep this."), "restricted": desk.case("It concerns somebody of yours."),
             "shared": desk.case("My daughter left yesterday."), "due": desk.case("An old matter."),
             "quiet": desk.case("I wait for you."), "locked": desk.case("One of you is my cousin."),
             "aside": desk.case(OFFER, judged=judge((OFFER,)).seen_with(Sign.TRAP, Sign.SAME_TODAY)),
             "rushed": desk.case(FARSI, language="fa", judged=CLEAN.seen_with(Sign.RUSH)),
             "thrown": desk.case("http://example.com/offer", judged=judge(("http://example.com/offer",)))}
    desk.lead.act(cases["closed"], "move", status="closed", outcome="helped")
    desk.lead.act(cases["due"], "move", status="closed", outcome="helped")
    desk.lead.act(cases["held"], "hold", reason="court")
    desk.lead.act(cases["quiet"], "reply", text="Please tell us more.")
    lead, karim, sara = str(desk.lead.id), str(desk.karim.id), str(desk.sara.id)
    desk.lead.post_readers(cases["restricted"], "restrict", people=[lead, karim])
    desk.lead.post_readers(cases["shared"], "share", person=sara, days="7")
    desk.lead.post_readers(cases["locked"], "lock-out", person=karim)
    return cases, code
