"""Hostile strings in every answer to every entrance, and in all that is written down of a person's safe contact.

The pages on the way are held beside the same pages with a harmless text.
"""

from collections.abc import Iterator
from urllib.parse import quote

from intake.calendars.convert import Calendar
from intake.questionnaires.definition import CONTACT, Kind, Question
from intake.questionnaires.kept import GENERAL
from intake.questionnaires.safe_contact import Channel
from intake.web.asking import NUMBERS
from intake.web.places import ZONES, countries, spoken
from tests.realdata.desk_matrix import HARMLESS, Workplace, form_of, text_of
from tests.realdata.reading import Part, Parts, kept, told_alike
from tests.support.served import scalar
from tests.web.pages import Page

ENTRANCES = ("", *NUMBERS)
MESSAGE = "Of the questions beside it"
_SHORTEST = 200
_CODES = frozenset({*ZONES, *Calendar, "yes", "no", *(code for code, _ in (*countries("en"), *spoken("en")))})
_ADDRESSES = ("/en/contact?for={}", "/en/contact?entrance={}&version={}", "/desk/unreachable?after={}",
              "/desk/unreachable?after=2026-01-02.{}", "/desk/unreachable?after={}.5",
              "/desk/cases/{case}?contacts={}&contact={}&words={}")
Fields = dict[str, str | list[str]]
Usual = list[list[Part]]


def short(text: str) -> str:
    """As much of a text as every field takes; empty where nothing would be left to send."""
    cut = scalar(text)[:_SHORTEST]
    return cut if kept(cut).strip() else ""


def usual_entrance(place: Workplace, entrance: str) -> Usual:
    """What the pages of a person who comes by an entrance are made of, with a text that harms nobody."""
    return [Parts(html).found for html in _come(place, entrance, HARMLESS)]


def arrives_by(place: Workplace, entrance: str, text: str, usual: Usual) -> int:
    """The text is kept equal in every answer and shown as nothing but text; gives in how many places."""
    return _alike(_come(place, entrance, text), text, usual)


def usual_contact(place: Workplace) -> Usual:
    """What the pages of safe contact are made of, with a text that harms nobody."""
    return [Parts(html).found for html in _contact(place, HARMLESS)]


def stands_on_the_card(place: Workplace, text: str, usual: Usual) -> int:
    """The same for a contact that was written down and a card that was changed."""
    return _alike(_contact(place, text), text, usual)


def is_taken_or_asked_about(place: Workplace, text: str) -> int:
    """The text as the one safe e-mail address: taken, or given back as it was typed. Gives the HTTP status."""
    fields = place.form(place.anybody, "/en/contact", "/en/contact") | {
        "message": MESSAGE, "contact-may": "ways", "contact-email-safety": "safe", "contact-email-address": text}
    answer = place.anybody.post("/en/contact", data=fields)
    assert answer.status_code in {200, 422}, (text, answer.status_code)
    if answer.status_code == 422:
        form = Page(answer.get_data(as_text=True)).form("/en/contact")
        assert form["contact-email-address"] == kept(text)
    return answer.status_code


def breaks_no_address(place: Workplace, text: str, reference: str) -> None:
    """The text as each parameter of an address, and as what a form says of itself: never a failure."""
    said = quote(scalar(text), safe="")
    for address in _ADDRESSES:
        path = address.replace("{}", said).replace("{case}", reference)
        answer = (place.worker if path.startswith("/desk") else place.anybody).get(path)
        assert answer.status_code < 500, (address, text)
    form = place.form(place.anybody, "/en/contact?for=1", "/en/contact") | {"message": MESSAGE}
    for name in ("entrance", "version"):
        answer = place.anybody.post("/en/contact", data=form | {name: scalar(text)})
        assert answer.status_code in {200, 422}, (name, text)


def _alike(pages: Iterator[str], text: str, usual: Usual) -> int:
    return sum(told_alike(ours, theirs, HARMLESS, text) for ours, theirs in zip(usual, pages, strict=True))


def _come(place: Workplace, entrance: str, text: str) -> Iterator[str]:
    """Fill in everything but the message, then that too: the form as it came back, and the case's page."""
    fields = _answered(place, entrance, text)
    refused = place.anybody.post("/en/contact", data=fields)
    assert refused.status_code == 422, (entrance, text, refused.status_code)
    yield refused.get_data(as_text=True)
    reference = place.sent(fields | {"message": MESSAGE})
    yield text_of(place.worker, f"/desk/cases/{reference}?words=1")


def _contact(place: Workplace, text: str) -> Iterator[str]:
    """Write down a contact by a way that was not called safe, then change the card: its form, and the case's page."""
    path = f"/desk/cases/{place.case(MESSAGE)}"
    _post(place, f"{path}/contacts", text_of(place.worker, path), {
        "channel": ["post", text], "reached": ["no_answer", text], "override": text, "note": text, "confirmed": text})
    for why in ("Nobody knew yet", text):
        form = text_of(place.worker, f"{path}/contact")
        _post(place, f"{path}/contact", form, {**_ways(text), "called": text, "why": why})
    yield form
    yield text_of(place.worker, f"{path}?words=1")


def _post(place: Workplace, action: str, page: str, fields: Fields) -> None:
    answer = place.worker.post(action, data={**form_of(page, action), **fields})
    assert answer.status_code == 303, (action, fields, answer.status_code)


def _answered(place: Workplace, entrance: str, text: str) -> Fields:
    """The form of an entrance, with the text in every field of every question, and no message yet."""
    questionnaire = place.app.extensions["intake"].questionnaires.newest(NUMBERS.get(entrance, GENERAL))
    fields: Fields = dict(place.form(place.anybody, f"/en/contact?for={entrance}", "/en/contact"))
    for question in questionnaire.questions:
        fields |= _answer(question, text)
    return fields | {"message": ""}


def _answer(question: Question, text: str) -> Fields:
    """One answer. What is chosen has a choice, so that what depends on it is asked, and the text behind it."""
    name = question.name
    match question.kind:
        case Kind.ONE | Kind.SEVERAL | Kind.YES_NO:
            return {name: [question.values[0], text]}
        case Kind.COUNTRY | Kind.LANGUAGE:
            return {name: _no_choice(text)}
        case Kind.WHEN:
            texts = {"day": text, "month": text, "year": text, "calendar": _no_choice(text)}
            return {f"{name}-{part}": said for part, said in texts.items()}
        case Kind.PERSON:
            return {f"{name}-{part}": text for part in ("called", "age")}
        case Kind.CONTACT:
            return _ways(text)
        case _:
            return {name: text}


def _ways(text: str) -> Fields:
    """All ways of contact, each of them safe, and all that may be said beside them."""
    fields: Fields = {f"{CONTACT}-{part}": text for part in ("say_instead", "word_ours", "word_danger", "notes")}
    fields |= {f"{CONTACT}-{part}": _no_choice(text) for part in ("zone", "voicemail", "named")}
    for channel in Channel:
        fields |= {f"{CONTACT}-{channel.value}-{part}": text for part in ("address", "times")}
        fields[f"{CONTACT}-{channel.value}-safety"] = ["safe", text]
    # One word with an @ means to be an e-mail address, and is asked about where it is none. A second word makes it two.
    return fields | {f"{CONTACT}-email-address": f"{text} too", f"{CONTACT}-may": ["ways", text],
                     f"{CONTACT}-withheld": ["yes", text], f"{CONTACT}-onlookers": ["partner", text]}


def _no_choice(text: str) -> str:
    """The text for a field that takes choices of ours alone: a few texts are one, and then say something else."""
    return f"{text}?" if text in _CODES else text
