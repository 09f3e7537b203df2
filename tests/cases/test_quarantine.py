"""What looked like spam: set aside when it comes, seen on one page alone, released or thrown away by the team."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from intake import clock
from intake.audit import pending
from intake.audit.models import AuditEvent, AuditPending
from intake.cases import case_page, lists, quarantine, quiet, receipt, thread, unreachable
from intake.cases.against_log import differences
from intake.cases.lists import Filters, View
from intake.cases.models import Case
from intake.cases.quarantine import AsidePage
from intake.cases.states import Outcome, Reason, Status
from intake.cases.submit import Outcome as Sending
from intake.cases.workspace import At, Desk, Move
from intake.errors import NotAllowed
from intake.judging.judge import CLEAN, Sign, judge
from intake.notices.models import OutboxRow
from intake.vault.sign import Signer
from tests.bench.desk import counted
from tests.cases.conftest import Families
from tests.cases.office import Person

SPAM = CLEAN.seen_with(Sign.TRAP)
ADVERTISEMENT = "Buy followers now, 50 % off! Visit our website https://example.com/cheap"


def _aside(families: Families, text: str = "Cheap watches, all of them.") -> str:
    return families.office.case(text, judged=SPAM)


def _page(families: Families, person: Person | None = None, status: Status = Status.QUARANTINED, *,
          harmless: bool = False) -> AsidePage:
    person = person or families.worker
    with families.office.stores.changing() as work:
        return quarantine.show(work, person.actor, person.keyring, status, harmless=harmless)


def _standing(families: Families, reference: str) -> tuple[Status, date | None]:
    with families.office.stores.reading() as work:
        row = work.main.scalars(select(Case).where(Case.reference == reference)).one()
        return row.status, row.quarantined_day


def _notices(families: Families) -> int:
    with families.office.stores.reading() as work:
        return work.main.scalar(select(func.count()).select_from(OutboxRow)) or 0


def _acts(families: Families) -> list[str]:
    with families.office.stores.reading() as work:
        events = list(work.main.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))
        return [*events, *(event.act for event in pending.waiting(work.main))]


def _write(families: Families, code: str, text: str) -> None:
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        thread.add_message(work, thread.enter(work, found, keys), text, "en")


def test_what_is_suspicious_is_kept_with_a_receipt_and_stands_on_no_list(families: Families) -> None:
    outcome, code = families.office.send("Cheap watches.", judged=SPAM)
    assert outcome is Sending.ACCEPTED
    worker = families.worker
    with families.office.stores.changing() as work:
        shown = {view: lists.show(work, worker.actor, worker.keyring, view, Filters())
                 for view in lists.LISTED.values()}
        assert quiet.show(work, worker.actor, worker.keyring, 0) == ()
        assert unreachable.show(work, worker.actor, worker.keyring).rows == ()
    assert {view: page.rows for view, page in shown.items()} == dict.fromkeys(shown, ())
    counts = shown[View.OPEN].counts
    assert counts == {**dict.fromkeys(View, 0), View.QUARANTINE: 1}
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        assert receipt.find_thread(work, keys) is not None
    assert _notices(families) == 0


def test_the_page_shows_how_an_enquiry_begins_and_why_it_is_there(families: Families) -> None:
    text = "Look at these watches. " * 20
    reference = families.office.case(text, judged=judge((ADVERTISEMENT,)), language="de")
    row, = _page(families).rows
    assert (row.reference, row.language, row.since) == (reference, "de", clock.today())
    assert row.title == text[:89].rstrip() + "…"
    assert (row.title.removesuffix("…") + row.goes_on.removeprefix("…"))[:250] == text[:250]
    assert set(row.signs) == {Sign.LINK, Sign.ADVERTISES}
    assert "case:listed" in _acts(families)


def test_why_an_enquiry_is_there_stands_nowhere_in_clear(families: Families) -> None:
    _aside(families)
    with families.office.stores.reading() as work:
        row = work.main.scalars(select(Case)).one()
        bodies = list(work.main.scalars(select(AuditPending.body)))
    plain = [str(getattr(row, name)) for name in row.__mapper__.columns.keys()  # noqa: SIM118
             if not isinstance(getattr(row, name), bytes)]
    assert not [text for text in [*plain, *bodies] if "trap" in text]
    assert b"trap" not in row.summary


def test_an_ordinary_enquiry_costs_as_many_statements_as_before_and_a_suspicious_one_no_more(
    families: Families,
) -> None:
    families.office.send("What a process asks once, it asks now.")
    with counted(families.office.stores) as plain:
        families.office.send("My brother cannot call home.")
    with counted(families.office.stores) as aside:
        families.office.send("My brother cannot call home.", judged=SPAM)
    assert len(plain) == len(aside)


def test_another_team_sees_nothing_of_it_and_can_do_nothing_to_it(families: Families) -> None:
    reference, stranger = _aside(families), families.stranger
    assert _page(families, stranger).rows == ()
    for act in (quarantine.release_all, quarantine.discard_all):
        with pytest.raises(NotAllowed), families.office.stores.changing() as work:
            act(work, stranger.actor, stranger.keyring.signer, [reference])
    assert _standing(families, reference)[0] is Status.QUARANTINED


def test_what_is_real_becomes_an_ordinary_new_case_with_a_notice(families: Families) -> None:
    one, another, worker = _aside(families), _aside(families), families.worker
    with families.office.stores.changing() as work:
        assert quarantine.release_all(work, worker.actor, worker.keyring.signer, [one, another, one]) == 2
    with families.office.stores.changing() as work:
        page = lists.show(work, worker.actor, worker.keyring, View.UNASSIGNED, Filters())
    assert {row.reference for row in page.rows} == {one, another}
    assert {row.status for row in page.rows} == {Status.NEW}
    assert page.counts[View.QUARANTINE] == 0
    assert _notices(families) == 2
    assert _acts(families).count("case:released") == 2
    with families.office.stores.changing() as work:
        assert quarantine.release_all(work, worker.actor, worker.keyring.signer, [one]) == 0


def test_what_was_thrown_away_leaves_the_page_and_can_be_brought_back(families: Families) -> None:
    reference, worker = _aside(families), families.worker
    with families.office.stores.changing() as work:
        assert quarantine.discard_all(work, worker.actor, worker.keyring.signer, [reference]) == 1
    assert _page(families).rows == ()
    assert [row.reference for row in _page(families, status=Status.DISCARDED).rows] == [reference]
    assert lists.View.QUARANTINE not in {view for view, number in _counts(families).items() if number}
    assert _standing(families, reference) == (Status.DISCARDED, clock.today())
    with families.office.stores.changing() as work:
        assert quarantine.release_all(work, worker.actor, worker.keyring.signer, [reference]) == 1
    assert _standing(families, reference) == (Status.NEW, None)
    assert ("case:discarded" in _acts(families), "case:released" in _acts(families)) == (True, True)


def _counts(families: Families) -> dict[View, int]:
    with families.office.stores.reading() as work:
        return lists.counts(work, families.worker.actor)


def test_an_ordinary_case_is_never_thrown_away_by_this_door(families: Families) -> None:
    reference, worker = families.office.case(), families.worker
    with families.office.stores.changing() as work:
        assert quarantine.discard_all(work, worker.actor, worker.keyring.signer, [reference]) == 0
    assert _standing(families, reference) == (Status.NEW, None)


@pytest.mark.parametrize("thrown", [False, True])
def test_somebody_who_comes_back_and_writes_is_released(families: Families, thrown: bool) -> None:
    _, code = families.office.send("I have to write fast.", judged=SPAM)
    reference, worker = families.office.references()[0], families.worker
    if thrown:
        with families.office.stores.changing() as work:
            quarantine.discard_all(work, worker.actor, worker.keyring.signer, [reference])
    _write(families, code, "Did you read what I sent? I am still here.")
    assert _standing(families, reference) == (Status.NEW, None)
    assert _notices(families) == 1
    assert "case:released_by_message" in _acts(families)


def test_a_message_that_looks_like_spam_too_releases_nothing(families: Families) -> None:
    _, code = families.office.send("Cheap watches.", judged=SPAM)
    reference = families.office.references()[0]
    _write(families, code, ADVERTISEMENT)
    assert _standing(families, reference) == (Status.QUARANTINED, clock.today())
    assert _notices(families) == 0
    assert "case:message_received" in _acts(families)


def test_the_same_form_sent_again_with_other_words_is_weighed_as_it_was_sent(families: Families) -> None:
    nonce = b"n" * 16
    families.office.send("Cheap watches.", nonce=nonce, judged=SPAM)
    reference = families.office.references()[0]
    assert families.office.send("Cheaper watches.", nonce=nonce, judged=SPAM)[0] is Sending.ADDED
    assert _standing(families, reference)[0] is Status.QUARANTINED
    assert families.office.send("I am a person.", nonce=nonce)[0] is Sending.ADDED
    assert _standing(families, reference)[0] is Status.NEW


def test_whoever_works_on_a_case_releases_it(families: Families) -> None:
    acts: tuple[Callable[[Desk, At], object], ...] = (
        lambda desk, at: desk.assign(at, families.worker.actor.id),
        lambda desk, at: desk.note(at, "She rang, too."),
        lambda desk, at: desk.reply(at, "We read it.", then_wait=False),
        lambda desk, at: desk.move(at, Move(Status.CLOSED, Reason.DONE, Outcome.SPAM)),
    )
    for act in acts:
        reference = _aside(families)
        with families.office.stores.changing() as work:
            act(families.office.desk(work, families.worker), families.office.at(reference))
        status, day = _standing(families, reference)
        assert (status not in {Status.QUARANTINED, Status.DISCARDED}, day) == (True, None)
    assert _acts(families).count("case:released") == 4


def test_the_page_of_a_case_says_why_it_is_aside_until_it_is_not(families: Families) -> None:
    reference, worker = _aside(families), families.worker
    with families.office.stores.changing() as work:
        page = case_page.show(work, worker.actor, worker.keyring, reference)
    assert (page.status, page.signs, page.moves) == (
        Status.QUARANTINED, (Sign.TRAP,), (Status.OPEN, Status.WAITING, Status.CLOSED))
    with families.office.stores.changing() as work:
        quarantine.release_all(work, worker.actor, worker.keyring.signer, [reference])
    with families.office.stores.changing() as work:
        page = case_page.show(work, worker.actor, worker.keyring, reference)
    assert (page.signs, page.entries[-1].act) == ((), "case:released")


def test_what_only_came_in_a_rush_can_be_looked_at_alone(families: Families) -> None:
    rushed = families.office.case("They took my sister.", judged=CLEAN.seen_with(Sign.RUSH))
    families.office.case(ADVERTISEMENT, judged=judge((ADVERTISEMENT,)).seen_with(Sign.RUSH))
    _aside(families)
    assert [row.reference for row in _page(families, harmless=True).rows] == [rushed]


def test_pages_follow_each_other_without_gap_or_repeat(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "PAGE_SIZE", 2)
    references = {_aside(families, f"Watch number {number}") for number in range(5)}
    seen: list[str] = []
    after, worker = None, families.worker
    while True:
        with families.office.stores.changing() as work:
            page = quarantine.show(work, worker.actor, worker.keyring, Status.QUARANTINED, after)
        seen += [row.reference for row in page.rows]
        after = page.next
        if after is None:
            break
    assert (len(seen), set(seen)) == (5, references)


def test_the_log_and_the_cases_agree_about_what_is_aside(families: Families) -> None:
    kept, released, thrown, written = (families.office.send(f"Watches {n}", judged=SPAM)[1] for n in range(4))
    references = dict(zip((kept, released, thrown, written), families.office.references(), strict=True))
    by_code = {code: _reference_of(families, code) for code in references}
    worker = families.worker
    with families.office.stores.changing() as work:
        quarantine.release_all(work, worker.actor, worker.keyring.signer, [by_code[released]])
        quarantine.discard_all(work, worker.actor, worker.keyring.signer, [by_code[thrown]])
    _write(families, written, "I am still here.")
    for joined in (False, True):
        if joined:
            with families.office.stores.changing() as work:
                pending.append_all(work.main, Signer(families.office.secrets.log_seed), before=date(2100, 1, 1))
        with families.office.stores.reading() as work:
            assert list(differences(work.main)) == []
    with families.office.stores.changing() as work:
        row = work.main.scalars(select(Case).where(Case.reference == by_code[kept])).one()
        row.status, row.quarantined_day = Status.NEW, None
    with families.office.stores.reading() as work:
        assert [each.reference for each in differences(work.main)] == [by_code[kept]]


def _reference_of(families: Families, code: str) -> str:
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        return work.main.get_one(Case, found.case_id).reference
