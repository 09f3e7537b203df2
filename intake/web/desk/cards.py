"""Recovery cards: what they are for, how it stands with them, and making them. They are shown once, and never asked for
again in the web: using them is a command for an offline copy (`intake recover`).

Nothing that is sent here may be carried over a sign-in: what is typed are the cards, and no store may hold them.
"""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.accounts import make_recovery_key
from intake.errors import Stale, WrongState
from intake.vault.recovery_cards import CardProblem
from intake.web.desk import cards_page, step_up
from intake.web.desk.blueprint import blueprint
from intake.web.desk.cards_page import DraftForm, MakeForm, TypeBackForm
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, reading, runtime


@blueprint.get("/desk/cards")
@requires(Permission.RECOVERY_MAKE)
def show_cards() -> ResponseReturnValue:
    """What the cards are for, and how it stands with them."""
    return cards_page.show(MakeForm(formdata=None))


@blueprint.post("/desk/cards/make")
@requires(Permission.RECOVERY_MAKE)
def make_cards() -> ResponseReturnValue:
    """Make three cards and show them. Nothing is kept yet."""
    form = MakeForm()
    if status := step_up.refused(form):
        return cards_page.show(form, status)
    try:
        with reading() as work:
            make_recovery_key.require_voucher(work, visitor().actor, runtime().trust)
    except WrongState:
        form.nobody_vouches()
        return cards_page.show(form, 409)
    return _cards(make_recovery_key.prepare(runtime(), visitor().actor))


@blueprint.post("/desk/cards/look")
@requires(Permission.RECOVERY_MAKE)
def look_at_cards() -> ResponseReturnValue:
    """Show the same cards again, for whoever wrote something down wrongly."""
    form = DraftForm()
    return _cards(form.draft.data or "") if form.validate_on_submit() else _over()


@blueprint.post("/desk/cards/type-back")
@requires(Permission.RECOVERY_MAKE)
def type_back_cards() -> ResponseReturnValue:
    """Ask for two of the cards, which are no longer shown."""
    form = DraftForm()
    if not form.validate_on_submit():
        return _over()
    return _asked(TypeBackForm(formdata=None, draft=form.draft.data))


@blueprint.post("/desk/cards/keep")
@requires(Permission.RECOVERY_MAKE)
def keep_cards() -> ResponseReturnValue:
    """Keep the public half of the cards once two of them were typed, or say what is wrong with them."""
    form = TypeBackForm()
    if not form.validate_on_submit():
        return _asked(form, 422)
    try:
        _keep(form)
    except CardProblem as problem:
        form.say(problem)
        return _asked(form, 422)
    except Stale:
        return _over()
    return redirect(url_for("desk.show_cards", done="kept"), 303)


def _keep(form: TypeBackForm) -> None:
    drafted = make_recovery_key.show(runtime(), visitor().actor, form.draft.data or "")
    make_recovery_key.require_typed_back(drafted, form.typed())
    with changing() as work:
        make_recovery_key.keep(work, visitor().actor, keyring(), runtime().trust, drafted)


def _cards(draft: str) -> ResponseReturnValue:
    try:
        drafted = make_recovery_key.show(runtime(), visitor().actor, draft)
    except Stale:
        return _over()
    page = cards_page.FreshCards(tuple(tuple(card.split()) for card in drafted.cards),
                                 DraftForm(formdata=None, draft=draft))
    return render_template("desk/make_cards.html", page=page, me=me(), nav=cards_page.menu())


def _asked(form: TypeBackForm, status: int = 200) -> ResponseReturnValue:
    again = DraftForm(formdata=None, draft=form.draft.data or "")
    return render_template("desk/type_back_cards.html", form=form, again=again, me=me(), nav=cards_page.menu()), status


def _over() -> ResponseReturnValue:
    form = MakeForm(formdata=None)
    form.over()
    return cards_page.show(form, 409)
