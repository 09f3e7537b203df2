"""Hostile strings in every field of the desk: a case that holds one everywhere, and one in each field of each form."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from intake.web.asking import NUMBERS
from intake.web.cookies import SESSION
from tests.realdata.reading import Enquiries, Shape, enquiry_of, kept, shown
from tests.support.instance import Instance
from tests.support.people import Person, admitted
from tests.support.served import scalar
from tests.web.pages import Form, Page

HARMLESS = "Nothing that harms anybody"
LINE, WAY, TITLE = 500, 2_000, 200
PROBED = ("/en/contact", *(f"/en/contact?for={number}" for number in NUMBERS), "/en/return", "/sign-in",
          "/account/recover", "/desk/?view=open", "/desk/cases/{case}", "/desk/cases/{case}/contact", "/desk/team",
          "/account/security", "/admin/staff", "/admin/audit")
_NOT_PRESSED = re.compile(r"/(sign-out|suspend|resume|end|end-others|export)$")
_QUERIES = ("/desk/?view={}", "/desk/?team={}", "/desk/?status={}", "/desk/?priority={}", "/desk/?after={}",
            "/desk/cases/{}", "/desk/cases/{}/note", "/admin/audit?case={}", "/admin/audit?day_from={}",
            "/admin/audit?person={}", "/admin/audit?act={}", "/admin/audit?before={}", "/en/contact?for={}",
            "/en/contact?entrance={}", "/en/contact?version={}", "/desk/cases/{}/contact", "/desk/cases/{}/contacts",
            *(f"/desk/cases/{{case}}?{name}={{}}" for name in ("words", "all", "done", "view", "contact", "contacts")),
            "/desk/unreachable?after={}", "/desk/unreachable?after=2026-01-02.{}", "/desk/unreachable?after={}.5",
            "/desk/due?after={}", "/sign-in?next={}", "/enrol/{}", "/{}/contact")


@dataclass(slots=True)
class Workplace:
    """The application over an instance, with everybody signed in."""

    app: Flask
    instance: Instance
    anybody: FlaskClient
    worker: FlaskClient
    lead: FlaskClient
    administrator: FlaskClient

    def case(self, text: str) -> str:
        """A new case that holds the text in every field of the public form; gives its reference."""
        return self.sent({**self.form(self.anybody, "/en/contact", "/en/contact"), "message": scalar(text),
                          "called": scalar(text[:LINE]), "contact-notes": scalar(text[:WAY])})

    def sent(self, fields: Mapping[str, str | list[str]]) -> str:
        """A new case of a filled form; gives its reference."""
        before = self._references()
        answer = self.anybody.post("/en/contact", data=dict(fields))
        assert answer.status_code == 200, (fields, answer.status_code)
        (made,) = self._references() - before
        return made

    def work(self, reference: str, text: str) -> None:
        """Write the text in every field of the case's own forms."""
        path, words = f"/desk/cases/{reference}", scalar(text)
        for act, fields in (
            ("note", {"text": words}), ("reply", {"text": words, "then_wait": ""}),
            ("plan", {"title": words[:TITLE], "priority": "high", "due_day": "2030-01-02"}),
            ("hand-over", {"note": words, "colleague": str(self.instance.lead.id)}),
            ("move", {"note": words, "status": "waiting", "waiting": "for_them"}),
        ):
            form = {**self.form(self.worker, path, f"{path}/{act}"), **fields}
            if act == "reply":
                del form["then_wait"]
            answer = self.worker.post(f"{path}/{act}", data=form)
            assert answer.status_code == 303, (act, text, answer.status_code)

    def page(self, reference: str) -> str:
        """The case's page."""
        return text_of(self.worker, f"/desk/cases/{reference}")

    def form(self, client: FlaskClient, path: str, action: str) -> dict[str, str]:
        """The fields of a form of a page."""
        return form_of(text_of(client, path), action)

    def _references(self) -> set[str]:
        with self.instance.stores.reading() as work:
            return set(work.main.connection().exec_driver_sql('SELECT reference FROM "case"').scalars())


def workplace(app: Flask, instance: Instance) -> Workplace:
    """Everybody signed in."""
    return Workplace(app, instance, app.test_client(), *(_signed_in(app, instance, person) for person in (
        instance.caseworker, instance.lead, instance.administrator)))


def text_of(client: FlaskClient, path: str) -> str:
    """A page's text."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def form_of(html: str, action: str) -> dict[str, str]:
    """The fields of a page's form. Nothing else of the page is read: pages of cases are long, and read often."""
    [form] = re.findall(rf'<form [^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    return Page(form).form(action)


def arrives_everywhere(place: Workplace, text: str, usual: Counter[tuple[str, ...]]) -> None:
    """The text is kept equal in every field and shown as nothing but text: the page is made of the usual elements."""
    reference = place.case(text)
    place.work(reference, text)
    html = place.page(reference)
    assert enquiry_of(html) == shown(text)
    written = Counter(words.text for words in Enquiries(html, ".words").found)
    expected = Counter({shown(text): 5}) + Counter({shown(text[:WAY]): 1})
    assert {words: written[words] for words in expected} == expected, (text, written)
    fields = Page(html).form(f"/desk/cases/{reference}/plan")
    assert fields["title"] == " ".join(kept(scalar(text)[:TITLE]).split("\n"))
    assert Counter(Shape(html).elements) == usual, (text, Counter(Shape(html).elements) - usual)


def usual_shape(place: Workplace) -> Counter[tuple[str, ...]]:
    """What the page of such a case is made of, with a text that harms nobody."""
    reference = place.case(HARMLESS)
    place.work(reference, HARMLESS)
    return Counter(Shape(place.page(reference)).elements)


def probe(place: Workplace, text: str) -> int:
    """The text in each field of each form, one at a time, and in each address: never a failure; gives how many."""
    words, reference = scalar(text), place.case(HARMLESS)
    tried: set[tuple[str, str]] = set()
    for template in PROBED:
        path = template.format(case=reference)
        client = _who_sees(place, path)
        for form, name in _fields(text_of(client, path)):
            if (form.action, name) in tried:
                continue
            fields = {**form.fields, name: words}
            ask = client.post if form.method == "post" else client.get
            answer = ask(form.action, **{"data" if form.method == "post" else "query_string": fields})
            assert answer.status_code < 500, (path, form.action, name, text)
            tried.add((form.action, name))
    for query in _QUERIES:
        path = query.format(quote(words, safe="") if "?" in query else words, case=reference)
        answer = _who_sees(place, path).get(path)
        assert answer.status_code < 500, (path, text)
    return len(tried) + len(_QUERIES)


def _fields(html: str) -> Iterator[tuple[Form, str]]:
    for form in Page(html).forms:
        if not _NOT_PRESSED.search(form.action):
            yield from ((form, name) for name in form.names)


def _who_sees(place: Workplace, path: str) -> FlaskClient:
    if path.startswith("/admin"):
        return place.administrator
    if path.startswith("/desk/team"):
        return place.lead
    return place.worker if path.startswith(("/desk", "/account/security")) else place.anybody


def _signed_in(app: Flask, instance: Instance, person: Person) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(SESSION, admitted(instance.house, person).token)
    return client
