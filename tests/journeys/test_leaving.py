"""Leaving fast, in a real browser: with and without scripts, by hand and by key."""

from collections.abc import Iterator

import pytest
from babel.support import Translations
from playwright.sync_api import Browser, Page, Request, expect

from intake.paths import STATIC
from intake.settings import LANGUAGES
from tests.journeys.tab import Tab
from tests.support.in_turn import in_turn
from tests.support.line import Line
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = "Somebody comes in while I write."
CATALOGS = STATIC.parent / "translations"
STALLED_MS = 3_000
LEFT = "[...document.body.querySelectorAll('*')].map((each) => each.tagName).concat(document.title.trim())"


@pytest.fixture
def someone(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody at the English form, who has written."""
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/en/contact")
    page.fill("[name=message]", LETTER)
    yield page
    context.close()


def read_aloud(page: Page) -> set[str]:
    """What a screen reader has to read, but for the page's title."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return {name for each in nodes if each["role"]["value"] != "RootWebArea"
            and (name := each.get("name", {}).get("value", ""))}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def stays(page: Page) -> bool:
    """Whether the page is still there with what was typed."""
    return page.input_value("[name=message]").startswith(LETTER)


@in_turn("language, by_key", LANGUAGES, [True, False])
def test_nothing_of_the_page_is_left_before_the_next_one_comes(
    someone: Page, language: str, by_key: bool
) -> None:
    said = {"en": "Loading", "fa": "در حال بارگذاری", "ar": "جارٍ التحميل", "fr": "Chargement", "de": "Wird geladen",
            "sq": "Po ngarkohet"}
    someone.goto(f"/{language}/contact")
    someone.fill("[name=message]", LETTER)
    someone.route("**/exit", lambda route: route.fulfill(status=204))  # an answer without a page: this one stays
    if by_key:
        press(someone, "Shift", "Shift", "Shift")
    else:
        someone.locator("#leave").click()
    expect(someone.get_by_role("alert")).to_have_text(said[language])
    assert someone.evaluate(LEFT) == ["P", ""]
    assert read_aloud(someone) == {said[language]}


@pytest.mark.parametrize("by_key", [True, False])
def test_however_long_the_next_page_takes_nothing_is_left_and_back_leads_to_the_page_before(
    chromium: Browser, line: Line, by_key: bool
) -> None:
    context = chromium.new_context(base_url=line.url)
    page = context.new_page()
    tab = Tab(page)
    page.goto("/en/")
    page.goto("/en/contact")
    page.fill("[name=message]", LETTER)
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text))
    page.evaluate(f"setInterval(() => console.log(JSON.stringify({LEFT})), 100)")
    line.stalled.add("/exit")
    if by_key:
        press(page, "Shift", "Shift", "Shift")
    else:
        page.locator("#leave").click(no_wait_after=True)
    page.wait_for_timeout(STALLED_MS)
    assert line.asked[-1] == "/exit", "it was asked for, and no answer came"
    assert len(seen) > 10
    assert set(seen[5:]) == {'["P",""]'}
    assert "We listen to people" in tab.step(-1)
    assert LETTER not in tab.step(1)
    context.close()


def test_without_scripts_the_page_stays_until_an_answer_comes_and_goes_before_the_other_site_answers(
    chromium: Browser, line: Line
) -> None:
    context = chromium.new_context(base_url=line.url, java_script_enabled=False)
    page = context.new_page()
    tab = Tab(page)
    blank = tab.picture()
    page.goto("/en/contact")
    form = tab.picture()
    line.stalled |= {"/exit", "/exit/on"}
    page.locator("#leave").click(no_wait_after=True)
    page.wait_for_timeout(STALLED_MS)
    assert tab.picture() != blank, "nothing can hide it: the page about shared devices says so"
    line.go_on("/exit")
    while "/exit/on" not in line.asked:
        page.wait_for_timeout(20)
    assert tab.picture() == blank != form
    context.close()


def test_who_typed_capitals_or_pressed_escape_stays(someone: Page) -> None:
    someone.locator("[name=message]").press("End")
    press(someone, "Shift+A", "Shift+B", "Shift+C", "Escape", "Escape", "Escape")
    press(someone, "Shift", "Shift", "x", "Shift", "Shift")
    assert stays(someone)


@pytest.mark.parametrize("held", ["Alt", "Control"])
def test_who_goes_through_the_languages_of_the_keyboard_stays(someone: Page, held: str) -> None:
    someone.keyboard.down(held)
    press(someone, "Shift")
    expect(someone.locator("#presses")).to_have_text("")
    press(someone, "Shift", "Shift")
    someone.keyboard.up(held)
    assert stays(someone)


def test_the_presses_so_far_are_told_and_forgotten_after_five_seconds(someone: Page) -> None:
    someone.clock.install()
    someone.reload()
    someone.fill("[name=message]", LETTER)
    told = someone.locator("#presses")
    press(someone, "Shift")
    expect(told).to_have_text("Press Shift two more times to leave this site.")
    press(someone, "Shift")
    expect(told).to_have_text("Press Shift once more to leave this site.")
    someone.clock.fast_forward(5_100)
    expect(told).to_have_text("")
    press(someone, "Shift")
    expect(told).to_have_text("Press Shift two more times to leave this site.")
    assert stays(someone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_dots_and_words_in_the_pages_language_tell_the_presses(someone: Page, language: str) -> None:
    catalog = Translations.load(CATALOGS, [language])
    someone.goto(f"/{language}/contact")
    told = someone.locator("#presses")
    expect(told).to_have_attribute("role", "status")
    for dots, sentence in (("●○○", "Press Shift two more times to leave this site."),
                           ("●●○", "Press Shift once more to leave this site.")):
        press(someone, "Shift")
        expect(told).to_have_text(catalog.ugettext(sentence))
        assert (catalog.ugettext(sentence) == sentence) == (language == "en")
        assert dots in someone.evaluate("getComputedStyle(document.getElementById('presses'), '::before').content")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_second_stop_of_the_keyboard_leaves(
    chromium: Browser, served: Served, elsewhere: str, scripts: bool
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/contact")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    press(page, "Tab", "Tab", "Enter")
    page.wait_for_url(f"{elsewhere}/**")
    assert any(request.url.startswith(elsewhere) for request in asked)
    assert not any(request.header_value("referer") for request in asked)
    context.close()


def _sent_empty(page: Page, language: str) -> None:
    page.goto(f"/{language}/contact")
    page.locator("main form .button.main").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()


def _sent(page: Page, language: str) -> None:
    page.goto(f"/{language}/contact")
    page.fill("[name=message]", LETTER)
    page.locator("main form .button.main").click()
    expect(page.locator("#receipt-code")).to_be_visible()


def _opened(page: Page, language: str) -> None:
    _sent(page, language)
    code = page.locator("#receipt-code").inner_text()
    page.goto(f"/{language}/return")
    page.fill("[name=code]", code)
    page.locator("main form .button.main").click()
    page.wait_for_url("**/thread")


STATES = {"the form with errors": _sent_empty, "the receipt": _sent, "the conversation": _opened}


def stays_in_sight(page: Page, width: int) -> None:
    """Scrolled down, with the presses told, the way out is seen whole, nothing lies over it, and it is not printed."""
    page.mouse.wheel(0, 2_500)
    press(page, "Shift", "Shift")
    expect(page.locator("#presses")).not_to_be_empty()
    link = page.locator("#leave")
    expect(link).to_be_in_viewport(ratio=1)
    link.click(trial=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    expect(link).to_be_hidden()


@in_turn("width, path", [320, 1280], ["/en/", "/en/contact", "/en/privacy", "/en/real-site", "/fa/contact",
                                      "/fa/safety", "/fa/help", "/ar/", "/ar/contact", "/ar/nothing", "/en/nothing"])
def test_the_way_out_stays_in_sight_uncovered_and_is_not_printed(someone: Page, width: int, path: str) -> None:
    someone.set_viewport_size({"width": width, "height": 500})
    someone.goto(path)
    stays_in_sight(someone, width)


@in_turn("width, language, state", [320, 1280], ["ar", "en"], list(STATES))
def test_it_does_so_on_the_pages_that_one_gets_to_by_sending(
    someone: Page, width: int, language: str, state: str
) -> None:
    someone.set_viewport_size({"width": width, "height": 500})
    STATES[state](someone, language)
    stays_in_sight(someone, width)
