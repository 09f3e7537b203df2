"""A log to write in and to tamper with, for the tests of this room."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import text

from intake.audit import history, merkle
from intake.audit.check import check_log
from intake.audit.history import StoredEvent
from intake.audit.kinds import Act
from intake.audit.trail import SIGNED_AS, begin_log, canonical, record
from intake.audit.verify import Report
from intake.db import Stores, Work
from intake.vault.sign import Signer

LOG_SIGNER = Signer(sha256(b"the log's own seed").digest())


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, as far as the log needs one."""

    id: int
    role: str = "caseworker"

    @property
    def signer(self) -> Signer:
        """The person's own key."""
        return Signer(sha256(f"the seed of person {self.id}".encode()).digest())


ANA = Person(71)
BEN = Person(72, "lead")
ADA = Person(73, "administrator")
KEYS = {signer.public_key: signer for signer in (LOG_SIGNER, ANA.signer, BEN.signer, ADA.signer)}


class Logbook:
    """A begun log in which Ana, Ben and Ada are enrolled: four events."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        with stores.changing() as work:
            begin_log(work.main, LOG_SIGNER)
            for person in (ANA, BEN, ADA):
                enrol(work.main, person)

    def record(self, act: Act, actor: Person | None = None, **told: Any) -> int:
        """Record one event, signed by its actor."""
        with self.stores.changing() as work:
            return record(work.main, act, actor=actor, signer=actor.signer if actor else LOG_SIGNER, **told)

    @contextmanager
    def failing(self) -> Iterator[Work]:
        """A unit of work in which something goes wrong at the end."""
        with suppress(ZeroDivisionError), self.stores.changing() as work:
            yield work
            raise ZeroDivisionError

    def fill(self, events: int) -> None:
        """Open two cases in turn, alternately as Ana and Ben."""
        with self.stores.changing() as work:
            for number in range(events):
                actor = (ANA, BEN)[number % 2]
                record(work.main, Act.CASE_OPENED, actor=actor, signer=actor.signer, case=f"K7-{number % 2}", team=1,
                       entries=number)

    def check(self) -> Report:
        """What the verifier says of the log."""
        with self.stores.reading() as work:
            return check_log(work.main, LOG_SIGNER.public_key)

    def cut(self, size: int) -> None:
        """Cut the tail, and the head with it, as somebody who read the source could: the log verifies by itself."""
        edge, root = self._tree_of(size)
        self.as_superuser(
            "DELETE FROM audit_event WHERE seq > :size",
            "UPDATE audit_head SET size = :size, frontier = :frontier, root = :root",
            size=size, frontier=merkle.pack(edge), root=root,
        )

    def rewrite(self, seq: int, old: str, new: str) -> None:
        """Edit an event and sign it and all that follow anew, with every key there is: the log verifies by itself."""
        edge, root = self._tree_of(seq - 1)
        for row in self._rows(seq):
            told = json.loads(row.body.replace(old, new) if row.seq == seq else row.body) | {"prev": root.hex()}
            body = canonical(told)
            signature = KEYS[row.signer].sign(SIGNED_AS + body.encode())
            edge = merkle.append(row.seq - 1, edge, merkle.leaf_hash(body.encode(), signature))
            root = merkle.root(edge)
            self.as_superuser(
                "UPDATE audit_event SET body = :body, signature = :signature, root = :root WHERE seq = :seq",
                "UPDATE audit_head SET size = :seq, frontier = :frontier, root = :root",
                body=body, signature=signature, root=root, seq=row.seq, frontier=merkle.pack(edge),
            )

    def _rows(self, first: int) -> list[StoredEvent]:
        with self.stores.reading() as work:
            return [row for row in history.all_rows(work.main) if row.seq >= first]

    def _tree_of(self, size: int) -> tuple[merkle.Frontier, bytes]:
        edge: merkle.Frontier = ()
        for row in self._rows(1)[:size]:
            edge = merkle.append(row.seq - 1, edge, merkle.leaf_hash(row.body.encode(), row.signature))
        return edge, merkle.root(edge)

    def as_superuser(self, *statements: str, **values: object) -> None:
        """Do what only somebody with the whole database in hand can do."""
        with self.stores.main.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
            else:
                names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
                for name in names:
                    connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                used = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(text(statement), used)


def enrol(session: Any, person: Person) -> None:
    """Say in the log which key is this person's."""
    record(session, Act.STAFF_ENROLLED, actor=None, signer=LOG_SIGNER, subject=person.id,
           signing_key=person.signer.public_key.hex(), public_key=sha256(b"sealed to").hexdigest())
