"""The page of a case in words, and the three ways to show it: as asked for, again with a form that was refused, and
beside what somebody else did meanwhile. Each opens the case, so each is an event.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from intake.cases import case_page, lists, upkeep
from intake.cases.case_page import CasePage
from intake.cases.lists import View
from intake.cases.states import SET_ASIDE, Reason, Status
from intake.cases.timeline import TimelineEntry
from intake.errors import NotFound
from intake.web import file_words
from intake.web.days import moment
from intake.web.desk import canned, contact_card, forms, nav, promised, quarantine_page, story, who_reads, words
from intake.web.desk.contact_card import Card
from intake.web.desk.contact_forms import LogContactForm
from intake.web.desk.move_form import MoveForm
from intake.web.desk.person import keyring
from intake.web.desk.promised import Promised
from intake.web.desk.words import _
from intake.web.file_words import Line
from intake.web.filters import visible
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.taking import Told
from intake.web.work import changing, runtime

AnyForm = TypeVar("AnyForm", bound=forms.CaseForm)
_AT_THE_COMPOSER = {"noted", "replied"}


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody who opened the case, in words."""

    name: str
    last: str
    times: str


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The forms of the page."""

    take: forms.TakeForm
    assign: forms.AssignForm
    hand_over: forms.HandOverForm
    transfer: forms.TransferForm
    note: forms.NoteForm
    reply: forms.ReplyForm
    plan: forms.PlanForm
    move: MoveForm
    hold: forms.HoldForm
    lift_hold: forms.LiftForm
    log_contact: LogContactForm


@dataclass(frozen=True, slots=True)
class ShownCase:
    """The page of a case."""

    case: CasePage
    title: str
    status: str
    outcome: str
    due: str
    due_state: str
    promised: Promised | None
    received: str
    language: str
    writes_for: str
    reply_hint: str
    way_back: str
    card: Card
    who_reads: str
    days: tuple[story.Day, ...]
    opened: tuple[Opened, ...]
    held: str
    aside: quarantine_page.Aside | None
    acts: CaseForms
    canned: tuple[canned.Offer, ...]
    refused: forms.CaseForm | None
    busy_with: str
    done: str
    done_at_composer: bool
    told: tuple[Line, ...]
    draft: bool
    back_href: str
    back_label: str
    everything_href: str


def show(reference: str) -> ResponseReturnValue:
    """The page of a case, as asked for."""
    shown, counts, teams = _open(reference, None)
    return render_template("desk/show_case.html", page=shown, me=me(), notice="", nav=nav.build(counts, teams, _view()))


def show_done(reference: str, done: str, told: tuple[Told, ...]) -> ResponseReturnValue:
    """The page after an act that was done, with what became of its files: not all of them arrived."""
    shown, counts, teams = _open(reference, None)
    words_for_done = words.done({"done": done})
    shown = replace(shown, done=words_for_done, done_at_composer=done in _AT_THE_COMPOSER, told=file_words.lines(told))
    return render_template("desk/show_case.html", page=shown, me=me(), notice="", nav=nav.build(counts, teams, _view()))


def show_again(reference: str, refused: forms.CaseForm, status: int = 422) -> ResponseReturnValue:
    """The page with a form as it was sent: everything typed, and what is amiss beside its field."""
    shown, counts, teams = _open(reference, refused)
    side = nav.build(counts, teams, _view())
    return render_template("desk/show_case.html", page=shown, me=me(), notice="", nav=side), status


def show_conflict(reference: str, form: forms.CaseForm) -> ResponseReturnValue:
    """What somebody else did since the form's page was made, beside what was typed, which may be sent anyway."""
    since = form.shown_at.moment()
    shown, counts, teams = _open(reference, form)
    form.renew(shown.case)
    news = tuple(story.Day(day.label, kept) for day in shown.days
                 if (kept := tuple(each for each in day.entries if each.entry.at.replace(microsecond=0) >= since)))
    return render_template("desk/show_conflict.html", page=shown, news=news, form=form, gone=_gone(form, shown.case),
                           me=me(), notice="", nav=nav.build(counts, teams, _view())), 409


def _open(reference: str, refused: forms.CaseForm | None
          ) -> tuple[ShownCase, dict[View, int], dict[int, str]]:
    person = visitor().actor
    with changing() as work:
        page = case_page.show(work, person, keyring(), reference, everything="all" in request.args,
                              words="words" in request.args, mails=runtime().reminders)
        teams, counts = lists.teams_and_counts(work, person)
    if not page.adopted and not page.guest:
        upkeep.adopt_cases(runtime().stores, keyring(), [page.id])
    if page.wants_new_keys:
        upkeep.renew_readers(runtime().stores, runtime().trust, person, keyring(), reference)
    upkeep.renew_summary(runtime().stores, person, keyring(), page)
    return _shown(page, refused), counts, teams


def _shown(page: CasePage, refused: forms.CaseForm | None) -> ShownCase:
    made = _forms(page, refused)
    corrections = {entry.id: _correction(page, entry, refused) for entry in page.entries
                   if entry.kind == "note" and entry.by == visitor().actor.id}
    every = (*(getattr(made, name) for name in CaseForms.__slots__), *corrections.values())
    carried = next((form for form in every if form.carried), None)
    busy, view = refused or carried, _view() or _list_of(page)
    done = request.args.get("done", "") if request.method == "GET" else ""
    return ShownCase(
        case=page,
        title=visible(page.title) if page.title.strip() else _("Without a name"),
        status=page.status.value,
        outcome=str(words.OUTCOMES[page.outcome]) if page.outcome else "",
        due=words.near_day(page.due_day) if page.due_day else "",
        due_state=words.due_state(page.due_day, overdue=page.overdue) if page.status is not Status.CLOSED else "",
        promised=promised.of(page.unanswered_since),
        received=moment(page.received_at),
        language=words.language_name(page.language),
        writes_for=words.for_whom(page.for_whom),
        reply_hint=contact_card.reply_hint(page),
        way_back=words.way_back(page.way_back, page.burnt_day),
        card=contact_card.of(page),
        who_reads=who_reads.line(page),
        days=story.days(page, corrections),
        opened=tuple(Opened(each.name, moment(each.last_at), _times(each.times)) for each in page.openings),
        held=words.held(page.hold.reason, page.hold.day) if page.hold else "",
        aside=quarantine_page.on_case(page) if page.status in SET_ASIDE else None,
        acts=made,
        canned=canned.offers(made.reply.language.data),
        refused=refused,
        busy_with=busy.name if busy else "",
        done=words.done(request.args) if done else "",
        done_at_composer=done in _AT_THE_COMPOSER,
        told=(),
        draft=carried is not None,
        back_href=nav.href(view),
        back_label=str(words.VIEWS[view]),
        everything_href=url_for("desk.show_case", reference=page.reference, all=1) if page.earlier else "",
    )


def _forms(page: CasePage, refused: forms.CaseForm | None) -> CaseForms:
    planned = {"title": page.title, "priority": page.priority.value, "due_day": page.due_day}
    why = Reason.STARTED if page.status in {Status.NEW, *SET_ASIDE} else Reason.GOES_ON
    return CaseForms(
        take=_made(forms.TakeForm, page, refused),
        assign=_made(forms.AssignForm, page, refused, colleague=page.assignee_id),
        hand_over=_made(forms.HandOverForm, page, refused),
        transfer=_made(forms.TransferForm, page, refused),
        note=_made(forms.NoteForm, page, refused),
        reply=_made(forms.ReplyForm, page, refused, then_wait=True),
        plan=_made(forms.PlanForm, page, refused, **planned),
        move=_made(MoveForm, page, refused, opened=why.value),
        hold=_made(forms.HoldForm, page, refused),
        lift_hold=_made(forms.LiftForm, page, refused),
        log_contact=_made(LogContactForm, page, refused),
    )


def _made(kind: type[AnyForm], page: CasePage, refused: forms.CaseForm | None, **values: object) -> AnyForm:
    """The form of this kind: the refused one as it was sent, or a new one about the case as it is."""
    if isinstance(refused, kind):
        refused.offer(page)
        return refused
    form = kind(formdata=None, data=values)
    form.renew(page)
    form.offer(page)
    return form


def _correction(page: CasePage, entry: TimelineEntry, refused: forms.CaseForm | None) -> forms.CorrectNoteForm:
    if isinstance(refused, forms.CorrectNoteForm) and refused.note_id == entry.id:
        return refused
    form = forms.CorrectNoteForm(entry.id, formdata=None, data={"text": entry.text})
    form.renew(page)
    return form


def _times(number: int) -> str:
    return str(ngettext("once", "%(num)d times", number))


def _gone(form: forms.CaseForm, page: CasePage) -> str:
    """What was chosen and is no choice any more, in a sentence."""
    if isinstance(form, MoveForm) and form.status.data not in {each.value for each in page.moves}:
        return _("You chose “%(status)s”. That is not possible from where the case stands now.",
                       status=words.STATUSES[Status(form.status.data)])
    return ""


def _list_of(page: CasePage) -> View:
    """A list that holds the case, for whoever did not come from one."""
    if page.restricted or page.guest:
        return View.NAMED
    if page.status in SET_ASIDE:
        return View.QUARANTINE
    if page.status is Status.CLOSED:
        return View.CLOSED
    return View.MINE if page.mine else View.OPEN


def _view() -> View | None:
    """The list that the person came from, as the address says."""
    try:
        return lists.require_view(request.args["view"]) if "view" in request.args else None
    except NotFound:
        return None
