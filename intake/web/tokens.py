"""Form tokens. On the desk a token is bound to the session; in public it is signed, needs no cookie and lives a week.

The public token carries the nonce that makes sending twice one case (DESIGN 5). It is in the page only; stored is
nothing but a keyed hash of the nonce.
"""

import base64
import binascii
import secrets
import struct
from dataclasses import dataclass
from typing import Any, Final

from flask import request
from flask_babel import gettext
from wtforms import Field
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from intake import clock
from intake.vault.keys import equal, mac
from intake.web.guard import visitor
from intake.web.work import runtime

BROUGHT: Final = "brought"
"""The field in which another page brings along the token of the one where something was typed (`return_form.py`)."""

_WEEK = 7 * 24 * 3600
_MAC_SIZE = 32
_HEAD = struct.Struct(">16sI")


@dataclass(frozen=True, slots=True)
class Issued:
    """What a public token says: its nonce (16 bytes) and when its page was made (Unix seconds)."""

    nonce: bytes
    at: int

    @property
    def age(self) -> int:
        """Seconds since the page was made."""
        return int(clock.now().timestamp()) - self.at


def issue(form_name: str) -> str:
    """A fresh public token for a form."""
    head = _HEAD.pack(secrets.token_bytes(16), int(clock.now().timestamp()))
    return base64.urlsafe_b64encode(head + _seal(form_name, head)).decode()


def read(form_name: str, token: str) -> Issued | None:
    """What the token says, if this installation made it for this form within the last seven days."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii", "replace"))
        head, tag = raw[:-_MAC_SIZE], raw[-_MAC_SIZE:]
        issued = Issued(*_HEAD.unpack(head))
    except (binascii.Error, struct.error, ValueError):
        return None
    genuine = equal(tag, _seal(form_name, head)) and -60 <= issued.age <= _WEEK
    return issued if genuine else None


def from_elsewhere() -> bool:
    """Whether the browser says that another site sent this request.

    Old browsers say nothing, and our own no-referrer pages send `Origin: null`; the token stands alone there.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "null")
    return origin != "null" and origin.partition("://")[2] != request.host


def _seal(form_name: str, head: bytes) -> bytes:
    return mac(runtime().secrets.form_key, b"public-form", form_name.encode(), head)


def _shown_again() -> str:
    return str(gettext("This page had been open for a long time, so nothing was sent yet. Nothing is lost: please "
                       "press the button once more."))


class PublicToken(CSRF):
    """The token of a form that anybody may send."""

    def setup_form(self, form: BaseForm) -> list[tuple[str, Any]]:
        """Remember which form it is: a token of one form is no good for another."""
        self.form_name = type(form).__name__
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """The posted token while it holds, since sending again must meet the same nonce; otherwise a fresh one."""
        for token in (csrf_token_field.data or "", request.form.get(BROUGHT, "")):
            self.issued = read(self.form_name, token)
            if self.issued:
                return token
        return issue(self.form_name)

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        """Raise when the token is not ours, too old, or sent from another site."""
        if from_elsewhere() or self.issued is None:
            raise ValidationError(_shown_again())


class SessionToken(CSRF):
    """The token of a form on the desk: an HMAC over the session row's key, good while the session lives."""

    def setup_form(self, form: BaseForm) -> list[tuple[str, Any]]:
        """Remember which form it is."""
        self.form_name = type(form).__name__
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """The token of this form in this session."""
        return mac(visitor().csrf_key, b"desk-form", self.form_name.encode()).hex()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        """Raise when the token is not this session's, or another site sent the form."""
        expected = self.generate_csrf_token(field)  # type: ignore[arg-type]
        if from_elsewhere() or not equal((field.data or "").encode(), expected.encode()):
            raise ValidationError(_shown_again())
