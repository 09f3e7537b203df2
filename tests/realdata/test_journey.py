"""The main job on what people really wrote: from the form to the desk, whole, and readable nowhere in between.

Through the served application, on a real store, on both databases (DESIGN 2, promises 1, 3 and 9). `make test` sends
a part of the texts in every language, `make soak` all of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import TypeVar

import pytest

from intake.questionnaires.kept import shipped
from tests.realdata.conftest import Site
from tests.realdata.reading import Enquiries, enquiry_of, kept, shown
from tests.realdata.scanner import Scanner, files_below
from tests.support import corpus
from tests.support.people import Person
from tests.support.served import Browser

pytestmark = [pytest.mark.realdata, pytest.mark.slow, pytest.mark.timeout(900)]

Given = TypeVar("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person sends. Some give a name and say how they may be reached."""

    number: int
    text: str
    language: str

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the form beside the message."""
        if self.number % 3:
            return {}
        return {"called": f"The neighbour of number {self.number:05}", "contact-may": "ways",
                "contact-person-safety": "safe",
                "contact-person-address": f"Please knock {self.number:05} times at the green door, after nine."}

    @property
    def later(self) -> str:
        """What the person adds when they come back."""
        return f"It is me again, who wrote letter {self.number:05}; nothing has changed since."


@dataclass(frozen=True, slots=True)
class Post:
    """How many letters are sent: English narratives, texts in each other language; and how many write again."""

    narratives: int
    texts: int
    returning: int


PART, ALL = Post(60, 12, 10), Post(500, 100, 40)


@pytest.mark.parametrize("post", [pytest.param(PART, id="part"), pytest.param(ALL, id="all", marks=pytest.mark.soak)])
def test_what_people_wrote_arrives_whole_at_the_desk_and_is_readable_nowhere_else(site: Site, post: Post) -> None:
    letters = list(_letters(post))
    codes = dict(zip(letters, _in_threads(site, _send, letters), strict=True))
    returning = letters[:: len(letters) // post.returning]
    _in_threads(site, _come_back_and_write, [(letter, codes[letter]) for letter in returning])

    karim = _signed_in(site, site.instance.caseworker)
    references = list(_listed(karim))
    assert len(references) == len(set(references)) == len(letters)
    pages = _in_threads(site, lambda browser, reference: _opened(browser, reference), references, karim.cookies)
    assert Counter(map(enquiry_of, pages)) == Counter(shown(letter.text) for letter in letters)
    _second_messages_stand_with_their_first(pages, returning)

    for person in (site.instance.administrator, site.instance.auditor):
        _finds_no_case(site, person, references)
    scanner = _scanner(letters, codes)
    _nothing_is_readable(site, scanner, letters[0].text)
    site.served.stop()
    _nothing_is_readable(site, scanner, letters[0].text)


def _letters(post: Post) -> Iterator[Letter]:
    written = [(text, "en") for text in corpus.narratives(post.narratives)]
    for language, form in corpus.LANGUAGES.items():
        written += [(text, form) for text in corpus.texts(language, post.texts)]
    return (Letter(number, text, language) for number, (text, language) in enumerate(written))


def _send(browser: Browser, letter: Letter) -> str:
    path = f"/{letter.language}/contact"
    fields = browser.fill(path, message=letter.text, **letter.fields)
    answer = browser.post(path, fields)
    while answer.status == 429:  # many at once: the page is back with all that was typed, and is sent again
        assert answer.page.form(path)["message"] == kept(letter.text)
        answer = browser.post(path, answer.page.form(path) | {"message": letter.text})
    assert answer.status == 200, answer.text
    return answer.page.text_of("receipt-code")


def _come_back_and_write(browser: Browser, given: tuple[Letter, str]) -> None:
    letter, code = given
    browser.cookies.clear()
    path = f"/{letter.language}/thread"
    thread = browser.come_back(code, letter.language)
    assert thread.status == 200
    assert letter.text[:40] not in thread.text
    assert browser.post(path, thread.page.form(path) | {"message": letter.later}).status == 303
    assert letter.later in browser.get(path).text


def _signed_in(site: Site, person: Person) -> Browser:
    browser = site.served.browser()
    browser.sign_in(person)
    return browser


def _listed(browser: Browser) -> Iterator[str]:
    """The references of every open case, list page by list page."""
    page = browser.get("/desk/?view=open")
    while True:
        assert page.status == 200
        yield from re.findall(r'data-case="([^"]+)"', page.text)
        older = next((link for link in page.page.links if "after=" in link), None)
        if older is None:
            return
        page = browser.get(older)


def _opened(browser: Browser, reference: str) -> str:
    answer = browser.get(f"/desk/cases/{reference}")
    assert answer.status == 200, f"{reference}: {answer.status}"
    return answer.text


def _second_messages_stand_with_their_first(pages: Iterable[str], returning: Iterable[Letter]) -> None:
    expected = {shown(letter.text): letter.later for letter in returning}
    found = {}
    for page in pages:
        later = re.findall(r"It is me again, who wrote letter \d{5}; nothing has changed since\.", page)
        if later:
            found[enquiry_of(page)] = later[0]
            assert len(Enquiries(page, "data-entry").found) >= 2
    assert found == expected


def _finds_no_case(site: Site, person: Person, references: Iterable[str]) -> None:
    """Nothing there, by any reference: the page for a case is the page for no case."""
    cookies = _signed_in(site, person).cookies
    nothing = _in_threads(site, _page, ["AAA-AAA"], cookies)
    assert nothing[0][0] == 404
    assert set(_in_threads(site, _page, references, cookies)) == set(nothing)


def _page(browser: Browser, reference: str) -> tuple[int, str]:
    answer = browser.get(f"/desk/cases/{reference}")
    return answer.status, answer.text


def _scanner(letters: Iterable[Letter], codes: dict[Letter, str]) -> Scanner:
    words = [part for each in letters for part in (each.text, each.later, *each.fields.values())]
    return Scanner([*words, *(part for code in codes.values() for part in (code, code.replace(" ", "")))])


OWN_WORDS = "".join(each.model_dump_json() for each in shipped()).encode()


def _nothing_is_readable(site: Site, scanner: Scanner, text: str) -> None:
    files = files_below(*site.folders)
    assert {"server.log", "pepper"} < {file.name for file in files}
    # What forms ask is no secret, and people use words of it: the text of the questionnaires stands in the store.
    assert [find for find in scanner.files(files) if find.window not in OWN_WORDS] == []
    planted = site.folders[0] / "planted"
    planted.write_bytes(bytes(1001) + text.encode("utf-16-le")[10:80])
    assert (planted, 1001) in [(find.file, find.offset) for find in scanner.file(planted)]
    planted.unlink()


def _in_threads(site: Site, deed: Callable[[Browser, Given], Result], given: Iterable[Given],
                cookies: dict[str, str] | None = None, threads: int = 6) -> list[Result]:
    """The deed for each thing given, by several people at once, each with a browser of their own."""
    own = local()

    def do(thing: Given) -> Result:
        if not hasattr(own, "browser"):
            own.browser = site.served.browser()
            own.browser.cookies = dict(cookies or {})
        return deed(own.browser, thing)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(do, given))
