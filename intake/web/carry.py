"""What a signed-out worker was typing, carried over the sign-in (DESIGN 5).

A post without a live session is answered with the sign-in page, which holds the typed form boxed under the run
secret and bound to the person whose session it was. After the same person signs in, the form is shown filled,
never sent. Nothing of it outlives the run of the server.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from intake import clock
from intake.accounts import drafts, sessions
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import derive
from intake.vault.record import box_record, unbox_record
from intake.web import cookies
from intake.web.uploads import this_request
from intake.web.work import changing, reading, runtime

_NEVER_CARRIED = frozenset({"csrf_token", "password", "code", "current", "carry", "version"})
FILES = "files"
"""Stands in a carried form whose sender had chosen files: these are not carried."""

_CONTEXT = context("carried-form")


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that was typed but not sent: for which endpoint, the page that shows it, and its fields."""

    endpoint: str
    page: str
    fields: dict[str, list[str]]


def pack(page: str) -> str:
    """The posted form of this request, boxed; empty when it is not known whose session it was."""
    with reading() as work:
        staff_id = sessions.owner_of(work, cookies.read(cookies.SESSION))
    if staff_id is None:
        return ""
    fields = {name: values for name, values in request.form.lists() if name not in _NEVER_CARRIED}
    if this_request().has_files:
        fields[FILES] = []
    record = {"staff": staff_id, "endpoint": request.endpoint, "page": page, "fields": fields,
              "until": (clock.now() + drafts.LIFE).isoformat()}
    return base64.urlsafe_b64encode(box_record(_key(), record, _CONTEXT)).decode()


def keep(text: str, staff_id: int) -> str | None:
    """After signing in: the address of the page that shows the carried form filled.

    None if the form is not this person's, of another run of the server, or over an hour old.
    """
    try:
        box = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError):
        return None
    carried = _open(box, staff_id)
    if carried is None:
        return None
    with changing() as work:
        return f"{carried.page}?draft={drafts.keep(work, staff_id, box)}"


def fields_for(endpoint: str, staff_id: int) -> dict[str, list[str]] | None:
    """What the signed-in person had typed for `endpoint`, if this page was reached with their draft."""
    if request.method != "GET" or "draft" not in request.args:
        return None
    if "draft" not in g:
        with reading() as work:
            box = drafts.find(work, staff_id, request.args["draft"])
        g.draft = _open(box, staff_id) if box else None
    return g.draft.fields if g.draft and g.draft.endpoint == endpoint else None


def _open(box: bytes, staff_id: int) -> Carried | None:
    try:
        record = unbox_record(_key(), box, _CONTEXT)
    except InvalidTag:
        return None
    if record["staff"] != staff_id or datetime.fromisoformat(record["until"]) < clock.now():
        return None
    return Carried(record["endpoint"], record["page"], record["fields"])


def _key() -> bytes:
    return derive(runtime().run_secret, _CONTEXT)
