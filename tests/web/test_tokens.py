"""The colours can be read: every pair that the pages put together meets WCAG AA, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2] / "intake/web/static/base.css"
TEXT, PART = 4.5, 3.0

_PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
_PLAIN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")

GROUNDS = ("paper", "card")
MARKS = {"brand": "tint", "danger": "danger-tint", "warn": "warn-tint", "good": "good-tint", "info": "info-tint",
         "plum": "plum-tint"}
READ = [
    *product(("ink", "soft"), (*GROUNDS, "sunk", *MARKS.values())),
    *product(("brand", "brand-strong", "danger", "warn"), GROUNDS),
    *MARKS.items(),
    ("brand-strong", "tint"),
    ("brand", "sunk"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-danger", "danger"),
    ("on-leave", "leave"),
    ("on-deep", "deep"),
    ("soft-on-deep", "deep"),
]
SEEN = [
    *product(("edge", "focus", "brand", "danger", "leave"), GROUNDS),
    ("edge", "sunk"),
    ("focus", "tint"),
    ("warn", "warn-tint"),
]


def tokens() -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in _PAIR.findall(BASE.read_text())}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("front, back", READ, ids=[" on ".join(pair) for pair in READ])
def test_text_can_be_read_on_its_ground(front: str, back: str, scheme: int) -> None:
    found = tokens()
    assert contrast(found[front][scheme], found[back][scheme]) >= TEXT


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("front, back", SEEN, ids=[" beside ".join(pair) for pair in SEEN])
def test_borders_and_focus_can_be_seen_beside_their_ground(front: str, back: str, scheme: int) -> None:
    found = tokens()
    assert contrast(found[front][scheme], found[back][scheme]) >= PART


def test_a_browser_without_light_dark_gets_every_colour_of_the_light_scheme() -> None:
    fallback = BASE.read_text().split("@supports not", 1)[1].split("@layer", 1)[0]
    plain = dict(_PLAIN.findall(fallback))
    assert plain == {name: light for name, (light, _) in tokens().items()}
