"""Recovery cards in the browser: shown once, typed back, confirmed by root, and nowhere left behind."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from intake import clock
from intake.access.roles import Role
from intake.accounts.models import SessionRow
from intake.accounts.trust import trust_of
from intake.vault.recovery_cards import new_cards, secret_on, seed_of
from tests.support.people import PASSWORD, House, enrolled
from tests.web.browsers import browser_of
from tests.web.conftest import Crew, Office, two_people
from tests.web.pages import Page
from tests.web.visitor import Visitor

CARDS, MAKE, LOOK = "/desk/cards", "/desk/cards/make", "/desk/cards/look"
BACK, KEEP = "/desk/cards/type-back", "/desk/cards/keep"


@pytest.fixture
def crew() -> Callable[[House], Crew]:
    """Lena alone."""
    return two_people


@pytest.fixture
def lena(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.lead)


def made(lena: Visitor) -> tuple[Page, list[str]]:
    """The page with fresh cards, and what is on them."""
    page = lena.post(MAKE, {**lena.get(CARDS).form(MAKE), "current": PASSWORD}, 200)
    return page, on_paper(page)


def on_paper(page: Page) -> list[str]:
    lists = re.findall(r"data-card=.*?</ol>", page.html, re.DOTALL)
    return [" ".join(re.findall(r"<li>([a-z]+)</li>", each)) for each in lists]


def asked_back(lena: Visitor, page: Page) -> dict[str, str]:
    """The form that asks for two cards."""
    return lena.post(BACK, page.form(BACK), 200).form(KEEP)


def kept(lena: Visitor) -> list[str]:
    """Cards that were typed back."""
    page, cards = made(lena)
    lena.post(KEEP, {**asked_back(lena, page), "one": cards[2], "another": cards[0]})
    return cards


def test_a_lead_makes_cards_types_two_back_and_reads_digits_to_the_operator(lena: Visitor, office: Office) -> None:
    assert "loses its cases" in lena.get(CARDS).html
    kept(lena)
    page = lena.follow()
    assert "The cards are good." in page.html
    digits, words = page.text_of("card-digits"), page.text_of("card-digits-words")
    assert len(digits.split()) == 6
    assert len(words.split()) == 10
    trust = trust_of(office.house.settings)
    with office.house.stores.reading() as work:
        trust.pin_recovery(work.main, digits)
    page = lena.get(CARDS)
    assert not page.has("card-digits")
    assert "not yet: with the next page" in page.html
    assert "two cards open it" in lena.get(CARDS).html


def test_three_cards_of_twenty_words_are_shown_and_any_two_fit(lena: Visitor) -> None:
    _, cards = made(lena)
    assert [len(card.split()) for card in cards] == [20, 20, 20]
    assert secret_on(cards[:2]) == secret_on(cards[1:])


def test_the_password_is_asked_for_before_cards_are_made(lena: Visitor) -> None:
    for wrong in ("", "not my password"):
        page = lena.post(MAKE, {**lena.get(CARDS).form(MAKE), "current": wrong}, 422)
        assert page.title.startswith("Error")
        assert on_paper(page) == []


def test_cards_that_are_not_these_are_refused_with_what_is_wrong_and_nothing_typed_is_lost(lena: Visitor) -> None:
    page, cards = made(lena)
    form = asked_back(lena, page)
    mistyped = cards[1].split()
    mistyped[11] = "nonsense"
    other = new_cards().cards
    for one, another, said in (
        ("", "", "Please type the words of a card"), (cards[0], cards[0], "the same card as above"),
        (cards[0], " ".join(mistyped), "Word 12 is on no card"), (cards[0], "academic acid", "2 were typed"),
        (cards[0], other[1], "of another set"), (other[0], other[1], "of another set"),
        (cards[0], " ".join(reversed(cards[1].split())), "compare them one by one"),
    ):
        refused = lena.post(KEEP, {**form, "one": one, "another": another}, 422)
        assert refused.title.startswith("Error")
        assert said in refused.html
        assert (refused.form(KEEP)["one"], refused.form(KEEP)["another"]) == (one, another)
    assert "Nobody has made any yet" in lena.get(CARDS).html
    lena.post(KEEP, {**refused.form(KEEP), "one": cards[0], "another": cards[1]})


def test_the_cards_can_be_looked_at_again_until_they_are_kept(lena: Visitor) -> None:
    page, cards = made(lena)
    again = lena.post(LOOK, lena.post(BACK, page.form(BACK), 200).form(LOOK), 200)
    assert on_paper(again) == cards


def test_the_page_that_asks_for_the_cards_does_not_show_them(lena: Visitor) -> None:
    page, cards = made(lena)
    asked = lena.post(BACK, page.form(BACK), 200)
    assert not any(card.split()[5] + " " + card.split()[6] in asked.html for card in cards)
    assert not any(f"<li>{word}</li>" in asked.html for word in cards[0].split())


@pytest.mark.parametrize("path", [LOOK, BACK])
def test_a_draft_that_is_over_or_anothers_shows_nothing(lena: Visitor, path: str) -> None:
    page, _ = made(lena)
    form = {**page.form(BACK), "draft": "x" * 40}
    if path == BACK:
        form = {**asked_back(lena, page), "draft": "x" * 40, "one": "a", "another": "b"}
        path = KEEP
    refused = lena.post(path, form, 409)
    assert "nothing was kept" in refused.html


def test_a_card_page_tells_a_finder_nothing_of_where_it_belongs(lena: Visitor, office: Office) -> None:
    page, _ = made(lena)
    (cards,) = re.findall(r'<div class="paper-cards">.*?</div>', page.html, re.DOTALL)
    assert not re.search(r"https?:|href|Families|lena|localhost|127\.0\.0\.1", cards)
    assert office.house.settings.organisation not in cards


@pytest.mark.slow
def test_the_cards_are_in_no_file_of_the_instance(lena: Visitor, office: Office) -> None:
    cards = kept(lena)
    secret = secret_on(cards[:2])
    lena.get("/desk/")
    needles = [secret, seed_of(secret), secret.hex().encode(), seed_of(secret).hex().encode(),
               *(" ".join(card.split()[4:7]).encode() for card in cards)]
    files = [each for each in office.house.settings.instance_dir.rglob("*") if each.is_file()]
    assert files
    for each in files:
        held = each.read_bytes()
        assert not [needle for needle in needles if needle in held], each
    for engine in (office.house.stores.main, office.house.stores.ephemeral):
        assert not [needle for needle in needles if needle in everything_in(engine)]


def everything_in(engine: object) -> bytes:
    """Every value of every row, as bytes: on PostgreSQL the files are the server's own."""
    from sqlalchemy import Engine, MetaData, select

    assert isinstance(engine, Engine)
    known, held = MetaData(), b""
    known.reflect(engine)
    with engine.connect() as connection:
        for table in known.tables.values():
            for row in connection.execute(select(table)):
                held += b"\0".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    assert held
    return held


def test_somebody_who_leads_no_pinned_team_is_told_why_there_are_no_cards(app: Flask, office: Office) -> None:
    other = browser_of(app, office, enrolled(office.house, "omar", Role.LEAD))
    page = other.post(MAKE, {**other.get(CARDS).form(MAKE), "current": PASSWORD}, 409)
    assert "keys of a team that you lead are confirmed" in page.html


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR])
def test_nobody_else_finds_the_page(app: Flask, office: Office, role: Role) -> None:
    browser_of(app, office, enrolled(office.house, "other", role)).get(CARDS, 404)


@pytest.mark.slow
def test_a_second_set_waits_for_the_operator_while_the_first_counts(lena: Visitor, office: Office) -> None:
    kept(lena)
    with office.house.stores.reading() as work:
        trust_of(office.house.settings).pin_recovery(work.main, lena.follow().text_of("card-digits"))
    lena.get(CARDS)
    kept(lena)
    page = lena.follow()
    assert "The earlier cards still count" in page.html
    assert "two cards open it" in page.html


def test_a_recovery_key_that_went_missing_is_an_alarm(lena: Visitor, office: Office) -> None:
    trust_of(office.house.settings).pins.set_recovery(bytes(32))
    assert "do not protect anything" in lena.get(CARDS).html


@pytest.mark.parametrize("path", [MAKE, LOOK, BACK, KEEP])
def test_cards_are_carried_over_no_sign_in(lena: Visitor, office: Office, path: str) -> None:
    page, cards = made(lena)
    asked = asked_back(lena, page)
    with office.house.stores.changing() as work:
        work.ephemeral.execute(update(SessionRow).values(expires_at=clock.now()))
    page = lena.post(path, {**asked, "current": PASSWORD, "one": cards[0], "another": cards[1]}, 401)
    assert not page.form("/sign-in").get("carry")
