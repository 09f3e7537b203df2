"""The words of the question how somebody may be reached: said to the person themselves, or of them among staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from intake.questionnaires.safe_contact import Channel, Onlooker, Safety

CHANNELS = {
    Channel.PHONE: _l("Telephone call"),
    Channel.TEXT: _l("Text message"),
    Channel.EMAIL: _l("E-mail"),
    Channel.MESSENGER: _l("Messenger"),
    Channel.POST: _l("Letter"),
    Channel.PERSON: _l("Through another person"),
}
_ADDRESSES = {
    Channel.PHONE: _l("Number"),
    Channel.TEXT: _l("Number"),
    Channel.EMAIL: _l("Address"),
    Channel.MESSENGER: _l("Which one, and your name there"),
    Channel.POST: _l("Address"),
    Channel.PERSON: _l("Who, and how to reach them"),
}
_SAFETIES = {
    Safety.UNKNOWN: _l("I do not know"),
    Safety.SAFE: _l("Safe"),
    Safety.UNSAFE: _l("Not safe"),
}
_ONLOOKERS = {
    Onlooker.PARTNER: _l("Wife, husband or partner"),
    Onlooker.PARENT: _l("Mother or father"),
    Onlooker.CHILD: _l("A child"),
    Onlooker.GROUP: _l("Somebody from the group"),
    Onlooker.HOUSEMATE: _l("Somebody I live with"),
    Onlooker.EMPLOYER: _l("Employer or colleagues"),
    Onlooker.OTHER: _l("Somebody else"),
}
_BESIDE = {
    "reminder": _l("Send me a short e-mail without content when an answer waits here for me"),
    "zone": _l("Your time zone"),
    "voicemail": _l("May we leave a message on your voice mail?"),
    "withheld": _l("May we call with our number hidden?"),
    "named": _l("May we say who we are?"),
    "say_instead": _l("If not: what shall we say instead?"),
    "onlookers": _l("Who might see your messages or answer your telephone?"),
    "word_ours": _l("A word that tells you it is really us"),
    "word_danger": _l("A word by which you tell us that it is not safe now"),
    "notes": _l("Anything else we should be careful about"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is spoken to.

    `promises`: the page says how we keep to what is said, which whoever works here knows. `beside` is what can be said
    beside the ways, in the order in which it is asked; `who` are those who might look on.
    """

    promises: bool
    may: Mapping[str, Any]
    addresses: Mapping[Channel, Any]
    safeties: Mapping[Safety, Any]
    more: Any
    beside: Mapping[str, Any]
    who: Mapping[Onlooker, Any]
    no_address: Any
    no_way: Any


TO_THEM: Final = Voice(
    promises=True,
    may={
        "return": _l("I will come back here to read your answer"),
        "ways": _l("You may contact me, in the ways that I mark as safe"),
    },
    addresses=_ADDRESSES,
    safeties=_SAFETIES,
    more=_l("More that keeps you safe"),
    beside=_BESIDE,
    who=_ONLOOKERS,
    no_address=_l("Please say here how to reach you in this way, or do not mark it as safe."),
    no_way=_l("Please mark at least one way as safe, or choose that you will come back here."),
)

OF_THEM: Final = Voice(
    promises=False,
    may={
        "return": _l("They come back here by themselves"),
        "ways": _l("They may be contacted, in the ways that are marked as safe"),
    },
    addresses=_ADDRESSES | {Channel.MESSENGER: _l("Which one, and their name there")},
    safeties=_SAFETIES | {Safety.UNKNOWN: _l("Not said")},
    more=_l("More that keeps them safe"),
    beside=_BESIDE | {
        "reminder": _l("Send them a short e-mail without content when an answer waits for them"),
        "zone": _l("Their time zone"),
        "voicemail": _l("May we leave a message on their voice mail?"),
        "onlookers": _l("Who might see their messages or answer their telephone?"),
        "word_ours": _l("A word by which they know that it is us"),
        "word_danger": _l("A word by which they tell us that it is not safe now"),
    },
    who=_ONLOOKERS | {Onlooker.HOUSEMATE: _l("Somebody they live with")},
    no_address=_l("Say here how to reach them in this way, or do not mark it as safe."),
    no_way=_l("Mark at least one way as safe, or choose that they come back here."),
)
