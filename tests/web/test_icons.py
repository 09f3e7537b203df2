"""Which icons turn over where one reads from right to left, and which must not: each of them is in one of two lists."""

import re

import pytest
from playwright.sync_api import Browser

from intake.paths import STATIC, TEMPLATES

ICONS = (TEMPLATES / "components/icons.html").read_text("utf-8")
TURNING = {"back", "next", "send", "exit", "reply", "hand_over", "list"}
"""What points along the line of reading, or begins where lines begin."""
STANDING = {"alert", "archive", "calendar", "check", "clock", "close", "down", "download", "edit", "eye", "file",
            "filter", "flag", "globe", "inbox", "info", "key", "lock", "mail", "message", "note", "phone", "picture",
            "plus", "refresh", "search", "settings", "shield", "user", "users"}
"""Things, and what has one direction everywhere: clocks, ticks, what is held in the right hand."""
DRAWN = set(re.findall(r'^  "(\w+)": \'<', ICONS, re.MULTILINE))


def test_every_icon_is_known_to_turn_or_to_stand() -> None:
    assert not TURNING & STANDING
    assert DRAWN == TURNING | STANDING


def test_those_that_turn_are_those_that_the_pages_turn() -> None:
    [listed] = re.findall(r"set turning = \[(.*?)\]", ICONS)
    assert set(re.findall(r'"(\w+)"', listed)) == TURNING


@pytest.mark.browser
@pytest.mark.parametrize("direction, turned", [("rtl", "matrix(-1, 0, 0, 1, 0, 0)"), ("ltr", "none")])
def test_a_browser_turns_them_on_pages_from_right_to_left_alone(
    chromium: Browser, direction: str, turned: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content(f'<html dir="{direction}"><svg class="icon turns"></svg><svg class="icon"></svg></html>')
    page.add_style_tag(content=(STATIC / "base.css").read_text("utf-8"))
    shapes = page.locator(".icon").evaluate_all("(all) => all.map((each) => getComputedStyle(each).transform)")
    assert shapes == [turned, "none"]
    context.close()
