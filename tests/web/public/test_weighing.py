"""What looks like spam is taken like everything else; the sender sees no difference, and nobody is stopped twice."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from intake import clock
from intake.cases.models import Case
from intake.cases.states import Status
from intake.cases.summary import Summary
from intake.judging.judge import Sign
from intake.questionnaires.kept import GENERAL
from intake.vault.lanes import Lanes
from intake.vault.lately import Bucket
from intake.web.public import pace
from intake.web.work import Runtime
from tests.support.people import UNHURRIED
from tests.web.conftest import Office
from tests.web.pager import Pager
from tests.web.visitor import Visitor

FORM = "/en/contact"
OFFER = "Buy followers now, 50 % off! Visit our website https://example.com/cheap"
LETTER = "I have not heard from my sister since she moved into the house by the lake."


def standing(office: Office) -> list[Status]:
    """Where each case stands."""
    with office.house.stores.reading() as work:
        return list(work.main.scalars(select(Case.status)))


def signs(office: Office) -> list[set[str]]:
    """Why each case is where it is."""
    summaries: list[Summary] = [summary for summary, _ in office.arrived().values()]
    return [set(each.signs) for each in summaries]


def test_an_advertisement_is_taken_with_a_receipt_and_set_aside(visitor: Visitor, office: Office) -> None:
    sent = visitor.send(OFFER)
    assert office.texts() == [OFFER]
    assert standing(office) == [Status.QUARANTINED]
    assert signs(office) == [{Sign.LINK, Sign.ADVERTISES}]
    Visitor(visitor.app).come_back(sent.code)


def test_the_sender_sees_the_same_page_either_way(app: Flask, office: Office) -> None:
    spam, letter = (Visitor(app).send(text) for text in (OFFER, LETTER))
    assert _without_code(spam.page.html, spam.code) == _without_code(letter.page.html, letter.code)
    assert sorted(standing(office)) == [Status.NEW, Status.QUARANTINED]


def _without_code(html: str, code: str) -> str:
    for group in code.split():
        html = html.replace(group, "····", 1)
    return html


def test_a_trap_that_is_filled_twice_stops_nobody_twice(visitor: Visitor, office: Office) -> None:
    again = visitor.post(FORM, visitor.fill(message=LETTER, website="https://x.example"), 422).form(FORM)
    assert again["again"]
    page = visitor.post(FORM, {**again, "website": "https://x.example"}, 200)
    assert page.has("receipt-code")
    assert (standing(office), signs(office)) == ([Status.QUARANTINED], [{Sign.TRAP}])


def test_a_trap_that_was_filled_once_leaves_no_mark(visitor: Visitor, office: Office) -> None:
    again = visitor.post(FORM, visitor.fill(message=LETTER, website="https://x.example"), 422).form(FORM)
    assert visitor.post(FORM, again, 200).has("receipt-code")
    assert standing(office) == [Status.NEW]


def test_what_is_an_advertisement_anyway_is_not_asked_to_press_again(visitor: Visitor, office: Office) -> None:
    page = visitor.post(FORM, visitor.fill(message=OFFER, website="https://x.example"), 200)
    assert page.has("receipt-code")
    assert signs(office) == [{Sign.LINK, Sign.ADVERTISES, Sign.TRAP}]


def test_other_fields_are_weighed_too(visitor: Visitor, office: Office) -> None:
    visitor.send("Hello.", called="Buy followers now, 50 % off, visit our website https://example.com")
    assert standing(office) == [Status.QUARANTINED]


class TestInSteps:
    """A form that asks one question a page."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """The general form in steps."""
        return {**UNHURRIED, "forms_in_steps": {GENERAL}}

    def test_a_trap_that_is_filled_twice_stops_nobody_twice_here_either(self, visitor: Visitor, office: Office) -> None:
        pager = Pager(visitor, "")
        pager.to_the_end({"message": LETTER})
        pager.press("send", typed={"website": "https://x.example"}, status=422)
        assert pager.is_check
        assert pager.press("send", typed={"website": "https://x.example"}).has("receipt-code")
        assert (standing(office), signs(office)) == ([Status.QUARANTINED], [{Sign.TRAP}])


class TestTheMinimumTime:
    """Who presses faster than somebody could read, and does so twice."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """The default pace."""
        return {**UNHURRIED, "minimum_seconds": 3}

    def test_twice_too_fast_is_taken_and_set_aside(self, visitor: Visitor, office: Office) -> None:
        with time_machine.travel(clock.now(), tick=False):
            again = visitor.post(FORM, visitor.fill(message=LETTER), 422).form(FORM)
            assert visitor.post(FORM, again, 200).has("receipt-code")
        assert signs(office) == [{Sign.HASTE}]


class TestTheSameText:
    """One text, sent from many pages on one day."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """Twice is nothing."""
        return {**UNHURRIED, "same_text_a_day": 2}

    def test_the_third_is_set_aside_today_and_tomorrow_counts_anew(self, visitor: Visitor, office: Office) -> None:
        for text in (LETTER, LETTER.upper(), f"  {LETTER}\n"):
            visitor.send(text)
        assert sorted(standing(office)) == [Status.NEW, Status.NEW, Status.QUARANTINED]
        assert {Sign.SAME_TODAY} in signs(office)
        with time_machine.travel(clock.now() + timedelta(days=1)):
            visitor.send(LETTER)
        assert standing(office).count(Status.NEW) == 3

    def test_a_short_text_is_nobodys(self, visitor: Visitor, office: Office) -> None:
        for _ in range(4):
            visitor.send("Please help me.")
        assert standing(office) == [Status.NEW] * 4

    def test_what_was_not_kept_does_not_count(self, app: Flask, visitor: Visitor, office: Office) -> None:
        fields = visitor.fill(message=LETTER)
        for _ in range(4):
            visitor.post(FORM, fields, 200)
        visitor.send(LETTER)
        assert standing(office) == [Status.NEW, Status.NEW]


class TestARush:
    """More at once than people write."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """Two in two minutes."""
        return {**UNHURRIED, "enquiries_per_minute": 1, "code_tries_per_minute": 1}

    @pytest.fixture(autouse=True)
    def _at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pace, "SLOWED_TO_SECONDS", 0.0)

    def test_nobody_is_refused_and_what_is_too_much_is_set_aside(self, visitor: Visitor, office: Office) -> None:
        for number in range(5):
            visitor.send(f"This is letter number {number}.")
        assert sorted(standing(office)) == [Status.NEW] * 2 + [Status.QUARANTINED] * 3
        assert signs(office).count({Sign.RUSH}) == 3

    def test_codes_are_tried_in_turn_and_open_as_always(self, visitor: Visitor) -> None:
        code = visitor.send(LETTER).code
        for _ in range(4):
            Visitor(visitor.app).come_back(code)

    @pytest.mark.parametrize("bucket", list(Bucket))
    def test_a_lane_whose_patience_is_over_keeps_what_was_typed(
        self, app: Flask, visitor: Visitor, bucket: Bucket,
    ) -> None:
        running: Runtime = app.extensions["intake"]
        for _ in range(3):
            running.lately.too_many(bucket)
        lane = running.slow_lanes[bucket]
        lane._patience = 0.05
        with Lanes(running.settings.instance_dir / "lanes", f"slow-{bucket.name.lower()}", 1).place():
            if bucket is Bucket.ENQUIRIES:
                fields = visitor.fill(message=LETTER)
                assert visitor.post(FORM, fields, 429).form(FORM)["message"] == LETTER
            else:
                page = visitor.come_back("1234 5678 9012 3456 7890 1238", 429, message="I was writing this.")
                assert page.form("/en/return")["message"] == "I was writing this."
