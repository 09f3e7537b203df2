"""What the style guide shows: one form twice, as it comes and as it comes back. For demonstrations; nothing is kept.

Its words are samples, so they are not translated.
"""

from dataclasses import dataclass

from wtforms import (
    BooleanField,
    DateField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput

from intake.access.roles import Role


class SampleForm(Form):
    """Every kind of field once."""

    name = StringField("Name")
    message = TextAreaField("Your message")
    reach = RadioField("May we contact you?", choices=[
        SelectChoice("return", "I will come back here"), SelectChoice("way", "Yes, in the way I describe"),
    ])
    topics = SelectMultipleField("What is it about?", option_widget=CheckboxInput(), choices=[
        SelectChoice("papers", "Papers"), SelectChoice("housing", "Housing"), SelectChoice("family", "Family"),
    ])
    language = SelectField("Language", choices=[SelectChoice("en", "English"), SelectChoice("fa", "فارسی")])
    day = DateField("Day")
    password = PasswordField("Password")
    code = StringField("Code")
    agree = BooleanField("I have read this")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who the frame of the desk says is looking."""

    name: str = "Ada Example"
    role: str = Role.LEAD.value
    home_href: str = "#"
    security_href: str = "#"
    sign_out_href: str = "#"
    csrf_token: str = ""
    idle_minutes: int = 30
    stay_href: str = "#"


@dataclass(frozen=True, slots=True)
class StyleguidePage:
    """The two forms."""

    plain: SampleForm
    wrong: SampleForm


def sample() -> StyleguidePage:
    """The form as it comes, and with something to look at again."""
    wrong = SampleForm(prefix="wrong-")
    for field in (wrong.name, wrong.message, wrong.reach):
        field.errors = ["Please write something here."]
    return StyleguidePage(SampleForm(), wrong)


NAV = (
    {"label": "", "items": ({"label": "Take down an enquiry", "href": "#", "count": "", "current": False,
                             "icon": "plus"},)},
    {"label": "Cases", "items": (
        {"label": "Mine", "href": "#", "count": "4", "current": True, "icon": ""},
        {"label": "All open", "href": "#", "count": "38", "current": False, "icon": ""},
    )},
)
