"""A store that is full, locked or gone while somebody writes: nothing is lost, half kept, or promised (promise 11).

The page comes back with everything typed; pressing the button again, once the store is well, makes one case.
"""

import re
from collections.abc import Mapping

import pytest

from tests.crash import faults
from tests.crash.conftest import Desk
from tests.crash.faults import Fault

pytestmark = pytest.mark.slow

CONTACT = "/en/contact"
WORDS = {
    "message": "\nWir haben sie seit Mai nicht gesehen.\n\n  \"<b>Bitte</b>\" & leise …" * 600,
    "called": "M. <i>", "contact-may": "ways", "contact-messenger-safety": "safe",
    "contact-messenger-address": "Nach neun, am grünen Tor.", "for_whom": "someone",
}
BREAKING: dict[str, Fault] = {"full": faults.full, "locked": faults.locked, "gone": faults.gone}

both_stores = pytest.mark.parametrize("store", ["main", "shards"])
every_fault = pytest.mark.parametrize("fault", list(BREAKING))


@both_stores
@every_fault
def test_an_enquiry_that_cannot_be_kept_stays_in_its_form_and_arrives_once_at_the_next_press(
    desk: Desk, store: str, fault: str,
) -> None:
    fields = desk.visitor.fill(**WORDS)
    before, shards = desk.held(), desk.shards()
    with BREAKING[fault](getattr(desk.stores, store)):
        page = desk.visitor.post(CONTACT, fields, 503)
        assert not page.has("receipt-code")
        assert _as_typed(page.form(CONTACT)) == WORDS
    assert desk.held() == before
    assert desk.shards() in (shards, shards + (store == "main"))

    receipt = desk.visitor.post(CONTACT, page.form(CONTACT) | WORDS, 200)
    assert desk.held()["case"] == before["case"] + 1
    desk.visitor.come_back(receipt.text_of("receipt-code"))


@every_fault
def test_a_message_that_cannot_be_kept_stays_in_its_form(desk: Desk, fault: str) -> None:
    desk.visitor.come_back(desk.visitor.send("First.").code)
    fields = desk.visitor.follow().form("/en/thread") | {"message": WORDS["message"]}
    before = desk.held()
    with BREAKING[fault](desk.stores.main):
        page = desk.visitor.post("/en/thread", fields, 503)
        assert page.form("/en/thread")["message"] == WORDS["message"]
    assert desk.held() == before
    desk.visitor.post("/en/thread", fields, 303)
    assert desk.held()["item"] == before["item"] + 1


@every_fault
@pytest.mark.parametrize("store", ["main", "shards", "ephemeral"])
def test_a_code_that_cannot_be_tried_is_not_called_wrong(desk: Desk, store: str, fault: str) -> None:
    code = desk.visitor.send("First.").code
    fields = desk.visitor.get("/en/return").form("/en/return") | {"code": code}
    with BREAKING[fault](getattr(desk.stores, store)):
        answer = desk.visitor.browser.post("/en/return", data=fields)
        if answer.status_code != 303:  # on a full disk, or one that is locked for writing, reading goes on
            assert answer.status_code == 503
            assert f'value="{code}"' in answer.get_data(as_text=True)
    desk.visitor.come_back(code)


@pytest.mark.parametrize("fault", ["locked", "gone"])
def test_nothing_is_shown_or_promised_at_the_desk_while_the_log_cannot_be_written(desk: Desk, fault: str) -> None:
    desk.visitor.send("Nobody may read this unrecorded.")
    staff = desk.staff()
    [reference] = re.findall('data-case="([^"]+)"', staff.get("/desk/?view=open").get_data(as_text=True))
    events = desk.events()
    with BREAKING[fault](desk.stores.main):
        for path in ("/desk/?view=open", f"/desk/cases/{reference}"):
            answer = staff.get(path)
            assert answer.status_code == 503
            assert "unrecorded" not in answer.get_data(as_text=True)
    assert desk.events() == events
    assert staff.get(f"/desk/cases/{reference}").status_code == 200


def test_the_form_opens_and_takes_text_back_while_every_store_is_gone(desk: Desk) -> None:
    fields = desk.visitor.fill(**WORDS)
    with faults.gone(desk.stores.main), faults.gone(desk.stores.shards), faults.gone(desk.stores.ephemeral):
        desk.visitor.get(CONTACT)
        assert _as_typed(desk.visitor.post(CONTACT, fields, 503).form(CONTACT)) == WORDS
        desk.visitor.get("/readyz", 503)
        desk.visitor.get("/healthz")


def _as_typed(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in WORDS}
