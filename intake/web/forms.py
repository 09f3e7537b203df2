"""The two kinds of form, and what their fields share: shape is checked here, truth in the use cases.

Text is taken as posted: code points equal, only CRLF and CR made LF (DESIGN 5).
"""

from typing import Any

from flask import request
from flask_babel import Domain
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import Length, StopValidation

from intake.web import carry, tokens
from intake.web.guard import visitor

_WTFORMS_WORDS = Domain(messages_path(), domain="wtforms")
TEXT_LIMIT = 50_000
LINE_LIMIT = 500
SHOWN_ONLY = frozenset({"other_language", "go_on"})
"""Names of buttons that ask for a public form's page, filled as it is, and for nothing more."""


def plain_lines(text: str | None) -> str:
    """The text with every line end made LF, and nothing else changed."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def text_limit(limit: int = TEXT_LIMIT) -> Length:
    """Refuses text over `limit` characters, saying how many are allowed."""
    return Length(max=limit, message=_l("This is too long: at most %(max)d characters.", max=limit))


class Needed:
    """Refuses an empty field; white space alone counts as empty."""

    def __init__(self, message: str) -> None:
        self.field_flags = {"required": True}
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        """Stop with the message when nothing was typed."""
        if not (field.data or "").strip():
            field.errors = []
            raise StopValidation(str(self.message))


class WordsField(TextAreaField):
    """A text of any length up to the limit, kept as posted."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the posted text."""
        self.data = plain_lines(valuelist[0] if valuelist else "")

    @property
    def words(self) -> str:
        """What was typed; an empty text before anything was."""
        return self.data or ""


class _Form(FlaskForm):  # type: ignore[misc]
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Takes forms alone: Flask-WTF would read a JSON body too, whose values may be of any type."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """The posted fields, unless the caller brings a draft."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form if request.method == "POST" else None

        def get_translations(self, form: Form) -> Domain:
            """WTForms' own words, read once for each language; Flask-WTF would read the file for each request."""
            return _WTFORMS_WORDS

    @property
    def token_failed(self) -> bool:
        """Whether the token did not hold: the page is then shown again, filled, and already holds a fresh one."""
        return bool(self.csrf_token.errors)


class PublicForm(_Form):
    """A form that needs no cookie. Its page in another language is asked for by a button of the form itself."""

    class Meta(_Form.Meta):
        """Signed tokens instead of a session."""

        csrf = True
        csrf_class = tokens.PublicToken

    @property
    def only_shown(self) -> bool:
        """Whether the person asked for another language, or came back from another page: the page is shown filled, and
        nothing is taken or refused.
        """
        return not SHOWN_ONLY.isdisjoint(request.form)

    def may_be_taken(self) -> bool:
        """Whether this was sent, and rightly filled."""
        return not self.only_shown and bool(self.validate_on_submit())

    @property
    def status_shown_again(self) -> int:
        """With which HTTP status the page comes back when the form may not be taken."""
        return 200 if self.only_shown else 422

    def issued(self) -> tokens.Issued:
        """The validated token's nonce and time."""
        token = self.csrf_token.csrf_impl
        if not isinstance(token, tokens.PublicToken) or token.issued is None:
            raise LookupError("only a validated form has a token to read")
        return token.issued

    def start_anew(self) -> None:
        """Give the page a fresh nonce: what it sends next is something new."""
        self.csrf_token.current_token = tokens.issue(type(self).__name__)


class StaffForm(_Form):
    """A form of the desk. `endpoint` is the view that receives it; after a new sign-in its draft is shown there."""

    class Meta(_Form.Meta):
        """Tokens bound to the session."""

        csrf = True
        csrf_class = tokens.SessionToken

    endpoint = ""

    def __init__(self, **given: Any) -> None:
        typed = carry.fields_for(self.endpoint, visitor().actor.id) if self.endpoint else None
        self.carried = typed is not None and self.is_meant(typed)
        if typed is not None and self.carried:
            given["formdata"] = MultiDict(typed)
        super().__init__(**given)

    def is_meant(self, typed: dict[str, list[str]]) -> bool:
        """Whether a draft for this endpoint is for this very form; a page may hold several of a kind."""
        return True
