"""Asking from within the conversation for erasure or a copy, and saying who one is. It is told to the team, which
answers: nothing is erased and nothing handed out by itself.

The address says nothing of it: it stays in the history of somebody's browser.
"""

from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from intake.cases.wishes import Wish, marked
from intake.web.forms import LINE_LIMIT, Needed, WordsField, text_limit
from intake.web.guard import public
from intake.web.public import thread_form
from intake.web.public.blueprint import blueprint
from intake.web.public.thread_form import FormInThread, PageInThread
from intake.web.question_fields import NOTHING_WRITTEN, OneOf

_WISHES: Final = {
    Wish.ERASURE: _l("Please erase what I gave you"),
    Wish.COPY: _l("Please give me a copy of what I gave you"),
    Wish.NAME: _l("I want to say who I am"),
}


class ThreadWishForm(FormInThread):
    """One of three wishes, and whatever somebody wants to say of it."""

    wish = OneOf(_l("What would you like?"), [Needed(_l("Please choose one of these."))],
                 choices=[SelectChoice(wish.value, words) for wish, words in _WISHES.items()])
    called = WordsField(_l("Your name"), [text_limit(LINE_LIMIT)], widget=TextInput())
    message = WordsField(_l("Do you want to add something?"), [text_limit()])

    def validate_called(self, _field: WordsField) -> None:
        """Whoever wants to say who they are says it here or below."""
        if self.wish.answer == Wish.NAME and not (self.called.words.strip() or self.message.words.strip()):
            raise ValidationError(str(NOTHING_WRITTEN))

    def told(self) -> tuple[str, dict[str, Any]]:
        """The name, where that was the wish, and the words; and which wish it is."""
        wish = Wish(self.wish.answer)
        parts = [self.called.words if wish is Wish.NAME else "", self.message.words]
        return "\n\n".join(part for part in parts if part.strip()), marked(wish)

    def drawn(self, page: PageInThread) -> str:
        """The page."""
        return render_template("public/show_thread_wishes.html", form=self, page=page)


@blueprint.get("/<lang:language>/thread/ask")
@public
def show_thread_wishes(language: str) -> ResponseReturnValue:
    """What can be asked for."""
    return thread_form.show(ThreadWishForm(), language)


@blueprint.post("/<lang:language>/thread/ask")
@public
def send_thread_wish(language: str) -> ResponseReturnValue:
    """Take a wish."""
    return thread_form.send(ThreadWishForm(), language)
