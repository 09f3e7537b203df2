"""The gallery holds every page: whoever adds an address, a template or an error finds it here, or fails here."""

from intake.web import errors
from tests.accessibility.conftest import Galleries
from tests.architecture.test_templates import NO_PAGE_OF_THEIR_OWN, PAGES


def test_every_address_was_asked_in_each_of_its_ways(galleries: Galleries) -> None:
    gallery = galleries("en")
    never = {f"{method} {address.endpoint}" for method in ("GET", "POST") for address in gallery.addresses(method)
             if (method, address.endpoint) not in gallery.answers}
    assert never == set(), "say in tests/accessibility how to get there"


def test_every_address_that_one_can_open_shows_a_page_or_is_known_to_have_none(galleries: Galleries) -> None:
    answers = galleries("en").answers
    without = {endpoint for (method, endpoint), kinds in answers.items()
               if method == "GET" and "text/html" not in kinds}
    assert without == {name for name, why in NO_PAGE_OF_THEIR_OWN.items() if name != "public.show_styleguide" and why}


def test_every_template_of_a_page_was_drawn(galleries: Galleries) -> None:
    assert set(PAGES) - galleries("en").templates == set()


def test_every_error_that_has_a_page_is_among_them(galleries: Galleries) -> None:
    statuses = {page.status for page in galleries("en").pages.values()}
    assert statuses >= errors.PAGES | {200, 401, 422}


def test_both_directions_show_the_same_pages(galleries: Galleries) -> None:
    english, persian = galleries("en"), galleries("fa")
    assert english.pages.keys() == persian.pages.keys()
    for name, page in persian.pages.items():
        assert '<html lang="fa" dir="rtl">' in page.html, name
