"""What is left of a safe contact when its form is sent a second time: never more than before.

Whoever finds the open page can send it again, so a second sending may only take away. What it would open is put aside
for staff to look at (requirements S-060). Pure: it knows no page, no case and no key.
"""

from dataclasses import fields, replace
from typing import Any, Final

from intake.questionnaires.safe_contact import Channel, Onlooker, SafeContact, Safety, Way

_PERMISSIONS: Final = ("voicemail", "withheld", "named", "reminder")
_TEXTS: Final = ("zone", "say_instead", "word_ours", "word_danger")


def less(holds: SafeContact, said: SafeContact) -> SafeContact:
    """What both allow. Doing it twice changes nothing more.

    Warnings are added up, and words agreed on stay: without them nobody can tell the person from somebody else. Other
    numbers, times or words to say are neither the old nor the new ones, so there are none.
    """
    if said == holds:
        return holds
    seen_by = tuple(each for each in Onlooker if each in {*holds.onlookers, *said.onlookers})
    kept = SafeContact(onlookers=seen_by, notes=_together(holds.notes, said.notes), word_ours=holds.word_ours,
                       word_danger=holds.word_danger)
    if not (holds.may and said.may):
        return kept
    allowed: dict[str, Any] = {name: _permission(getattr(holds, name), getattr(said, name)) for name in _PERMISSIONS}
    ways = {each: way for each in Channel if (way := _less_of_a_way(holds, said, each)) != Way()}
    return replace(kept, may=True, ways=ways, zone=holds.zone, say_instead=same_or_none(holds.say_instead,
                   said.say_instead), reminder_in=holds.reminder_in if allowed["reminder"] == "yes" else "", **allowed)


def beyond(holds: SafeContact, said: SafeContact) -> SafeContact:
    """What was said that `holds` does not allow: nothing but that, and nothing at all where nothing is to be opened."""
    ways = {each: said.way(each) for each in Channel
            if said.allows(each) and not (holds.allows(each) and holds.way(each) == said.way(each))}
    more = {name: value for name in (*_PERMISSIONS, *_TEXTS) if (value := getattr(said, name))
            and value != getattr(holds, name) and (value == "yes" or name in _TEXTS)}
    more |= {"reminder_in": said.reminder_in} if "reminder" in more else {}
    return SafeContact(may=bool(ways), ways=ways, **more) if ways or more else SafeContact()


def with_more(holds: SafeContact, asked: SafeContact) -> SafeContact:
    """What would hold if all that was asked for were allowed."""
    more = {each.name: value for each in fields(asked) if (value := getattr(asked, each.name)) and each.name != "ways"}
    return replace(holds, **more, ways={**holds.ways, **asked.ways})


def same_or_none(held: str, said: str) -> str:
    """A word to be used with the person, where it is still the same one."""
    return held if said == held else ""


def _less_of_a_way(holds: SafeContact, said: SafeContact, channel: Channel) -> Way:
    """A way as it is left. Its number stays, for the record, also where it is no way any more."""
    held, now = holds.way(channel), said.way(channel)
    if Safety.UNSAFE in {held.safety, now.safety}:
        return replace(held, safety=Safety.UNSAFE)
    timed = bool(held.times or now.times)
    hidden = channel is Channel.PHONE and (holds.withheld == "yes") != (said.withheld == "yes")
    if (held.safety is not now.safety or now.address != held.address or hidden
            or (timed and said.zone != holds.zone) or (held.times and now.times and held.times != now.times)):
        return replace(held, safety=Safety.UNKNOWN)
    return replace(held, times=held.times or now.times)


def _permission(held: str, said: str) -> str:
    if "no" in {held, said}:
        return "no"
    return said and held


def _together(held: str, said: str) -> str:
    return held if said in held else f"{held}\n{said}".lstrip("\n")
