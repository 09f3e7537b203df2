"""Makes the demonstration: people, teams and a year of cases, in an empty store that is a demonstration for ever.

Everything goes through the real use cases, so that what a visitor sees is what the software does. It never touches a
store that was set up before.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Final

from intake import clock
from intake.accounts import demonstration, founding, store_mark
from intake.accounts.chain import chain_of
from intake.accounts.demonstration import Seated
from intake.accounts.invite import Invitee
from intake.accounts.models import StoreKind
from intake.accounts.trust import Trust, trust_of
from intake.audit.kinds import Act
from intake.audit.trail import begin_log, record
from intake.cases.receipt import ReceiptKeys, stretch_code
from intake.cases.states import Status
from intake.db import Stores, Work
from intake.demo import accounts, content
from intake.demo.accounts import DemoAccount, DemoAccounts, DemoReceipt
from intake.demo.content import CaseText, Kind, Person
from intake.demo.daytimes import Calendar
from intake.demo.deeds import Step
from intake.demo.papers import Papers
from intake.demo.replay import Replay, Scene
from intake.demo.story import tell
from intake.errors import Unready
from intake.settings import Settings
from intake.vault.lanes import Lanes
from intake.vault.receipt_code import grouped, new_code
from intake.vault.secrets import Secrets, new_run_secret
from intake.vault.sign import Signer

_SETTLING: Final = 3
"""Days between the first sign-in and the first enquiry."""

_PATIENCE: Final = 60.0
_LANGUAGES_TO_TRY: Final = ("en", "fa", "fr")


@dataclass(frozen=True, slots=True)
class House:
    """The installation that the demonstration is made in."""

    settings: Settings
    stores: Stores
    secrets: Secrets = field(repr=False)
    run_secret: bytes = field(repr=False)
    staff_lanes: Lanes


def require_empty(stores: Stores) -> None:
    """Raise `Unready` unless the stores are migrated and were never set up, neither in earnest nor for show."""
    with stores.reading() as work:
        kind = store_mark.kind_of(work.main)
    if kind is StoreKind.REAL:
        raise Unready("This store is a real one; a demonstration needs an instance of its own (INTAKE_INSTANCE_DIR).")
    if kind is StoreKind.DEMO:
        raise Unready("This store holds a demonstration already; for a new one, remove its instance folder first.")


def make(settings: Settings, stores: Stores, secrets: Secrets) -> DemoAccounts:
    """Fill empty, migrated stores and write `demo.json`; gives what the file says. Takes some seconds."""
    require_empty(stores)
    lanes = Lanes(settings.instance_dir / "lanes", "sign-in", 2, _PATIENCE)
    house = House(settings, stores, secrets, new_run_secret(), lanes)
    calendar, texts = Calendar(clock.now()), content.cases()
    first_day = calendar.day(max(text.days_ago for text in texts) + _SETTLING)
    opening = datetime.combine(first_day, time(8), UTC)
    codes = {text.name: new_code() for text in texts}
    with ThreadPoolExecutor(1) as beside, clock.as_of(opening):
        receipts = beside.submit(_stretched, settings, secrets, codes)  # the longest part, on a second core
        _begin(house)
        passwords, staff = _seat_all(house)
    with clock.as_of(opening + timedelta(hours=2)):
        teams = _found_all(house, staff)
    with Papers(settings.instance_dir, secrets.pepper) as papers:
        scene = Scene(_pinned(house, teams), _with_teams(house, staff), teams, {text.name: text for text in texts},
                      receipts.result(), papers)
        _play(house, scene, _steps(texts, calendar))
    made = DemoAccounts(
        tuple(DemoAccount(who.username, passwords[who.username], who.name, who.role) for who in content.people()),
        tuple(_to_try(texts, codes)),
    )
    accounts.store(settings.instance_dir, made)
    return made


def _begin(house: House) -> None:
    with house.stores.changing() as work:
        store_mark.mark_store(work.main, StoreKind.DEMO)
        begin_log(work.main, Signer(house.secrets.log_seed))


def _seat_all(house: House) -> tuple[dict[str, str], dict[str, Seated]]:
    passwords = {who.username: accounts.new_password() for who in content.people()}
    staff = {who.username: demonstration.seat(house, _invitee(who), passwords[who.username])
             for who in content.people()}
    return passwords, staff


def _invitee(who: Person) -> Invitee:
    return Invitee(who.username, who.name, who.role, who.language)


def _found_all(house: House, staff: Mapping[str, Seated]) -> dict[str, int]:
    with house.stores.changing() as work:
        return {team.slug: _found(work, team, staff) for team in content.teams()}


def _pinned(house: House, teams: Mapping[str, int]) -> Trust:
    """A demonstration pins its own teams: nobody is there to compare digits with."""
    trust = trust_of(house.settings)
    with house.stores.reading() as work:
        for team_id in teams.values():
            trust.pins.add(team_id, chain_of(work.main, team_id)[0].hash())
    return trust


def _found(work: Work, team: content.Team, staff: Mapping[str, Seated]) -> int:
    """A team, founded by its lead, who then lets everybody else in."""
    lead = staff[_lead_of(team.slug)]
    team_id = founding.found_team(work, lead.actor, lead.keyring, team.name, team.slug)
    lead = demonstration.with_teams(work, lead)
    for who in content.people():
        newcomer = staff[who.username]
        if team.slug in who.teams and newcomer.actor.id != lead.actor.id:
            founding.admit(work, lead.actor, lead.keyring, team_id, newcomer.actor.id,
                           lead=team.slug in who.lead_of, compared=founding.own_fingerprint(newcomer.keyring))
    return team_id


def _lead_of(slug: str) -> str:
    return next(who.username for who in content.people() if slug in who.lead_of)


def _with_teams(house: House, staff: Mapping[str, Seated]) -> dict[str, Seated]:
    with house.stores.reading() as work:
        return {username: demonstration.with_teams(work, seated) for username, seated in staff.items()}


def _stretched(settings: Settings, secrets: Secrets, codes: Mapping[str, str]) -> dict[str, ReceiptKeys]:
    with Lanes(settings.instance_dir / "lanes", "receipt", 1, _PATIENCE).place():
        return {name: stretch_code(code, secrets.pepper) for name, code in codes.items()}


def _steps(texts: Sequence[CaseText], calendar: Calendar) -> list[tuple[str, Step]]:
    """The steps of all cases, in the order of time."""
    steps = [(text.name, step) for text in texts for step in tell(text, _lead_of(text.team), calendar)]
    return sorted(steps, key=lambda each: each[1].at)


def _play(house: House, scene: Scene, steps: Sequence[tuple[str, Step]]) -> None:
    log_signer = Signer(house.secrets.log_seed)
    with house.stores.changing() as work:
        replay = Replay(work, scene, log_signer)
        replay.play(steps)
        replay.end_days(before=clock.today())
        replay.mark_seen()
        record(work.main, Act.DEMO_MADE, actor=None, signer=log_signer, cases=len(scene.texts))


def _to_try(texts: Sequence[CaseText], codes: Mapping[str, str]) -> list[DemoReceipt]:
    """For a few languages, the receipt of a case that is under way and was answered."""
    answered = [text for text in texts if text.status is not Status.CLOSED
                and {Kind.REPLY, Kind.MESSAGE} <= {entry.kind for entry in text.timeline}]
    firsts = (next(text for text in answered if text.language == language) for language in _LANGUAGES_TO_TRY)
    return [DemoReceipt(text.language, grouped(codes[text.name])) for text in firsts]
