"""Whether what somebody typed had arrived when they lost sight of it: the line broke, and meanwhile their visit ended.

It is told then and not sent again; nobody may wonder whether a message stands there twice.
"""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from intake.cases import sent
from intake.cases.sent import Fingerprint
from intake.web.forms import PublicForm
from intake.web.public import sent_files
from intake.web.work import reading, runtime


class ArrivingForm(PublicForm):
    """A form within a conversation. Of what is sent by it can be told whether it arrived."""

    def fields(self) -> dict[str, str]:
        """All that is kept of it, as texts to be compared with another sending."""
        raise NotImplementedError

    def sending(self) -> Fingerprint:
        """The hashes of a validated form."""
        return sent.fingerprint(runtime().secrets.pepper, self.issued().nonce, self.fields())


def arrived_in(form: ArrivingForm) -> frozenset[int]:
    """The cases in which exactly this was kept before: one at most, unless it was meant for two conversations."""
    if not form.may_be_taken():
        return frozenset()
    with reading() as work:
        return sent.kept_in(work, form.sending())


def to_the_code(language: str) -> ResponseReturnValue:
    """To the page that asks for the code, which says that it arrived."""
    told = "files" if sent_files.were_chosen() else "text"
    return redirect(url_for("public.show_return", language=language, arrived=told), 303)


def to_the_conversation(language: str) -> ResponseReturnValue:
    """To the conversation, where it stands; that it arrived is said there, too."""
    return redirect(url_for("public.show_thread", language=language, arrived=1), 303)
