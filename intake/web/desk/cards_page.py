"""The pages of the recovery cards, in words, and their forms. No form here is ever carried over a sign-in."""

from dataclasses import dataclass, field
from operator import itemgetter

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from intake.accounts import recovery_seals, teams
from intake.accounts.digits import Spoken
from intake.accounts.recovery_key import all_keys
from intake.cases import lists
from intake.db import Work
from intake.vault.recovery_cards import CardProblem, Fault
from intake.web.alphabet import by_name
from intake.web.days import day
from intake.web.desk import nav
from intake.web.desk.step_up import StepUpForm
from intake.web.forms import LINE_LIMIT, Needed, StaffForm, text_limit
from intake.web.frame import Group, me
from intake.web.guard import visitor
from intake.web.work import reading, runtime

_NOTICES = {
    "kept": _l("The cards are good. Put each in its place now, and read the digits below to whoever runs the server."),
}
_FAULTS: dict[Fault, LazyString] = {
    Fault.LENGTH: _l("A card has 20 words; %(told)s were typed."),
    Fault.UNKNOWN_WORD: _l("Word %(place)s is on no card. Please look at its letters again."),
    Fault.MISTYPED: _l("One of these words is another one than on the card, or two have changed places. Please compare "
                       "them one by one."),
    Fault.SAME_CARD: _l("This is the same card as above. Please type another of the three."),
    Fault.OTHER_SET: _l("This card is of another set. All three cards that you have just made begin with the same two "
                        "words."),
}


class MakeForm(StepUpForm):
    """The wish for a new set of cards."""

    def nobody_vouches(self) -> None:
        """Say that no team can vouch for the cards yet."""
        self.form_errors.append(_("Cards can be made as soon as the keys of a team that you lead are confirmed: see "
                                  "“Teams and colleagues”."))

    def over(self) -> None:
        """Say that cards were not kept."""
        self.form_errors.append(_("More than an hour has passed since these cards were made, so nothing was kept. "
                                  "Please tear up what you wrote down, and begin again."))


class DraftForm(StaffForm):
    """Cards that nobody has typed back yet, boxed."""

    draft = HiddenField()


class TypeBackForm(DraftForm):
    """Two of the three cards, from the paper."""

    one = TextAreaField(_l("One of the cards"),
                        [Needed(_l("Please type the words of a card.")), text_limit(LINE_LIMIT)])
    another = TextAreaField(_l("Another of the cards"),
                            [Needed(_l("Please type the words of a second card.")), text_limit(LINE_LIMIT)])

    def typed(self) -> tuple[str, str]:
        """Both."""
        return self.one.data or "", self.another.data or ""

    def say(self, problem: CardProblem) -> None:
        """Write what is wrong under the card that it is about."""
        told = {"place": problem.place, "told": problem.told[0] if problem.told else ""}
        (self.one, self.another)[problem.card - 1].errors = [str(_FAULTS[problem.fault]) % told]


@dataclass(frozen=True, slots=True)
class FreshCards:
    """Three cards of twenty words, shown once."""

    cards: tuple[tuple[str, ...], ...] = field(repr=False)
    form: DraftForm


@dataclass(frozen=True, slots=True)
class TeamSealed:
    """A team of one's own, and whether two cards would open it."""

    name: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Made:
    """The newest cards: who made them on which day, and what is read out to pin them."""

    by: str
    on: str
    spoken: Spoken
    pinned: bool


@dataclass(frozen=True, slots=True)
class CardsPage:
    """How it stands. `earlier`: an earlier set is in force still; `altered`: the pinned key is not where it was."""

    made: Made | None
    earlier: bool
    altered: bool
    teams: tuple[TeamSealed, ...]
    form: MakeForm


def show(form: MakeForm, status: int = 200) -> ResponseReturnValue:
    """The page, with the form new or as it was refused."""
    actor = visitor().actor
    with reading() as work:
        own, counts = lists.teams_and_counts(work, actor)
        page, side = _page(work, form, own), nav.build(counts, own, None)
    return render_template("desk/show_cards.html", page=page, me=me(), nav=side,
                           notice=str(_NOTICES.get(request.args.get("done", ""), ""))), status


def menu() -> tuple[Group, ...]:
    """The side of the pages on which cards are made."""
    with reading() as work:
        own, counts = lists.teams_and_counts(work, visitor().actor)
    return nav.build(counts, own, None)


def _page(work: Work, form: MakeForm, own: dict[int, str]) -> CardsPage:
    trust = runtime().trust
    newest, in_force = next(iter(all_keys(work.main)), None), trust.recovery(work.main)
    made = None
    if newest is not None:
        by = teams.names(work.main, [newest.maker_id]).get(newest.maker_id, "")
        made = Made(by, day(newest.made_on), newest.spoken(), in_force == newest)
    sealed = tuple(
        TeamSealed(name, in_force is not None and recovery_seals.is_newest_sealed(work.main, team_id, in_force))
        for team_id, name in by_name(own.items(), itemgetter(1))
    )
    return CardsPage(made, in_force is not None and in_force != newest,
                     trust.pins.recovery() is not None and in_force is None, sealed, form)
