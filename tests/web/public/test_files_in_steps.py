"""Files of a form in steps: chosen on the check page, sent by its one button for files, and lost by no other."""

import re

import pytest

from intake.questionnaires.kept import ENTRANCES, GENERAL
from tests.web.conftest import Office
from tests.web.pager import Pager
from tests.web.public.test_files import LETTER, stored, told
from tests.web.visitor import Visitor


@pytest.fixture
def given_settings() -> dict[str, object]:
    """All forms in steps."""
    return {"minimum_seconds": 0, "free_disk_mb": 0, "forms_in_steps": {*ENTRANCES, GENERAL}}


@pytest.fixture
def pager(visitor: Visitor) -> Pager:
    """Somebody before the check page."""
    pager = Pager(visitor, "4")
    pager.to_the_end({"message": "I saw this."})
    return pager


def test_the_button_for_files_sends_the_form_with_them(pager: Pager, office: Office) -> None:
    address, = re.findall(r'formaction="([^"]*send=1)"', pager.page.html)
    page = pager.visitor.upload(address, pager.fields, [("letter.pdf", LETTER)])  # type: ignore[arg-type]
    assert page.has("receipt-code")
    assert told(page) == ["letter.pdf: arrived"]
    assert stored(office) == {"letter.pdf": LETTER}


def test_whoever_leaves_the_check_page_with_files_sends_nothing(pager: Pager, office: Office) -> None:
    assert pager.press("back", typed={"files": "letter.pdf"}).has("main")
    assert not pager.is_check
    assert office.texts() == []


def test_files_that_did_not_come_along_are_named(pager: Pager) -> None:
    page = pager.press("send", typed={"files": "letter.pdf"})
    assert page.has("receipt-code")
    assert told(page) == ["letter.pdf: was not sent along"]


AGAIN = "Please choose your files again: they did not come along."


@pytest.mark.parametrize("button", ["change", "back"])
def test_whoever_changes_an_answer_after_choosing_files_is_asked_for_them_again(
    pager: Pager, office: Office, button: str
) -> None:
    page = pager.press(button, typed={"files": ["letter.pdf", '"photo" <1>.jpg'], "as_evidence": "1"})
    assert AGAIN not in page.html, "there is no place for files here"
    pager.change_language("fa")
    pager.change_language("en")
    pager.page = pager.visitor.post("/en/safety", pager.fields, 200)
    pager.press("go_on")
    page = pager.press()
    assert pager.is_check
    assert page.text_of("files-error") == AGAIN
    assert page.form(pager.path)["as_evidence"] == "1"
    assert pager.press("send").has("receipt-code")
    assert office.texts() == ["I saw this."]


def test_whoever_chose_none_is_not_asked_again(pager: Pager) -> None:
    pager.press("change", typed={"files": ""})
    pager.press()
    assert pager.is_check
    assert AGAIN not in pager.page.html


def test_a_body_whose_button_stands_behind_its_file_sends_nothing(pager: Pager, office: Office) -> None:
    page = pager.visitor.upload(pager.path, pager.fields, [("letter.pdf", LETTER)])  # type: ignore[arg-type]
    assert not page.has("receipt-code")
    assert "Please choose your files again" in page.html
    assert office.texts() == []
