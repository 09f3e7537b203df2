"""What somebody was writing in their conversation while they look at a page of its own within it: how they may be
contacted, what they can ask for, their code.

It stands in the form of that page, in hidden inputs, so that each button there takes it along, and the conversation
shows it again. Nothing is kept here, and nothing of it comes into an address.
"""

from typing import Any, Final

from flask import request
from werkzeug.datastructures import MultiDict

from intake.web.forms import PublicForm, WordsField, plain_lines

UNSENT: Final = "unsent"
_CONVERSATION: Final = "thread"
_OF_FILES: Final = ("as_evidence", "files")


class FormWithinThread(PublicForm):
    """The form of such a page. Whoever comes from the conversation finds it empty: what they typed there is not its."""

    def __init__(self, **given: Any) -> None:
        if comes_from_the_conversation():
            given["formdata"] = MultiDict()
        super().__init__(**given)

    @property
    def unsent(self) -> tuple[tuple[str, str], ...]:
        """Names and values of what was being written, and of the files chosen for it; none where nothing was."""
        message = request.form.get("message" if comes_from_the_conversation() else UNSENT, "")
        files = [(name, value) for name in _OF_FILES for value in request.form.getlist(name)]
        return tuple((name, plain_lines(value)) for name, value in [(UNSENT, message), *files] if value)


def bring_back(message: WordsField) -> None:
    """Have a field hold what was being written, where such a page brings it."""
    if UNSENT in request.form:
        message.data = plain_lines(request.form[UNSENT])


def comes_from_the_conversation() -> bool:
    """Whether this request was sent by the form of the conversation itself."""
    return request.form.get("origin") == _CONVERSATION
