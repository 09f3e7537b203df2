"""Sentences that the public pages say after something happened. Plain, short, and never anybody's fault."""

from collections.abc import Iterable
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from intake.access.roles import Role
from intake.cases.looked import Look


def _(text: str, **values: Any) -> str:
    return str(gettext(text, **values))


def roles(looks: Iterable[Look]) -> str:
    """The roles of those who looked at a case."""
    said = [_("Team lead") if each.role == Role.LEAD else _("Caseworker") for each in looks]
    return format_list(said, style="unit", locale=get_locale() or "en")


def look_once_more() -> str:
    """After the trap or the minimum time: no wall, just a second press."""
    return _("That went very fast, so we did not send it yet. Please look over your message, then press the "
             "button once more.")


def many_at_once() -> str:
    """The lane stayed full."""
    return _("Many people are writing just now, and we could not take your message yet. Nothing is lost: it is "
             "still here. Please wait a moment, then press the button once more.")


def many_at_the_door() -> str:
    """The lane stayed full while somebody wanted to come in."""
    return _("Many people are here just now, and we could not open your conversation yet. Your code is still here. "
             "Please wait a moment, then press the button once more.")


def not_kept() -> str:
    """A store failed."""
    return _("We could not keep your message just now, so it has not reached us. Nothing is lost: it is still "
             "here. Please press the button again in a few minutes.")


def closed() -> str:
    """The form closed while somebody was writing."""
    return " ".join([
        _("Right now nobody is here who could read your message, so we cannot take it yet. Please come back later: "
          "the form opens as soon as somebody is there."),
        _("Your message has not been sent. It is still on this page: you can copy it, or press the button again "
          "later."),
    ])


def spent() -> str:
    """New words in a form whose thread is closed to them."""
    return _("The form on this page was used before. What you wrote has not been sent yet. To send it as a new "
             "message, press the button once more.")


def within_days(days: int) -> str:
    """When an answer may be expected."""
    return str(ngettext("within %(num)d working day", "within %(num)d working days", days))


def kept_for(days: int) -> str:
    """How long something is kept: in years or months where they come out even, and else in days."""
    if days % 365 == 0:
        return str(ngettext("%(num)d year", "%(num)d years", days // 365))
    if days % 30 == 0:
        return str(ngettext("%(num)d month", "%(num)d months", days // 30))
    return str(ngettext("%(num)d day", "%(num)d days", days))


def visit_over() -> str:
    """The thread session ended by itself."""
    return _("To keep you safe, your visit ended after a while without activity. Please enter your code to open it "
             "again.")


def text_kept() -> str:
    """The session ended while somebody was writing."""
    return _("Your visit ended while you were writing. What you wrote is kept on this page and has not been sent. "
             "Enter your code: you will see it again before you send it.")


def arrived(*, files: bool = False) -> str:
    """What was sent before the visit ended had arrived. Its `files` are taken one by one, so some may have not."""
    if files:
        return _("What you sent has arrived. Your conversation shows which of its files did.")
    return _("What you sent has arrived.")


def unseen_kept() -> str:
    """The session ended while somebody was filling in a page that is carried on without being shown."""
    return _("Your visit ended before this was sent. What you filled in is kept here, though for your safety you "
             "cannot see it. Enter your code: you will see it again before you send it.")


def code_changed() -> str:
    """A new code was taken."""
    return _("Your new code works from now on. The old one opens nothing any more.")


def code_not_taken() -> str:
    """The visit ended before a code was changed, or just after it; or the page is of a code that holds no more."""
    return _("This page is too old to change your code. If your new code was taken, it opens your conversation; if "
             "not, the one before it still does.")


def code_not_changed() -> str:
    """A store failed while a code was to be changed, or too many came at once. Which code holds is not certain."""
    return _("We could not finish this just now. Please keep both codes, and press the button again in a few minutes: "
             "then the new one works.")


def not_burnt() -> str:
    """A store failed while a code was to be burnt."""
    return _("We could not finish this just now, so your code may still work. Please press the button again in a few "
             "minutes.")


def perhaps_burnt() -> str:
    """The visit ended before a code was burnt, or just after it."""
    return _("Your visit has ended. If your code still opens your conversation, it was not burnt.")


def choose_again() -> str:
    """Files do not come along to a page that comes back."""
    return _("Please choose your files again: they did not come along.")


def files_missing() -> str:
    """The text of a form arrived, and not all of its files."""
    return _("Your message has arrived, but not all of its files. To send what is missing, choose it again and press "
             "the button once more: nothing arrives twice.")


def opens_nothing() -> str:
    """One sentence for a code that is wrong, was replaced or burnt, or whose case was erased."""
    return _("No conversation opens with this code. Please compare each digit with what you wrote down. If it still "
             "does not open, write to us again: you will be given a new code.")


def mistyped() -> str:
    """The check digit does not fit, or digits are missing."""
    return _("A code has 24 digits, and something in this one does not fit. Please compare it with what you wrote "
             "down.")


def not_sent() -> str:
    """A text that was brought through the return page."""
    return _("This is what you were writing. It has not been sent yet.")


def cannot_look() -> str:
    """A store failed while somebody wanted to come in."""
    return _("We cannot open your conversation just now. Nothing in it is lost. Please try again in a few minutes.")
