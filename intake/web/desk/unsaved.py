"""When a store failed under an act: what was typed, once more. It needs no store.

Whoever is about to reach the person sees the card of safe contact, too, where the store opens the case again; where it
does not, the page says to look at the card first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from wtforms import Field, PasswordField

from intake.cases import case_page
from intake.cases.case_page import CasePage
from intake.errors import IntakeError, Unrecorded
from intake.web.desk import contact_card
from intake.web.desk.contact_card import Card
from intake.web.desk.contact_forms import ChangeContactForm, LogContactForm
from intake.web.desk.forms import CaseForm, ReplyForm
from intake.web.desk.person import keyring
from intake.web.forms import WordsField
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.uploads import this_request
from intake.web.work import changing

UNKEPT: Final = (SQLAlchemyError, Unrecorded, OSError)
"""What a full disk, a locked or a missing store looks like: nothing was done."""

_REACHES: Final = (ReplyForm, LogContactForm, ChangeContactForm)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Where to send it again; the texts, to be seen; everything else as it was sent.

    `reaches`: it is about reaching the person; `case` and `card` are then there, if the case could be opened.
    """

    reference: str
    href: str
    texts: tuple[Field, ...]
    rest: tuple[tuple[str, str], ...]
    had_files: bool
    reaches: bool
    case: CasePage | None
    card: Card | None


def show(reference: str, form: CaseForm) -> ResponseReturnValue:
    """A page that shows what was typed and sends it again as it is."""
    texts = tuple(field for field in form if isinstance(field, WordsField | PasswordField))
    names = {field.name for field in texts}
    reaches = isinstance(form, _REACHES)
    case = _opened(reference) if reaches else None
    href = url_for(form.endpoint, reference=reference, view=request.args.get("view"))
    page = Unsaved(reference, href, texts, tuple(_others(names)), this_request().has_files, reaches, case,
                   contact_card.of(case) if case else None)
    return render_template("desk/show_unsaved.html", page=page, me=me(), nav=()), 503


def _others(texts: set[str]) -> Iterator[tuple[str, str]]:
    for name, values in request.form.lists():
        if name not in texts:
            yield from ((name, value) for value in values)


def _opened(reference: str) -> CasePage | None:
    try:
        with changing() as work:
            return case_page.show(work, visitor().actor, keyring(), reference, story=False)
    except (*UNKEPT, IntakeError):
        return None
