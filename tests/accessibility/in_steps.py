"""How to get to every page of a form in steps: each question, each kind of slip, and all that a check page may say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from intake.errors import Untrusted
from intake.questionnaires.kept import ENTRANCES
from tests.accessibility.gallery import Gallery, Walker
from tests.accessibility.house import LETTER
from tests.web.public.test_entrances import GIVEN
from tests.web.public.test_trouble import failing, taken

SAID: dict[str, str | list[str]] = {
    "message": LETTER, "called": "Ali", "answer_language": "fa", "contact-may": "ways", "contact-email-safety": "safe",
    "contact-email-address": "someone@example.org", "contact-email-times": "after nine",
    "contact-phone-safety": "unsafe", "contact-zone": "Asia/Tehran", "contact-voicemail": "no",
    "contact-say_instead": "The dentist", "contact-onlookers": ["parent", "child"], "contact-notes": "Mind my uncle.",
}


def walk(gallery: Gallery, contact: str) -> None:
    """All of it. The forms are on one page again at the end."""
    with _in_steps(gallery.app):
        _page_by_page(gallery.somebody(), contact)
        _what_follows(gallery.somebody(), contact)
        _slips(gallery.somebody(), contact)
        _check_page(gallery, contact)


@contextmanager
def _in_steps(app: Flask) -> Iterator[None]:
    running = app.extensions["intake"]
    settings = running.settings.model_copy(update={"forms_in_steps": frozenset(ENTRANCES)})
    app.extensions["intake"] = replace(running, settings=settings)
    app.extensions.pop("intake.blank_forms", None)
    yield
    app.extensions["intake"] = running
    app.extensions.pop("intake.blank_forms")


def _page_by_page(visitor: Walker, contact: str) -> None:
    """Through the longest form: its first page empty, the others filled from the start."""
    page = visitor.get(f"{contact}?for=2")
    typed = {**SAID, **GIVEN["2"]}
    while 'name="send"' not in page.html:
        visitor.keep(f"page {page.form(contact)['step']} of a form in steps")
        page = visitor.post(contact, {**typed, **page.sent(contact)})
    visitor.keep("the check page, full")


def _what_follows(visitor: Walker, contact: str) -> None:
    begun = {**_begun(visitor, contact), **SAID, **GIVEN["1"]}
    visitor.post(contact, {**begun, "step": "7"})
    visitor.keep("the check page with an answer to what followed")
    visitor.post(contact, {**begun, "step": "8", "change": "4"})
    visitor.keep("a page in steps that asks what follows, to be changed")


def _slips(visitor: Walker, contact: str) -> None:
    begun = _begun(visitor, contact)
    visitor.post(contact, {**begun, "step": "3", "message": ""})
    visitor.keep("the page of the message, without one")
    visitor.post(contact, {**begun, "step": "5", "message": LETTER, "contact-may": "ways",
                           "contact-email-safety": "safe", "contact-notes": "n" * 2_001})
    visitor.keep("the page of safe contact, with errors")
    visitor.post(contact, {**begun, "step": "6", "message": LETTER, "called": "y" * 2_000})
    visitor.keep("the page of the name, too long")


def _check_page(gallery: Gallery, contact: str) -> None:
    visitor = gallery.somebody()
    page = visitor.post(contact, {**_begun(visitor, contact), "message": LETTER, "step": "7"})
    visitor.keep("the check page of hardly anything")
    send = {**page.sent(contact), **SAID, "send": "1"}
    visitor.post(contact, {**send, "website": "trap"})
    visitor.keep("the check page that looks once more")
    visitor.post(contact, {**send, "csrf_token": "old"})
    visitor.keep("the check page that was open for long")
    with taken(gallery.app):
        visitor.post(contact, send)
    visitor.keep("the check page while many write")
    with failing(gallery.app.extensions["intake"].stores.main, "commit"):
        visitor.post(contact, send)
    visitor.keep("the check page whose text could not be kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("intake.accounts.trust.Trust.route", _closed)
        visitor.post(contact, send)
    visitor.keep("the check page of a form that closed meanwhile")


def _begun(visitor: Walker, contact: str) -> dict[str, str]:
    return visitor.get(f"{contact}?for=1").form(contact)


def _closed(*_: object) -> None:
    raise Untrusted("not pinned")
