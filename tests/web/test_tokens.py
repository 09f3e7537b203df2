"""The colours can be read: every pair that the pages put together meets WCAG AA, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2] / "intake/web/static/base.css"
TEXT, PART = 4.5, 3.0

_PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
_MIX = re.compile(r"background: color-mix\(in srgb, var\(--([a-z-]+)\) (\d+)%, var\(--([a-z-]+)\)\)")
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
    *product(("edge", "focus"), (*GROUNDS, "sunk", *MARKS.values())),
    *product(("brand", "danger", "leave"), GROUNDS),
    ("warn", "warn-tint"),
]
DECORATION = {"line", "warn-line"}
"""Lines that only set apart what stands apart without them: nobody has to see these."""
MIXED = {
    "the desk's sheet": ("card", 45, "paper"), "safe contact": ("good-tint", 60, "card"),
    "a note's field": ("card", 60, "warn-tint"),
}
"""Grounds that the style sheets mix from two tokens, as a test below finds them."""


def tokens() -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in _PAIR.findall(BASE.read_text())}


def mixed(one: str, percent: int, other: str) -> str:
    """The colour that `color-mix(in srgb, …)` makes."""
    parts = [(int(one[at : at + 2], 16) * percent + int(other[at : at + 2], 16) * (100 - percent)) / 100
             for at in (1, 3, 5)]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


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


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", MIXED)
def test_text_borders_and_focus_stand_out_on_a_ground_that_is_mixed(ground: str, scheme: int) -> None:
    found = tokens()
    one, percent, other = MIXED[ground]
    back = mixed(found[one][scheme], percent, found[other][scheme])
    assert min(contrast(found[front][scheme], back) for front in ("ink", "soft", "brand", "danger", "warn")) >= TEXT
    assert min(contrast(found[front][scheme], back) for front in ("edge", "focus")) >= PART


def test_every_ground_that_is_mixed_is_among_those() -> None:
    sheets = "".join(sheet.read_text() for sheet in BASE.parent.glob("*.css"))
    assert {(one, int(percent), other) for one, percent, other in _MIX.findall(sheets)} == set(MIXED.values())


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_focus_can_be_seen_in_the_dark_bar_of_the_desk(scheme: int) -> None:
    sheet = (BASE.parent / "desk.css").read_text()
    found = re.search(r"\.top :focus-visible { outline-color: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", sheet)
    assert found is not None
    assert contrast(found[scheme + 1], tokens()["deep"][scheme]) >= PART
    hovered = mixed("#ffffff", 12, tokens()["deep"][scheme])
    assert contrast(tokens()["on-deep"][scheme], hovered) >= TEXT


def test_every_colour_is_measured_or_is_known_to_be_decoration() -> None:
    measured = {name for pair in (*READ, *SEEN) for name in pair}
    assert set(tokens()) - measured == DECORATION
