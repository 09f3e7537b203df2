"""The page of one's teams, and its forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from intake.access.permissions import Permission
from intake.access.policy import Actor, holds, may
from intake.access.roles import Role
from intake.accounts import digits, founding, hand_form, teams
from intake.accounts.chain import chain_of
from intake.accounts.digits import Spoken
from intake.accounts.founding import Candidate
from intake.accounts.keyring import Keyring
from intake.accounts.teams import Colleague, TeamName
from intake.accounts.trust import CONTACT
from intake.cases import lists
from intake.cases.rewrap import percent_done
from intake.db import Work
from intake.web.alphabet import by_name
from intake.web.desk import nav
from intake.web.desk.once import OnceForm
from intake.web.desk.step_up import StepUpForm
from intake.web.forms import LINE_LIMIT, Needed, StaffForm, text_limit
from intake.web.frame import Group
from intake.web.numbers import row_id
from intake.web.work import runtime


class FoundForm(OnceForm):
    """The name of a new team."""

    endpoint = "desk.found_team"
    name = StringField(_l("Name of the team"), [Needed(_l("Please enter a name.")), text_limit(LINE_LIMIT)])

    def refuse(self, problem: str) -> None:
        """Say why the name cannot be."""
        self.name.errors = [_("This name holds marks that cannot be seen and turn letters around. Please type it "
                              "instead of pasting it.") if problem == "turning"
                            else _("Please enter a name of at most 120 characters, on one line.")]


class AdmitForm(StepUpForm):
    """One colleague, and the word that the digits were compared. Many stand on a page."""

    staff_id = HiddenField()
    compared = HiddenField()
    as_lead = BooleanField(_l("May lead this team too"))
    checked = BooleanField(_l("I compared these digits with my colleague, by telephone or in person"), [
        InputRequired(_l("Please compare the digits first. They show that nobody put other keys in between."))])

    def __init__(self, team_id: int, person: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.team_id = team_id
        person = person or str(self.staff_id.data or "")
        for field in self:
            field.id = field.label.field_id = f"admit-{team_id}-{person}-{field.short_name}"

    def person(self) -> int:
        """Whose keys were compared; nobody's, if the field holds no id."""
        return row_id(self.staff_id.data) or 0

    def keys_changed(self) -> None:
        """Say that the digits shown are no longer those of the person."""
        self.form_errors.append(_("Your colleague's keys have changed since this page was shown. Please compare anew."))


class RemoveForm(StepUpForm):
    """The word that a member leaves a team. Many stand on a page."""

    staff_id = HiddenField()

    def __init__(self, team_id: int, person: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.team_id = team_id
        person = person or str(self.staff_id.data or "")
        for field in self:
            field.id = field.label.field_id = f"remove-{team_id}-{person}-{field.short_name}"

    def person(self) -> int:
        """Who leaves."""
        return row_id(self.staff_id.data) or 0


class HandForm(StepUpForm):
    """The team that is to receive the contact form."""

    to = SelectField(_l("Team that receives it from now on"), choices=[], validate_choice=False,
                     validators=[Needed(_l("Please choose a team."))])

    def __init__(self, team_id: int, choices: tuple[TeamName, ...] = (), **given: Any) -> None:
        super().__init__(**given)
        self.team_id = team_id
        self.offer(choices)
        for field in self:
            field.id = field.label.field_id = f"hand-{team_id}-{field.short_name}"

    def offer(self, choices: tuple[TeamName, ...]) -> None:
        """The teams to choose from."""
        teams = (SelectChoice(str(each.id), each.name) for each in by_name(choices, attrgetter("name")))
        self.to.choices = [SelectChoice("", str(_l("Choose…"))), *teams]

    def receiver(self) -> int:
        """The chosen team; nobody's id, if the field holds none."""
        return row_id(self.to.data) or 0

    def changed(self) -> None:
        """Say that it cannot be done as things are now."""
        self.form_errors.append(_("This could not be done: another team receives the form by now, or the keys of the "
                                  "team that you chose are not confirmed. Please look at the page again."))


Refused = AdmitForm | RemoveForm | HandForm


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team, and the form to take them out, for whoever may."""

    who: Colleague
    form: RemoveForm | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who could be let in."""

    candidate: Candidate
    form: AdmitForm
    may_lead: bool


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team of one's own; `waiting` is empty unless one leads it. `problem` says why nothing is sealed to it.

    `hand` gives the contact form away, where the team receives it, one leads it, and there is another.

    `moved_percent` tells how many of its cases are under its newest keys, while they are being moved.
    """

    id: int
    name: str
    members: tuple[Member, ...]
    moved_percent: int | None
    leads_it: bool
    spoken: Spoken
    problem: str
    waiting: tuple[Waiting, ...]
    hand: HandForm | None


@dataclass(frozen=True, slots=True)
class TeamPage:
    """One's teams, one's own digits and words, and the form for a new team. `refused` came back wrong."""

    teams: tuple[TeamCard, ...]
    spoken: Spoken
    found: FoundForm | None
    refused: StaffForm | None


def build(
    work: Work, actor: Actor, keyring: Keyring, found: FoundForm | None, refused: Refused | None,
) -> tuple[TeamPage, tuple[Group, ...]]:
    """The page and its menu; a form that was refused stands in the place of its fresh one."""
    own, counts = lists.teams_and_counts(work, actor)
    fresh = FoundForm() if refused is None and found is None else FoundForm(formdata=None)
    form = (found or fresh) if holds(actor, Permission.TEAM_FOUND) else None
    page = TeamPage(tuple(_cards(work, actor, own, refused)), founding.own_spoken(keyring), form, found or refused)
    return page, nav.build(counts, own, None)


def _cards(work: Work, actor: Actor, own: dict[int, str], refused: Refused | None) -> Iterator[TeamCard]:
    inside = teams.colleagues_of(work.main, own)
    led = {team_id: members for team_id, members in inside.items() if may(actor, Permission.TEAM_ADMIT, team_id)}
    outside = founding.candidates_of(work.main, actor, led)
    for team_id, name in by_name(own.items(), itemgetter(1)):
        leads_it = team_id in led
        members = by_name(inside[team_id], attrgetter("name"))
        waiting = by_name(outside.get(team_id, ()), attrgetter("name"))
        yield TeamCard(team_id, name, tuple(_member(team_id, each, actor, leads_it, refused) for each in members),
                       percent_done(work.main, team_id), leads_it,
                       digits.of_team(chain_of(work.main, team_id)[0].hash()),
                       runtime().trust.team_problem(work.main, team_id),
                       tuple(_waiting(team_id, each, refused) for each in waiting),
                       _hand(work, team_id, refused) if leads_it else None)


def _hand(work: Work, team_id: int, refused: Refused | None) -> HandForm | None:
    trust = runtime().trust
    if not hand_form.receives(work, trust, CONTACT, team_id):
        return None
    choices = hand_form.possible_receivers(work, trust, team_id)
    if isinstance(refused, HandForm) and refused.team_id == team_id:
        refused.offer(choices)
        return refused
    return HandForm(team_id, choices, formdata=None) if choices else None


def _member(team_id: int, who: Colleague, actor: Actor, leads_it: bool,
            refused: Refused | None) -> Member:
    if not leads_it or who.id == actor.id:
        return Member(who, None)
    if isinstance(refused, RemoveForm) and (refused.team_id, refused.person()) == (team_id, who.id):
        return Member(who, refused)
    return Member(who, RemoveForm(team_id, str(who.id), formdata=None, staff_id=str(who.id)))


def _waiting(team_id: int, candidate: Candidate, refused: Refused | None) -> Waiting:
    if isinstance(refused, AdmitForm) and (refused.team_id, refused.person()) == (team_id, candidate.id):
        refused.compared.data = candidate.fingerprint
        return Waiting(candidate, refused, candidate.role is Role.LEAD)
    form = AdmitForm(team_id, str(candidate.id), formdata=None, staff_id=str(candidate.id),
                     compared=candidate.fingerprint)
    return Waiting(candidate, form, candidate.role is Role.LEAD)
