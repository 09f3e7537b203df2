"""Contacts with the person outside this system: written down, and refused where the way was not called safe."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import case_page, contacting, lists
from intake.cases.case_page import CasePage
from intake.cases.contacting import UnsafeWay
from intake.questionnaires.said_again import with_more
from intake.web.desk import contact_card, nav, pages
from intake.web.desk.acts import perform
from intake.web.desk.blueprint import blueprint
from intake.web.desk.contact_card import Card
from intake.web.desk.contact_forms import ChangeContactForm, LogContactForm
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime

_PAGE = "desk.show_case"


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The page on which safe contact is put down anew."""

    case: CasePage
    card: Card
    form: ChangeContactForm


@blueprint.post("/desk/cases/<string:reference>/contacts")
@requires(Permission.CASE_REPLY, shown_on=_PAGE)
def log_contact(reference: str) -> ResponseReturnValue:
    """Write a contact down."""
    form = LogContactForm()
    try:
        return perform(reference, form, "contacted", lambda desk, at: contacting.log(desk, at, form.contact()))
    except UnsafeWay:
        form.refuse_unsafe()
        return pages.show_again(reference, form)


@blueprint.get("/desk/cases/<string:reference>/contact")
@requires(Permission.CASE_REPLY)
def show_contact(reference: str) -> ResponseReturnValue:
    """How the person may be reached, to be put down anew."""
    return _show(reference, None)


@blueprint.post("/desk/cases/<string:reference>/contact")
@requires(Permission.CASE_REPLY, shown_on="desk.show_contact")
def change_contact(reference: str) -> ResponseReturnValue:
    """Put down anew how the person may be reached."""
    form = ChangeContactForm()
    if not form.validate_on_submit():
        return _show(reference, form), 422
    return perform(reference, form, "contact_changed", lambda desk, at: contacting.change_details(
        desk, at, form.called.words, form.contact.contact, form.why.words, runtime().reminders))


def _show(reference: str, refused: ChangeContactForm | None) -> str:
    person = visitor().actor
    with changing() as work:
        page = case_page.show(work, person, keyring(), reference, words=True, permission=Permission.CASE_REPLY,
                              story=False)
        teams, counts = lists.teams_and_counts(work, person)
    form = refused or ChangeContactForm(data=_known(page, asked="asked" in request.args))
    if refused is None and not form.carried:  # a draft is about the card that its writer saw
        form.renew(page)
    form.contact.mail_in = page.language
    shown = ContactPage(page, contact_card.of(page), form)
    return render_template("desk/show_contact.html", page=shown, me=me(), nav=nav.build(counts, teams, None))


def _known(page: CasePage, *, asked: bool) -> dict[str, Any]:
    """What the form begins with: what stands on the card, or also what was `asked` for in a form sent again."""
    if not asked or page.asked is None:
        return {"called": page.called, "contact": page.contact}
    return {"called": page.asked.called or page.called, "contact": with_more(page.contact, page.asked.contact)}
