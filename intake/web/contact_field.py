"""The question how somebody may be reached: one field of many inputs, which together make a `SafeContact`.

What is not marked safe is not safe, and whoever comes back by themselves needs to say nothing more.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from email_validator import EmailNotValidError, validate_email
from flask_babel import get_locale, gettext
from wtforms import Field
from wtforms.validators import ValidationError

from intake.notices.mail import SUBJECTS, subject_in
from intake.questionnaires.safe_contact import Channel, Onlooker, SafeContact, Safety, Way, contact_from
from intake.web.contact_words import CHANNELS, OF_THEM, TO_THEM
from intake.web.forms import LINE_LIMIT, plain_lines
from intake.web.languages import page_language
from intake.web.places import ZONES, zones
from intake.web.work import runtime

NOTES_LIMIT: Final = 2_000
_LINES: Final = ("say_instead", "word_ours", "word_danger")
_YES_NO: Final = ("voicemail", "withheld", "named", "reminder")
_CHANNELS: Final = tuple(channel.value for channel in Channel)
_SAFETIES: Final = frozenset(safety.value for safety in Safety)
_NOTHING: Final = (Safety.UNKNOWN, "", "")


class ContactField(Field):
    """How somebody may be reached. Its inputs are named `<name>-may`, `<name>-phone-safety` and so on.

    Whoever chose nothing and called a way safe meant that we may use it: a browser that cannot fold the ways away shows
    them from the start. `mail_in`: the language of a mail that can be asked for, where it is not the page's; empty
    where it is not known yet.
    """

    part_errors: dict[str, str]
    choice = ""
    mail_in: str | None = None
    channels, voice = CHANNELS, TO_THEM

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take all inputs at once; without a form, what is known already (a `SafeContact`)."""
        self.process_errors, self.part_errors = [], {}
        if formdata:
            self.data = self._read(formdata)
        else:
            self.data = data if isinstance(data, SafeContact) else SafeContact()
            self.choice = "ways" if self.data.may else "return" if isinstance(data, SafeContact) else ""

    @property
    def answer(self) -> dict[str, Any]:
        """The record of what was said. Ways that were opened and left again are not kept, nor a wish for mails."""
        told = self.data if self.data.may else SafeContact(notes=self.data.notes)
        if told.reminder and not told.allows(Channel.EMAIL):
            told = replace(told, reminder="", reminder_in="")
        return told.record()

    @property
    def says_more(self) -> bool:
        """Whether there is something to see among what is folded away."""
        told = replace(self.data, may=False, ways={}, reminder="", reminder_in="")
        return told != SafeContact() or bool(set(self.part_errors) & {*_LINES, "notes"})

    @property
    def attempts(self) -> int:
        """How often we call somebody who does not answer."""
        return runtime().settings.contact_attempts

    @property
    def mail(self) -> dict[str, str] | None:
        """What the mail looks like that can be asked for, where this desk sends any."""
        if not runtime().reminders.sends:
            return None
        settings = runtime().settings
        language = page_language() if self.mail_in is None else self.data.reminder_in or self.mail_in
        subject = subject_in(language, settings) if language else ""
        return {"sender": settings.notice_from, "subject": subject, "language": language}

    def zones(self) -> list[tuple[str, str]]:
        """The time zones to choose from, in the page's language."""
        return zones(str(get_locale() or "en"))

    @property
    def contact(self) -> SafeContact:
        """The answer, as the core knows it."""
        return contact_from(self.answer)

    def pre_validate(self, form: Any) -> None:
        """Ask again for a promised way that is not there, for half an address, and for what is too long."""
        told: SafeContact = self.data
        for channel, way in told.ways.items():
            self._require_short(f"{channel.value}-address", way.address, LINE_LIMIT)
            self._require_short(f"{channel.value}-times", way.times, LINE_LIMIT)
        for name in _LINES:
            self._require_short(name, getattr(told, name), LINE_LIMIT)
        self._require_short("notes", told.notes, NOTES_LIMIT)
        if told.may:
            self._require_reachable(told)
        if self.part_errors:
            raise ValidationError(gettext("Please look at what is marked below."))

    def _read(self, formdata: Any) -> SafeContact:
        own = f"{self.name}-"
        said = defaultdict[str, str](str, {name.removeprefix(own): plain_lines(text) for name, text in formdata.items()
                                           if text and name.startswith(own)})

        def chosen(part: str, known: Collection[str], otherwise: str = "") -> str:
            return said[part] if said[part] in known else otherwise

        ways = {channel: (chosen(f"{channel}-safety", _SAFETIES, Safety.UNKNOWN), said[f"{channel}-address"],
                          said[f"{channel}-times"]) for channel in _CHANNELS}
        seen_by, self.choice = formdata.getlist(f"{self.name}-onlookers"), said["may"]
        named_one = any(way[0] == Safety.SAFE for way in ways.values())
        return SafeContact(
            may=self.choice == "ways" or (self.choice not in self.voice.may and named_one),
            ways={Channel(channel): Way(Safety(way[0]), *way[1:]) for channel, way in ways.items() if way != _NOTHING},
            zone=chosen("zone", ZONES),
            onlookers=tuple(each for each in Onlooker if each in seen_by) if seen_by else (),
            notes=said["notes"],
            reminder_in=chosen("reminder_in", SUBJECTS) if said["reminder"] == "yes" else "",
            **{name: chosen(name, ("yes", "no", "unknown")) for name in _YES_NO},
            **{name: said[name] for name in _LINES},
        )

    def _require_short(self, part: str, text: str, limit: int) -> None:
        if len(text) > limit:
            self.part_errors[part] = gettext("This is too long: at most %(max)d characters.", max=limit)

    def _require_reachable(self, told: SafeContact) -> None:
        safe = [channel for channel in Channel if told.allows(channel)]
        for channel in safe:
            if not told.way(channel).address.strip():
                self.part_errors.setdefault(f"{channel.value}-address", str(self.voice.no_address))
        if not safe:
            self.part_errors["may"] = str(self.voice.no_way)
        if Channel.EMAIL in safe and _is_broken_address(told.way(Channel.EMAIL).address, alone=told.reminder == "yes"):
            self.part_errors["email-address"] = gettext(
                "This e-mail address looks incomplete. Please look at it again.")


class ContactOfThemField(ContactField):
    """The same, filled in by staff, who speak of the person."""

    mail_in, voice = "", OF_THEM


def _is_broken_address(text: str, *, alone: bool) -> bool:
    """Whether the text is one word that means to be an e-mail address and is none.

    A few words more are let pass, unless a machine is to write to it, which needs the address `alone`.
    """
    words = text.split()
    if not alone and (len(words) != 1 or "@" not in words[0]):
        return False
    try:
        validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return True
    return False
