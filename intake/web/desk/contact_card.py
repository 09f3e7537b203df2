"""The card of safe contact in words: the first thing on every page of a case, and on whatever one writes or calls from.

What the person did not call safe is shown as a no.
"""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.lists import format_list
from flask import request, url_for
from flask_babel import get_locale, gettext, ngettext

from intake import clock
from intake.cases.case_page import CasePage
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety
from intake.web.contact_words import CHANNELS, OF_THEM
from intake.web.desk.words import _, time_of_day, way_back
from intake.web.places import zone_name
from intake.web.work import runtime

_LEFT_TO_RIGHT: Final = frozenset({Channel.PHONE, Channel.TEXT, Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class ShownWay:
    """One way that the person spoke of. `ltr`: its address is a number or an e-mail address."""

    label: str
    safe: bool
    address: str
    times: str
    ltr: bool


@dataclass(frozen=True, slots=True)
class Card:
    """How somebody may be reached, in words. `words_href` leads to their code words, which are not shown unasked.

    `comes_back`: what holds where nobody may begin: that they come back by themselves, or that they cannot.
    """

    may_begin: bool
    comes_back: str
    ways: tuple[ShownWay, ...]
    facts: tuple[tuple[str, str], ...]
    notes: str
    called: str
    age: str
    stale: bool
    attempts: str
    enough: bool
    words: tuple[tuple[str, str], ...]
    words_href: str


def of(page: CasePage) -> Card:
    """The card of a case."""
    told, days = page.contact, (clock.today() - page.told_on).days
    revealed = "words" in request.args and not page.guest
    return Card(
        may_begin=told.can_begin,
        comes_back=_("Comes back here with their code.") if page.way_back.leads_here else way_back(
            page.way_back, page.burnt_day),
        ways=tuple(_way(told, channel) for channel in Channel if told.way(channel).safety is not Safety.UNKNOWN),
        facts=_facts(told),
        notes=told.notes,
        called=page.called,
        age=_age(days),
        stale=days >= runtime().settings.contact_stale_days,
        attempts=_attempts(page.attempts),
        enough=page.attempts >= runtime().settings.contact_attempts,
        words=_words(told) if revealed else (),
        words_href="" if revealed or page.guest or not (told.word_ours or told.word_danger) else _words_href(page),
    )


def _way(told: SafeContact, channel: Channel) -> ShownWay:
    way = told.way(channel)
    return ShownWay(str(CHANNELS[channel]), told.allows(channel), way.address, way.times, channel in _LEFT_TO_RIGHT)


def _facts(told: SafeContact) -> tuple[tuple[str, str], ...]:
    if not told.may:
        return ()
    spoken = told.allows(Channel.PHONE)
    onlookers = [str(OF_THEM.who[each]) for each in told.onlookers]
    facts = [
        (_("Speak on voice mail"), _yes_or_no(told.voicemail) if spoken else ""),
        (_("Call with number hidden"), _yes_or_no(told.withheld) if spoken else ""),
        (_("Say who we are"), _yes_or_no(told.named)),
        (_("Say instead"), told.say_instead),
        (_("Who might see or answer"), format_list(onlookers, locale=get_locale() or "en") if onlookers else ""),
        (_("Time there now"), _time_there(told.zone) if told.zone else ""),
    ]
    return tuple((name, value) for name, value in facts if value)


def _yes_or_no(answer: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(answer, _("not said, so no"))


def _time_there(zone: str) -> str:
    name = zone_name(zone, str(get_locale() or "en"))
    try:
        there = clock.now().astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:  # a host without a time zone database
        return name
    return f"{time_of_day(there.hour, there.minute)} ({name})"


def _words(told: SafeContact) -> tuple[tuple[str, str], ...]:
    named = ((_("So that they know it is us"), told.word_ours),
             (_("They say it when it is not safe"), told.word_danger))
    return tuple((name, word) for name, word in named if word)


def _words_href(page: CasePage) -> str:
    return url_for("desk.show_case", reference=page.reference, words=1, _anchor="safe-contact")


def _attempts(number: int) -> str:
    return str(ngettext("%(num)d attempt without an answer.", "%(num)d attempts without an answer.", number)
               ) if number else ""


def _age(days: int) -> str:
    return str(ngettext("told %(num)d day ago", "told %(num)d days ago", days)) if days > 0 else gettext("told today")
