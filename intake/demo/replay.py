"""Plays the demonstration's stories through the real use cases, each deed with the clock set to its moment.

The log therefore reads as if a year had passed: what people sent joins it at the end of its day, as the job process
would have seen to, and every act is signed by whoever did it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from intake import clock
from intake.accounts import teams
from intake.accounts.demonstration import Seated
from intake.accounts.trust import Trust
from intake.audit import pending
from intake.cases import case_page, content_notes, gallery, receipt, seen, submit, thread
from intake.cases.models import Case
from intake.cases.reading import adopt
from intake.cases.receipt import ReceiptKeys
from intake.cases.states import Status
from intake.cases.submit import Enquiry
from intake.cases.wishes import Wish, marked
from intake.cases.workspace import At, Desk, Move, Plan
from intake.db import Work, new_id
from intake.demo.content import CaseText
from intake.demo.deeds import (
    Answered,
    Deed,
    HandedOver,
    Moved,
    Noted,
    Opened,
    Planned,
    Sent,
    Step,
    Took,
    Warned,
    Wrote,
)
from intake.demo.papers import Papers
from intake.errors import NotFound
from intake.questionnaires.definition import CALLED, CONTACT
from intake.questionnaires.kept import GENERAL, shipped
from intake.vault.sign import Signer

_NEWS: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what the stories are about: staff by user name, team ids by slug, and each case's text and receipt.

    `papers` draws their files.
    """

    trust: Trust
    staff: Mapping[str, Seated]
    teams: Mapping[str, int]
    texts: Mapping[str, CaseText]
    receipts: Mapping[str, ReceiptKeys]
    papers: Papers


class Replay:
    """Plays steps inside one unit of work."""

    def __init__(self, work: Work, scene: Scene, log_signer: Signer) -> None:
        self.work = work
        self.scene = scene
        self.log_signer = log_signer
        self.cases: dict[str, Case] = {}
        self.versions = {each.form: each.version for each in shipped()}

    def play(self, steps: Iterable[tuple[str, Step]]) -> None:
        """Play the steps of all cases, given with the case's name and in the order of their moments."""
        day: date | None = None
        for name, step in steps:
            if step.at.date() != day:
                day = step.at.date()
                self.end_days(before=day)
            with clock.as_of(step.at):
                self._do(name, step.deed)

    def end_days(self, before: date) -> None:
        """Let what people sent on earlier days join the log."""
        while pending.append_all(self.work.main, self.log_signer, before=before):
            pass

    def mark_seen(self) -> None:
        """Let the teams have seen everything but the last days' news and what nobody took up."""
        recent = clock.today() - _NEWS
        for team_id in self.scene.teams.values():
            known = [case for case in self.cases.values() if case.team_id == team_id
                     and case.status is not Status.NEW and case.changed_day <= recent]
            for colleague in teams.colleagues(self.work.main, team_id):
                for case in known:
                    seen.mark(self.work, colleague.id, case.id, case.messages_in)

    def _do(self, name: str, deed: Deed) -> None:
        match deed:
            case Sent():
                self._send(name)
            case Wrote():
                self._write(name, deed)
            case Opened(by):
                self._open(name, by)
            case Warned():
                self._note_content(self._desk(deed.by), self.cases[name].reference, deed)
            case Noted() | Answered():
                self._say(self._desk(deed.by), name, deed)
            case _:
                self._work(self._desk(deed.by), self._at(name), deed)

    def _say(self, desk: Desk, name: str, deed: Noted | Answered) -> None:
        internal = isinstance(deed, Noted)
        entry_id = (desk.note(self._at(name), deed.text) if isinstance(deed, Noted)
                    else desk.reply(self._at(name), deed.text, then_wait=deed.then_wait))
        for file in deed.files:
            self.scene.papers.add(desk, self.cases[name], entry_id, file, internal=internal)

    def _note_content(self, desk: Desk, reference: str, deed: Warned) -> None:
        files = gallery.show(self.work, desk.actor, desk.keyring, reference, 1).files
        file_id = next(each.id for each in files if each.name == deed.file)
        content_notes.put(desk, reference, file_id, deed.warning)

    def _work(self, desk: Desk, at: At, deed: Took | HandedOver | Planned | Moved) -> None:
        match deed:
            case Took():
                desk.assign(at, desk.actor.id)
            case HandedOver(_, to, text):
                desk.hand_over(at, self.scene.staff[to].actor.id, text)
            case Planned(_, title, priority, due_day):
                desk.plan(at, Plan(title, priority, due_day))
            case Moved(_, status, reason, outcome):
                desk.move(at, Move(status, reason, outcome))

    def _send(self, name: str) -> None:
        text = self.scene.texts[name]
        given = {"called": text.called, **text.answers, "contact": text.contact.record()}
        form = text.for_whom or GENERAL
        enquiry = Enquiry(text.message, text.for_whom, text.called, text.contact, text.language, form=form,
                          version=self.versions[form],
                          given={name: value for name, value in given.items() if value})
        team = self.scene.trust.address(self.work.main, self.scene.teams[text.team])
        case_id = new_id()
        submit.open_case(self.work, enquiry, case_id, team, self.scene.receipts[name])
        self.cases[name] = self.work.main.get_one(Case, case_id)

    def _write(self, name: str, deed: Wrote) -> None:
        keys, text = self.scene.receipts[name], self.scene.texts[name]
        found = receipt.find_thread(self.work, keys)
        if found is None:
            raise NotFound("a receipt that was just given opens nothing")
        entered = thread.enter(self.work, found, keys)
        place = thread.add_message(self.work, entered, deed.text, text.language, self._marks(text, deed))
        for file in deed.files:
            self.scene.papers.arrive(self.work, place, file, text.language)

    def _marks(self, text: CaseText, deed: Wrote) -> dict[str, Any] | None:
        """What the entry of a message holds besides its words."""
        if deed.contact is not None:
            return marked(Wish.CONTACT, {"form": GENERAL, "version": self.versions[GENERAL],
                                         "given": {CALLED: text.called, CONTACT: deed.contact.record()}})
        return marked(deed.wish) if deed.wish else None

    def _open(self, name: str, by: str) -> None:
        seated, case = self.scene.staff[by], self.cases[name]
        case_page.show(self.work, seated.actor, seated.keyring, case.reference)
        if not case.adopted:
            adopt(case, seated.keyring.team(case.team_id, case.epoch))

    def _desk(self, by: str) -> Desk:
        seated = self.scene.staff[by]
        return Desk(self.work, seated.actor, seated.keyring)

    def _at(self, name: str) -> At:
        case = self.cases[name]
        return At(case.reference, case.version)
