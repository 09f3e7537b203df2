"""Numbers for somebody in danger: by country, in the page's language, with the day on which somebody tried them."""

from datetime import date, timedelta

import pytest
from flask import Flask

from intake import clock
from intake.accounts import init
from intake.accounts.models import StoreKind
from intake.app import create_app
from intake.errors import Unready
from intake.settings import CrisisContact, load_settings
from tests.support.people import House
from tests.web.public.test_trouble import runtime
from tests.web.visitor import Visitor

LATELY = clock.today() - timedelta(days=90)
LONG_AGO = date(2020, 3, 21)
TRY_ALSO = "Please also try the local emergency number."


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Contacts in two countries."""
    return {"minimum_seconds": 0, "crisis_contacts": (
        CrisisContact(country="IR", service="police", phone="110"),
        CrisisContact(country="DE", name="Help line", phone="0800 (000) 0000", note="always", checked=LATELY),
        CrisisContact(country="IR", name="خط کمک", phone="+98 21 0000", checked=LONG_AGO),
        CrisisContact(country="IR", service="ambulance", name="North", phone="115", checked=LATELY),
        CrisisContact(country="DE", name="Tomorrow’s line", phone="0801", checked=clock.today() + timedelta(days=40)),
    )}


def test_numbers_stand_by_country_in_the_operators_order(visitor: Visitor) -> None:
    html = visitor.get("/en/help").html
    places = [html.index(word) for word in ("<h2>Iran", "Police", "خط کمک", "North", "<h2>Germany", "Help line")]
    assert places == sorted(places)
    assert html.count("<h2>") == 2


def test_countries_and_services_are_named_in_the_pages_language(visitor: Visitor) -> None:
    assert "<h2>آلمان</h2>" in visitor.get("/fa/help").html
    assert "<h2>Deutschland</h2>" in visitor.get("/de/help").html
    assert "<h2>Gjermani</h2>" in visitor.get("/sq/help").html


def test_a_number_can_be_called_and_runs_from_left_to_right(visitor: Visitor) -> None:
    page = visitor.get("/fa/help")
    assert {"tel:110", "tel:08000000000", "tel:+98210000"} <= set(page.links)
    assert '<bdi dir="ltr">+98 21 0000</bdi>' in page.html


def test_the_page_says_when_a_number_was_checked_and_doubts_what_is_old(visitor: Visitor) -> None:
    rows = visitor.get("/en/help").html.split("<li>")
    told = {name: next(row for row in rows if name in row)
            for name in ("tel:110", "Help line", "خط کمک", "North")}
    assert "Last checked: not known." in told["tel:110"]
    assert "Last checked on 21 Mar 2020." in told["خط کمک"]
    assert {name for name, row in told.items() if TRY_ALSO in row} == {"خط کمک"}


def test_the_day_of_checking_is_told_in_the_readers_calendar(visitor: Visitor) -> None:
    assert "۱۳۹۹" in visitor.get("/fa/help").html


def test_a_contact_without_a_day_is_in_doubt_from_the_first_and_another_after_half_a_year() -> None:
    day = date(2026, 6, 1)
    contact = CrisisContact(country="XK", name="Help line", phone="1", checked=day)
    assert contact.is_checked(day + timedelta(days=180))
    assert not contact.is_checked(day + timedelta(days=181))
    assert not contact.model_copy(update={"checked": None}).is_checked(day)


def test_nobody_has_tried_a_number_on_a_day_that_is_yet_to_come(visitor: Visitor) -> None:
    contact = CrisisContact(country="XK", name="Help line", phone="1", checked=clock.today() + timedelta(days=1))
    assert not contact.is_checked(clock.today())
    row = next(row for row in visitor.get("/en/help").html.split("<li>") if "Tomorrow’s line" in row)
    assert TRY_ALSO in row


@pytest.mark.parametrize("wrong", [
    {"country": "Germany", "name": "Help line", "phone": "1"},
    {"country": "xx", "name": "Help line", "phone": "1"},
    {"country": "150", "name": "Help line", "phone": "1"},
    {"country": "DE", "phone": "1"},
    {"country": "DE", "name": "Help line", "phone": ""},
    {"country": "DE", "name": "Help line", "phone": "1", "checked": "lately"},
    {"country": "DE", "service": "fire", "phone": "1"},
])
def test_a_contact_that_says_too_little_is_refused_at_start(wrong: dict[str, str]) -> None:
    with pytest.raises(Unready, match="INTAKE_CRISIS_CONTACTS_0"):
        load_settings(crisis_contacts=[wrong])


def test_a_demonstration_shows_emergency_numbers_that_nobody_checked(empty_house: House) -> None:
    init.begin(empty_house.stores, empty_house.secrets, kind=StoreKind.DEMO)
    app = create_app(empty_house.settings.model_copy(update={"crisis_contacts": ()}), empty_house.run_secret)
    try:
        page = Visitor(app).get("/en/help")
    finally:
        runtime(app).stores.dispose()
    called = {link for link in page.links if link.startswith("tel:")}
    assert called == {f"tel:{number}" for number in (112, 999, 110, 115, 104, 122)}
    assert page.html.count("Last checked: not known.") == page.html.count('class="call"')
    assert "Emergency number" in page.html


class TestNobodyNamed:
    """An installation whose operator named no contact."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """No contact."""
        return {}

    def test_the_page_says_what_everybody_can_do(self, app: Flask, visitor: Visitor) -> None:
        page = visitor.get("/en/help")
        assert "Call the emergency number of the country you are in." in page.html
        assert "tel:" not in page.html
        assert not runtime(app).demo
