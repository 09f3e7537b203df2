"""An enquiry becomes a case, once, and never a word of it stands in clear."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from intake import clock
from intake.accounts.models import IntakeRoute
from intake.audit.models import AuditPending
from intake.cases import receipt, thread
from intake.cases.models import Case, Item, ReceiptRow, Shard
from intake.cases.submit import Outcome
from intake.db import Main, Shards
from intake.errors import NotFound
from intake.vault.box import boxed_size
from tests.cases.conftest import Families

NONCE = b"0123456789abcdef"


def _count(families: Families, model: type) -> int:
    with families.office.stores.reading() as work:
        session = work.shards if model is Shard else work.main
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_enquiry_makes_one_case_with_its_shard_its_item_and_its_receipt(families: Families) -> None:
    outcome, code = families.office.send()
    assert outcome is Outcome.ACCEPTED
    assert len(code) == 24
    assert [_count(families, model) for model in (Case, Item, ReceiptRow, Shard, AuditPending)] == [1, 1, 1, 1, 1]


def test_the_same_form_again_gives_the_same_receipt_and_no_second_case(families: Families) -> None:
    first, second = (families.office.send(nonce=NONCE) for _ in range(2))
    assert (first[0], second[0]) == (Outcome.ACCEPTED, Outcome.REPEATED)
    assert first[1] == second[1]
    assert _count(families, Case) == 1


def test_five_parallel_posts_of_one_form_make_one_case(families: Families) -> None:
    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(lambda _: families.office.send(nonce=NONCE), range(5)))
    assert sorted(each[0].name for each in results) == ["ACCEPTED"] + ["REPEATED"] * 4
    assert len({each[1] for each in results}) == 1
    assert _count(families, Case) == 1
    assert _count(families, Shard) == 1


def test_new_words_in_a_form_that_was_sent_become_a_message(families: Families) -> None:
    _, code = families.office.send("First", nonce=NONCE)
    assert families.office.send("Second", nonce=NONCE)[0] is Outcome.ADDED
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        shown = thread.show(work, thread.enter(work, found, keys))
    assert [message.text for message in shown.messages] == ["Second"]
    assert _count(families, Case) == 1


def test_once_the_code_was_used_a_repeated_form_no_longer_shows_it(families: Families) -> None:
    _, code = families.office.send(nonce=NONCE)
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        thread.enter(work, found, keys)
    assert families.office.send(nonce=NONCE)[0] is Outcome.USED_UP


def test_the_next_day_a_repeated_form_no_longer_shows_the_code(families: Families) -> None:
    families.office.send(nonce=NONCE)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert families.office.send(nonce=NONCE)[0] is Outcome.USED_UP


def test_pressed_again_after_midnight_a_form_shows_its_code_for_an_hour_more(families: Families) -> None:
    late = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
    with time_machine.travel(late, tick=False) as traveller:
        _, code = families.office.send(nonce=NONCE)
        traveller.move_to(late + timedelta(minutes=2))
        assert families.office.send(nonce=NONCE) == (Outcome.REPEATED, code)
        traveller.move_to(late + timedelta(minutes=62))
        assert families.office.send(nonce=NONCE)[0] is Outcome.USED_UP


def test_new_words_for_a_burned_receipt_are_handed_back_to_be_sent_afresh(families: Families) -> None:
    families.office.send("First", nonce=NONCE)
    with families.office.stores.changing() as work:
        work.main.delete(work.main.scalars(select(ReceiptRow)).one())
    assert families.office.send("Second", nonce=NONCE)[0] is Outcome.SPENT
    assert families.office.send("First", nonce=NONCE)[0] is Outcome.USED_UP


def test_while_no_team_receives_the_form_nothing_is_kept(families: Families) -> None:
    with families.office.stores.changing() as work:
        work.main.delete(work.main.scalars(select(IntakeRoute)).one())
    with pytest.raises(NotFound):
        families.office.send()
    assert [_count(families, model) for model in (Case, Item, Shard)] == [0, 0, 0]


def test_every_submitter_row_carries_a_day_and_no_time(families: Families) -> None:
    before = everything(families)
    families.office.send()
    new = {table: rows - before[table] for table, rows in everything(families).items() if rows - before[table]}
    assert new.keys() == {"case", "item", "receipt", "sent_form", "audit_pending", "outbox", "shard"}
    kinds = {type(value) for rows in new.values() for row in rows for value in row}
    assert date in kinds
    assert not kinds & {datetime, time, float}


def test_what_is_stored_has_one_of_a_few_sizes_whatever_was_written(families: Families) -> None:
    for letters in (1, 40, 300, 700, 1500, 3900, 9000):
        families.office.send("x" * letters, called="y" * (letters % 90))
    with families.office.stores.reading() as work:
        boxes = {len(each) for each in work.main.scalars(select(Item.box))}
        summaries = {len(each) for each in work.main.scalars(select(Case.summary))}
        heads = {len(each) for each in work.main.scalars(select(Case.head)) if each is not None}
    standard = {boxed_size(1024 << step) for step in range(6)}
    assert boxes <= standard
    assert summaries <= standard
    assert len(heads) == 1


def everything(families: Families) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of the two stores that are kept."""
    with families.office.stores.reading() as work:
        return {table.name: {tuple(row) for row in session.execute(select(table))}
                for session, base in ((work.main, Main), (work.shards, Shards))
                for table in base.metadata.sorted_tables}


def test_two_references_never_tell_which_case_came_first(families: Families) -> None:
    references = [families.office.case(f"Text {number}") for number in range(4)]
    assert len(set(references)) == 4
    assert all(len(each) == 7 and each[3] == "-" for each in references)
