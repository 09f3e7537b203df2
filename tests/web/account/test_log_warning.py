"""The browser as a witness: what it remembers of the log, the red page when the log forgot, and the way on."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from intake import clock
from intake.audit import history, witness
from intake.audit.history import Event, Filters
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.vault.sign import Signer
from intake.web.cookies import WITNESS
from tests.audit import logbook
from tests.audit.logbook import Logbook
from tests.bench.desk import counted
from tests.support.people import Person, admitted, enrolled
from tests.web.conftest import Office
from tests.web.visitor import Visitor

RED = "The log of this desk was changed"
RESTORED = "A backup of this desk was restored"
GO_ON = "/account/log-warning"
HOME = "/account/security"


class Witnessed(Visitor):
    """Somebody of the staff, signed in, whose browser keeps its memory."""

    def __init__(self, app: Flask, office: Office, person: Person) -> None:
        super().__init__(app)
        self.browser.set_cookie("s", admitted(office.house, person).token)

    @property
    def remembered(self) -> witness.Seen | None:
        """What the browser's cookie says."""
        cookie = self.browser.get_cookie(WITNESS)
        return witness.read(cookie.value) if cookie else None

    def remember(self, value: str) -> None:
        """Put something into the cookie."""
        self.browser.set_cookie(WITNESS, value)

    def go_on(self) -> None:
        """Press the button of the red page."""
        self.post(GO_ON, self.get(HOME, 409).form(GO_ON))


class Tampering:
    """The whole database in hand, with every key of the log itself."""

    def __init__(self, office: Office) -> None:
        self.log = Logbook.__new__(Logbook)
        self.log.stores = office.house.stores
        self.signer = Signer(office.house.secrets.log_seed)

    @property
    def size(self) -> int:
        """How many events there are."""
        with self.log.stores.reading() as work:
            return history.head(work.main).size

    def restore(self, size: int) -> None:
        """A backup that ended with this event is restored, and the log says so."""
        self.log.cut(size)
        with self.log.stores.reading() as work:
            root = history.root_at(work.main, size)
        assert root is not None
        with self.log.stores.changing() as work:
            record(work.main, Act.SYSTEM_RESTORED, actor=None, signer=self.signer, size=size, root=root.hex())


@pytest.fixture
def lena(app: Flask, office: Office) -> Witnessed:
    """The lead's browser."""
    return Witnessed(app, office, office.lead)


@pytest.fixture
def tampering(office: Office) -> Tampering:
    """Somebody with the database in hand."""
    return Tampering(office)


def warnings(office: Office, act: Act = Act.AUDIT_WITNESS_FAILED) -> tuple[Event, ...]:
    with office.house.stores.reading() as work:
        return history.page(work.main, Filters(act=act)).events


def test_the_browser_remembers_the_newest_event_that_it_saw_its_own_included(
    lena: Witnessed, tampering: Tampering
) -> None:
    lena.get("/admin/audit", 404)  # leaves an event of its own
    assert lena.remembered is not None
    assert lena.remembered.size == tampering.size
    cookie = lena.answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Strict", "Max-Age=31536000"} <= set(cookie.split("; "))
    assert cookie.startswith("w=")


def test_a_log_that_grew_agrees_with_every_older_memory(lena: Witnessed, tampering: Tampering) -> None:
    lena.get(HOME)
    assert lena.remembered is not None
    first = lena.remembered
    for _ in range(3):
        lena.get("/admin/audit", 404)
    newer = lena.remembered
    lena.remember(first.value())  # another tab, whose answer came late
    assert RED not in lena.get(HOME).html
    assert lena.remembered is not None
    assert lena.remembered.size == newer.size


def test_a_tail_cut_off_together_with_the_head_is_found_by_a_browser(
    lena: Witnessed, tampering: Tampering, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    lena.get("/admin/audit", 404)
    before = lena.remembered
    assert before is not None
    tampering.log.cut(before.size - 1)
    page = lena.get(HOME, 409)
    assert RED in page.title
    assert f"this browser saw {before.size} entries" in page.html
    assert f"Now the log has {before.size - 1}" in page.html
    (event,) = warnings(office)
    assert (event.actor, event.facts) == (office.lead.id, {
        "seen": before.size, "seen_root": before.root.hex(), "size": before.size - 1,
    })
    assert caplog.text.count("the log was changed") == 1
    assert office.lead.username not in caplog.text


def test_a_cut_tail_that_grew_again_is_found_by_a_browser(lena: Witnessed, tampering: Tampering, app: Flask,
                                                          office: Office) -> None:
    lena.get("/admin/audit", 404)
    tampering.log.cut(tampering.size - 1)
    other = Witnessed(app, office, enrolled(office.house, "karim"))
    for _ in range(5):
        other.get("/admin/audit", 404)
    assert RED not in other.get(HOME).html
    lena.get(HOME, 409)


def test_a_log_rewritten_with_every_stolen_key_is_found_by_a_browser(
    lena: Witnessed, tampering: Tampering, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena.get("/admin/audit", 404)
    keys = {signer.public_key: signer for signer in (tampering.signer, office.desk.keyring.signer)}
    rows = tampering.log._rows(1)
    thief = {row.signer: keys.get(row.signer, tampering.signer) for row in rows}
    monkeypatch.setattr(logbook, "KEYS", thief)
    tampering.log.rewrite(2, '"role":"administrator"', '"role":"caseworker"')
    lena.get(HOME, 409)


def test_the_same_contradiction_is_written_down_once(lena: Witnessed, tampering: Tampering, office: Office) -> None:
    lena.get("/admin/audit", 404)
    tampering.log.cut(tampering.size - 1)
    for _ in range(3):
        lena.get(HOME, 409)
    assert len(warnings(office)) == 1


def test_after_the_warning_a_person_goes_on_where_they_were_and_the_event_stays(
    lena: Witnessed, tampering: Tampering, office: Office
) -> None:
    lena.get("/admin/audit", 404)
    tampering.log.cut(tampering.size - 1)
    lena.get(HOME, 409)
    lena.go_on()
    assert lena.answer.headers["Location"] == HOME
    assert RED not in lena.follow().html
    assert [event.actor for event in warnings(office, Act.AUDIT_WITNESS_RENEWED)] == [office.lead.id]
    assert len(warnings(office)) == 1
    assert RED not in lena.get("/desk/").html


def test_going_on_wants_its_token_and_leads_to_no_other_site(lena: Witnessed, tampering: Tampering) -> None:
    lena.get("/admin/audit", 404)
    tampering.log.cut(tampering.size - 1)
    form = lena.get(HOME, 409).form(GO_ON)
    lena.post(GO_ON, form | {"csrf_token": "forged"}, 400)
    lena.get(HOME, 409)
    lena.post(GO_ON, form | {"next": "https://elsewhere.example/desk/"})
    assert lena.answer.headers["Location"] == "/desk/"


def test_going_on_without_a_warning_changes_nothing(lena: Witnessed, tampering: Tampering, office: Office) -> None:
    lena.get("/admin/audit", 404)
    tampering.log.cut(tampering.size - 1)
    fields = lena.get(HOME, 409).form(GO_ON)
    lena.post(GO_ON, fields)
    lena.post(GO_ON, fields)
    assert len(warnings(office, Act.AUDIT_WITNESS_RENEWED)) == 1


def test_a_post_is_done_and_the_page_after_it_is_red(lena: Witnessed, tampering: Tampering, office: Office) -> None:
    lena.get("/admin/audit", 404)
    tampering.log.cut(tampering.size - 1)
    before = tampering.size
    answered = lena.browser.post("/account/password", data={"csrf_token": "x"}, headers=[("Accept-Language", "en")])
    assert answered.status_code == 422, "the form is shown again, with what was typed"
    assert tampering.size == before + 1
    assert len(warnings(office)) == 1
    lena.get(HOME, 409)


def test_one_can_sign_out_from_the_red_page_and_the_witness_stays(
    lena: Witnessed, tampering: Tampering, office: Office, app: Flask
) -> None:
    lena.get("/admin/audit", 404)
    remembered = lena.remembered
    tampering.log.cut(tampering.size - 1)
    lena.post("/sign-out", lena.get(HOME, 409).form("/sign-out"))
    assert lena.browser.get_cookie("s") is None
    assert lena.remembered == remembered
    lena.get("/exit")
    lena.get("/exit/on", 303)
    assert lena.remembered == remembered
    code, *office.lead.backup_codes = office.lead.backup_codes  # type: ignore[assignment]
    lena.browser.set_cookie("s", admitted(office.house, office.lead, code=code).token)
    lena.get(HOME, 409)


@pytest.mark.parametrize("path", ["/en/", "/en/contact", "/en/return", "/sign-in", "/exit", "/exit/on", "/healthz",
                                  "/en/privacy"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_public_page_sets_or_reads_the_witness(
    app: Flask, office: Office, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_value: str) -> Any:
        raise AssertionError("the witness was read")

    monkeypatch.setattr(witness, "read", read)
    for visitor in (Visitor(app), Witnessed(app, office, office.lead)):
        visitor.browser.set_cookie(WITNESS, "00000000.99999." + "0" * 64 + ".1")
        answer = visitor.browser.get(path)
        assert answer.status_code in {200, 303}
        assert all(not each.startswith("w=") for each in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("value", ["", "x", "1.2.3.4", "00000000.0." + "0" * 64 + ".1", "00000000.1.0.1", "a" * 4000])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_cookie_that_nobody_wrote_is_no_memory(lena: Witnessed, office: Office, value: str) -> None:
    lena.remember(value)
    lena.get(HOME)
    assert lena.remembered is not None
    assert warnings(office) == ()


@pytest.mark.parametrize("emptied", [
    ("DELETE FROM audit_event", "DELETE FROM audit_head"), ("DELETE FROM audit_head",),
    ("DELETE FROM audit_event", "UPDATE audit_head SET size = 0"),
])
def test_an_empty_log_is_met_by_a_new_browser_and_refused_by_an_old_one(
    app: Flask, office: Office, lena: Witnessed, tampering: Tampering, emptied: tuple[str, ...]
) -> None:
    lena.get(HOME)
    other = Witnessed(app, office, enrolled(office.house, "karim"))
    tampering.log.as_superuser(*emptied)
    assert RED not in other.get(HOME).html
    assert RED in lena.get(HOME, 409).html


def test_a_restore_that_the_log_tells_of_is_a_calm_notice_once(
    lena: Witnessed, tampering: Tampering, office: Office
) -> None:
    for _ in range(4):
        lena.get("/admin/audit", 404)
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        tampering.restore(tampering.size - 3)
        lena.browser.post("/account/password", data={}, headers=[("Accept-Language", "en")])
        page = lena.get(HOME)
        assert RESTORED not in page.html, "the answer to the post was a page, and told it"
    assert warnings(office) == ()


def test_the_notice_waits_until_a_page_could_tell_it(lena: Witnessed, tampering: Tampering) -> None:
    for _ in range(4):
        lena.get("/admin/audit", 404)
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        tampering.restore(tampering.size - 3)
        lena.get("/admin/audit", 404)
        assert RESTORED in lena.get(HOME).html
        assert RESTORED not in lena.get(HOME).html


def test_an_old_restore_excuses_nothing_that_happened_after_it(lena: Witnessed, tampering: Tampering) -> None:
    lena.get(HOME)
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        tampering.restore(tampering.size - 1)
        lena.get(HOME)
        for _ in range(3):
            lena.get("/admin/audit", 404)
    with time_machine.travel(clock.now() + timedelta(minutes=15), tick=False):
        tampering.log.cut(tampering.size - 2)
        lena.get(HOME, 409)


def test_a_restore_that_somebody_else_wrote_into_the_log_is_none(lena: Witnessed, tampering: Tampering) -> None:
    for _ in range(4):
        lena.get("/admin/audit", 404)
    tampering.signer = Signer(b"somebody else's, thirty-two byte")
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        tampering.restore(tampering.size - 3)
        lena.get(HOME, 409)


def test_a_warning_that_cannot_be_written_down_is_still_shown(
    lena: Witnessed, tampering: Tampering, caplog: pytest.LogCaptureFixture
) -> None:
    lena.get(HOME)
    tampering.log.as_superuser("DELETE FROM audit_event", "DELETE FROM audit_head")
    assert RED in lena.get(HOME, 409).html
    assert "could not be written into it (Unrecorded)" in caplog.text


def test_the_comparison_is_one_query(lena: Witnessed, app: Flask) -> None:
    lena.get(HOME)
    stores = app.extensions["intake"].stores
    with counted(stores) as statements:
        lena.get(HOME)
    assert sum("audit_head" in each for each in statements) == 1
    assert all(re.search("LEFT OUTER JOIN audit_event", each) for each in statements if "audit_head" in each)


def test_what_is_remembered_of_another_demonstration_does_not_count(
    lena: Witnessed, app: Flask, office: Office, tampering: Tampering
) -> None:
    stranger = witness.seen_now(b"another log's key", 99_999, bytes(32))
    with tampering.log.stores.reading() as work:
        key = app.extensions["intake"].log_public_key
        assert witness.look(work.main, stranger, key, any_log=True).verdict is witness.Verdict.AGREES
        assert witness.look(work.main, stranger, key).verdict is witness.Verdict.CHANGED
