"""Canned answers beside a message: in the person's language and the reader's, put in at its end, and never sent."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.canned.answers import FILE, load, shipped
from intake.cases.items import Kind
from intake.web.cookies import SESSION
from tests.support.people import admitted
from tests.web.desk.conftest import Desk
from tests.web.desk.test_in_a_browser import address  # noqa: F401 - a fixture
from tests.web.public.test_files import LETTER

SAID = {each.name: each.text for each in shipped()}


def offered(html: str) -> list[tuple[str, str]]:
    """The texts that stand beside the message, each with its language."""
    part = html.partition("Ready-made answers")[2].partition("</form>")[0]
    return [(language, unescape(text)) for language, text in re.findall(
        r'<p class="ready" lang="(\w\w)" dir="auto">(.*?)</p>', part, re.DOTALL)]


def press(desk: Desk, reference: str, name: str, status: int = 200, **typed: Any) -> dict[str, Any]:
    """Press the button of an answer; gives the form of the page that comes."""
    page = desk.karim.act(reference, "reply", status, put_in=name, **typed)
    return page.form(f"/desk/cases/{reference}/reply")


def test_answers_stand_there_in_the_language_of_the_person_and_in_the_readers(desk: Desk) -> None:
    reference = desk.case("سلام", language="fa")
    found = offered(desk.karim.open(reference).html)
    assert found == [pair for texts in SAID.values() for pair in (("fa", texts["fa"]), ("en", texts["en"]))]


def test_in_one_language_each_stands_there_once(desk: Desk) -> None:
    found = offered(desk.karim.open(desk.case()).html)
    assert found == [("en", texts["en"]) for texts in SAID.values()]


@pytest.mark.slow
def test_an_answer_is_put_behind_what_is_typed_everything_is_kept_and_nothing_sent(desk: Desk) -> None:
    reference = desk.case("سلام", language="fa")
    desk.karim.open(reference)
    acts = desk.acts()
    form = press(desk, reference, "received", text="Dear Ali,", then_wait="y")
    assert form["text"] == f"Dear Ali,\n\n{SAID['received']['fa']}"
    assert form["then_wait"] == "y"
    assert desk.office.texts(Kind.MESSAGE_OUT) == []
    assert set(desk.acts()[len(acts):]) == {"case:opened"}
    again = press(desk, reference, "come_back", **form)
    assert again["text"] == f"{form['text']}\n\n{SAID['come_back']['fa']}"
    assert again["version"] == form["version"]
    desk.karim.post(f"/desk/cases/{reference}/reply", again, 303)
    assert desk.office.texts(Kind.MESSAGE_OUT) == [again["text"]]


def test_the_page_that_comes_back_speaks_of_no_error(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.act(reference, "reply", 200, put_in="received", text="")
    assert "Error:" not in page.title
    assert not page.has("error-summary")
    assert "Write something first" not in page.html


def test_the_language_chosen_for_the_message_counts(desk: Desk) -> None:
    reference = desk.case("سلام", language="fa")
    page = desk.karim.act(reference, "reply", 200, put_in="received", language="sq", text="")
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == SAID["received"]["sq"]
    assert {language for language, _ in offered(page.html)} == {"sq", "en"}


def test_what_is_no_answer_adds_nothing_and_a_strange_token_neither(desk: Desk) -> None:
    reference = desk.case()
    assert press(desk, reference, "nothing", text="Dear Ali,")["text"] == "Dear Ali,"
    form = press(desk, reference, "received", 422, text="Dear Ali,", csrf_token="old")
    assert form["text"] == "Dear Ali,"
    assert desk.office.texts(Kind.MESSAGE_OUT) == []


def test_files_that_were_chosen_must_be_chosen_again(desk: Desk) -> None:
    reference = desk.case()
    path = f"/desk/cases/{reference}/reply"
    fields = desk.karim.open(reference).form(path) | {"put_in": "received"}
    page = desk.karim.upload(path, fields, [("form.pdf", LETTER)], 200)
    assert page.html.count("Please choose your files again") == 1
    assert page.form(path)["text"] == SAID["received"]["en"]


def test_an_operators_answer_is_offered_in_the_languages_that_it_has(desk: Desk) -> None:
    folder = desk.office.house.settings.instance_dir
    (folder / FILE).write_text(
        'version = 1\n[[answers]]\nname = "hours"\ntitle.de = "Zeiten"\ntext.en = "We are here from nine to five."\n')
    desk.app.extensions["intake"] = replace(desk.app.extensions["intake"], canned=load(folder))
    english, persian = (desk.karim.open(desk.case(language=each)).html for each in ("en", "fa"))
    assert "We are here from nine to five." in english
    assert "<summary>hours</summary>" in english, "without a title that the reader understands its name stands there"
    assert "We are here from nine to five." not in persian


def test_a_guest_is_offered_none(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    assert "Ready-made answers" not in desk.sara.open(reference).html


@pytest.fixture
def scripted(desk: Desk, chromium: Browser, address: str) -> Iterator[Page]:  # noqa: F811 - the fixture
    """Karim's browser, with scripts."""
    context = chromium.new_context(base_url=address)
    context.add_cookies([{"name": SESSION, "value": admitted(desk.office.house, desk.karim.person).token,
                          "url": address}])
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_with_scripts_it_is_put_in_at_once_and_in_another_language_the_page_comes_back(
    desk: Desk, scripted: Page
) -> None:
    reference = desk.case("سلام", language="fa")
    scripted.goto(f"/desk/cases/{reference}")
    sent: list[str] = []
    scripted.on("request", lambda request: sent.extend([request.url] if request.method == "POST" else []))
    form = scripted.locator("form[action*='/reply']")
    text = form.locator("textarea")
    text.fill("Dear Ali,\n")
    form.get_by_text("Ready-made answers").click()
    for title, name in (("We have read it", "received"), ("How to come back", "come_back")):
        form.locator("summary", has_text=title).click()
        form.get_by_role("button", name=title).click()
        expect(text).to_have_value(re.compile(re.escape(SAID[name]["fa"]) + "$"))
        expect(text).to_be_focused()
    first = f"Dear Ali,\n\n{SAID['received']['fa']}\n\n{SAID['come_back']['fa']}"
    expect(text).to_have_value(first)
    form.get_by_label("Then wait for their answer").press("Enter")
    expect(text).to_have_value(first)
    assert sent == []
    form.locator("select").select_option("fr")
    form.get_by_role("button", name="We have read it").click()
    expect(text).to_have_value(f"{first}\n\n{SAID['received']['fr']}")
    assert len(sent) == 1
