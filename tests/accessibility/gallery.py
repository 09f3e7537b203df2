"""Every page that there is, in one language, as the application answered with it: walked once, then looked at often.

A page is kept with its answer's own headers, so a browser that is given it from here behaves as before the server.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, template_rendered, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule as Address
from werkzeug.test import Client, TestResponse, run_wsgi_app

from intake.access.roles import GRANTS, Role
from intake.web import errors
from intake.web.cookies import SESSION
from intake.web.guard import Rule
from intake.web.headers import dressed
from intake.web.uploads import FILES_AT_ONCE
from tests.support.multipart import CONTENT_TYPE, body_of
from tests.support.people import Person, admitted
from tests.web.desk.conftest import Desk
from tests.web.pages import Page
from tests.web.visitor import FILES

NOBODY = "nobody"
TOO_MANY = [(f"{number}. foto.jpg", b"a photograph") for number in range(FILES_AT_ONCE + 1)]
PASSING = frozenset({"public.leave_site"})
"""Where nobody stays: a page that is blank and goes on by itself. It has no heading and no control to be looked at."""
_NO_PAGE = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: who sees it, when, and the whole answer."""

    name: str
    language: str
    endpoint: str
    path: str
    status: int
    headers: Mapping[str, str]
    html: str
    seen_by: str = NOBODY

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class Walker:
    """Somebody with a browser, whose pages may be of any status."""

    def __init__(self, gallery: "Gallery", role: str = NOBODY, token: str = "") -> None:
        self.gallery, self.role = gallery, role
        self.browser: Client = gallery.app.test_client()
        self.answer: TestResponse
        gallery.walkers[role] = self
        if token:
            self.browser.set_cookie(SESSION, token)

    def get(self, path: str) -> Page:
        """Open an address."""
        return self._took("GET", self.browser.get(path, headers=self.gallery.speaks), path)

    def post(self, path: str, fields: Mapping[str, Any]) -> Page:
        """Send a form."""
        return self._took("POST", self.browser.post(path, data=dict(fields), headers=self.gallery.speaks), path)

    def enclose(self, path: str, on: str = "", files: Sequence[tuple[str, bytes]] = TOO_MANY, **given: str) -> Page:
        """Fill in the same form, and send it with these files, or with one more than may be sent at once."""
        fields = {**self.get(on or path).form(path), **given}
        body = body_of([*fields.items(), *((FILES, name, data) for name, data in files)])
        answer = self.browser.post(path, data=body, content_type=CONTENT_TYPE, headers=self.gallery.speaks)
        return self._took("POST", answer, path)

    def send(self, path: str, on: str = "", **given: Any) -> Page:
        """Fill in the form of a page, the one at the same address unless told otherwise, and send it."""
        return self.post(path, {**self.get(on or path).form(path), **given})

    def follow(self) -> Page:
        """Go where the last answer pointed."""
        return self.get(self.answer.headers["Location"])

    def keep(self, name: str) -> None:
        """Put the page that is open into the gallery."""
        self.gallery.hang(name, self.answer, self.role)

    def _took(self, method: str, answer: TestResponse, path: str) -> Page:
        self.answer = answer
        if (endpoint := self.gallery.endpoint_of(path, method)) is not None:
            self.gallery.answers[method, endpoint].add(_kind_of(answer))
        return Page(answer.get_data(as_text=True) if str(answer.mimetype).startswith("text/") else "")


@dataclass
class Gallery:
    """What was kept, and what every address answered with: a kind of content, "elsewhere" where
    it sent on, "nothing" where there was none.
    """

    app: Flask
    desk: Desk
    language: str
    places: dict[str, Any]
    pages: dict[str, Shown] = field(default_factory=dict)
    passing: dict[str, Shown] = field(default_factory=dict)
    answers: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    templates: set[str] = field(default_factory=set)
    walkers: dict[str, Walker] = field(default_factory=dict)

    def __post_init__(self) -> None:
        template_rendered.connect(self._rendered, self.app)

    @property
    def speaks(self) -> list[tuple[str, str]]:
        """What a browser in this language says of itself."""
        return [("Accept-Language", self.language)]

    def somebody(self) -> Walker:
        """A fresh browser in which nobody is signed in."""
        return Walker(self)

    def signed_in(self, role: str, person: Person) -> Walker:
        """A fresh browser in which this person is signed in. With a backup code: the timed ones are few."""
        code, *person.backup_codes = person.backup_codes  # type: ignore[assignment]
        return Walker(self, role, admitted(self.desk.office.house, person, code=code).token)

    def hang(self, name: str, answer: TestResponse, seen_by: str) -> None:
        """Keep a page under a name of its own."""
        assert answer.mimetype == "text/html", f"{name} is no page: {answer.status} {answer.mimetype}"
        assert answer.status_code not in _NO_PAGE, f"{name} is no page, it sends on to {answer.headers['Location']}"
        assert name not in self.pages, f"there are two pages called {name}"
        path, method = answer.request.path, answer.request.method
        endpoint = self.endpoint_of(path, method) or "error"
        self.pages[name] = Shown(name, self.language, endpoint, path, answer.status_code, dict(answer.headers),
                                 answer.get_data(as_text=True), seen_by)

    def hang_error(self, status: int) -> None:
        """Keep the page of an error, as somebody meets it at the form. Some happen only when much is broken."""
        path = f"/{self.language}/contact"
        with self.app.test_request_context(path, headers=self.speaks) as context:
            self.app.preprocess_request()
            answer = self.app.process_response(self.app.make_response(errors.page(status)))
            body, _, headers = run_wsgi_app(dressed(answer), context.request.environ)
            shown = Shown(f"error {status}", self.language, "error", path, status, dict(headers),
                          b"".join(body).decode())
        self.pages[shown.name] = shown

    def from_outside(self) -> Iterator[Shown]:
        """The pages that people from outside meet."""
        for shown in self.pages.values():
            in_public = shown.endpoint.startswith("public.") or shown.endpoint == "error"
            if shown.seen_by == NOBODY and in_public and "demonstration" not in shown.name:
                yield shown

    def one_of_each_kind(self) -> list[Shown]:
        """Of all pages with the same main heading the fullest one."""
        fullest: dict[str, Shown] = {}
        for shown in self.pages.values():
            kind = shown.html.partition("<h1")[2].partition("</h1>")[0]
            if kind not in fullest or len(shown.html) > len(fullest[kind].html):
                fullest[kind] = shown
        return list(fullest.values())

    def endpoint_of(self, path: str, method: str) -> str | None:
        """Which view answers there."""
        try:
            return str(self.app.url_map.bind("localhost").match(path.partition("?")[0], method)[0])
        except HTTPException:
            return None

    def addresses(self, method: str) -> list[Address]:
        """Every address that takes this method."""
        return [each for each in self.app.url_map.iter_rules() if method in (each.methods or ())]

    def path_of(self, address: Address) -> str:
        """The address, about what there is."""
        with self.app.test_request_context():
            return url_for(address.endpoint, **{name: self.places[name] for name in address.arguments})

    def look_everywhere(self, *, in_public_alone: bool = False) -> None:
        """Open every address that is in the map, as the first of the roles that may."""
        for address in self.addresses("GET"):
            if in_public_alone and not address.endpoint.startswith("public."):
                continue
            walker = self.walkers[self._who_may(address)]
            walker.get(self.path_of(address))
            if _kind_of(walker.answer) == "text/html":
                walker.keep(f"{address.endpoint} as {walker.role}")
        self.passing = {shown.name: self.pages.pop(shown.name) for shown in list(self.pages.values())
                        if shown.endpoint in PASSING}

    def send_everything(self) -> None:
        """Send every form of every page as it stands there, so that each is refused, or done, once."""
        tried = {"account.sign_out", "account.end_other_sessions"}
        for shown in list(self.pages.values()):
            for form in Page(shown.html).forms:
                endpoint = self.endpoint_of(form.action, "POST")
                if form.method == "post" and endpoint is not None and endpoint not in tried:
                    tried.add(endpoint)
                    self._send(shown, endpoint, form.action, form.fields)

    def _send(self, shown: Shown, endpoint: str, action: str, fields: Mapping[str, str]) -> None:
        walker = self.walkers[shown.seen_by]
        walker.post(action, fields)
        if _kind_of(walker.answer) == "text/html":
            walker.keep(f"{endpoint}, sent as it stood")

    def _who_may(self, address: Address) -> str:
        rule = vars(self.app.view_functions[address.endpoint])["access_rule"]
        assert isinstance(rule, Rule)
        if rule.permission is None:
            return NOBODY
        return next(role.value for role in (Role.LEAD, Role.ADMINISTRATOR, Role.AUDITOR, Role.CASEWORKER)
                    if rule.permission in GRANTS[role])

    def _rendered(self, _app: Flask, template: Any, **_: Any) -> None:
        self.templates.add(template.name)

    def demonstrating(self) -> "Gallery":
        """The same, of a demonstration."""
        running = self.app.extensions["intake"]
        self.app.extensions["intake"] = replace(running, demo=not running.demo)
        return self


def _kind_of(answer: TestResponse) -> str:
    if answer.status_code == 404:
        return "nothing"
    return "elsewhere" if answer.status_code in _NO_PAGE else str(answer.mimetype)
