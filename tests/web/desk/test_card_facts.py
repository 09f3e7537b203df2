"""What the card tells whoever calls: voice mail, a hidden number, who might hear, what to say, and the time there."""

import re

from intake.questionnaires.safe_contact import Channel, Onlooker, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk

BY_PHONE = {Channel.PHONE: Way(Safety.SAFE, "+49 30 1234567", "after nine")}
NOT_BY_PHONE = {Channel.PHONE: Way(Safety.UNSAFE, "+49 30 1234567"), Channel.POST: Way(Safety.SAFE, "Box 7")}


def facts(desk: Desk, **told: object) -> dict[str, str]:
    """The card of a case with this contact."""
    contact = SafeContact(may=True, **{"ways": BY_PHONE, **told})  # type: ignore[arg-type]
    html = desk.karim.open(desk.case(contact=contact)).html
    card = html[html.index("data-safe-contact"):html.index("data-enquiry")]
    return dict(re.findall(r"<dt>(.*?)</dt><dd><bdi[^>]*>(.*?)</bdi></dd>", card))


def test_whoever_calls_reads_what_is_allowed_and_what_was_not_said_is_a_no(desk: Desk) -> None:
    told = facts(desk, voicemail="yes", withheld="no", named="unknown", say_instead="The dentist")
    assert (told["Speak on voice mail"], told["Call with number hidden"]) == ("yes", "no")
    assert (told["Say who we are"], told["Say instead"]) == ("not said, so no", "The dentist")
    assert facts(desk)["Call with number hidden"] == "not said, so no"


def test_whoever_calls_reads_who_might_hear_and_what_time_it_is_there(desk: Desk) -> None:
    told = facts(desk, onlookers=(Onlooker.PARENT, Onlooker.GROUP), zone="Asia/Tehran")
    assert told["Who might see or answer"] == "Mother or father and Somebody from the group"
    assert re.fullmatch(r"\d\d:\d\d · Iran Time", told["Time there now"])


def test_where_nobody_may_call_nothing_of_calls_stands_there(desk: Desk) -> None:
    told = facts(desk, ways=NOT_BY_PHONE, voicemail="yes", withheld="yes")
    assert not {"Speak on voice mail", "Call with number hidden"} & told.keys()
