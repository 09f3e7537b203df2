"""The forms of contact: writing down that somebody was called, and how they may be reached from now on."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.widgets import TextInput

from intake.cases.case_page import CasePage
from intake.cases.contacting import Contact, Reached
from intake.questionnaires.safe_contact import Channel
from intake.web.contact_field import ContactOfThemField
from intake.web.contact_words import CHANNELS
from intake.web.desk import words
from intake.web.desk.forms import CaseForm, require_one_of
from intake.web.forms import LINE_LIMIT, Needed, WordsField, text_limit


class LogContactForm(CaseForm):
    """That somebody of the team contacted the person outside this system."""

    act = "log_contact"
    endpoint = "desk.log_contact"
    channel = SelectField(_l("Which way?"), choices=[], validate_choice=False)
    reached = SelectField(_l("How did this contact end?"), choices=[], validate_choice=False)
    note = WordsField(_l("What was said"), [text_limit()])
    override = WordsField(_l("If this way was not called safe: why was it used?"), [text_limit(LINE_LIMIT)],
                          widget=TextInput())
    confirmed = BooleanField(_l("They said that these ways are still safe"))

    def offer(self, page: CasePage) -> None:
        """Every way, those first that the person called safe."""
        ways = sorted(Channel, key=lambda each: not page.contact.allows(each))
        self.channel.choices = [("", str(_l("Choose…"))), *((each.value, self._named(page, each)) for each in ways)]
        self.reached.choices = [("", str(_l("Choose…"))), *((each.value, str(words.REACHED[each])) for each in Reached)]

    def validate_channel(self, field: Any) -> None:
        """One of the ways."""
        require_one_of(Channel, field, _l("Choose a way."))

    def validate_reached(self, field: Any) -> None:
        """One of the ends."""
        require_one_of(Reached, field, _l("Choose how it ended."))

    def contact(self) -> Contact:
        """What is to be written down."""
        return Contact(Channel(self.channel.data), Reached(self.reached.data), self.note.words, self.override.words,
                       confirmed=bool(self.confirmed.data))

    def refuse_unsafe(self) -> None:
        """Say beside the field that a reason is needed."""
        self.override.errors = [str(_l("The person did not call this way safe. Say here why it had to be, or choose "
                                       "another way."))]

    def _named(self, page: CasePage, channel: Channel) -> str:
        safe = _l("safe") if page.contact.allows(channel) else _l("not called safe")
        return f"{CHANNELS[channel]} ({safe})"


class ChangeContactForm(CaseForm):
    """How the person may be reached from now on, and how this is known."""

    act = "change_contact"
    endpoint = "desk.change_contact"
    called = WordsField(_l("What to call them"), [text_limit(LINE_LIMIT)], widget=TextInput())
    contact = ContactOfThemField(_l("May we contact them?"))
    why = WordsField(_l("How do you know?"), [Needed(_l("Write how you know this, for whoever calls next.")),
                                              text_limit()])
