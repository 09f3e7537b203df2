"""What holds for every public page, found from the map of addresses: weight, help at the same place, and its bones.

A page that is added is in here by itself.
"""

import gzip
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask import Flask

from intake.settings import LANGUAGES
from tests.web.visitor import Visitor

LIMIT = 30 * 1024
INSIDE = ("/thread", "/thread/contact", "/thread/ask", "/thread/code", "/thread/end")
FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FOOT = re.compile(r'<footer class="foot">(.*?)</footer>', re.DOTALL)


class Bones(HTMLParser):
    """What a screen reader goes by: headings, ids, labels, and the names of regions."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.regions: list[dict[str, str]] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note."""
        given = {name: value or "" for name, value in attrs}
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.named.add(given.get("for", ""))
        if tag in {"input", "textarea", "select"} and given.get("type") not in {"hidden", "submit"}:
            self.fields.append(given)
        if tag == "nav":
            self.regions.append(given)
        if tag == "a":
            self.links.append(given["href"])


@pytest.fixture
def endpoints(app: Flask) -> list[str]:
    """The address of every public page, for a language: what can be opened without knowing anything."""
    return [rule.rule.replace("lang:", "") for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith("public.") and "GET" in (rule.methods or set())
            and rule.arguments == {"language"}]


@pytest.fixture
def pages(endpoints: list[str], visitor: Visitor) -> dict[str, str]:
    """Every public page in each language by its path, a receipt and an open conversation among them."""
    found = {}
    for language in LANGUAGES:
        sent = visitor.send("Hello.", language=language)
        found[f"/{language}/contact, sent"] = sent.page.html
        paths = [address.replace("<language>", language) for address in endpoints]
        visitor.come_back(sent.code)
        found |= {path: visitor.get(path).html for path in paths}
    assert len(found) >= len(LANGUAGES) * 10
    return found


def test_every_page_is_light_and_takes_four_requests_at_most(pages: dict[str, str], visitor: Visitor) -> None:
    sizes: dict[str, int] = {}
    for path, html in pages.items():
        files = set(FILES.findall(html))
        # A conversation is nobody's first page; each page within the visit brings the script that keeps it open.
        assert len(files) + 1 <= 4 + path.endswith(INSIDE), path
        parts = [html.encode(), *(visitor.file(file).data for file in files)]
        sizes[path] = sum(len(gzip.compress(part)) for part in parts)
    assert {path: size for path, size in sizes.items() if size >= LIMIT} == {}


def test_the_foot_is_the_same_on_every_page_of_a_language(pages: dict[str, str]) -> None:
    for language in LANGUAGES:
        feet = {tuple(ways_in(FOOT.findall(html)[0])) for path, html in pages.items()
                if path.startswith(f"/{language}/")}
        assert len(feet) == 1


def ways_in(html: str) -> list[tuple[str, str]]:
    """Where the links of a part lead, and the buttons that take along what was typed, and what they say."""
    return re.findall(r'<(?:a|button)[^>]* (?:href|formaction)="([^"]+)"[^>]*>([^<]+)<', html)


def test_the_foot_leads_to_every_page_but_the_open_conversation(pages: dict[str, str], endpoints: list[str]) -> None:
    foot = Bones(FOOT.findall(pages["/en/"])[0]).links
    inside = {f"/en{each}" for each in INSIDE}
    assert {*foot, *inside, "/en/thread/ended"} == {address.replace("<language>", "en") for address in endpoints}


def test_help_in_danger_stands_before_the_content_of_every_page(pages: dict[str, str], visitor: Visitor) -> None:
    pages = pages | {"nothing": visitor.get("/en/nothing", 404).html}
    for path, html in pages.items():
        language = path[1:3] if path.startswith("/") else "en"
        way = rf'<a class="urgent" href="/{language}/help">[^<]+</a>'
        if path.endswith(("/contact", "/return", "/thread", "/thread/ask")):
            button = rf'<button form="typed" formaction="/{language}/help" formnovalidate [^>]*class="link urgent">'
            way = rf"{button}[^<]+</button>"
        assert len(re.findall(rf'{way}\n</div>\n<main id="main"', html)) == 1, path


def test_every_page_has_one_title_in_sight_and_skips_no_level(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        levels = Bones(html).levels
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_field_has_a_label_every_region_a_name_and_every_id_is_one_of_its_kind(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        bones = Bones(html)
        assert len(bones.ids) == len(set(bones.ids)), path
        assert [field for field in bones.fields if field.get("id") not in bones.named] == [], path
        names = [region.get("aria-label", "") for region in bones.regions]
        assert "" not in names, path
        assert bones.links[0] == "#main", path
