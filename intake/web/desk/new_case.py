"""Taking an enquiry down for somebody who calls or stands at the door.

Whatever goes wrong, the page comes back with everything that was typed; a page that was sent twice is one case. A code
that is handed out is shown once, in the answer to the post, and stands in no address and no log.
"""

import logging
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import lists, receipt, sent
from intake.cases.submit import Outcome
from intake.cases.take_down import How, TakenDown, Telling, take_down
from intake.errors import Busy, NotFound, Untrusted
from intake.vault.receipt_code import code_from, grouped
from intake.web.asking import NUMBERS
from intake.web.desk import nav, words
from intake.web.desk.blueprint import blueprint
from intake.web.desk.new_case_form import NewCaseForm, asked_form
from intake.web.desk.person import keyring
from intake.web.desk.unsaved import UNKEPT
from intake.web.frame import Group, me
from intake.web.guard import requires, visitor
from intake.web.work import changing, reading, runtime

log = logging.getLogger("intake.web")


@dataclass(frozen=True, slots=True)
class OtherForm:
    """One of the forms to choose from."""

    number: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class NewCasePage:
    """What the page says beside the form. `tone` is that of `notice`, a sentence about what just happened."""

    forms: tuple[OtherForm, ...]
    several_teams: bool
    teamless: bool
    notice: str
    tone: str


@dataclass(frozen=True, slots=True)
class HandedCodePage:
    """What the page after it says. `code` is empty where it must not be shown again."""

    reference: str
    code: tuple[str, ...]


@blueprint.get("/desk/new")
@requires(Permission.CASE_BEGIN)
def show_new() -> ResponseReturnValue:
    """An empty form, or a draft that was carried over the sign-in."""
    return _show(asked_form())


@blueprint.post("/desk/new")
@requires(Permission.CASE_BEGIN, shown_on="desk.show_new")
def take_down_enquiry() -> ResponseReturnValue:
    """Make a case of what was told; or show the form again, with another questionnaire or with what is amiss."""
    form = asked_form()
    if "other_form" in request.form:
        return _show(form)
    if not form.validate_on_submit():
        return _show(form, status=422)
    return _try(form)


def _try(form: NewCaseForm) -> ResponseReturnValue:
    try:
        return _answer(form, *_keep(form))
    except Busy:
        return _show(form, words.not_taken_down_yet(), status=429)
    except (NotFound, Untrusted) as reason:
        log.error("nothing is sealed: %s", reason)
        return _show(form, words.not_taken_down(), status=503)
    except UNKEPT as error:
        log.error("an enquiry was not taken down: %s", type(error).__name__)
        return _show(form, words.not_taken_down(), status=503, lost=True)


def _keep(form: NewCaseForm) -> tuple[TakenDown, tuple[str, ...]]:
    """What became of it, and the six groups of the code that goes with it, if one was asked for."""
    run, enquiry, handed_out = runtime(), form.enquiry(), bool(form.hand_out.data)
    code, keys = "", None
    if handed_out:
        code = code_from(run.secrets.pepper, form.issued())
        with run.staff_lanes.place():
            keys = receipt.stretch_code(code, run.secrets.pepper)
    with changing() as work:
        telling = Telling(enquiry, How(form.how.data), run.trust.address(work.main, form.team.data))
        sending = sent.fingerprint(run.secrets.pepper, form.issued(), telling.fields(handed_out=handed_out))
        taken = take_down(work, visitor().actor, keyring(), telling, sending, keys)
    return taken, tuple(grouped(code).split())


def _answer(form: NewCaseForm, taken: TakenDown, code: tuple[str, ...]) -> ResponseReturnValue:
    if taken.outcome is Outcome.SPENT:
        form.start_anew()
        return _show(form, words.taken_down_before(), tone="info", status=409)
    if not code:
        return redirect(url_for("desk.show_case", reference=taken.reference, done="taken_down"), 303)
    page = HandedCodePage(taken.reference, () if taken.outcome is Outcome.USED_UP else code)
    return render_template("desk/show_handed_code.html", page=page, me=me(), nav=_side()[0])


def _show(form: NewCaseForm, notice: str = "", *, tone: str = "warn", status: int = 200, lost: bool = False
          ) -> ResponseReturnValue:
    """The page. `lost`: a store failed just now, so none is asked for the names of teams."""
    side, teams = ((), _as_chosen(form)) if lost else _side()
    form.offer(teams)
    page = NewCasePage(_forms(form), len(teams) > 1, not teams, notice, tone)
    return render_template("desk/show_new.html", page=page, form=form, me=me(), nav=side), status


def _side() -> tuple[tuple[Group, ...], dict[int, str]]:
    """What stands at the side of the page, and the teams of the person."""
    with reading() as work:
        teams, counts = lists.teams_and_counts(work, visitor().actor)
    return nav.build(counts, teams, None), teams


def _as_chosen(form: NewCaseForm) -> dict[int, str]:
    return {form.team.data: words.team_as_chosen()} if form.team.data else {}


def _forms(form: NewCaseForm) -> tuple[OtherForm, ...]:
    named = {"": words.general_form(), **{number: words.for_whom(entrance) for number, entrance in NUMBERS.items()}}
    return tuple(OtherForm(number, label, number == form.entrance.data) for number, label in named.items())
