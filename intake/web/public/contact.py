"""The contact form. Whatever goes wrong, the page comes back with everything that was typed (DESIGN 2, promise 11).

No cookie is read or set anywhere on this path.
"""

from dataclasses import dataclass

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from intake.cases.submit import Outcome
from intake.errors import Busy, NotFound, Untrusted
from intake.web import file_words, tokens
from intake.web.asking import NUMBERS
from intake.web.file_words import Limits, Line
from intake.web.guard import public
from intake.web.languages import in_local_digits, page_language
from intake.web.public import sent_files, words
from intake.web.public.blueprint import blueprint
from intake.web.public.contact_form import ContactForm
from intake.web.public.entrance_links import entrance_of
from intake.web.public.entrances import asked_form
from intake.web.public.look_over import look_over
from intake.web.public.opening import is_open, tell_closed
from intake.web.public.sending import UNKEPT, Sent, send_enquiry
from intake.web.public.steps import SteppedForm
from intake.web.public.weighing import weigh
from intake.web.taking import Told
from intake.web.work import runtime

_GROUPS = tuple(f"@group{number}@" for number in range(6))
_LOCAL_GROUPS = tuple(f"@local{number}@" for number in range(6))


@dataclass(frozen=True, slots=True)
class ContactPage:
    """What the form's page says beside the form. `notice` is a sentence about what just happened; `limits` says how
    many files may be sent, and `choose_again` that those that were chosen did not come along.
    """

    answer_in: str
    limits: Limits
    notice: str = ""
    tone: str = "warn"
    choose_again: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What the page after sending says; `code` is empty where it must not be shown again, `files` where none came.

    `local_code` is the same in the digits of the page's script, where that has others.
    """

    answer_in: str
    code: tuple[str, ...]
    local_code: tuple[str, ...]
    added: bool
    files: tuple[Line, ...]
    all_arrived: bool


@blueprint.get("/<lang:language>/contact")
@public
def show_contact(language: str) -> ResponseReturnValue:
    """The empty form, or a calm word where no team receives it."""
    entrance = entrance_of(request.args.get("for", ""))
    return _blank(language, entrance) if is_open() else _show_closed(asked_form(entrance))


@blueprint.post("/<lang:language>/contact")
@public
def send_contact(language: str) -> ResponseReturnValue:
    """Take an enquiry: the receipt page, or the form again with all that was typed."""
    form = asked_form(request.form.get("entrance", ""))
    if not form.may_be_taken():
        return _show(form, status=form.status_shown_again)
    if (weighed := weigh(form, language)).look_again:
        return _show_once_more(form)
    try:
        return _answer(send_enquiry(form, weighed), form)
    except (NotFound, Untrusted) as reason:
        return _close(form, str(reason))
    except Busy:
        return _show(form, words.many_at_once(), status=429)
    except UNKEPT as error:
        current_app.logger.error("an enquiry could not be kept: %s", type(error).__name__)
        return _show(form, words.not_kept(), status=503)


def _blank(language: str, entrance: str) -> str:
    """The empty form, made once for each language and entrance: from one visitor to the next only its token differs."""
    made: dict[tuple[str, str], tuple[str, str, str]] = current_app.extensions.setdefault("intake.blank_forms", {})
    kind = language, entrance if entrance in NUMBERS else ""
    if kind not in made:
        form = asked_form(entrance)
        before, after = _render(form).split(form.csrf_token.current_token)
        made[kind] = type(form).__name__, before, after
    name, before, after = made[kind]
    return before + tokens.issue(name) + after


def _answer(sent: Sent, form: ContactForm) -> ResponseReturnValue:
    if sent.outcome is Outcome.SPENT:
        form.start_anew()
        return _show(form, words.spent(), tone="info")
    added = sent.outcome is Outcome.ADDED
    if sent.code and not sent.files and not added:
        return _receipt(sent.code)
    local = tuple(in_local_digits(group, page_language()) for group in sent.code)
    return _render_receipt(sent.code, local, sent.files, added=added)


def _receipt(code: tuple[str, ...]) -> str:
    """The page that shows a code, made once for each language: only the six groups differ."""
    made: dict[str, str] = current_app.extensions.setdefault("intake.receipt_pages", {})
    language = page_language()
    if language not in made:
        made[language] = _render_receipt(_GROUPS, _LOCAL_GROUPS)
    page = made[language]
    for mark, local_mark, group in zip(_GROUPS, _LOCAL_GROUPS, code, strict=True):
        page = page.replace(mark, group).replace(local_mark, in_local_digits(group, language))
    return page


def _render_receipt(
    code: tuple[str, ...], local: tuple[str, ...], files: tuple[Told, ...] = (), *, added: bool = False,
) -> str:
    told, language = file_words.lines(files), page_language()
    page = ReceiptPage(_answer_in(), code, local if in_local_digits("0", language) != "0" else (), added, told,
                       all_arrived=all(each.arrived for each in told))
    return render_template("public/show_receipt.html", page=page)


def _show(form: ContactForm, notice: str = "", *, tone: str = "warn", status: int = 200) -> ResponseReturnValue:
    return _render(form, notice, tone), status


def _show_once_more(form: ContactForm) -> ResponseReturnValue:
    form.again.data = "1"
    return _show(form, words.look_once_more(), status=422)


def _render(form: ContactForm, notice: str = "", tone: str = "warn") -> str:
    page = ContactPage(_answer_in(), file_words.limits(), notice, tone, sent_files.were_chosen())
    if isinstance(form, SteppedForm):
        return _render_step(form, page)
    return render_template("public/show_contact.html", form=form, page=page)


def _render_step(form: SteppedForm, page: ContactPage) -> str:
    if form.at_the_end:
        return render_template("public/check_contact.html", form=form, page=page, answers=look_over(form))
    return render_template("public/ask_contact.html", form=form, page=page)


def _close(form: ContactForm, reason: str) -> ResponseReturnValue:
    tell_closed(reason)
    return _show(form, words.closed(), status=503)


def _show_closed(form: ContactForm) -> ResponseReturnValue:
    return render_template("public/show_closed.html", written=form["message"].words), 503


def _answer_in() -> str:
    return words.within_days(runtime().settings.answering_days)
