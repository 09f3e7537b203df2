"""The fields that people meet: what may be left empty says so, nothing is chosen for anybody, numbers run rightly."""

import re
from itertools import pairwise

import pytest

from tests.accessibility.conftest import EVERY_LANGUAGE, Galleries
from tests.accessibility.gallery import Gallery
from tests.accessibility.outline import Outline
from tests.accessibility.window import Window

RIGHT_TO_LEFT = pytest.mark.parametrize("language", ["fa", "ar"])
A_FIELD = re.compile(r'<(?:div|fieldset) class="field(?: wrong)?"')
OPTIONAL = 'class="optional"'
SHOWS_A_CODE = ("the receipt", "a new code in place of one that was handed out", "a changed code")
LEFT_TO_RIGHT = {"code", "contact-phone-address", "contact-text-address", "contact-email-address"}
TAKES = {"username": {"username"}, "password": {"current-password", "new-password"}, "current": {"current-password"},
         "new": {"new-password"}, "again": {"new-password"}, "code": {"one-time-code"}}
"""What a password manager is told of the fields with which staff say who they are."""
PLACES = """(element) => {
  const places = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode())
    for (let at = 0; at < text.length; at++) {
      const range = document.createRange();
      range.setStart(text, at); range.setEnd(text, at + 1);
      const {x, y, width} = range.getBoundingClientRect();
      if (width && text.data[at].trim()) places.push([text.data[at], Math.round(y), x]);
    }
  return places;
}"""
"""Where each character of an element stands."""


def fields_of_forms(gallery: Gallery) -> list[tuple[str, str]]:
    """Each field of the contact forms, in all their states, as markup."""
    return [(shown.name, field) for shown in gallery.from_outside()
            if shown.endpoint in {"public.show_contact", "public.send_contact"}
            for field in A_FIELD.split(shown.html.partition("</form>")[0])[1:]]


@EVERY_LANGUAGE
def test_what_may_be_left_empty_says_so_in_words_and_nothing_has_an_asterisk(
    public_galleries: Galleries, language: str
) -> None:
    fields = fields_of_forms(public_galleries(language))
    assert len(fields) > 100
    for name, field in fields:
        label, _, rest = re.sub(r"</?h1>", "", field).partition('class="label"')[2].partition("</l")
        assert (OPTIONAL in label) != ('aria-required="true"' in rest), f"{name}: {label}"
        assert "*" not in label, name
        if 'id="contact-may-ways"' in field:
            assert OPTIONAL in field.partition("<summary>")[2].partition("</summary>")[0], name
            times = re.findall(r'<label for="contact-\w+-times">(.*?)</label>', field)
            assert len(times) == 6, name
            assert all(OPTIONAL in each for each in times), name


@EVERY_LANGUAGE
def test_nothing_is_ticked_or_chosen_beforehand(public_galleries: Galleries, language: str) -> None:
    """But the calendar that people of the page's language think in: a date needs one, and it is shown beside it."""
    opened = [shown for shown in public_galleries(language).from_outside() if shown.endpoint.startswith("public.show_")]
    choices = 0
    for shown in opened:
        choosing = ""
        for tag, given in Outline(shown.html).elements:
            choosing = given["name"] if tag == "select" else choosing
            choices += given.get("type") in {"radio", "checkbox"}
            assert "checked" not in given, f"{shown.name}: {given}"
            if tag == "option" and "selected" in given and not choosing.endswith("-calendar"):
                assert given["value"] in {"", "unknown"}, f"{shown.name}: {choosing}"
    assert choices > 50


@EVERY_LANGUAGE
def test_what_was_said_about_calls_can_be_taken_back_without_a_script(
    public_galleries: Galleries, language: str
) -> None:
    [form] = [shown for shown in public_galleries(language).from_outside() if shown.name == "the form of entrance 1"]
    offered = [given for _, given in Outline(form.html).elements if given.get("type") == "radio"]
    for part in ("voicemail", "withheld", "named"):
        values = [given["value"] for given in offered if given["name"] == f"contact-{part}"]
        assert values == ["yes", "no", "unknown"]


@EVERY_LANGUAGE
def test_numbers_and_addresses_are_typed_left_to_right_and_a_code_is_shown_so_in_ascii(
    public_galleries: Galleries, language: str
) -> None:
    typed = set()
    for shown in public_galleries(language).from_outside():
        for tag, given in Outline(shown.html).elements:
            if tag == "input" and given.get("type") != "hidden" and given.get("name") in LEFT_TO_RIGHT:
                assert given.get("dir") == "ltr", f"{shown.name}: {given}"
                typed.add(given["name"])
        if shown.name in SHOWS_A_CODE:
            [code] = re.findall(r'<p class="receipt" id="receipt-code" dir="ltr" translate="no">(.*?)</p>', shown.html)
            assert re.fullmatch(r"([0-9]{4} ){5}[0-9]{4}", re.sub(r"<[^>]*>", "", code)), shown.name
    assert typed == LEFT_TO_RIGHT


@pytest.mark.slow
def test_a_password_manager_is_told_what_each_field_of_signing_in_takes(galleries: Galleries) -> None:
    told = set()
    for shown in galleries("en").pages.values():
        of_account = shown.endpoint.startswith("account.")
        for tag, given in Outline(shown.html).elements if of_account or 'type="password"' in shown.html else ():
            if of_account and given.get("type") in {"text", "password"} and given["name"] in TAKES:
                assert given.get("autocomplete") in TAKES[given["name"]], f"{shown.name}: {given}"
                told.add(given["autocomplete"])
            if tag == "input" and given.get("type") == "password" and shown.endpoint != "public.show_styleguide":
                assert given.get("autocomplete") in {"current-password", "new-password"}, f"{shown.name}: {given}"
    assert told == {"username", "current-password", "new-password", "one-time-code"}


@pytest.mark.browser
@pytest.mark.slow
@RIGHT_TO_LEFT
def test_on_a_page_from_right_to_left_a_code_still_runs_from_left_to_right(
    public_galleries: Galleries, window: Window, language: str
) -> None:
    for name in SHOWS_A_CODE:
        page = window.show(public_galleries(language).pages[name])
        window.unfold()
        for code in page.locator(".receipt").all():
            places = code.evaluate(PLACES)
            assert len(places) == 24, name
            assert all(line < below or x < after for (_, line, x), (_, below, after) in pairwise(places)), name


@pytest.mark.browser
@pytest.mark.slow
@RIGHT_TO_LEFT
def test_on_a_page_from_right_to_left_numbers_stand_at_the_side_where_lines_begin(
    public_galleries: Galleries, window: Window, language: str
) -> None:
    page = window.show(public_galleries(language).pages["the form with every error"])
    window.unfold()
    for name in sorted(LEFT_TO_RIGHT - {"code"}):
        style = page.locator(f"#{name}").evaluate("(input) => [getComputedStyle(input).direction, "
                                                  "getComputedStyle(input).textAlign]")
        assert style == ["ltr", "right"], name
