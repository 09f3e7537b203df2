"""A look at one of the short pages while something is being written: the page holds it, and a button leads back to it.

Nothing is taken, refused or kept here: what was typed goes out again with the answer, and comes back with the button.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from intake.web import tokens
from intake.web.forms import SHOWN_ONLY, plain_lines
from intake.web.guard import public
from intake.web.public import crisis_help, guidance
from intake.web.public.blueprint import blueprint

_PAGES: Final[dict[str, Callable[[str], ResponseReturnValue]]] = {
    "help": crisis_help.show_help,
    "privacy": guidance.show_privacy,
    "safety": guidance.show_safety,
    "accessibility": guidance.show_accessibility,
    "real-site": guidance.show_real_site,
}
_FORMS: Final = {
    "contact": "public.send_contact", "return": "public.open_thread", "thread": "public.send_message",
    "thread-contact": "public.send_thread_contact", "thread-ask": "public.send_thread_wish",
}
"""Where a form goes, by what it calls itself in its field `origin`."""
_ANY_PAGE: Final = ", ".join(f'"{page}"' for page in _PAGES)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was being written: where its form goes, and its fields as they were sent."""

    action: str
    fields: tuple[tuple[str, str], ...]


@blueprint.post(f"/<lang:language>/<any({_ANY_PAGE}):page>")
@public
def look_aside(language: str, page: str) -> ResponseReturnValue:
    """The page, with all that was typed in it. It asks for no token: it does no more than any of these pages."""
    g.kept_form = _kept(language)
    return _PAGES[page](language)


@blueprint.app_context_processor
def kept_form() -> dict[str, Any]:
    """What is being written while this page is looked at, if anything is."""
    return {"kept_form": g.get("kept_form")}


def _kept(language: str) -> Kept | None:
    """What one of our forms sent along; nothing that another site sent, and no more fields than a form may have."""
    endpoint = _FORMS.get(request.form.get("origin", ""))
    if endpoint is None or tokens.from_elsewhere():
        return None
    fields = [(name, plain_lines(value)) for name, value in request.form.items(multi=True) if name not in SHOWN_ONLY]
    if len(fields) > (request.max_form_parts or 0):
        raise RequestEntityTooLarge
    return Kept(url_for(endpoint, language=language), tuple(fields))
