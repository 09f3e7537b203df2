"""The forms of one's own account. None is carried over a sign-in: they hold passwords."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo

from intake import clock
from intake.calendars.convert import Calendar
from intake.web.days import CALENDARS, example_day
from intake.web.forms import Needed, StaffForm

_CURRENT = _l("Current password")
_ASK = Needed(_l("Please enter your current password."))


class OwnForm(StaffForm):
    """One of several forms on a page, whose fields must not share an id."""

    def __init__(self, name: str, **given: Any) -> None:
        super().__init__(**given)
        for field in self:
            field.id = field.label.field_id = f"{name}-{field.short_name}"


class ChangePasswordForm(OwnForm):
    """A new password, twice, and the current one."""

    current = PasswordField(_CURRENT, [_ASK])
    new = PasswordField(_l("New password"), [Needed(_l("Please choose a password."))])
    again = PasswordField(_l("The new password again"), [EqualTo("new", _l("The two passwords are not the same."))])


class RenewForm(OwnForm):
    """One's password, before something that guards the account is made anew."""

    current = PasswordField(_CURRENT, [_ASK])


class FactorForm(OwnForm):
    """The first code of a new device."""

    draft = HiddenField()
    code = StringField(_l("Code that the new app shows"), [Needed(_l("Please enter the code from the new app."))])


class PaperForm(OwnForm):
    """The word that what a page shows was taken down."""

    draft = HiddenField()


class EndForm(OwnForm):
    """Ends sessions."""


class CalendarForm(OwnForm):
    """In which calendar the person reads days. Each choice shows today as it would be written."""

    calendar = SelectField(_l("Which calendar do you count by?"), choices=[])

    def __init__(self, name: str, **given: Any) -> None:
        super().__init__(name, **given)
        self.calendar.choices = [("", str(_l("As my language does"))), *(
            (each.value, f"{words}: {example_day(clock.today(), each)}") for each, words in CALENDARS.items())]

    def chosen(self) -> Calendar | None:
        """The calendar, or None for the language's own."""
        return Calendar(self.calendar.data) if self.calendar.data else None
