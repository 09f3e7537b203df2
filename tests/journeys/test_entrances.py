"""From the front page through each entrance to the desk and back, with scripts and without, in three languages."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.questionnaires.kept import ENTRANCES, shipped
from tests.support.in_turn import first_of
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS = {each.form: each for each in shipped()}
CHOSEN = {"self": ("needs", "place"), "someone": ("needs", "leave"), "left": ("needs", "papers"),
          "information": ("about", "events")}
ANSWER = "We have read it. You are not alone."


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def someone(chromium: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody with a phone."""
    context = chromium.new_context(java_script_enabled=request.param, viewport={"width": 360, "height": 740},
                                   base_url=f"http://127.0.0.1:{served.port}")
    yield context.new_page()
    context.close()


def choice(form: str, language: str) -> str:
    """What the chosen answer says in a language."""
    name, value = CHOSEN[form]
    return next(each.label.say(language) for each in FORMS[form].question(name).choices if each.value == value)


def write(page: Page, form: str, language: str, message: str) -> str:
    """Take an entrance from the front page, answer a question, mark one safe way, and send; gives the code."""
    page.goto(f"/{language}/")
    page.locator("main a.tile").nth(ENTRANCES.index(form)).click()
    page.get_by_text(choice(form, language), exact=True).click()
    page.fill("[name=message]", message)
    page.locator("label[for=contact-may-ways]").click()
    page.select_option("#contact-email-safety", "safe")
    page.fill("#contact-email-address", "someone@example.org")
    page.locator("main form .button.main").click()
    return page.locator("#receipt-code").inner_text()


@first_of("language", ["fa", "en", "sq"])
def test_every_entrance_leads_to_the_desk_and_its_answer_back(someone: Page, karim: Page, language: str) -> None:
    for form in ENTRANCES:
        message = f"{form} {language} {secrets.token_hex(4)}"
        code = write(someone, form, language, message)
        karim.goto("/desk/?view=unassigned")
        karim.locator("[data-case]", has_text=message).locator("a").first.click()
        card = karim.locator("[data-safe-contact]")
        expect(card).to_contain_text("someone@example.org")
        expect(karim.locator("dl.answers")).to_contain_text(choice(form, "en"))
        expect(karim.locator("dl.answers")).to_contain_text(choice(form, language))
        karim.locator("form[action*='/reply'] textarea").fill(ANSWER)
        karim.locator("form[action*='/reply'] button").last.click()
        someone.goto(f"/{language}/return")
        someone.fill("[name=code]", code)
        someone.locator("main form .button.main").click()
        expect(someone.locator("main")).to_contain_text(ANSWER)


def test_what_follows_from_an_answer_shows_when_it_is_given(someone: Page) -> None:
    someone.goto("/en/contact?for=1")
    country = someone.locator("select[name=country]")
    expect(country).to_be_hidden()
    someone.locator("label", has=someone.locator("input[name=danger][value=yes]")).click()
    expect(country).to_be_visible()
    someone.locator("label", has=someone.locator("input[name=danger][value=no]")).click()
    expect(country).to_be_hidden()
