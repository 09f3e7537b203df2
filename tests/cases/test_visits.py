"""The desk sees on which day an answer was read; nothing in clear tells when the enquirer came."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from intake import clock
from intake.access.permissions import Permission
from intake.cases import case_page, confide, receipt, sent, thread, visits, way_back
from intake.cases.models import Case
from intake.cases.reading import open_case
from intake.cases.thread import Thread
from intake.vault.receipt_code import new_code
from tests.cases.circle import Circle
from tests.cases.conftest import Families
from tests.cases.office import Office, Person

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def opened(office: Office, code: str) -> Thread:
    """The person comes back with their code."""
    found = office.open(code)
    assert found is not None
    return found


def answer(office: Office, person: Person, reference: str, text: str) -> None:
    """One answer of a colleague."""
    with office.stores.changing() as work:
        office.desk(work, person).reply(office.at(reference), text, then_wait=False)


def read_on(office: Office, person: Person, reference: str) -> dict[str, date | None]:
    """Of each answer, the day on which the desk says that it was read."""
    with office.stores.changing() as work:
        page = case_page.show(work, person.actor, person.keyring, reference)
    return {each.text: each.read_on for each in page.entries if each.kind == "message_out"}


def enquiry(office: Office) -> tuple[str, str]:
    """A new case and its code."""
    _, code = office.send()
    with office.stores.reading() as work:
        return work.main.scalars(select(Case.reference)).one(), code


def test_an_answer_is_read_on_the_first_day_on_which_its_reader_came(families: Families) -> None:
    office, worker = families.office, families.worker
    with time_machine.travel(MORNING, tick=False) as traveller:
        reference, code = enquiry(office)
        opened(office, code)
        traveller.shift(timedelta(minutes=1))
        answer(office, worker, reference, "First.")
        assert read_on(office, worker, reference) == {"First.": None}
        traveller.shift(timedelta(days=2))
        opened(office, code)
        answer(office, worker, reference, "Second.")
        traveller.shift(timedelta(days=3))
        answer(office, worker, reference, "Third.")
        opened(office, code)
        traveller.shift(timedelta(days=5))
        opened(office, code)
        answer(office, worker, reference, "Fourth.")
        traveller.shift(timedelta(seconds=-1))
        assert read_on(office, worker, reference) == {
            "First.": date(2026, 3, 4), "Second.": date(2026, 3, 4), "Third.": date(2026, 3, 7),
            "Fourth.": date(2026, 3, 12)}


def test_what_is_sent_in_the_conversation_tells_that_its_writer_is_there(families: Families) -> None:
    office, worker = families.office, families.worker
    with time_machine.travel(MORNING, tick=False) as traveller:
        reference, code = enquiry(office)
        inside = opened(office, code)
        traveller.shift(timedelta(minutes=5))
        answer(office, worker, reference, "An answer.")
        assert read_on(office, worker, reference) == {"An answer.": None}
        traveller.shift(timedelta(minutes=5))
        with office.stores.changing() as work:
            thread.send(work, inside, "Thanks.", "en", sent.fingerprint(office.secrets.pepper, b"n" * 16, {}))
        assert read_on(office, worker, reference) == {"An answer.": date(2026, 3, 2)}
    with office.stores.reading() as work:
        assert work.main.scalars(select(Case.messages_in)).one() == 2, "the visit takes nothing from the message"


def test_reading_alone_writes_nothing(families: Families) -> None:
    office = families.office
    _, code = enquiry(office)
    inside = opened(office, code)
    before = _box(office)
    with office.stores.changing() as work:
        thread.show(work, inside)
    assert _box(office) == before


def test_new_keys_of_the_case_and_another_code_leave_the_visits_as_they_are(circle: Circle) -> None:
    office, lead = circle.office, circle.lena
    with time_machine.travel(MORNING, tick=False) as traveller:
        reference, code = enquiry(office)
        answer(office, lead, reference, "An answer.")
        inside = opened(office, code)
        with office.stores.changing() as work:
            way_back.change(work, inside, office.keys(new_code()))
        traveller.shift(timedelta(days=1))
        with office.stores.changing() as work:
            confide.restrict(office.desk(work, lead), office.trust, office.at(reference),
                             [lead.actor.id, circle.karim.actor.id])
        assert read_on(office, circle.karim, reference) == {"An answer.": date(2026, 3, 2)}


def test_a_mark_that_does_not_open_closes_neither_the_case_nor_the_conversation(families: Families) -> None:
    office, worker = families.office, families.worker
    reference, code = enquiry(office)
    answer(office, worker, reference, "An answer.")
    opened(office, code)
    with office.stores.changing() as work:
        work.main.execute(update(Case).values(visits=b"spoilt"))
    assert read_on(office, worker, reference) == {"An answer.": None}
    opened(office, code)
    assert read_on(office, worker, reference) == {"An answer.": clock.today()}


def test_the_box_has_one_size_however_often_somebody_came(families: Families) -> None:
    _, code = enquiry(families.office)
    sizes = set()
    with time_machine.travel(MORNING, tick=False) as traveller:
        for day in range(visits.KEPT + 3):
            traveller.shift(timedelta(days=1))
            opened(families.office, code)
            sizes.add(len(_box(families.office) or b""))
            if day == 0:
                first = _days(families)
    assert len(sizes) == 1
    assert len(_days(families)) == visits.KEPT
    assert first[0] not in _days(families)


def test_a_mark_that_was_moved_to_another_case_opens_there_no_more(families: Families) -> None:
    _, code = enquiry(families.office)
    opened(families.office, code)
    other = families.office.case("Another one.")
    with families.office.stores.changing() as work:
        work.main.execute(update(Case).values(visits=_box(families.office)))
        row = open_case(work, families.worker.actor, families.worker.keyring, other, Permission.CASE_READ)
        assert visits.known(row.row, row.thread_key) == ()


@pytest.mark.parametrize("wrong", ["nobody's", "burnt"])
def test_a_code_that_opens_nothing_leaves_no_mark(families: Families, wrong: str) -> None:
    office = families.office
    _, code = enquiry(office)
    if wrong == "burnt":
        with office.stores.changing() as work:
            way_back.burn(work, opened(office, code))
    before = _box(office)
    with office.stores.changing() as work:
        assert receipt.find_thread(work, office.keys(code if wrong == "burnt" else new_code())) is None
    assert _box(office) == before


def test_all_who_come_with_one_code_at_once_come_in(families: Families) -> None:
    office = families.office
    _, code = enquiry(office)
    with ThreadPoolExecutor(4) as several:
        assert None not in list(several.map(office.open, [code] * 8))
    assert _days(families) == [clock.today()]


def _box(office: Office) -> bytes | None:
    with office.stores.reading() as work:
        return work.main.scalars(select(Case.visits).where(Case.visits.is_not(None))).one_or_none()


def _days(families: Families) -> list[date]:
    person, office = families.worker, families.office
    with office.stores.reading() as work:
        row = open_case(work, person.actor, person.keyring, office.references()[0], Permission.CASE_READ)
        return [each.date() for each in visits.known(row.row, row.thread_key)]
