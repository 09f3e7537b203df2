"""Fields that only the desk knows: which state a page showed, and who of the staff is meant.

What a browser sends here is never trusted to be a number or a moment; whatever it is, the form can be shown again.
"""

from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from intake.web.alphabet import by_name
from intake.web.numbers import row_id, seen_version


class VersionField(IntegerField):
    """The case's version, hidden. Whatever is not a version is one that is long past."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the posted number."""
        if valuelist:
            self.data = seen_version(valuelist[0])


class MomentField(StringField):
    """When the page was made, hidden, in UTC to the second."""

    widget = HiddenInput()

    def moment(self) -> datetime:
        """The moment, or long ago when it is none."""
        try:
            return datetime.fromisoformat(self.data or "").astimezone(UTC)
        except (ValueError, OverflowError):
            return datetime(2000, 1, 1, tzinfo=UTC)


class PersonField(SelectField):
    """A colleague or a team, by row id; "" stands for nobody."""

    def __init__(self, label: Any, message: Any, *, nobody: Any = None, **given: Any) -> None:
        super().__init__(label, coerce=row_id, choices=[], validate_choice=False, **given)
        self.message, self.nobody = message, nobody

    def offer(self, pairs: list[tuple[int, str]]) -> None:
        """Put up the choices, by name."""
        named = ((str(key), name) for key, name in by_name(pairs, itemgetter(1)))
        self.choices = [("", str(self.nobody or _l("Choose…"))), *named]

    def pre_validate(self, form: Any) -> None:
        """Somebody must be chosen, unless nobody is a choice."""
        if self.data is None and self.nobody is None:
            raise ValidationError(str(self.message))
