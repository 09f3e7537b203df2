"""What a reader of the log may ask for: the filters of the page, kept in its address."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from intake.audit.history import Filters
from intake.audit.kinds import Act
from intake.web.admin.audit_words import LABELS
from intake.web.forms import StaffForm

_REFERENCE = re.compile(r"[A-Z0-9-]{1,8}")


class FilterForm(StaffForm):
    """The filters. They change nothing, so they travel in the address and carry no token."""

    class Meta(StaffForm.Meta):
        """No token."""

        csrf = False

    person = SelectField(_l("Person"), [Optional()], default="", coerce=str.strip)
    case = StringField(_l("Case"), [Optional()], filters=[lambda text: (text or "").strip().upper()],
                       render_kw={"size": 9})
    act = SelectField(_l("What happened"), [Optional()], default="", coerce=str.strip)
    day_from = DateField(_l("From"), [Optional()])
    day_to = DateField(_l("To"), [Optional()])

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Fill the choices."""
        self.person.choices = [("", _l("Everybody")), *((str(staff_id), name) for staff_id, name in people)]
        self.act.choices = [("", _l("Everything")), *((act.value, label) for act, label in LABELS.items())]

    def validate_case(self, field: StringField) -> None:
        """A reference, whoever has it."""
        if not _REFERENCE.fullmatch(field.data or ""):
            raise ValidationError(_l("A case's reference looks like K7Q-4M2."))

    def validate_day_to(self, field: DateField) -> None:
        """The days must not run backwards."""
        if self.day_from.data and field.data and field.data < self.day_from.data:
            raise ValidationError(_l("The last day lies before the first."))

    def asked(self) -> Filters:
        """The filters of a valid form."""
        return Filters(
            person=int(self.person.data) if self.person.data else None,
            case=self.case.data or None,
            act=Act(self.act.data) if self.act.data else None,
            day_from=self.day_from.data,
            day_to=self.day_to.data,
        )


class ExportForm(StaffForm):
    """The button that exports what the filters in the address ask for."""


def as_query(filters: Filters) -> dict[str, Any]:
    """The filters as they stand in an address."""
    told = {"person": filters.person, "case": filters.case, "act": filters.act, "day_from": filters.day_from,
            "day_to": filters.day_to}
    return {name: str(value) for name, value in told.items() if value is not None}
