"""The card of safe contact in words: the first thing on every page of a case, and on whatever one writes or calls from.

What the person did not call safe is shown as a no.
"""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.lists import format_list
from flask import request, url_for
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from intake import clock
from intake.cases.case_page import CasePage
from intake.cases.summary import Asked
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety
from intake.questionnaires.somebody_else import Knowing
from intake.web.contact_words import CHANNELS, OF_THEM
from intake.web.days import day
from intake.web.desk.words import _, language_name, time_of_day, way_back
from intake.web.places import zone_name
from intake.web.work import runtime

Fact = tuple[str, str] | tuple[str, str, str]
"""What it is about, and what was said; and in which language, where these are somebody's words."""

_LEFT_TO_RIGHT: Final = frozenset({Channel.PHONE, Channel.TEXT, Channel.EMAIL})


_KNOWING: Final = {
    Knowing.UNAWARE: _l("The person whom this is about does not know of it."),
    Knowing.DISAGREES: _l("The person whom this is about knows of it and did not agree."),
    Knowing.UNSAID: _l("Whether the person whom this is about knows and agrees was not said."),
}


@dataclass(frozen=True, slots=True)
class ShownWay:
    """One way that the person spoke of, and what they called it. `ltr`: its address is a number or an e-mail."""

    label: str
    said: str
    safe: bool
    address: str
    times: str
    ltr: bool


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a form that was sent again would open, in words; `href` leads to where that is taken over."""

    day: str
    ways: tuple[ShownWay, ...]
    facts: tuple[Fact, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """How somebody may be reached, in words. `words_href` leads to their code words, which are not shown unasked.

    `comes_back`: what holds where nobody may begin: that they come back by themselves, or that they cannot. `knowing`
    says what to mind about the person whom somebody else wrote about; `asked` is None where nothing was asked for.
    """

    may_begin: bool
    knowing: str
    comes_back: str
    ways: tuple[ShownWay, ...]
    facts: tuple[Fact, ...]
    notes: str
    called: str
    age: str
    stale: bool
    attempts: str
    enough: bool
    words: tuple[Fact, ...]
    words_href: str
    asked: AskedFor | None


def of(page: CasePage) -> Card:
    """The card of a case."""
    told, days = page.contact, (clock.today() - page.told_on).days
    revealed = "words" in request.args and not page.guest
    return Card(
        may_begin=told.can_begin,
        knowing=str(_KNOWING[page.knowing]) if page.knowing else "",
        comes_back=_("Comes back here with their code.") if page.way_back.leads_here else way_back(
            page.way_back, page.burnt_day),
        ways=tuple(way_in_words(told, each) for each in Channel if told.way(each).safety is not Safety.UNKNOWN),
        facts=_facts(told, page.language),
        notes=told.notes,
        called=page.called,
        age=_age(days),
        stale=days >= runtime().settings.contact_stale_days,
        attempts=_attempts(page.attempts),
        enough=page.attempts >= runtime().settings.contact_attempts,
        words=_words(told, page.language) if revealed else (),
        words_href="" if revealed or page.guest or not (told.word_ours or told.word_danger) else _words_href(page),
        asked=_asked(page, page.asked, revealed=revealed) if page.asked else None,
    )


def way_in_words(told: SafeContact, channel: Channel) -> ShownWay:
    """One way that somebody was told of."""
    way, name = told.way(channel), str(CHANNELS[channel])
    return ShownWay(name, str(OF_THEM.safeties[way.safety]), told.allows(channel), way.address, way.times,
                    channel in _LEFT_TO_RIGHT)


def reply_hint(page: CasePage) -> str:
    """What whoever answers should know: the person's language, and what tells them that an answer waits."""
    language = language_name(page.language)
    if not (runtime().reminders.sends and page.contact.reminder_address):
        return _("They wrote in this language: %(language)s. They read your answer when they come back with their "
                 "code; nothing goes out by e-mail.", language=language)
    if page.reminded:
        return _("They wrote in this language: %(language)s. They read your answer when they come back with their "
                 "code. An e-mail without content was prepared for an earlier answer, and they have not been here "
                 "since: no other is sent.", language=language)
    return _("They wrote in this language: %(language)s. They read your answer when they come back with their code. An "
             "e-mail without content will tell them that something waits, within about a day.", language=language)


def _asked(page: CasePage, asked: Asked, *, revealed: bool) -> AskedFor:
    told, yes = asked.contact, _("yes")
    facts: tuple[Fact, ...] = (
        (_("Speak on voice mail"), yes if told.voicemail else ""),
        (_("Call with number hidden"), yes if told.withheld else ""),
        (_("Say who we are"), yes if told.named else ""),
        (_("E-mail when an answer waits"), yes if told.reminder else ""),
        (_("Say instead"), told.say_instead, page.language),
        (_("Time there now"), _time_there(told.zone) if told.zone else ""),
        (_("What to call them"), asked.called, page.language),
        *(_words(told, page.language) if revealed else ()),
    )
    return AskedFor(day(asked.on), tuple(way_in_words(told, channel) for channel in told.ways),
                    tuple(each for each in facts if each[1]),
                    "" if page.guest else url_for("desk.show_contact", reference=page.reference, asked=1))


def _facts(told: SafeContact, language: str) -> tuple[Fact, ...]:
    if not told.may:
        return ()
    spoken = told.allows(Channel.PHONE)
    onlookers = [str(OF_THEM.who[each]) for each in told.onlookers]
    facts: list[Fact] = [
        (_("Speak on voice mail"), _yes_or_no(told.voicemail) if spoken else ""),
        (_("Call with number hidden"), _yes_or_no(told.withheld) if spoken else ""),
        (_("Say who we are"), _yes_or_no(told.named)),
        (_("Say instead"), told.say_instead, language),
        (_("E-mail when an answer waits"), _reminder(told)),
        (_("Who might see or answer"), format_list(onlookers, locale=get_locale() or "en") if onlookers else ""),
        (_("Time there now"), _time_there(told.zone) if told.zone else ""),
    ]
    return tuple(each for each in facts if each[1])


def _reminder(told: SafeContact) -> str:
    if told.reminder != "yes" or not told.allows(Channel.EMAIL):
        return ""
    return _("yes") if told.reminder_address and runtime().reminders.sends else _("asked for, but none is sent")


def _yes_or_no(answer: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(answer, _("not said, so no"))


def _time_there(zone: str) -> str:
    name = zone_name(zone, str(get_locale() or "en"))
    try:
        there = clock.now().astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:  # a host without a time zone database
        return name
    return f"{time_of_day(there.hour, there.minute)} · {name}"


def _words(told: SafeContact, language: str) -> tuple[Fact, ...]:
    named = ((_("So that they know it is us"), told.word_ours, language),
             (_("They say it when it is not safe"), told.word_danger, language))
    return tuple(each for each in named if each[1])


def _words_href(page: CasePage) -> str:
    return url_for("desk.show_case", reference=page.reference, words=1, _anchor="safe-contact")


def _attempts(number: int) -> str:
    return str(ngettext("%(num)d attempt without an answer.", "%(num)d attempts without an answer.", number)
               ) if number else ""


def _age(days: int) -> str:
    return str(ngettext("told %(num)d day ago", "told %(num)d days ago", days)) if days > 0 else gettext("told today")
