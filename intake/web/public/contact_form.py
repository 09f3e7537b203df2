"""The form of a first enquiry: what it asks, and what it lets pass.

Only the message must hold something. A check here helps somebody not to lose their way back; it never keeps anybody
out, so whatever reads like a description passes.
"""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from intake.cases.submit import Enquiry
from intake.web.forms import LINE_LIMIT, Needed, PublicForm, WordsField, text_limit

WAY_LIMIT = 2_000
NOTHING_WRITTEN = _l("Please write something here, even one sentence.")
ENTRANCES = {"1": "self", "2": "someone", "3": "left", "4": "information"}
"""What `?for=` may say. Numbers, because an address stays in a browser's history (requirements S-032)."""

FOR_WHOM = [
    SelectChoice("self", _l("For myself")),
    SelectChoice("someone", _l("For someone I care about")),
    SelectChoice("left", _l("I have left and need support")),
    SelectChoice("information", _l("I have information")),
    SelectChoice("", _l("Something else, or I would rather not say")),
]
WAYS = [
    SelectChoice("return", _l("I will come back here to read your answer")),
    SelectChoice("describe", _l("Yes, in the way I describe")),
]


class OneOf(RadioField):
    """A choice that cannot be wrong: what is none of the choices counts as not chosen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the posted choice, if it is one."""
        known = [choice.value for choice in self.choices or () if isinstance(choice, SelectChoice)]
        self.data = valuelist[0] if valuelist and valuelist[0] in known else self.default

    def pre_validate(self, form: Any) -> None:
        """Nothing is left to refuse."""


class ContactForm(PublicForm):
    """What a person may tell us at first."""

    for_whom = OneOf(_l("Who are you writing for?"), choices=FOR_WHOM)
    message = WordsField(_l("Your message"), [Needed(NOTHING_WRITTEN), text_limit()])
    called = WordsField(_l("What may we call you?"), [text_limit(LINE_LIMIT)], widget=TextInput())
    contact_way = OneOf(_l("May we contact you?"), choices=WAYS, default="return")
    contact = WordsField(_l("How can we reach you safely?"), [text_limit(WAY_LIMIT)])
    website = StringField(_l("Please leave this empty"))

    def validate_contact(self, field: WordsField) -> None:
        """A way that was promised must be there, and an address must be one that could arrive."""
        if self.contact_way.data != "describe":
            return
        if not field.words.strip():
            raise StopValidation(_l("Please tell us how to reach you, or choose that you will come back here."))
        if _is_broken_address(field.words):
            raise StopValidation(_l("This e-mail address looks incomplete. Please look at it again, or say in a few "
                                    "more words how to reach you."))

    def caught(self) -> bool:
        """Whether the trap was filled in. It is emptied, so that a person whose browser filled it can go on."""
        filled = bool(self.website.data)
        self.website.data = ""
        return filled

    def enquiry(self, language: str) -> Enquiry:
        """What was written, as the core takes it."""
        return Enquiry(
            message=self.message.words, for_whom=self.for_whom.data or "", called=self.called.words,
            contact_way=self.contact_way.data or "return", contact=self.contact.words, language=language,
        )


def _is_broken_address(text: str) -> bool:
    """Whether the text is one word that means to be an e-mail address and is none. Handles and links are not."""
    words = text.split()
    if len(words) != 1 or "@" not in words[0][1:] or words[0].startswith("@") or "/" in words[0] or ":" in words[0]:
        return False
    try:
        validate_email(words[0], check_deliverability=False)
    except EmailNotValidError:
        return True
    return False
