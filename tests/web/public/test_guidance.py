"""The short pages beside the form say what they must, truly, and claim nothing that cannot be kept."""

import re
from datetime import date

import pytest
from babel.support import Translations

from intake import clock
from intake.paths import STATIC
from intake.settings import LANGUAGES
from intake.web.public.guidance import REVIEWED
from intake.web.public.words import kept_for
from tests.web.visitor import Visitor

TOLD_OF_LEAVING = (
    "The button “%(label)s” at the top takes the page off your screen and opens another, ordinary site.",
    "With a keyboard, pressing the Shift key three times does the same: Shift alone, with less than five seconds "
    "between the presses. Where scripts are switched off, only the button works.",
    "For the keyboard and for screen readers, the second link of each page is a way out as well. It is hidden until "
    "you reach it.",
    "Your conversation with us is closed then, and what you wrote and did not send is lost.",
    "Leaving does not erase the history. This browser still knows that you were here.",
    "A bookmark can be seen by others. If you make one, give it a name that tells nothing; or remember the address, or "
    "write it down among other things.",
)
"""What leaving does, both ways to do it by keyboard, what is lost, what stays, and how to find the site again."""
ONION = "harbourexample234567harbourexample234567harbourexample23.onion"


def test_the_page_about_shared_devices_tells_all_that_it_must(visitor: Visitor) -> None:
    html = visitor.get("/en/safety").html
    for told in ("“Leave this site”", "three times", "second link", "does not erase the history", "spyware",
                 "suspicious", "private window", "when somebody goes back", "slow line", "send a form again",
                 "locked screen", "cloud", "keyboard can learn", "screenshot",
                 "bookmark", "belongs to your work", "network at home", "library"):
        assert told in html, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_leave_is_told_before_the_first_way_in_and_all_of_it_one_link_further(
    visitor: Visitor, language: str
) -> None:
    catalog = Translations.load(STATIC.parent / "translations", [language])

    def said(sentence: str) -> str:
        filled = catalog.ugettext(sentence) % {"label": f"\u2068{catalog.ugettext('Leave this site')}\u2069"}
        return re.sub("[\u2068\u2069]", "", filled).replace("'", "&#39;")

    start = visitor.get(f"/{language}/").html
    before, _, _ = start.partition("<main")[2].partition("?for=")
    assert f'href="/{language}/safety"' in before
    for sentence in ("The button at the top leaves this site at once.",
                     "It does not erase the history of this browser."):
        assert said(sentence) in before, sentence
    page = re.sub("[\u2068\u2069]", "", visitor.get(f"/{language}/safety").html)
    for sentence in TOLD_OF_LEAVING:
        assert said(sentence) in page, sentence


def test_where_history_is_cleared_suspicion_and_spyware_are_named_beside_it(visitor: Visitor) -> None:
    [advice] = [line for line in visitor.get("/en/safety").html.splitlines() if "Clearing" in line]
    assert "suspicious" in advice
    assert "spyware" in advice


def test_the_privacy_page_says_who_reads_how_long_it_is_kept_and_what_may_be_asked_for(visitor: Visitor) -> None:
    html = visitor.get("/en/privacy").html
    for told in ("support team of \u2068Harbour Support\u2069", "have no key to what is kept there",
                 "for 3 years after", "seven more days", "A copy of what we keep", "correct something",
                 "erase it before its time", "15 minutes", "taken over that computer"):
        assert told in html, told


def test_times_of_keeping_are_told_in_the_largest_even_measure(visitor: Visitor) -> None:
    visitor.get("/en/privacy")
    with visitor.app.test_request_context("/en/privacy"):
        told = [kept_for(days) for days in (365, 1095, 30, 90, 720, 400)]
    assert told == ["1 year", "3 years", "1 month", "3 months", "24 months", "400 days"]


def test_the_accessibility_statement_names_its_exceptions_its_day_and_what_nobody_tested(visitor: Visitor) -> None:
    html = visitor.get("/en/accessibility").html
    for told in ("WCAG 2.2, level AA", "As far as automated tests can show", "1.3.5", "2.2.1", "after 15 minutes",
                 "not yet tested", "/en/contact"):
        assert told in html, told
    assert f"reviewed on {REVIEWED.day} " in html
    assert date(2026, 1, 1) < REVIEWED <= clock.today()


def test_the_real_address_is_this_machine_s_where_nobody_named_one(visitor: Visitor) -> None:
    page = visitor.get("/fa/real-site")
    assert '<p class="address" dir="ltr" translate="no">127.0.0.1:8000</p>' in page.html
    assert page.html.count('class="address"') == 1


class TestKnownToTheWorld:
    """An installation with an address, an onion name, and a time of keeping for its form."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """All three."""
        return {"base_url": "https://contact.example.org", "onion_host": ONION.upper(),
                "form_retention_days": {"contact": 180}, "exit_link": False,
                "organisation": "100 % <b>"}

    def test_the_organisations_name_is_text_in_every_sentence(self, visitor: Visitor) -> None:
        for path in ("/en/", "/fa/privacy"):
            assert "\u2068100 % &lt;b&gt;\u2069" in visitor.get(path).html

    def test_both_addresses_stand_isolated_from_the_text_around_them(self, visitor: Visitor) -> None:
        for language in ("en", "ar"):
            html = visitor.get(f"/{language}/real-site").html
            for address in ("contact.example.org", ONION):
                assert f'<p class="address" dir="ltr" translate="no">{address}</p>' in html

    def test_it_says_that_a_copy_could_lie_and_that_nobody_asks_for_the_code(self, visitor: Visitor) -> None:
        html = visitor.get("/en/real-site").html
        assert "A copy of this site could show another address here." in html
        assert "never ask for your code" in html

    def test_the_forms_own_time_of_keeping_is_told(self, visitor: Visitor) -> None:
        assert "for 6 months after" in visitor.get("/en/privacy").html

    def test_where_no_way_out_is_shown_none_is_explained(self, visitor: Visitor) -> None:
        for path in ("/en/", "/en/safety"):
            html = visitor.get(path).html
            assert "Leave this site" not in html
            assert "button at the top" not in html
