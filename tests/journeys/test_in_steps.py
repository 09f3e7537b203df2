"""A form in steps in a real browser: from the front page to the desk without a script, and what Back does there."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from intake.questionnaires.kept import ENTRANCES, GENERAL, shipped
from tests.support.in_turn import first_of
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS = {each.form: each for each in shipped()}
SOMEONE = FORMS["someone"]
ODD = [
    "  spaces around  \t", "\nbegins and ends with lines\n\n", "lines \u2028\u2029\n\t\v\f end", "می\u200cخواهم",
    "e\u0301 \u00e9 \u212b \ufeff \ufffe", "\u202e turned \u202c\u2066\u2069", "\x01\x07\x1b\x7f\x85\x9f",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0010ffff", '"quoted" \'once\' <b>&amp; &#10; </textarea>',
]


@pytest.fixture(scope="module")
def also_set() -> dict[str, str]:
    """All forms in steps."""
    names = ", ".join(f'"{form}"' for form in (*ENTRANCES, GENERAL))
    return {"INTAKE_FORMS_IN_STEPS": f"[{names}]"}


@pytest.fixture
def someone(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody with a phone on which no script runs."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740},
                                   base_url=f"http://127.0.0.1:{served.port}")
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def go_on(page: Page) -> None:
    """Press the page's main button."""
    page.locator("main form .button.main").click()


def choose(page: Page, name: str, value: str, language: str) -> None:
    """Choose an answer by its words."""
    label = next(each.label.say(language) for each in SOMEONE.question(name).choices if each.value == value)
    page.get_by_text(label, exact=True).click()


def at(page: Page, name: str, language: str) -> None:
    """This is the page of that question."""
    expect(page.locator("h1")).to_contain_text(SOMEONE.question(name).label.say(language))


def test_from_the_front_page_to_the_desk_in_persian_without_a_script(someone: Page, karim: Page) -> None:
    message = f"برادرم از بهار زنگ نزده است.\n\nHis number: +49 30 1234567 {secrets.token_hex(4)}"
    someone.goto("/fa/")
    someone.locator("main a.tile").nth(1).click()
    choose(someone, "relation", "sibling", "fa")
    go_on(someone)
    at(someone, "person", "fa")
    someone.fill("[name=person-called]", "لاله")
    someone.locator("[name=back]").click()
    expect(someone.locator("[name=relation]:checked")).to_have_value("sibling")
    go_on(someone)
    expect(someone.locator("[name=person-called]")).to_have_value("لاله")
    go_on(someone)
    someone.locator("label[for=knows-0]").click()
    someone.locator("label[for=agreed-1]").click()
    go_on(someone)
    someone.fill("[name=last_heard-year]", "۱۴۰۳")
    go_on(someone)
    choose(someone, "needs", "leave", "fa")
    choose(someone, "needs", "talk", "fa")
    go_on(someone)
    go_on(someone)
    expect(someone.locator("#error-summary")).to_be_visible()
    someone.fill("[name=message]", message)
    someone.get_by_role("button", name="English").click()
    at(someone, "message", "en")
    expect(someone.locator("[name=message]")).to_have_value(message)
    someone.get_by_role("button", name="فارسی").click()
    go_on(someone)
    someone.locator("label[for=contact-may-ways]").click()
    someone.select_option("#contact-email-safety", "safe")
    someone.fill("#contact-email-address", "someone@example.org")
    go_on(someone)
    go_on(someone)
    go_on(someone)
    expect(someone.locator("main dl.looked")).to_contain_text("someone@example.org")
    assert not someone.locator("#receipt-code").count()
    someone.locator("main dl.looked > div", has_text=SOMEONE.question("person").label.fa).get_by_role("button").click()
    someone.fill("[name=person-called]", "نرگس")
    go_on(someone)
    expect(someone.locator("main dl.looked")).to_contain_text("نرگس")
    expect(someone.locator("main dl.looked")).not_to_contain_text("لاله")
    go_on(someone)
    assert len(someone.locator("#receipt-code").inner_text().split()) == 6

    karim.goto("/desk/?view=unassigned")
    karim.locator("[data-case]", has_text="برادرم").locator("a").first.click()
    expect(karim.locator("[data-enquiry]")).to_contain_text(message.rpartition(" ")[2])
    expect(karim.locator("[data-safe-contact]")).to_contain_text("someone@example.org")
    for said in ("My sister or brother", "نرگس", "Help for them to leave", "۱۴۰۳"):
        expect(karim.locator("dl.answers")).to_contain_text(said)


@first_of("scripts", [False, True])
def test_a_browser_carries_every_text_from_page_to_page_as_it_was_typed(
    chromium: Browser, served: Served, scripts: bool
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=scripts)
    page = context.new_page()
    for text in ODD:
        page.goto("/en/contact")
        go_on(page)
        page.fill("[name=message]", text)
        typed = page.input_value("[name=message]")
        for _ in range(3):
            go_on(page)
            assert page.input_value("[type=hidden][name=message]") == typed
        for _ in range(3):
            page.locator("[name=back]").click()
        assert page.input_value("textarea[name=message]") == typed
        assert typed.replace("\n", "") == text.replace("\n", "")
    context.close()


def test_the_browsers_own_back_leads_to_each_page_again_though_it_asks_first(
    chromium: Browser, served: Served
) -> None:
    """Our pages are kept nowhere, so a browser can only ask for them anew, and of those that were sent for it asks its
    person first. Then each is there with all that the pages before it had been told.
    """
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/en/")
    page.goto("/en/contact")
    page.get_by_text("For myself", exact=True).click()
    go_on(page)
    page.fill("[name=message]", "Typed before.")
    go_on(page)
    page.locator("label[for=contact-may-return]").click()
    go_on(page)
    expect(page).to_have_title("Write to us: page 4 of 4")
    page.wait_for_load_state()
    with pytest.raises(Error, match=r"ERR_CACHE_MISS|Not attached to an active page"):
        page.go_back()
    expect(page).to_have_title("127.0.0.1")
    page.reload()  # as pressing the browser's own button to send again does
    expect(page).to_have_title("Write to us: page 3 of 4")
    expect(page.locator("[name=message]")).to_have_value("Typed before.")
    go_on(page)
    go_on(page)
    expect(page.locator("main dl.looked")).to_contain_text("Typed before.")
    go_on(page)
    expect(page.locator("#receipt-code")).to_be_visible()
    context.close()


def test_back_to_the_first_page_opens_it_anew(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/contact")
    go_on(page)
    expect(page).to_have_title("Write to us: page 2 of 4")
    page.wait_for_load_state()  # whoever goes back has seen the page; in its middle the browser has none to leave
    page.go_back()
    expect(page).to_have_title("Write to us: page 1 of 4")
    go_on(page)
    expect(page).to_have_title("Write to us: page 2 of 4")
    context.close()
