"""Which entries of a case are the newest: rows know their day alone, boxes the moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from intake.access.permissions import Permission
from intake.cases import items
from intake.cases.items import Kind, Words
from intake.cases.models import Compartment
from intake.cases.reading import OpenedCase, open_case
from intake.db import Work
from tests.cases.conftest import Families

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def opened(families: Families, work: Work, reference: str) -> OpenedCase:
    """The case, opened by a member of its team."""
    return open_case(work, families.worker.actor, families.worker.keyring, reference, Permission.CASE_READ)


def write(families: Families, *moments: datetime) -> str:
    """A case with a note of each moment, whose ids run against time."""
    with time_machine.travel(moments[0] - timedelta(days=9), tick=False):
        reference = families.office.case()
    for number, moment in enumerate(moments):
        with time_machine.travel(moment, tick=False), families.office.stores.changing() as work:
            case = opened(families, work, reference)
            items.write(work, case.staff_key, case.row.id, Compartment.STAFF,
                        Words(Kind.NOTE, str(number), "en"), item_id=1000 - number)
    return reference


def newest(families: Families, reference: str, limit: int | None) -> list[str]:
    """The texts of the newest notes, oldest first."""
    with families.office.stores.changing() as work:
        case = opened(families, work, reference)
        found = items.open_all(work, case.row.id, {Compartment.STAFF: case.staff_key}, limit)
    return [each.text for each in found if each.kind is Kind.NOTE]


def test_of_the_oldest_day_shown_the_oldest_entries_are_left_out_and_not_some_by_chance(families: Families) -> None:
    of_two_days = [NOON + timedelta(days=day, minutes=minute) for day in (0, 1) for minute in range(4)]
    reference = write(families, *of_two_days)
    for limit in range(1, 9):
        assert newest(families, reference, limit) == list("01234567")[-limit:]
    assert newest(families, reference, None) == list("01234567")


def test_of_a_day_without_end_no_more_is_opened_than_the_bound(
    families: Families, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = write(families, *(NOON + timedelta(minutes=minute) for minute in range(8)))
    monkeypatch.setattr(items, "_OF_ONE_DAY", 2)
    assert newest(families, reference, 3) == ["2", "3", "4"], "the first three ids, and two more"
