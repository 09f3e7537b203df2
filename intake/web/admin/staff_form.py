"""The forms of the list of people."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from intake.access.roles import Role
from intake.accounts.invite import Invitee
from intake.web.forms import LINE_LIMIT, Needed, StaffForm, text_limit
from intake.web.languages import NATIVE_NAMES
from intake.web.numbers import seen_version

ROLES: dict[str, LazyString] = {
    Role.CASEWORKER.value: _l("Caseworker: works the cases of their teams"),
    Role.LEAD.value: _l("Lead: a caseworker who also makes teams and lets people in"),
    Role.ADMINISTRATOR.value: _l("Administrator: accounts and settings, never a case"),
    Role.AUDITOR.value: _l("Auditor: reads who did what, never a case"),
}
PROBLEMS: dict[tuple[str, str], LazyString] = {
    ("username", "shape"): _l("Use 2 to 40 small letters without accents, digits, dots or dashes."),
    ("username", "taken"): _l("Somebody has this user name already."),
    ("name", "shape"): _l("Please enter a name of at most 120 characters, on one line."),
    ("name", "turning"): _l("This name holds marks that cannot be seen and turn letters around. Please type it instead "
                            "of pasting it."),
    ("language", "unknown"): _l("Please choose one of the languages."),
}


def _choices(labels: Mapping[str, LazyString | str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class InviteForm(StaffForm):
    """Who is to join, as what."""

    endpoint = "admin.invite_person"
    username = StringField(_l("User name"), [Needed(_l("Please enter a user name.")), text_limit(LINE_LIMIT)])
    name = StringField(_l("Name that colleagues see"), [Needed(_l("Please enter a name.")), text_limit(LINE_LIMIT)])
    role = SelectField(_l("Role"), choices=_choices(ROLES), default=Role.CASEWORKER.value)
    language = SelectField(_l("Language of the desk"), choices=_choices(NATIVE_NAMES), default="en")

    def invitee(self) -> Invitee:
        """What was typed, once it has the right shape."""
        return Invitee(self.username.data or "", self.name.data or "", Role(self.role.data), str(self.language.data))

    def say(self, problems: dict[str, str]) -> None:
        """Write the problems of the use case under their fields."""
        for name, kind in problems.items():
            self[name].errors = [*self[name].errors, str(PROBLEMS[name, kind])]


class PersonForm(StaffForm):
    """An act on one account, in the state that the page showed."""

    version = HiddenField()

    def seen(self) -> int:
        """The version that the page showed; what is not one is long past."""
        return seen_version(self.version.data)
