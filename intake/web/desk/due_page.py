"""The list of what is due to be erased as its page shows it, and its forms."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import InputRequired, Length

from intake.cases import due, lists
from intake.cases.due import DueCase, DuePage
from intake.cases.lists import PAGE_SIZE
from intake.cases.retention import Periods, periods_of
from intake.web.days import day
from intake.web.desk import list_page, nav, words
from intake.web.desk.once import OnceForm
from intake.web.desk.person import keyring
from intake.web.forms import StaffForm
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.work import changing, runtime


class ConfirmForm(OnceForm):
    """The cases that were chosen, and the word that somebody looked at them."""

    endpoint = "desk.confirm_erasures"
    cases = SelectMultipleField(choices=[], validate_choice=False, validators=[
        Length(min=1, max=PAGE_SIZE, message=_l("Choose at least one case."))])
    looked = BooleanField(_l("I looked at the cases that I chose. Nothing in them is needed any more"), [
        InputRequired(_l("Please look at the cases first: what is erased cannot be brought back."))])


class WithdrawForm(StaffForm):
    """Takes the confirmation of one case back. The page writes it once for each."""

    endpoint = "desk.withdraw_erasure"
    case = HiddenField()


@dataclass(frozen=True, slots=True)
class DueRow:
    """One case, in words. `state`: due, soon, held or confirmed."""

    reference: str
    href: str
    title: str
    language: str
    team: str
    outcome: str
    closed: str
    due: str
    overdue: bool
    state: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownDue:
    """The page of the list. `keep_days` is for every case alike; None where forms differ."""

    rows: tuple[DueRow, ...]
    keep_days: int | None
    form: ConfirmForm
    withdraw_token: str
    may_confirm: bool
    after: str | None
    top_href: str
    later_href: str


def show(form: ConfirmForm, status: int = 200) -> ResponseReturnValue:
    """The list, with the form new or as it was sent. Raises `NotFound` for an address that cannot be."""
    person, after = visitor().actor, list_page.after_asked()
    with changing() as work:
        page = due.show(work, person, keyring(), _periods(), after)
        teams, counts = lists.teams_and_counts(work, person)
    shown = _shown(page, form, several=len(person.leads) > 1, later=after is not None)
    return render_template("desk/show_due.html", page=shown, me=me(), notice=words.done(request.args),
                           nav=nav.build(counts, teams, None)), status


def _shown(page: DuePage, form: ConfirmForm, *, several: bool, later: bool) -> ShownDue:
    chosen = set(form.cases.data or ())
    rows = tuple(_row(each, several=several, chosen=each.reference in chosen) for each in page.rows)
    here, periods = url_for("desk.show_due"), _periods()
    return ShownDue(
        rows=rows,
        keep_days=None if periods.by_form else periods.others,
        form=form,
        withdraw_token=WithdrawForm(formdata=None).csrf_token.current_token,
        may_confirm=any(row.state in {"due", "soon"} for row in rows),
        after=request.args.get("after"),
        top_href=here if later else "",
        later_href=f"{here}?after={list_page.after_text(page.next)}" if page.next else "",
    )


def _row(each: DueCase, *, several: bool, chosen: bool) -> DueRow:
    state = "held" if each.held else "confirmed" if each.confirmed else "due" if each.overdue else "soon"
    return DueRow(
        reference=each.reference,
        href=url_for("desk.show_case", reference=each.reference),
        title=list_page.titled(each.title),
        language=each.language,
        team=each.team if several else "",
        outcome=str(words.OUTCOMES[each.outcome]) if each.outcome else "",
        closed=day(each.closed_day),
        due=day(each.due_day),
        overdue=each.overdue,
        state=state,
        chosen=chosen,
    )


def _periods() -> Periods:
    return periods_of(runtime().settings)
