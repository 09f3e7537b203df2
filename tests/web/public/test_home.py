"""The start page, what stands beside it, and the signs of life."""

import re

import pytest
from flask import Flask

from intake.accounts import init
from intake.accounts.models import StoreKind
from intake.app import create_app
from intake.questionnaires.kept import keep_shipped
from intake.settings import LANGUAGES
from tests.support.people import House
from tests.web.public.test_trouble import failing, runtime
from tests.web.visitor import Visitor

PAGES = ("", "contact", "return", "privacy", "safety", "real-site", "accessibility", "help")


def test_a_browser_is_met_in_its_language(visitor: Visitor) -> None:
    for wanted, given in (("fa-IR,fa;q=0.9,en;q=0.5", "fa"), ("sq", "sq"), ("ja", "en"), ("", "en"), ("*", "en"),
                          ("de-AT", "de"), (";;q=x,,", "en")):
        visitor.get("/", 303, headers={"Accept-Language": wanted})
        assert visitor.answer.headers["Location"] == f"/{given}/"


def test_every_page_stands_in_every_language_with_links_to_the_others(visitor: Visitor) -> None:
    for language in LANGUAGES:
        for name in PAGES:
            page = visitor.get(f"/{language}/{name}")
            assert page.language == language
            buttons = set(re.findall(r'<button form="typed" formaction="([^"]+)"', page.html))
            assert {f"/{other}/{name}" for other in LANGUAGES} <= {*page.links, *buttons}


def test_every_public_page_has_one_plain_way_out(visitor: Visitor) -> None:
    for name in PAGES:
        page = visitor.get(f"/en/{name}")
        assert page.links.count("/exit") == 2, "one in sight, one that the keyboard finds second"
        assert page.html.count('id="leave"') == 1


def test_no_public_page_asks_anybody_else_for_anything(visitor: Visitor) -> None:
    for name in PAGES:
        html = visitor.get(f"/en/{name}").html
        assert "http://" not in html
        assert "https://" not in html


def test_no_page_before_the_code_sets_a_cookie(visitor: Visitor) -> None:
    for name in PAGES:
        visitor.get(f"/en/{name}")
        assert "Set-Cookie" not in visitor.answer.headers


def test_titles_tell_the_pages_apart_and_not_the_organisation(visitor: Visitor) -> None:
    titles = [visitor.get(f"/en/{name}").title for name in PAGES]
    assert len(set(titles)) == len(PAGES)
    assert not any("Harbour" in title for title in titles)


def test_the_start_page_says_who_answers_and_when_and_leads_to_every_short_page(visitor: Visitor) -> None:
    page = visitor.get("/en/")
    assert "the support team of \u2068Harbour Support\u2069" in page.html
    assert "within 2 working days" in page.html
    assert {f"/en/{name}" for name in PAGES} <= set(page.links)
    assert len([link for link in page.links if link.startswith("/en/contact?for=")]) == 4


def test_a_language_that_nobody_speaks_here_is_no_page(visitor: Visitor) -> None:
    for path in ("/xx/", "/EN/", "/eng/contact", "/en", "/en/nothing"):
        visitor.get(path, 308 if path == "/en" else 404)


def test_health_needs_no_store_and_readiness_needs_all(app: Flask, visitor: Visitor) -> None:
    assert visitor.get("/healthz").html == "ok\n"
    assert visitor.get("/readyz").html == "ok\n"
    for store in ("main", "shards", "ephemeral"):
        with failing(getattr(runtime(app).stores, store), "execute"):
            visitor.get("/healthz")
            visitor.get("/readyz", 503)


def test_the_style_guide_is_for_demonstrations(visitor: Visitor) -> None:
    visitor.get("/styleguide", 404)


def test_a_demonstration_shows_the_style_guide_and_says_on_every_page_what_it_is(empty_house: House) -> None:
    init.begin(empty_house.stores, empty_house.secrets, kind=StoreKind.DEMO)
    with empty_house.stores.changing() as work:
        keep_shipped(work.main)
    app = create_app(empty_house.settings, empty_house.run_secret)
    visitor = Visitor(app)
    try:
        for path, status in (("/styleguide", 200), ("/en/", 200), ("/en/contact", 503), ("/en/return", 200)):
            assert "This is a demonstration" in visitor.get(path, status).html
    finally:
        runtime(app).stores.dispose()


class TestFewerLanguages:
    """An installation that offers two languages."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """Only these."""
        return {"languages": ("de", "fa")}

    def test_only_the_offered_languages_are_spoken(self, visitor: Visitor) -> None:
        visitor.get("/", 303)
        assert visitor.answer.headers["Location"] == "/de/"
        assert {link for link in visitor.get("/de/").links if link.startswith("/en")} == set()
        visitor.get("/en/", 404)


class TestNoWayOut:
    """An installation that shows no way out, because one that is in sight would put its people off."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """No link."""
        return {"exit_link": False}

    def test_no_page_shows_a_way_out_but_the_receipt_s_own(self, visitor: Visitor) -> None:
        for name in PAGES:
            page = visitor.get(f"/en/{name}")
            assert "/exit" not in page.links
            assert 'id="leave"' not in page.html
