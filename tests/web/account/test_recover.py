"""Setting a new password with the recovery key, in the browser."""

from datetime import UTC, datetime

import pytest
import time_machine

from intake.accounts import throttle
from tests.support.people import Person
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

RECOVER = "/account/recover"
NEW = "nine swallows under the old bridge"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def recover(visitor: Visitor, person: Person, status: int = 303, **given: str) -> Page:
    form = visitor.get(RECOVER).form(RECOVER)
    return visitor.post(RECOVER, {**form, "username": person.username, "recovery_key": person.recovery_key,
                                  "code": person.backup_codes[0], "password": NEW, "again": NEW, **given}, status)


def test_the_recovery_key_sets_a_new_password(visitor: Visitor, office: Office) -> None:
    recover(visitor, office.lead)
    assert "Your new password is set." in visitor.follow().html
    form = visitor.get("/sign-in").form("/sign-in")
    visitor.post("/sign-in", {**form, "username": office.lead.username, "password": NEW, "code": office.lead.code()})


@pytest.mark.parametrize("given", [
    {"username": "nobody"}, {"recovery_key": "AAAA"}, {"recovery_key": "é\x00" * 20}, {"code": ""}, {"code": "000000"},
])
def test_every_failure_has_the_same_answer(visitor: Visitor, office: Office, given: dict[str, str]) -> None:
    page = recover(visitor, office.lead, 422, **given)
    assert "This did not work." in page.html
    assert NEW not in page.html


def test_a_weak_password_is_refused_with_its_reason(visitor: Visitor, office: Office) -> None:
    assert "shorter than 12" in recover(visitor, office.lead, 422, password="short", again="short").html


@time_machine.travel(NOON, tick=False)
def test_too_many_tries_are_asked_to_wait(visitor: Visitor, office: Office) -> None:
    for _ in range(throttle.FREE_TRIES):
        recover(visitor, office.lead, 422, recovery_key="AAAA")
    recover(visitor, office.lead, 429, recovery_key="AAAA")
