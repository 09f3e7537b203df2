"""Somebody with a browser. Every page that they meet is checked for what every page must have."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response as WrappedResponse

from intake.audit.witness import read
from intake.web.cookies import WITNESS
from intake.web.headers import FOUND, HEADERS
from tests.support.multipart import CONTENT_TYPE, body_of
from tests.web.pages import Page

ENGLISH = [("Accept-Language", "en")]
FILES = "files"


@dataclass(slots=True)
class Sent:
    """What a receipt page gave."""

    code: str
    page: Page
    fields: dict[str, str]


class Visitor:
    """A browser with its own cookies, without JavaScript."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browser = app.test_client()
        self.answer: TestResponse

    def get(self, path: str, status: int = 200, headers: Any = ENGLISH) -> Page:
        """Open an address."""
        return self._check(self.browser.get(path, headers=headers), status, echoed="")

    def file(self, path: str) -> WrappedResponse:
        """A static file, read and closed."""
        with self.browser.get(path) as answer:
            assert answer.get_data() or answer.status_code >= 300
            return answer

    def post(self, path: str, fields: Mapping[str, str | list[str]], status: int = 303, headers: Any = ENGLISH) -> Page:
        """Send a form. A field of several choices is a list."""
        answer = self.browser.post(path, data=dict(fields), headers=headers)
        return self._check(answer, status, echoed="".join(map("".join, fields.values())))

    def upload(self, path: str, fields: Mapping[str, str], files: Iterable[tuple[str, bytes]], status: int = 200,
               keep: float = 1.0) -> Page:
        """Send a form with files, as its button for files does; of the body only this share arrives."""
        body = body_of([*fields.items(), *((FILES, name, data) for name, data in files)])
        answer = self.browser.post(path, data=body[:int(len(body) * keep)], content_type=CONTENT_TYPE, headers=ENGLISH)
        return self._check(answer, status, echoed="".join(fields.values()))

    def follow(self) -> Page:
        """Go where the last answer pointed."""
        return self.get(self.answer.headers["Location"])

    def fill(self, language: str = "en", **given: str) -> dict[str, str]:
        """The contact form as its page gives it, filled."""
        return {**self.get(f"/{language}/contact").form(f"/{language}/contact"), **given}

    def send(self, message: str, *, language: str = "en", **given: str) -> Sent:
        """Send an enquiry and take the code from the receipt page."""
        fields = self.fill(language, message=message, **given)
        page = self.post(f"/{language}/contact", fields, 200)
        return Sent(page.text_of("receipt-code"), page, fields)

    def come_back(self, code: str, status: int = 303, *, language: str = "en", **given: str) -> Page:
        """Enter a receipt code."""
        form = self.get(f"/{language}/return").form(f"/{language}/return")
        return self.post(f"/{language}/return", {**form, "code": code, **given}, status)

    def say(self, message: str, status: int = 303, **given: str) -> Page:
        """Send a message from the thread's page."""
        fields = {**self.get("/en/thread").form("/en/thread"), "message": message, **given}
        return self.post("/en/thread", fields, status)

    def _check(self, answer: TestResponse, status: int, echoed: str) -> Page:
        self.answer = answer
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, f"{answer.request.path}: {answer.status}\n{text[:2000]}"
        for name, value in HEADERS.items():
            # Which pages search engines may list, a test of its own says.
            assert answer.headers[name] in {value, FOUND if name == "X-Robots-Tag" else value}, name
        page = Page(text)
        if answer.mimetype == "text/html" and answer.status_code not in {303, 308}:
            assert page.title.strip()
            assert page.language
            assert page.direction == ("rtl" if page.language in {"fa", "ar"} else "ltr")
            assert "{{" in echoed or "{{" not in text
            assert "{%" in echoed or "{%" not in text
        return page


def headers_of(answer: TestResponse) -> dict[str, str]:
    """What a signed-in person's answer says in its headers, but for the state of the log that the browser is to
    remember: each refusal is one more event, and the next answer names it.
    """
    headers = dict(answer.headers)
    cookie = headers["Set-Cookie"]
    remembered = read(cookie.removeprefix(f"{WITNESS}=").partition(";")[0])
    assert remembered is not None
    lasts = re.sub(r"Expires=[^;]*", "", cookie.replace(remembered.value(), ""))
    return headers | {"Set-Cookie": lasts}
