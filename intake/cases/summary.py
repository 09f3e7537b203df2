"""The few words about a case that a list shows, boxed under a key of the case that dies with its shard."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake.cases.keys import summary_place
from intake.questionnaires.safe_contact import SafeContact, contact_from
from intake.questionnaires.somebody_else import Knowing
from intake.vault.record import box_record, unbox_record

TITLE_LENGTH = 90
OPENING_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form that was sent again would open, and when it came. It is a no until staff takes it over."""

    contact: SafeContact
    called: str
    on: date

    def record(self) -> dict[str, Any]:
        """As a record for a box."""
        return {"contact": self.contact.record(), "called": self.called, "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list row and the card of safe contact say. `told_on` is the day on which the person last spoke of contact.

    `received_at` is the exact time, which stands nowhere in clear. `answered` says whether the person was answered or
    reached since; None in a summary from before this was noted. `heard`: how many of the person's messages, the
    enquiry among them, this takes account of. `asked` is None where nobody asked for more than holds. `knowing`: what
    the person this is about knows of it, where somebody else wrote. `titled_in`: in which language
    staff named the case, if they did.
    Of a case that was set aside, `signs` say why, and `opening` holds the first words, so that it can be judged
    without being opened.
    """

    title: str
    for_whom: str
    called: str
    contact: SafeContact
    told_on: date
    language: str
    received_at: datetime
    answered: bool | None = None
    heard: int = 1
    asked: Asked | None = None
    knowing: Knowing | None = None
    titled_in: str = ""
    signs: tuple[str, ...] = ()
    opening: str = ""

    @property
    def title_language(self) -> str:
        """The language of the title: of who wrote, or of who named the case. Empty where there is no title."""
        return (self.titled_in or self.language) if self.title.strip() else ""

    def record(self) -> dict[str, Any]:
        """The summary as a record for a box."""
        told: dict[str, Any] = {
            "title": self.title, "for_whom": self.for_whom, "called": self.called,
            "contact": self.contact.record(), "told_on": self.told_on.isoformat(), "language": self.language,
            "received_at": self.received_at.isoformat(), "answered": self.answered, "heard": self.heard,
        }
        told |= {"signs": list(self.signs), "opening": self.opening} if self.signs else {}
        told |= {"asked": self.asked.record()} if self.asked else {}
        told |= {"titled_in": self.titled_in} if self.titled_in else {}
        return told | ({"knowing": self.knowing.value} if self.knowing else {})


def box_summary(key: bytes, summary: Summary, case_id: int) -> bytes:
    """The summary, boxed under the case's summary key."""
    return box_record(key, summary.record(), summary_place(case_id))


def unbox_summary(key: bytes, blob: bytes, case_id: int) -> Summary:
    """The summary that a box holds, or InvalidTag."""
    record = {"heard": 0} | unbox_record(key, blob, summary_place(case_id))  # boxed before anybody counted
    record.pop("reminded", None)  # boxed before the waiting mails told that
    return Summary(**record | {
        "contact": contact_from(record["contact"]),
        "told_on": date.fromisoformat(record["told_on"]),
        "received_at": datetime.fromisoformat(record["received_at"]),
        "signs": tuple(record.get("signs", ())),
        "knowing": Knowing(record["knowing"]) if "knowing" in record else None,
        "asked": _asked(record["asked"]) if "asked" in record else None,
    })


def _asked(record: dict[str, Any]) -> Asked:
    return Asked(contact_from(record["contact"]), record["called"], date.fromisoformat(record["on"]))


def title_from(message: str) -> str:
    """A title for a case that nobody has named yet: the beginning of what was written, on one line."""
    return _beginning(message, TITLE_LENGTH)


def opening_of(message: str) -> str:
    """The first words of what was written, on one line."""
    return _beginning(message, OPENING_LENGTH)


def _beginning(message: str, length: int) -> str:
    line = " ".join(message.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
