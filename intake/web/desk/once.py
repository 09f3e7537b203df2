"""A form of the desk counts once, however often it is sent: whoever presses again on a slow line finds it done.

Its page draws a nonce, which stays while the form is shown again with what is amiss. Bound to the person, so that
nobody's form stands in the way of another's.
"""

import secrets

from wtforms import HiddenField, PasswordField

from intake.access.permissions import Permission
from intake.cases import finding, sent
from intake.cases.sent import Fingerprint, Once
from intake.db import Work
from intake.web.forms import StaffForm
from intake.web.guard import visitor
from intake.web.work import runtime


class OnceForm(StaffForm):
    """A form with such a nonce. One that brings none is taken for a new one each time."""

    nonce = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def sending(self) -> Fingerprint:
        """The hashes of the nonce and of what was chosen and typed; not of the state that the page showed."""
        bound = f"desk {visitor().actor.id} {self.nonce.data}".encode("utf-8", "surrogatepass")
        fields = {each.name: str(each.data) for each in self if self._is_typed(each.name)}
        return sent.fingerprint(runtime().secrets.pepper, bound, {"act": type(self).__name__, **fields})

    def _is_typed(self, name: str) -> bool:
        about_the_page = name in {"csrf_token", "nonce", "version", "shown_at"}
        return not (about_the_page or isinstance(self[name], PasswordField))


def take(work: Work, form: OnceForm, reference: str, *, leaves: bool = False) -> Once:
    """Take a form about a case, or find that it was taken before.

    Raises `NotFound` or `NotAllowed` for one that was, where the person may not come to the case any more, unless the
    act itself `leaves` them without it.
    """
    once = sent.once(work, form.sending(), finding.row_id(work, reference))
    if not (once.new or leaves):
        finding.find(work, visitor().actor, reference, Permission.CASE_READ)
    return once
