"""The page that shows a new code before it holds: in place of one that staff handed out, or of one that is changed.

Nothing is written while the page is made. Its form says that the code was written down, and only then the old one
stops; so whoever loses the line, the page or their nerve still has a code that opens (decision 113).
"""

from dataclasses import dataclass, replace

from flask import render_template
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.vault.box import InvalidTag, box, unbox
from intake.vault.context import context
from intake.vault.keys import derive
from intake.vault.receipt_code import grouped
from intake.web.forms import PublicForm
from intake.web.public.return_form import ReturnForm
from intake.web.work import runtime


class CodeForm(PublicForm):
    """Asks for nothing: the new code follows from the nonce in its token and from the code that it replaces, so it is
    the same each time it is sent. `replaces` brings that one's tag along, boxed: pressed again once it was taken, the
    page finds it done, and takes no further one that nobody has seen.
    """

    replaces = HiddenField("")

    def replace(self, opened: Thread) -> None:
        """Have the page's code come in the place of the one that opened this thread."""
        key, place = _tag_box(opened)
        self.replaces.data = box(key, opened.tag, place).hex()

    def replaced_in(self, opened: Thread) -> Thread:
        """The thread as it was when the page was shown. Raises `NotFound` for a box that is not of this thread."""
        key, place = _tag_box(opened)
        try:
            return replace(opened, tag=unbox(key, bytes.fromhex(self.replaces.data or ""), place))
        except (InvalidTag, ValueError):
            raise NotFound("this page is of no code of the thread") from None


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


def _tag_box(opened: Thread) -> tuple[bytes, bytes]:
    key = derive(runtime().secrets.pepper, context("code to be replaced", opened.seed))
    return key, context("code to be replaced", opened.case_id)


def _page(form: PublicForm, code: str, notice: str = "", *, first: bool = False) -> str:
    page = NewCodePage(tuple(grouped(code).split()), first, notice, runtime().settings.thread_minutes)
    return render_template("public/show_new_code.html", form=form, page=page)
