"""A small office for tests of cases: people with real keys, in teams with real epochs, on real stores.

People are set down as rows; signing in and enrolling are shown in `tests/accounts`.
"""

import secrets as random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from intake.access.policy import Actor
from intake.access.roles import Role
from intake.accounts import membership
from intake.accounts.keyring import Keyring, Membership, TeamKeys
from intake.accounts.models import Staff, StaffState, Team, TeamMember
from intake.accounts.trust import CONTACT, TeamAddress, Trust
from intake.audit.kinds import Act
from intake.audit.trail import begin_log, record
from intake.cases import receipt, sent, thread
from intake.cases.keep_file import Place
from intake.cases.models import Case
from intake.cases.receipt import ReceiptKeys
from intake.cases.submit import Enquiry, Outcome, submit
from intake.cases.take_down import How, TakenDown, Telling, take_down
from intake.cases.thread import Thread
from intake.cases.workspace import At, Desk
from intake.db import Stores, Work, new_id
from intake.judging.judge import CLEAN, Judgement
from intake.notices.reminders import Reminders
from intake.settings import Settings
from intake.vault.keys import fingerprint, hpke_public_key, new_seed
from intake.vault.receipt_code import code_from
from intake.vault.secrets import Secrets
from intake.vault.sign import Signer

NO_MAIL = Reminders(b"j" * 32, Settings())
"""Of a desk that sends nobody mail."""


@dataclass
class Person:
    """Somebody of the staff, with their seed in hand."""

    actor: Actor
    seed: bytes
    memberships: list[Membership] = field(default_factory=list)

    @property
    def keyring(self) -> Keyring:
        """A fresh keyring, as each request has."""
        return Keyring(self.actor.id, self.seed, self.memberships)


class Office:
    """People, teams and a contact form, on the given stores. `place`: where the files of the last enquiry go."""

    def __init__(self, stores: Stores, secrets: Secrets, trust: Trust) -> None:
        self.stores = stores
        self.secrets = secrets
        self.trust = trust
        self.place: Place | None = None
        with stores.changing() as work:
            begin_log(work.main, Signer(secrets.log_seed))

    def person(self, name: str, role: Role = Role.CASEWORKER) -> Person:
        """Somebody with keys and no team."""
        seed, staff_id = new_seed(), new_id()
        with self.stores.changing() as work:
            work.main.add(Staff(id=staff_id, username=name.lower(), name=name, role=role, state=StaffState.ACTIVE,
                                public_key=hpke_public_key(seed), signing_key=Signer(seed).public_key))
            record(work.main, Act.STAFF_ENROLLED, actor=None, signer=Signer(self.secrets.log_seed), subject=staff_id,
                   signing_key=Signer(seed).public_key.hex(), public_key=fingerprint(hpke_public_key(seed)).hex())
        return Person(Actor(staff_id, name.lower(), name, role), seed)

    def team(self, slug: str, lead: Person, *members: Person, receives: bool = False) -> int:
        """A team with its first epoch, and these people in it."""
        keys = TeamKeys(new_id(), 0, new_seed())
        with self.stores.changing() as work:
            work.main.add(Team(id=keys.team_id, slug=slug, name=slug.title()))
            work.main.flush()
            made = membership.write_epoch(work, lead.keyring, keys)
            self.trust.pins.add(keys.team_id, made.hash())
            if receives:
                membership.route_form(work, keys, CONTACT)
            for person in (lead, *members):
                self.admit(work, person, keys, lead=person is lead)
        return keys.team_id

    def send(self, message: str = "My brother cannot call home.", *, nonce: bytes | None = None,
             judged: Judgement = CLEAN, **fields: Any) -> tuple[Outcome, str]:
        """Send the contact form, taken for what it is `judged`; gives what became of it and the receipt code."""
        nonce = nonce or random.token_bytes(16)
        enquiry = Enquiry(message=message, **fields)
        code = code_from(self.secrets.pepper, nonce)
        keys = receipt.stretch_code(code, self.secrets.pepper)
        sending = sent.fingerprint(self.secrets.pepper, nonce, enquiry.fields())
        with self.stores.changing() as work:
            taken = submit(work, enquiry, sending, keys, self.trust, judged)
        self.place = taken.place
        return taken.outcome, code

    def take_down(self, person: Person, team_id: int, message: str = "He calls from a neighbour's.", *,
                  nonce: bytes | None = None, handed_out: bool = True, how: How = How.TELEPHONE, **fields: Any
                  ) -> tuple[TakenDown, str]:
        """Somebody of the staff takes an enquiry down; gives what became of it and the code that they hand out."""
        nonce = nonce or random.token_bytes(16)
        code = code_from(self.secrets.pepper, nonce)
        keys = self.keys(code) if handed_out else None
        with self.stores.changing() as work:
            telling = Telling(Enquiry(message=message, **fields), how, self.trust.address(work.main, team_id))
            sending = sent.fingerprint(self.secrets.pepper, nonce, telling.fields(handed_out=handed_out))
            return take_down(work, person.actor, person.keyring, telling, sending, keys), code

    def keys(self, code: str) -> ReceiptKeys:
        """What a code gives."""
        return receipt.stretch_code(code, self.secrets.pepper)

    def open(self, code: str) -> Thread | None:
        """Come back with a code that is one's own."""
        with self.stores.changing() as work:
            found = receipt.find_thread(work, self.keys(code))
            return thread.enter(work, found, self.keys(code)) if found is not None else None

    def references(self) -> list[str]:
        """The references of all cases."""
        with self.stores.reading() as work:
            return list(work.main.scalars(select(Case.reference)))

    def case(self, message: str = "My brother cannot call home.", **fields: Any) -> str:
        """Send an enquiry and give the reference of its case."""
        before = set(self.references())
        self.send(message, nonce=None, **fields)
        return (set(self.references()) - before).pop()

    def at(self, reference: str) -> At:
        """The case as somebody sees it now."""
        with self.stores.reading() as work:
            version = work.main.scalar(select(Case.version).where(Case.reference == reference))
        assert version is not None
        return At(reference, version)

    def address(self, team_id: int) -> TeamAddress:
        """Where to seal to for a team."""
        with self.stores.reading() as work:
            return self.trust.address(work.main, team_id)

    def desk(self, work: Work, person: Person) -> Desk:
        """A person's desk in a unit of work."""
        return Desk(work, person.actor, person.keyring)

    def admit(self, work: Work, person: Person, keys: TeamKeys, *, lead: bool = False) -> None:
        """Let somebody into a team's first epoch, with these keys of it."""
        actor = person.actor
        own = person.keyring
        membership.add_member(work, keys, actor.id, own.public_key, own.signer.public_key, lead=lead)
        sealed = work.main.get_one(TeamMember, (keys.team_id, 0, actor.id)).sealed
        person.memberships.append(Membership(keys.team_id, 0, lead, sealed, keys.public_key))
        person.actor = Actor(actor.id, actor.username, actor.name, actor.role, actor.language,
                             actor.teams | {keys.team_id}, actor.leads | ({keys.team_id} if lead else frozenset()))
