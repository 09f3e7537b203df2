"""The way back, as the person changes it: replaced, changed, burnt. One code at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time

import pytest
from sqlalchemy import func, select

from intake import clock
from intake.audit import pending
from intake.cases import sent, thread, way_back
from intake.cases.models import Case, ReceiptRow
from intake.cases.receipt import ReceiptKeys
from intake.cases.submit import Outcome
from intake.cases.thread import Thread
from intake.cases.way_back import NobodyReads, WayBack
from intake.errors import NotFound, WrongState
from intake.vault.receipt_code import code_after, new_code
from tests.cases.conftest import Families
from tests.cases.test_submit import everything

NONCE = b"0123456789abcdef"


def _change(families: Families, opened: Thread, keys: ReceiptKeys) -> Thread:
    with families.office.stores.changing() as work:
        return way_back.change(work, opened, keys)


def _replace(families: Families, handed_out: str, code: str) -> Thread | None:
    with families.office.stores.changing() as work:
        return way_back.replace(work, families.office.keys(handed_out), families.office.keys(code))


def _burn(families: Families, opened: Thread) -> None:
    with families.office.stores.changing() as work:
        way_back.burn(work, opened)


def _opened(families: Families, code: str) -> Thread:
    opened = families.office.open(code)
    assert opened is not None
    return opened


def _texts(families: Families, opened: Thread) -> list[str]:
    with families.office.stores.reading() as work:
        return [message.text for message in thread.show(work, opened).messages]


def _codes(families: Families) -> int:
    with families.office.stores.reading() as work:
        return work.main.scalar(select(func.count()).select_from(ReceiptRow)) or 0


def _waiting(families: Families) -> list[str]:
    with families.office.stores.reading() as work:
        return sorted(event.act for event in pending.waiting(work.main))


def _standing(families: Families) -> WayBack:
    with families.office.stores.reading() as work:
        return way_back.standing(work, work.main.scalars(select(Case)).one())


def test_a_code_that_was_handed_out_opens_nothing_by_itself(families: Families) -> None:
    _, code = families.office.take_down(families.worker, families.team)
    with pytest.raises(WrongState):
        families.office.open(code)
    assert _standing(families) is WayBack.HANDED_OUT


def test_the_code_in_its_place_opens_the_thread_and_the_handed_one_nothing_any_more(families: Families) -> None:
    taken, handed_out = families.office.take_down(families.worker, families.team)
    code = new_code()
    opened = _replace(families, handed_out, code)
    assert opened is not None
    assert families.office.open(handed_out) is None
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).reply(families.office.at(taken.reference), "Hello.", then_wait=True)
    assert _texts(families, opened) == _texts(families, _opened(families, code)) == ["Hello."]
    assert _standing(families) is WayBack.OPEN
    assert _codes(families) == 1


def test_a_page_that_was_sent_twice_opens_the_thread_twice_with_the_code_it_showed(families: Families) -> None:
    _, handed_out = families.office.take_down(families.worker, families.team)
    code = new_code()
    assert _replace(families, handed_out, code) == _replace(families, handed_out, code)
    assert _replace(families, handed_out, new_code()) is None
    assert _codes(families) == 1


def test_only_a_code_that_was_handed_out_is_replaced_from_outside(families: Families) -> None:
    _, code = families.office.send()
    assert _replace(families, code, new_code()) is None
    assert families.office.open(code) is not None


def test_the_next_code_is_the_same_for_the_same_form_and_another_for_any_other(families: Families) -> None:
    pepper, tag = families.office.secrets.pepper, bytes(32)
    codes = [code_after(pepper, NONCE, tag), code_after(pepper, NONCE, tag), code_after(pepper, NONCE, b"t" * 32),
             code_after(pepper, b"f" * 16, tag), code_after(b"p" * 32, NONCE, tag)]
    assert codes[0] == codes[1]
    assert len(set(codes)) == 4


def test_a_changed_code_opens_the_same_thread_and_the_old_one_nothing(families: Families) -> None:
    _, code = families.office.send()
    opened, new = _opened(families, code), new_code()
    with families.office.stores.changing() as work:
        thread.add_message(work, opened, "Before.", "en")
    changed = _change(families, opened, families.office.keys(new))
    assert families.office.open(code) is None
    assert _texts(families, changed) == _texts(families, _opened(families, new)) == ["Before."]
    assert _codes(families) == 1


def test_a_session_of_the_old_code_reads_writes_changes_and_burns_nothing_any_more(families: Families) -> None:
    _, code = families.office.send()
    stolen, own = _opened(families, code), _opened(families, code)
    _change(families, own, families.office.keys(new_code()))
    form = sent.fingerprint(families.office.secrets.pepper, NONCE, {"message": "Not mine."})
    for deed in (lambda work: thread.show(work, stolen), lambda work: thread.send(work, stolen, "x", "en", form),
                 lambda work: way_back.change(work, stolen, families.office.keys(new_code())),
                 lambda work: way_back.burn(work, stolen)):
        with pytest.raises(NotFound), families.office.stores.changing() as work:
            deed(work)
    assert _codes(families) == 1


def test_the_same_change_sent_twice_finds_it_done(families: Families) -> None:
    _, code = families.office.send()
    opened, keys = _opened(families, code), families.office.keys(new_code())
    assert _change(families, opened, keys) == _change(families, opened, keys)
    assert _codes(families) == 1


def test_of_five_who_change_one_code_at_once_one_succeeds(families: Families) -> None:
    _, code = families.office.send()
    opened, codes = _opened(families, code), [new_code() for _ in range(5)]

    def change(new: str) -> bool:
        try:
            return bool(_change(families, opened, families.office.keys(new)))
        except NotFound:
            return False

    with ThreadPoolExecutor(5) as pool:
        done = list(pool.map(change, codes))
    assert done.count(True) == 1
    assert [families.office.open(each) is not None for each in codes] == done
    assert _codes(families) == 1


def test_burning_and_changing_at_once_leaves_no_code_that_opens_a_burnt_thread(families: Families) -> None:
    _, code = families.office.send()
    opened, new = _opened(families, code), new_code()

    def attempt(deed: str) -> bool:
        try:
            _burn(families, opened) if deed == "burn" else _change(families, opened, families.office.keys(new))
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        burnt, changed = pool.map(attempt, ("burn", "change"))
    assert burnt != changed
    assert (_standing(families) is WayBack.BURNT) == burnt == (families.office.open(new) is None)


def test_a_burnt_code_opens_nothing_and_the_case_knows_the_day(families: Families) -> None:
    _, code = families.office.send()
    opened = _opened(families, code)
    _burn(families, opened)
    assert families.office.open(code) is None
    assert (_codes(families), _standing(families)) == (0, WayBack.BURNT)
    with pytest.raises(NotFound):
        _texts(families, opened)
    with families.office.stores.reading() as work:
        assert work.main.scalars(select(Case)).one().burnt_day == clock.today()


def test_what_was_sent_through_the_form_again_brings_no_way_back(families: Families) -> None:
    _, code = families.office.send("First", nonce=NONCE)
    _burn(families, _opened(families, code))
    assert families.office.send("First", nonce=NONCE)[0] is Outcome.USED_UP
    assert families.office.send("Second", nonce=NONCE)[0] is Outcome.SPENT
    assert _codes(families) == 0


@pytest.mark.parametrize("how", ["burnt", "none"])
def test_nobody_writes_to_somebody_who_cannot_read_it_and_notes_are_written_all_the_same(
    families: Families, how: str
) -> None:
    if how == "burnt":
        reference = families.office.case("Before.")
        _, code = families.office.send(nonce=NONCE)
        reference = next(each for each in families.office.references() if each != reference)
        _burn(families, _opened(families, code))
    else:
        reference = families.office.take_down(families.worker, families.team, handed_out=False)[0].reference
    with pytest.raises(NobodyReads), families.office.stores.changing() as work:
        families.office.desk(work, families.worker).reply(families.office.at(reference), "Hello?", then_wait=False)
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).note(families.office.at(reference), "They burnt it.")


def test_no_code_new_or_handed_out_ever_opens_a_note(families: Families) -> None:
    taken, handed_out = families.office.take_down(families.worker, families.team)
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).note(families.office.at(taken.reference), "For staff alone.")
    opened = _replace(families, handed_out, new_code())
    assert opened is not None
    changed = _change(families, opened, families.office.keys(new_code()))
    assert _texts(families, changed) == []


def test_what_the_person_causes_waits_for_the_log_with_its_day_alone(families: Families) -> None:
    _, code = families.office.send()
    opened = _opened(families, code)
    before = everything(families)
    _burn(families, _change(families, opened, families.office.keys(new_code())))
    new = {table: rows - before[table] for table, rows in everything(families).items() if rows - before[table]}
    assert new.keys() == {"audit_pending", "case"}
    assert not {type(value) for rows in new.values() for row in rows for value in row} & {datetime, time, float}
    assert _waiting(families) == ["case:code_burnt", "case:code_changed", "case:receipt_used", "case:received"]


def test_replacing_a_code_is_told_as_a_change_and_as_a_use(families: Families) -> None:
    _, handed_out = families.office.take_down(families.worker, families.team)
    _replace(families, handed_out, new_code())
    assert _waiting(families) == ["case:code_changed", "case:receipt_used"]
