"""Templates: every one compiles, is used, has a title, and stands where its view does."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined, meta

from intake.paths import TEMPLATES

WEB = Path(__file__).resolve().parents[2] / "intake/web"
AREAS = {"public", "account", "desk", "admin"}
SHARED = {"components", "errors", "styleguide"}
BASES = {"base_public.html", "base_desk.html"}
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
NO_PAGE_OF_THEIR_OWN = {
    "account.stay_signed_in": "says that somebody is still there",
    "desk.hand_out_file": "a file to be saved",
    "desk.show_picture": "a picture of a page of a file",
    "desk.show_small_picture": "a small picture of a file",
    "public.choose_language": "sends on to a start page",
    "public.leave_for_elsewhere": "sends away",
    "public.show_health": "plain text",
    "public.show_readiness": "plain text",
    "public.show_styleguide": "styleguide/show.html, a folder of the designers' own",
}
STANDS_ALONE = {"public/leave_site.html": "blank on purpose, and loads nothing"}
PAGES = [name for name in NAMES if name not in BASES and not name.startswith("components/") and "/_" not in name]


def rendered() -> dict[str, set[str]]:
    """The templates that each module below `web/` renders. "errors/*" stands for every one in that folder."""
    found: dict[str, set[str]] = {}
    for module in WEB.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)
                 and isinstance(node.func, ast.Name) and node.func.id == "render_template"]
        if calls:
            found[str(module.relative_to(WEB))] = {_name(call.args[0]) for call in calls}
    return found


def _name(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        return f"{argument.values[0].value!s}*"
    raise AssertionError(f"a template is named by a variable: {ast.unparse(argument)}")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(bare_app: Flask, name: str) -> None:
    bare_app.jinja_env.get_template(name)


def test_an_unknown_name_in_a_template_is_an_error(bare_app: Flask) -> None:
    assert bare_app.jinja_env.undefined is StrictUndefined
    assert "config" not in bare_app.jinja_env.globals


def test_every_template_is_used(bare_app: Flask) -> None:
    by_templates: set[str | None] = set()
    for name in NAMES:
        source = (TEMPLATES / name).read_text("utf-8")
        by_templates |= set(meta.find_referenced_templates(bare_app.jinja_env.parse(source)))
    by_views: set[str] = set().union(*rendered().values())
    unused = set(NAMES) - by_templates - by_views
    assert {name for name in unused if f"{name.partition('/')[0]}/*" not in by_views} == set()


def test_every_template_that_is_rendered_exists() -> None:
    names = {name for found in rendered().values() for name in found if not name.endswith("*")}
    assert names - set(NAMES) == set()


def test_an_area_renders_its_own_templates_alone() -> None:
    strays = {
        (module, name) for module, names in rendered().items() for name in names
        if name.partition("/")[0] not in {module.partition("/")[0], *SHARED}
    }
    assert strays == set()


def test_templates_stand_in_the_folders_of_areas() -> None:
    assert {name.partition("/")[0] for name in NAMES if "/" in name} <= AREAS | SHARED


@pytest.mark.parametrize("name", PAGES)
def test_a_page_extends_a_base_and_has_a_title(name: str) -> None:
    source = (TEMPLATES / name).read_text("utf-8")
    assert (name in STANDS_ALONE) != bool(re.search(r'{%-?\s*extends "base_(public|desk)\.html"', source))
    title = re.search(r"{%-?\s*block title\s*-?%}(.*?){%-?\s*endblock", source, re.DOTALL)
    assert title is not None
    assert title[1].strip()


def test_a_page_is_named_after_its_endpoint(bare_app: Flask) -> None:
    """One name finds everything: `desk.show_case` is a function, a template and a test."""
    endpoints = {rule.endpoint for rule in bare_app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {endpoint for endpoint in endpoints if f"{endpoint.replace('.', '/')}.html" in NAMES}
    assert endpoints - pages == set(NO_PAGE_OF_THEIR_OWN)
