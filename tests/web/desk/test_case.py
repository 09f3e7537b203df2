"""The page of a case: what stands first, what is escaped, who may see it, and that seeing it is written down."""

import pytest
from sqlalchemy import delete, event, select

from intake.audit.models import AuditEvent, AuditHead
from intake.cases import case_page
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.web.cookies import WITNESS
from tests.support import corpus
from tests.web.desk.conftest import Desk, Worker
from tests.web.pages import Page
from tests.web.visitor import headers_of

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def test_safe_contact_stands_before_everything_that_was_written(desk: Desk) -> None:
    reference = desk.case("My brother cannot call home.", called="Mina", contact=SafeContact(
        may=True, ways={Channel.EMAIL: Way(Safety.SAFE, "m@example.org"), Channel.PHONE: Way(Safety.UNSAFE)},
        notes="Only e-mail.\nNever telephone."))
    html = desk.karim.open(reference).html
    assert "Only e-mail.\nNever telephone." in html
    assert "Mina" in html
    assert html.index("data-safe-contact") < html.index("data-enquiry") < html.index('id="compose"')


def test_a_person_who_comes_back_is_not_to_be_called(desk: Desk) -> None:
    html = desk.karim.open(desk.case()).html
    assert "Comes back here with their code." in html
    assert "do not call, write or visit" in html


def test_the_enquiry_and_every_entry_can_be_found_by_their_hooks(desk: Desk) -> None:
    text = "First line.\r\n\tSecond line, with  two spaces.".replace("\r\n", "\n")
    reference = desk.case(text)
    desk.karim.act(reference, "note", text="Only for us.")
    desk.karim.act(reference, "take")
    html = desk.karim.open(reference).html
    assert f"data-enquiry>{text}</div>" in html
    entries = [part.split('"', 1)[0] for part in html.split('data-entry="')[1:]]
    assert len(entries) == len(set(entries)) == 3
    assert sum(each.startswith("event-") for each in entries) == 1
    assert all(each.removeprefix("event-").isdigit() for each in entries)


@pytest.mark.slow
def test_what_anybody_wrote_is_shown_as_text_wherever_it_stands(desk: Desk) -> None:
    reference, code = desk.send(SCRIPT, called=SCRIPT, contact=SafeContact(notes=SCRIPT))
    desk.write_again(code, SCRIPT)
    karim = desk.karim
    karim.act(reference, "note", text=SCRIPT)
    karim.act(reference, "reply", text=SCRIPT)
    karim.act(reference, "plan", title=SCRIPT, priority="high")
    karim.act(reference, "hand-over", colleague=str(desk.lead.id), note=SCRIPT)
    stale = karim.open(reference)
    karim.act(reference, "plan", title=SCRIPT + "!", priority="normal")
    shown = [karim.open(reference), karim.act(reference, "reply", 409, on=stale, text=SCRIPT),
             karim.act(reference, "plan", 422, title="x" * 300 + SCRIPT, priority="high"), karim.look("?view=open")]
    for page in shown:
        assert "<script>" not in page.html
        assert "<img src=x" not in page.html


@pytest.mark.realdata
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_hostile_strings_come_back_as_they_were_sent_from_every_field_of_the_desk(desk: Desk) -> None:
    strings = [text for name in corpus.HOSTILE for text in corpus.hostile(name) if text.strip()]
    together = "\n".join(strings)[:49_000].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    reference = desk.case()
    karim = desk.karim
    karim.act(reference, "note", text=together)
    karim.act(reference, "reply", text=together)
    karim.act(reference, "hand-over", colleague=str(desk.lead.id), note=together)
    for text in strings[::40]:
        karim.act(reference, "plan", title=text[:200], priority="normal")
    karim.open(reference)
    found = desk.office.arrived()[reference][1]
    assert [entry.text == together for entry in found[1:]] == [True] * 3


def test_opening_is_recorded_and_the_page_says_who_opened_it(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.open(reference)
    assert desk.acts()[-1] == "case:opened"
    html = desk.karim.open(reference).html
    assert "Lena" in html.split("Who opened it", 1)[1]
    assert "Nobody before you." not in html


def test_nothing_is_shown_when_the_log_cannot_be_written(desk: Desk) -> None:
    reference = desk.case("A sentence that nobody may read unseen.")
    desk.karim.look()
    remembered = desk.karim.browser.get_cookie(WITNESS)
    assert remembered is not None
    with desk.office.house.stores.changing() as work:
        work.main.execute(delete(AuditHead))
    for path in (f"/desk/cases/{reference}", "/desk/?view=open"):
        # A browser that remembers the log meets its loss first; one that does not, the failure itself.
        for status in (409, 503):
            page = desk.karim.get(path, status)
            assert "A sentence" not in page.html
            assert reference not in page.html.replace(f'value="{path}"', "")
            desk.karim.browser.delete_cookie(WITNESS)
        desk.karim.browser.set_cookie(WITNESS, remembered.value)


def test_nothing_is_shown_when_the_event_was_written_but_not_committed(desk: Desk) -> None:
    reference = desk.case("A sentence that nobody may read unseen.")
    desk.karim.look()

    def fail(_connection: object) -> None:
        raise OSError("the disk is gone")

    main = desk.engines[0]
    event.listen(main, "commit", fail)
    try:
        for path in (f"/desk/cases/{reference}", "/desk/?view=open"):
            assert "A sentence" not in desk.karim.get(path, 500).html
    finally:
        event.remove(main, "commit", fail)
    assert "A sentence" in desk.karim.open(reference).html


@pytest.mark.slow
def test_what_is_out_of_scope_answers_byte_for_byte_as_what_does_not_exist(desk: Desk) -> None:
    reference = desk.case()
    form = desk.karim.open(reference).form(f"/desk/cases/{reference}/note")
    for worker in (desk.sara, desk.administrator, desk.auditor):
        assert _bytes(worker, reference) == _bytes(worker, "ZZZ-ZZZ")
        for act in ("take", "note", "reply", "move", "plan", "assign", "hand-over", "transfer", "correct-note"):
            answers = [worker.post(f"/desk/cases/{each}/{act}", {**form, "text": "x"}, 404).html
                       for each in (reference, "ZZZ-ZZZ")]
            assert answers[0] == answers[1]


def _bytes(worker: Worker, reference: str) -> tuple[str, dict[str, str]]:
    page: Page = worker.open(reference, 404)
    return page.html, headers_of(worker.answer)


def test_a_refusal_is_written_down_and_names_no_case(desk: Desk) -> None:
    reference = desk.case()
    for worker in (desk.sara, desk.administrator):
        worker.open(reference, 404)
        with desk.office.house.stores.reading() as work:
            last = work.main.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
            assert last is not None
            assert (last.act, last.actor_id) == ("access:refused", worker.id)
            assert reference not in last.body


@pytest.mark.slow
def test_a_very_long_case_keeps_its_enquiry_in_sight_and_can_be_shown_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = desk.case("The very first words.")
    for number in range(5):
        desk.karim.act(reference, "note", text=f"Note number {number}.")
    monkeypatch.setattr(case_page, "SHOWN", 2)
    html = desk.karim.open(reference).html
    assert "data-enquiry>The very first words." in html
    assert html.count("Note number") in {4, 2}  # each of one's own notes stands twice: as it is, and in its form
    assert "older entries are left out" in html
    html = desk.karim.open(reference, query="?all=1").html
    assert html.count("Note number") == 10
    assert "older entries are left out" not in html


def test_only_our_own_words_can_be_put_on_the_page_by_an_address(desk: Desk) -> None:
    reference = desk.case()
    assert "You work on this case now." in desk.karim.open(reference, query="?done=taken").html
    html = desk.karim.open(reference, query="?done=Call+this+number&view=Call+this+number").html
    assert "Call this number" not in html
