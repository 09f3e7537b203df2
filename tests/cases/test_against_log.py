"""The stores held against the log: an honest desk has no difference, and what was changed behind it is named."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from intake import clock
from intake.audit import pending
from intake.cases import against_log, erase, receipt, thread
from intake.cases.against_log import Difference, Kind
from intake.cases.models import Case
from intake.cases.states import ErasureReason, Outcome, Reason, Status
from intake.cases.workspace import Move
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.office import NO_MAIL, Person


class Shop:
    """An office with a lead, a colleague, two teams, and cases to work."""

    def __init__(self, families: Families) -> None:
        self.office = families.office
        self.ana, self.ben = families.lead, families.worker
        self.families, self.leaving = families.team, families.other_team

    def differences(self) -> list[Difference]:
        """What differs."""
        with self.office.stores.reading() as work:
            return list(against_log.differences(work.main))

    def append_pending(self) -> None:
        """The days are over."""
        with self.office.stores.changing() as work:
            pending.append_all(work.main, Signer(self.office.secrets.log_seed),
                               before=clock.today() + timedelta(days=9))

    def do(self, reference: str, person: Person, deed: str, *what: object, **more: object) -> None:
        """One act of a person on a case as it is now."""
        with self.office.stores.changing() as work:
            getattr(self.office.desk(work, person), deed)(self.office.at(reference), *what, **more)

    def send(self) -> tuple[str, str]:
        """An enquiry: the reference of its case and the receipt code."""
        before = set(self.office.references())
        _, code = self.office.send()
        return (set(self.office.references()) - before).pop(), code

    def write(self, code: str) -> None:
        """The person writes again."""
        keys = receipt.stretch_code(code, self.office.secrets.pepper)
        with self.office.stores.changing() as work:
            found = receipt.find_thread(work, keys)
            assert found is not None
            thread.add_message(work, thread.enter(work, found, keys), "One more thing.", "en")

    def behind_the_log(self, statement: str, **values: object) -> None:
        """Change a store past every rule."""
        with self.office.stores.main.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text(statement), values)

    def row(self, reference: str) -> Case:
        """The case's row."""
        with self.office.stores.reading() as work:
            return work.main.query(Case).where(Case.reference == reference).one()


@pytest.fixture
def shop(families: Families) -> Shop:
    """The office."""
    return Shop(families)


def worked(shop: Shop) -> str:
    """A case that was taken, noted, answered, handed over and closed."""
    reference, _ = shop.send()
    shop.do(reference, shop.ana, "assign", shop.ana.actor.id)
    shop.do(reference, shop.ana, "note", "They called.")
    shop.do(reference, shop.ana, "reply", "Thank you.", then_wait=True)
    shop.do(reference, shop.ana, "hand_over", shop.ben.actor.id, "Please call them.")
    shop.do(reference, shop.ana, "move", Move(Status.CLOSED, Reason.DONE, Outcome.HELPED, "All is well."))
    return reference


def test_an_honest_desk_has_no_difference_before_and_after_the_day_is_over(shop: Shop) -> None:
    worked(shop)
    shop.send()
    moved, _ = shop.send()
    shop.do(moved, shop.ana, "assign", shop.ana.actor.id)
    shop.do(moved, shop.ana, "transfer", shop.office.address(shop.leaving), "For you.")
    assert shop.differences() == []
    shop.append_pending()
    assert shop.differences() == []


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("outcome", [Outcome.HELPED, Outcome.SPAM])
def test_a_message_that_opens_a_case_again_is_no_difference(shop: Shop, days: int, outcome: Outcome) -> None:
    closed, code = shop.send()
    shop.do(closed, shop.ana, "move", Move(Status.CLOSED, Reason.DONE, outcome))
    with time_machine.travel(clock.now() + timedelta(days=days)):
        shop.write(code)
        assert shop.row(closed).status is (Status.CLOSED if outcome is Outcome.SPAM else Status.OPEN)
        assert shop.differences() == []
        shop.append_pending()
        assert shop.differences() == []


def test_a_move_after_a_message_is_no_difference(shop: Shop) -> None:
    reference, code = shop.send()
    shop.do(reference, shop.ana, "reply", "Thank you.", then_wait=True)
    shop.write(code)
    shop.do(reference, shop.ana, "move", Move(Status.CLOSED, Reason.DONE, Outcome.HELPED))
    assert shop.differences() == []
    shop.append_pending()
    assert shop.differences() == []


def one(shop: Shop, kind: Kind, *words: str) -> None:
    """There is one difference, of this kind, whose sentence holds these words."""
    (found,) = shop.differences()
    assert found.kind is kind
    assert all(word in found.sentence for word in words), found.sentence


def test_a_status_that_was_changed_behind_the_log_is_named(shop: Shop) -> None:
    reference = worked(shop)
    shop.behind_the_log("UPDATE \"case\" SET status = 'open', outcome = NULL, closed_day = NULL "
                        "WHERE reference = :r", r=reference)
    one(shop, Kind.STATUS, "is open", "the log says closed (helped)")
    assert shop.differences()[0].reference == reference


def test_an_outcome_that_was_changed_behind_the_log_is_named(shop: Shop) -> None:
    worked(shop)
    shop.behind_the_log("UPDATE \"case\" SET outcome = 'spam'")
    one(shop, Kind.STATUS, "is closed (spam)", "closed (helped)")


def test_an_assignee_that_was_changed_behind_the_log_is_named(shop: Shop) -> None:
    worked(shop)
    shop.behind_the_log('UPDATE "case" SET assignee_id = NULL')
    one(shop, Kind.ASSIGNEE, "is with nobody", str(shop.ben.actor.id))


def test_a_team_that_was_changed_behind_the_log_is_named(shop: Shop) -> None:
    worked(shop)
    shop.behind_the_log('UPDATE "case" SET team_id = :team', team=shop.leaving)
    one(shop, Kind.TEAM, str(shop.leaving), str(shop.families))


def test_an_entry_that_was_swapped_is_named_as_unknown_and_as_missing(shop: Shop) -> None:
    shop.send()
    shop.behind_the_log("UPDATE item SET box = :box", box=b"another ciphertext")
    assert [each.kind for each in shop.differences()] == [Kind.ENTRY, Kind.ENTRY]
    assert {each.sentence.split()[0] for each in shop.differences()} == {"holds", "lacks"}


def test_an_entry_that_was_dropped_is_named(shop: Shop) -> None:
    reference = worked(shop)
    with shop.office.stores.reading() as work:
        item = work.main.scalar(text("SELECT min(id) FROM item"))
    shop.behind_the_log("DELETE FROM item WHERE id = :id", id=item)
    one(shop, Kind.ENTRY, "lacks")
    assert shop.differences()[0].reference == reference


def test_a_case_that_was_erased_is_no_difference_neither_meanwhile_nor_afterwards(shop: Shop) -> None:
    shop.send()
    reference, _ = shop.send()
    shop.append_pending()
    lead, signer = shop.ana, Signer(shop.office.secrets.log_seed)
    with shop.office.stores.changing() as work:
        version = shop.office.at(reference).version
        asked = erase.request(work, lead.actor, lead.keyring.signer, reference, version, ErasureReason.ASKED_FOR)
    assert shop.differences() == []
    with shop.office.stores.changing() as work:
        assert erase.carry_out(work, signer, asked)
    assert shop.differences() == []
    erase.finish(shop.office.stores, signer, NO_MAIL)
    assert shop.differences() == []


@pytest.mark.parametrize("joined", [True, False])
def test_a_case_that_is_gone_is_named(shop: Shop, joined: bool) -> None:
    shop.send()
    gone, _ = shop.send()
    if joined:
        shop.append_pending()
    row = shop.row(gone).id
    for table in ("item WHERE case_id", "receipt WHERE case_id", '"case" WHERE id'):
        shop.behind_the_log(f"DELETE FROM {table} = :id", id=row)
    one(shop, Kind.CASE, "is gone")
    assert shop.differences()[0].reference == gone


def test_a_case_that_nobody_sent_is_named(shop: Shop) -> None:
    reference, _ = shop.send()
    shop.behind_the_log("DELETE FROM audit_pending")
    one(shop, Kind.CASE, "knows nothing")
    assert shop.differences()[0].reference == reference


def test_it_reads_in_parts_and_misses_none(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(against_log, "_AT_ONCE", 2)
    for _ in range(5):
        shop.send()
    assert shop.differences() == []
    shop.behind_the_log('UPDATE "case" SET assignee_id = :ana', ana=shop.ana.actor.id)
    assert [each.kind for each in shop.differences()] == [Kind.ASSIGNEE] * 5
