"""The forms that change who can read a case. Each wants the password: an open screen is not enough for that."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from intake.cases.confide import FEWEST
from intake.cases.readers_page import Person, ReadersPage
from intake.web.alphabet import by_name
from intake.web.desk.fields import PersonField, VersionField
from intake.web.desk.once import OnceForm
from intake.web.desk.step_up import StepUpForm
from intake.web.desk.words import _
from intake.web.numbers import row_id

_DAYS = {"7": _l("For one week"), "14": _l("For two weeks"), "30": _l("For 30 days"), "90": _l("For 90 days")}
_FOR_GOOD = "always"


class CheckboxesField(SelectMultipleField):
    """Several people, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def ids(self) -> list[int]:
        """Who was chosen; what is no row's id is nobody."""
        return [number for number in map(row_id, self.data or ()) if number is not None]


class ReadersForm(StepUpForm, OnceForm):
    """A form of the page that says who can read a case. `about`: the person it is for, where there is one for each."""

    act: ClassVar[str] = ""
    version = VersionField()

    def __init__(self, about: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.about = about
        for field in self:  # many forms stand on one page
            field.id = field.label.field_id = f"{self.act}{about}-{field.short_name}"

    def offer(self, page: ReadersPage) -> None:
        """Put up the choices that there are now."""

    def refuse(self) -> None:
        """Say that what was asked for cannot be."""
        self.form_errors.append(_("This is not possible as the case stands now. Nothing was changed."))


class RestrictForm(ReadersForm):
    """Name the people who alone may read the case."""

    act = "restrict"
    people = CheckboxesField(_l("Who may read it"), choices=[], validate_choice=False)

    def offer(self, page: ReadersPage) -> None:
        """Everybody of the team whom the case is not kept from; the person who asks is among the chosen."""
        named = by_name(page.nameable, attrgetter("name"))
        self.people.choices = [(str(each.id), _with_me(each, page)) for each in named]
        if not self.people.raw_data:
            reads = {each.staff_id for each in page.named if each.live}
            self.people.data = [str(page.me), *(str(each.id) for each in page.nameable if each.id in reads)]

    def validate_people(self, field: CheckboxesField) -> None:
        """Two at least."""
        if len(set(field.ids())) < FEWEST:
            raise ValidationError(_("Choose yourself and at least one more. If one of you loses their keys, the other "
                                    "can still open the case."))

    def refuse(self) -> None:
        """The one thing that the form's shape does not show."""
        self.people.errors = [_("You must be among those who may read it. To leave the case to others, let one of "
                                "them take you off.")]


class LockOutForm(ReadersForm):
    """Keep the case from somebody."""

    act = "lock_out"
    person = PersonField(_l("Whom does the case concern?"), _l("Choose a colleague."))

    def offer(self, page: ReadersPage) -> None:
        """Everybody who reads the case, but oneself."""
        self.person.offer(_pairs(page.lockable))


class ShareForm(ReadersForm):
    """Let one more person read the case."""

    act = "share"
    person = PersonField(_l("With whom?"), _l("Choose a person."))
    days = SelectField(_l("For how long?"), choices=[], validate_choice=False)

    def offer(self, page: ReadersPage) -> None:
        """People of other teams and, where the case is restricted, further colleagues."""
        self.person.offer(_pairs(page.shareable))
        for_good = [(_FOR_GOOD, _("Until I take it back (colleagues of this team only)"))] if page.restricted else []
        self.days.choices = [*((value, str(label)) for value, label in _DAYS.items()), *for_good]

    def validate_days(self, field: Field) -> None:
        """One of the times."""
        if field.data not in (*_DAYS, _FOR_GOOD):
            raise ValidationError(_("Choose how long."))

    def number_of_days(self) -> int | None:
        """For how many days; None for good."""
        return None if self.days.data == _FOR_GOOD else int(self.days.data)

    def refuse(self) -> None:
        """The one thing that the form's shape does not show."""
        self.days.errors = [_("Somebody of another team reads the case for a time. Choose how long.")]


class PersonForm(ReadersForm):
    """About one person who stands on the page."""

    staff_id = HiddenField()

    def person(self) -> int:
        """Whom it is about; nobody, if the field holds no id."""
        return row_id(self.staff_id.data) or 0


class RevokeForm(PersonForm):
    """Take the case from somebody who reads it by name."""

    act = "revoke"

    def refuse(self) -> None:
        """Why it may not be."""
        self.form_errors.append(_("Two colleagues must be left who can open the case. Add somebody first, then take "
                                  "this person off."))


class LiftForm(PersonForm):
    """End a lock-out."""

    act = "lift"


class OpenForm(ReadersForm):
    """Let the whole team read the case again."""

    act = "open"

    def refuse(self) -> None:
        """Why it may not be."""
        self.form_errors.append(_("The case is kept from a colleague of this team. Lift that first, if the reason for "
                                  "it is over."))


def _pairs(people: Iterable[Person]) -> list[tuple[int, str]]:
    return [(each.id, f"{each.name} ({each.team})" if each.team else each.name) for each in people]


def _with_me(person: Person, page: ReadersPage) -> str:
    return _("%(name)s (you)", name=person.name) if person.id == page.me else person.name
