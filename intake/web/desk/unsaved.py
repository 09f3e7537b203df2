"""When a store failed under an act: what was typed, once more, without asking any store for anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, PasswordField

from intake.web.desk.forms import CaseForm
from intake.web.forms import WordsField
from intake.web.frame import me
from intake.web.uploads import this_request


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Where to send it again; the texts, to be seen; everything else as it was sent."""

    reference: str
    href: str
    texts: tuple[Field, ...]
    rest: tuple[tuple[str, str], ...]
    had_files: bool


def show(reference: str, form: CaseForm) -> ResponseReturnValue:
    """A page that shows what was typed and sends it again as it is."""
    texts = tuple(field for field in form if isinstance(field, WordsField | PasswordField))
    names = {field.name for field in texts}
    page = Unsaved(reference, url_for(form.endpoint, reference=reference), texts, tuple(_others(names)),
                   this_request().has_files)
    return render_template("desk/show_unsaved.html", page=page, me=me(), nav=()), 503


def _others(texts: set[str]) -> Iterator[tuple[str, str]]:
    for name, values in request.form.lists():
        if name not in texts:
            yield from ((name, value) for value in values)
