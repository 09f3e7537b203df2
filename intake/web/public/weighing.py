"""How likely it is that nobody wrote this: what was written is weighed, and how it was sent.

Whatever comes of it, the enquiry is taken and the sender sees the same (docs/abuse.md). Only the first time that a form
is sent as a robot would send it, the page comes back for a second look: a person presses again and is through.
"""

from dataclasses import dataclass, field
from typing import Any

from intake.cases.submit import Enquiry
from intake.judging.judge import Judgement, Sign, judge
from intake.web.public.contact_form import ContactForm
from intake.web.work import runtime

_LONG_ENOUGH = 40
"""So many characters make a text that two people do not write by chance."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An enquiry with its judgement. `mark` is what its text is known by today; empty for a short one.

    `look_again`: nothing in it is suspicious but how it was sent, and that for the first time.
    """

    enquiry: Enquiry = field(repr=False)
    judged: Judgement
    mark: bytes
    look_again: bool


def weigh(form: ContactForm, language: str) -> Weighed:
    """Weigh a validated form. A filled trap is emptied, so that a person whose browser filled it can go on."""
    enquiry, how = form.enquiry(language), _how_sent(form)
    judged = judge((enquiry.message, *_others(enquiry.given.values())))
    look_again = bool(how) and not judged.suspicious and not form.again.data
    lately = runtime().lately
    mark = lately.mark(enquiry.message) if len(enquiry.message) >= _LONG_ENOUGH else b""
    if mark and lately.times(mark) >= runtime().settings.same_text_a_day:
        how.append(Sign.SAME_TODAY)
    return Weighed(enquiry, judged.seen_with(*how) if how else judged, mark, look_again)


def _how_sent(form: ContactForm) -> list[Sign]:
    trapped, hasty = form.caught(), form.issued().age < runtime().settings.minimum_seconds
    return [sign for sign, noticed in ((Sign.TRAP, trapped), (Sign.HASTE, hasty)) if noticed]


def _others(given: Any) -> list[str]:
    """What was written elsewhere in the form; a choice is one word, and not a text."""
    return [answer for answer in given if isinstance(answer, str) and " " in answer]
