"""The strict headers stand on every answer, whatever it is."""

import gzip
import re

from flask import Flask

from intake.web.headers import HEADERS
from tests.web.visitor import Visitor


def test_pages_redirects_errors_and_files_carry_every_header(visitor: Visitor) -> None:
    style = re.search(r"/static/[0-9a-f]+/base\.css", visitor.get("/en/").html)
    assert style is not None
    for path in ("/", "/en/", "/exit", "/exit/on", "/healthz", "/nothing", "/desk/", "/static/none.css", style[0]):
        answer = visitor.file(path)
        missing = {name for name in HEADERS if name not in answer.headers}
        assert missing == set(), path
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    for method in ("put", "delete", "patch", "options", "head"):
        answer = getattr(visitor.browser, method)("/en/contact")
        assert {name for name in HEADERS if name not in answer.headers} == set(), method


def test_nothing_inline_may_run_and_nobody_may_frame(visitor: Visitor) -> None:
    rules = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"


def test_a_file_may_be_kept_for_ever_and_a_page_never(visitor: Visitor) -> None:
    page = visitor.get("/en/contact")
    files = re.findall(r"/static/[0-9a-f]{12}/[a-z.]+", page.html)
    assert len(set(files)) == 4, "one of them is loaded only once somebody chooses a file"
    for file in files:
        answer = visitor.file(file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert visitor.answer.headers["Cache-Control"] == "no-store"


def test_a_first_visit_fits_into_four_requests_and_thirty_kilobytes(visitor: Visitor) -> None:
    page = visitor.get("/fa/contact")
    files = set(re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page.html))
    weights = [len(gzip.compress(page.html.encode()))]
    weights += [len(gzip.compress(visitor.file(file).data)) for file in files]
    assert len(weights) <= 4
    assert sum(weights) < 30 * 1024


def test_search_engines_may_list_what_tells_everybody_the_same_and_nothing_else(app: Flask, visitor: Visitor) -> None:
    told = {}
    for address in app.url_map.iter_rules():
        if "GET" in (address.methods or set()) and address.arguments <= {"language"}:
            answer = visitor.browser.get(address.rule.replace("<lang:language>", "en"))
            told[address.endpoint] = answer.headers["X-Robots-Tag"]
    assert told.pop("public.show_contact") == told.pop("public.show_thread") == "noindex, nofollow, noarchive"
    listed = {name for name, value in told.items() if "noindex" not in value}
    assert listed == {f"public.show_{name}" for name in
                      ("home", "safety", "privacy", "real_site", "accessibility", "help")}
    assert {told[name] for name in listed} == {"noarchive"}


def test_the_receipt_and_whatever_is_missing_are_never_listed(visitor: Visitor) -> None:
    visitor.send("Hello.")
    assert "noindex" in visitor.answer.headers["X-Robots-Tag"]
    visitor.get("/en/nothing", 404)
    assert "noindex" in visitor.answer.headers["X-Robots-Tag"]


def test_answers_differ_by_cookie_and_language(visitor: Visitor) -> None:
    visitor.get("/", 303)
    assert visitor.answer.headers["Vary"] == "Cookie, Accept-Language"
