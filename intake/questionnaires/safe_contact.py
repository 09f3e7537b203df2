"""How a person may be reached without harm, as they said it: way by way, and what they did not mark counts as a no.

The rules of requirements S-050 to S-056. It knows no page, no case and no key.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """A way of reaching somebody."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    MESSENGER = "messenger"
    POST = "post"
    PERSON = "person"


class Safety(StrEnum):
    """What the person said of a way. `UNKNOWN` means no, like `UNSAFE`, but may still be asked about."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


class Onlooker(StrEnum):
    """Who might see a message or answer a telephone."""

    PARTNER = "partner"
    PARENT = "parent"
    CHILD = "child"
    GROUP = "group"
    HOUSEMATE = "housemate"
    EMPLOYER = "employer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Way:
    """One way: whether it is safe, the number or address, and when, in the person's own words."""

    safety: Safety = Safety.UNKNOWN
    address: str = ""
    times: str = ""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """All that a person said of being reached. Whatever is not said is empty, and empty never means yes.

    `may` is False for somebody who comes back by themselves. `voicemail`, `withheld` (calls from a withheld number) and
    `named` (we may say who we are) are "yes", "no", "unknown" or empty; so is `reminder` (a mail without content when
    an answer waits), and `reminder_in` is the language in which they were shown that mail, where that is known. `zone`
    is the person's IANA time zone.
    """

    may: bool = False
    ways: Mapping[Channel, Way] = field(default_factory=dict)
    zone: str = ""
    voicemail: str = ""
    withheld: str = ""
    named: str = ""
    say_instead: str = ""
    onlookers: tuple[Onlooker, ...] = ()
    word_ours: str = ""
    word_danger: str = ""
    notes: str = ""
    reminder: str = ""
    reminder_in: str = ""

    def way(self, channel: Channel) -> Way:
        """What was said of a way; one that was not mentioned is unknown."""
        return self.ways.get(channel, Way())

    def allows(self, channel: Channel) -> bool:
        """Whether the person may be contacted so without being asked first."""
        return self.may and self.way(channel).safety is Safety.SAFE

    @property
    def reminder_address(self) -> str:
        """Where that mail goes; empty where none does. It comes at any hour, so none goes where hours were named."""
        way = self.way(Channel.EMAIL)
        wanted = self.reminder == "yes" and self.allows(Channel.EMAIL) and not way.times.strip()
        return way.address.strip() if wanted else ""

    @property
    def can_begin(self) -> bool:
        """Whether anybody may contact the person first, by any way."""
        return any(self.allows(channel) for channel in Channel)

    def record(self) -> dict[str, Any]:
        """As a record for a box: what is empty is left out."""
        told: dict[str, Any] = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        if self.ways:
            told["ways"] = {channel.value: asdict(way) for channel, way in self.ways.items()}
        return told


def contact_from(record: Mapping[str, Any]) -> SafeContact:
    """The safe contact that a record holds."""
    told = dict(record)
    ways = {Channel(channel): Way(**(way | {"safety": Safety(way["safety"])}))
            for channel, way in told.pop("ways", {}).items()}
    onlookers = tuple(map(Onlooker, told.pop("onlookers", ())))
    return SafeContact(ways=ways, onlookers=onlookers, **told)
