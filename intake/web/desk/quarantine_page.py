"""The page of the quarantine in words, and its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from intake.cases import lists, quarantine, upkeep
from intake.cases.case_page import CasePage
from intake.cases.lists import View
from intake.cases.quarantine import LOOKED_AT, AsideCase, AsidePage
from intake.cases.states import Status
from intake.judging.judge import Sign
from intake.web.days import day
from intake.web.desk import list_page, nav, words
from intake.web.desk.person import keyring
from intake.web.desk.words import _
from intake.web.filters import visible
from intake.web.forms import StaffForm
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.work import changing, runtime

SIGNS: dict[Sign, LazyString] = {
    Sign.TRAP: _l("A field was filled that people do not see"),
    Sign.HASTE: _l("It was sent faster than anybody writes"),
    Sign.RUSH: _l("More came at once than people write"),
    Sign.SAME_TODAY: _l("The same text had come several times that day"),
    Sign.ONLY_LINKS: _l("It is nothing but a link"),
    Sign.LINK: _l("There is a link in it"),
    Sign.MANY_LINKS: _l("There are many links in it"),
    Sign.ODD_LINK: _l("Its link hides where it leads"),
    Sign.MARKUP: _l("It holds code of web pages"),
    Sign.REPEATED: _l("The same text stands in several fields"),
    Sign.ADVERTISES: _l("It reads like an advertisement"),
    Sign.CONTACT: _l("What it advertises has an address or a number"),
}
_TELLS_MORE = {Sign.ONLY_LINKS: Sign.LINK, Sign.MANY_LINKS: Sign.LINK}
"""Signs beside which another has nothing to add."""


class SortForm(StaffForm):
    """The cases that were chosen, or all that the page showed. `act` is the button that was pressed."""

    endpoint = "desk.sort_quarantine"
    cases = SelectMultipleField(choices=[], validate_choice=False)
    shown = SelectMultipleField(choices=[], validate_choice=False)
    everything = BooleanField(_l("All that stand on this page"))
    act = HiddenField()
    on_case = HiddenField()

    @property
    def releases(self) -> bool:
        """Whether they are real."""
        return bool(self.act.data == "release")

    def chosen(self) -> list[str]:
        """The references, in their order."""
        return sorted(set((self.shown.data if self.everything.data else self.cases.data) or ()))

    def validate_cases(self, _field: Field) -> None:
        """At least one, and no more than a page can show."""
        if not 0 < len(self.chosen()) <= LOOKED_AT:
            raise ValidationError(str(_l("Choose at least one case.")))

    def validate_act(self, field: Field) -> None:
        """One of the two buttons."""
        if field.data not in {"release", "discard"}:
            raise ValidationError(str(_l("Choose one of these.")))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of the pages an address asks for: what was `thrown` away, or only what shows no sign of its own."""

    thrown: bool
    harmless: bool

    @property
    def status(self) -> Status:
        """Where the cases of the page stand."""
        return Status.DISCARDED if self.thrown else Status.QUARANTINED

    def href(self, endpoint: str = "desk.show_quarantine", *, after: str | None = None) -> str:
        """The address of the same page at an endpoint."""
        return url_for(endpoint, thrown=1 if self.thrown else None, harmless=1 if self.harmless else None, after=after)


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One case, in words."""

    reference: str
    href: str
    title: str
    goes_on: str
    language: str
    team: str
    why: tuple[str, ...]
    erased: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownQuarantine:
    """The page. `thrown`: it shows what was thrown away."""

    rows: tuple[AsideRow, ...]
    form: SortForm
    thrown: bool
    days: int
    sort_href: str
    tabs: tuple[tuple[str, str, str, bool], ...]
    top_href: str
    older_href: str


def asked(query: Mapping[str, str]) -> Asked:
    """What the address asks for."""
    return Asked(bool(query.get("thrown")), bool(query.get("harmless")))


def show(form: SortForm, status: int = 200) -> ResponseReturnValue:
    """The page, with the form new or as it was sent. Raises `NotFound` for an address that cannot be."""
    person, wanted, after = visitor().actor, asked(request.args), list_page.after_asked()
    with changing() as work:
        found = quarantine.show(work, person, keyring(), wanted.status, after, harmless=wanted.harmless)
        teams, counts = lists.teams_and_counts(work, person)
    upkeep.adopt_cases(runtime().stores, keyring(), [each.id for each in found.rows if not each.adopted])
    shown = _shown(found, form, teams, wanted, later=after is not None)
    return render_template("desk/show_quarantine.html", page=shown, me=me(), notice=words.done(request.args),
                           nav=nav.build(counts, teams, View.QUARANTINE)), status


def why(signs: tuple[str, ...]) -> tuple[str, ...]:
    """The signs that a case was set aside for, as sentences."""
    seen = [Sign(each) for each in signs]
    said = {_TELLS_MORE[each] for each in seen if each in _TELLS_MORE}
    return tuple(str(SIGNS[each]) for each in seen if each not in said)


def erased_on(since: date) -> str:
    """The day on which a case that was set aside is erased, unless somebody releases it."""
    return day(since + timedelta(days=runtime().settings.quarantine_days))


@dataclass(frozen=True, slots=True)
class Aside:
    """What the page of a case says while the case is set aside."""

    why: tuple[str, ...]
    thrown: bool
    erased: str
    token: str


def on_case(page: CasePage) -> Aside:
    """The same for the page of one case, whose form is sent to `sort_quarantine` as well."""
    token = SortForm(formdata=None).csrf_token.current_token
    erased = erased_on(page.quarantined_day) if page.quarantined_day else ""
    return Aside(why(page.signs), page.status is Status.DISCARDED, erased, token)


def _shown(found: AsidePage, form: SortForm, teams: dict[int, str], wanted: Asked, *, later: bool
           ) -> ShownQuarantine:
    chosen = set(form.cases.data or ())
    return ShownQuarantine(
        rows=tuple(_row(each, teams if len(teams) > 1 else {}, chosen) for each in found.rows),
        form=form,
        thrown=wanted.thrown,
        days=runtime().settings.quarantine_days,
        sort_href=wanted.href("desk.sort_quarantine"),
        tabs=_tabs(wanted),
        top_href=wanted.href() if later else "",
        older_href=wanted.href(after=list_page.after_text(found.next)) if found.next else "",
    )


def _row(each: AsideCase, teams: dict[int, str], chosen: set[str]) -> AsideRow:
    return AsideRow(
        reference=each.reference,
        href=url_for("desk.show_case", reference=each.reference),
        title=list_page.titled(each.title),
        goes_on=visible(each.goes_on),
        language=each.language,
        team=teams.get(each.team_id, ""),
        why=why(each.signs),
        erased=erased_on(each.since),
        chosen=each.reference in chosen,
    )


def _tabs(wanted: Asked) -> tuple[tuple[str, str, str, bool], ...]:
    pages = ((_("All of them"), Asked(thrown=False, harmless=False)),
             (_("Nothing amiss in the text"), Asked(thrown=False, harmless=True)),
             (_("Thrown away"), Asked(thrown=True, harmless=False)))
    return tuple((label, each.href(), "", each == wanted) for label, each in pages)
