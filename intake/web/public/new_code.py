"""The page that shows a new code before it holds: in place of one that staff handed out, or of one that is changed.

Nothing is written while the page is made. Its form says that the code was written down, and only then the old one
stops; so whoever loses the line, the page or their nerve still has a code that opens (decision 113).
"""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.vault.receipt_code import grouped
from intake.web.forms import PublicForm
from intake.web.public.return_form import ReturnForm
from intake.web.work import runtime


class CodeForm(PublicForm):
    """Asks for nothing: the new code follows from the nonce in its token, and so is the same each time it is sent."""


@dataclass(frozen=True, slots=True)
class NewCodePage:
    """What the page says. `first`: the code in its place was handed out by staff; no visit has begun yet."""

    code: tuple[str, ...]
    first: bool
    notice: str
    minutes: int


def show_first_code(form: ReturnForm, code: str, notice: str = "", *, status: int = 200) -> ResponseReturnValue:
    """The page for somebody who came with a code that staff handed out; the form brings that one along, unseen."""
    return _page(form, code, notice, first=True), status


def show_new_code(form: CodeForm, code: str, notice: str = "", *, status: int = 200) -> ResponseReturnValue:
    """The page for somebody who changes their code."""
    return _page(form, code, notice), status


def _page(form: PublicForm, code: str, notice: str = "", *, first: bool = False) -> str:
    page = NewCodePage(tuple(grouped(code).split()), first, notice, runtime().settings.thread_minutes)
    return render_template("public/show_new_code.html", form=form, page=page)
