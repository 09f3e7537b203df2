"""From a filled form to a case, as far as the web has a part in it: the nonce, the code, the lane, the unit of work."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from intake.cases import receipt, sent, submit
from intake.cases.submit import Outcome
from intake.errors import Unrecorded
from intake.judging.judge import Sign
from intake.vault.lately import Bucket
from intake.vault.receipt_code import code_from, grouped
from intake.web.public import pace, sent_files
from intake.web.public.contact_form import ContactForm
from intake.web.public.weighing import Weighed
from intake.web.taking import Told
from intake.web.work import changing, runtime

UNKEPT = (SQLAlchemyError, Unrecorded, OSError)
"""What a full disk, a locked or a missing store looks like: nothing was kept, and nothing may be acknowledged."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a sending, the six groups of its receipt code where it is shown, and what became of its files."""

    outcome: Outcome
    code: tuple[str, ...]
    files: tuple[Told, ...]


def send_enquiry(form: ContactForm, weighed: Weighed) -> Sent:
    """Make a case of a weighed form, then take its files. The code follows from the form's nonce, so sending again
    meets the same one.

    Raises `Busy` when the lane stays full, `NotFound` or `Untrusted` while it is closed, and one of `UNKEPT`.
    """
    pepper, nonce, enquiry = runtime().secrets.pepper, form.issued().nonce, weighed.enquiry
    code = code_from(pepper, nonce)
    sending = sent.fingerprint(pepper, nonce, enquiry.fields())
    rush = pace.too_many(Bucket.ENQUIRIES)
    judged = weighed.judged.seen_with(Sign.RUSH) if rush else weighed.judged
    with pace.a_place(Bucket.ENQUIRIES, slowed=rush):
        keys = receipt.stretch_code(code, pepper)
    with changing() as work:
        taken = submit.submit(work, enquiry, sending, keys, runtime().trust, judged)
    if weighed.mark and taken.outcome is Outcome.ACCEPTED:
        runtime().lately.note(weighed.mark)
    files = sent_files.take(taken.place, nonce, enquiry.language)
    return Sent(taken.outcome, tuple(grouped(code).split()) if taken.shows_code else (), files)
