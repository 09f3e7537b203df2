"""What a page leaves on somebody's device, or tells a third party: nothing that its headers and fields can prevent."""

import re

import pytest

from intake.web.headers import FOUND, HEADERS
from tests.accessibility.conftest import BOTH_DIRECTIONS, EVERY_LANGUAGE, OTHERS, Galleries
from tests.accessibility.outline import Outline
from tests.accessibility.window import Window
from tests.support.browser import KEPT, NOTHING
from tests.support.in_turn import first_of

OURS = r"/static/|/desk/cases/[A-Z0-9-]+/files/\d+/(picture|small)\?"
"""Where pages load something from: our own files, and what the desk draws anew of somebody's."""

LANGUAGES = pytest.mark.parametrize("language", ["en", "fa"])
UNLEARNT = {"autocomplete": "off", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
MESSAGES_ALONE = {("autocapitalize", "none"), ("autocorrect", "off")}  # who writes much keeps what corrects slips
NO_TEXT = {"hidden", "radio", "checkbox", "submit", "password", "date", "file"}
DENIED = {"camera", "microphone", "geolocation", "usb", "serial", "web-share", "display-capture"}


@EVERY_LANGUAGE
def test_every_answer_with_a_page_carries_the_strict_headers(public_galleries: Galleries, language: str) -> None:
    guidance = {name for name, shown in public_galleries(language).pages.items()
                if shown.status == 200 and shown.headers["X-Robots-Tag"] == FOUND and "<form" not in shown.html}
    for name, shown in public_galleries(language).pages.items():
        told = {each: shown.headers.get(each) for each in HEADERS}
        if name in guidance:
            assert told.pop("X-Robots-Tag") == FOUND, name
        assert told == {each: HEADERS[each] for each in told}, name


def test_the_headers_keep_nothing_name_nobody_else_and_deny_the_device() -> None:
    assert HEADERS["Cache-Control"] == "no-store"
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    sources = {source for rule in HEADERS["Content-Security-Policy"].split("; ") for source in rule.split()[1:]}
    assert sources == {"'none'", "'self'"}
    assert set(re.findall(r"([a-z-]+)=\(\)", HEADERS["Permissions-Policy"])) >= DENIED
    assert {"noindex", "noarchive"} <= set(HEADERS["X-Robots-Tag"].split(", "))


@EVERY_LANGUAGE
def test_no_title_outside_the_desk_names_the_organisation(public_galleries: Galleries, language: str) -> None:
    organisation = public_galleries(language).app.extensions["intake"].settings.organisation
    titles = {shown.name: Outline(shown.html).title for shown in public_galleries(language).pages.values()
              if "/desk.css" not in shown.html}
    assert len(titles) > 50
    assert {name: title for name, title in titles.items() if organisation in title or not title.strip()} == {}


@EVERY_LANGUAGE
def test_no_cookie_comes_before_a_conversation_was_opened(public_galleries: Galleries, language: str) -> None:
    for shown in public_galleries(language).from_outside():
        if shown.endpoint != "public.open_thread" or shown.status != 200:
            assert "Set-Cookie" not in shown.headers, shown.name


@pytest.mark.browser
@pytest.mark.slow
@first_of("language", [*BOTH_DIRECTIONS, *OTHERS], 2)
def test_no_page_from_outside_stores_anything_in_the_browser(
    public_galleries: Galleries, window: Window, language: str
) -> None:
    for shown in public_galleries(language).from_outside():
        page = window.show(shown)  # until it is loaded: all of its scripts have run by then
        assert page.evaluate(KEPT) == NOTHING, shown.name
        assert page.context.cookies() == [], shown.name


@pytest.mark.slow
@EVERY_LANGUAGE
def test_nothing_is_fetched_from_elsewhere_and_nothing_can_be_installed(
    public_galleries: Galleries, language: str
) -> None:
    for shown in public_galleries(language).pages.values():
        for tag, given in Outline(shown.html).elements:
            loads = given.get("src") or (given.get("href", "") if tag == "link" else "")
            assert not loads or re.match(OURS, loads), f"{shown.name}: {loads}"
            assert "manifest" not in given.get("rel", ""), shown.name


@EVERY_LANGUAGE
def test_no_browser_is_asked_to_remember_or_to_send_away_what_people_type(
    public_galleries: Galleries, language: str
) -> None:
    fields = 0
    for shown in public_galleries(language).from_outside():
        for tag, given in Outline(shown.html).elements:
            if tag == "form" and not given["action"].endswith("/leave"):
                assert given.get("autocomplete") == "off", f"{shown.name}: {given}"
            if tag == "textarea":
                assert UNLEARNT.items() - given.items() <= MESSAGES_ALONE, f"{shown.name}: {given}"
            if tag == "input" and given.get("type", "text") not in NO_TEXT:
                only_a_robot_sees_it = given.get("tabindex") == "-1"
                assert only_a_robot_sees_it or given.items() >= UNLEARNT.items(), f"{shown.name}: {given}"
            fields += tag == "textarea" or (tag == "input" and given.get("type", "text") not in NO_TEXT)
    assert fields > 30


@pytest.mark.slow
@LANGUAGES
def test_no_browser_sends_away_what_staff_write_about_a_case(galleries: Galleries, language: str) -> None:
    areas = [given for shown in galleries(language).pages.values() for tag, given in Outline(shown.html).elements
             if tag == "textarea" and not given["id"].startswith("sample-")]
    assert len(areas) > 30
    assert [given for given in areas if given.get("spellcheck") != "false"] == []
