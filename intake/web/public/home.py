"""The way in and the way out: start page, what happens to what people write, leaving, and signs of life."""

from contextlib import suppress

from flask import Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.web import cookies, languages
from intake.web.guard import public
from intake.web.public import styleguide, thread_session, words
from intake.web.public.blueprint import blueprint
from intake.web.public.sending import UNKEPT
from intake.web.work import runtime


@blueprint.get("/")
@public
def choose_language() -> ResponseReturnValue:
    """To the start page in the language that the browser likes best."""
    return redirect(url_for("public.show_home", language=languages.best_language()), 303)


@blueprint.get("/<lang:language>/")
@public
def show_home(language: str) -> ResponseReturnValue:
    """What this is, and the ways in."""
    settings = runtime().settings
    return render_template("public/show_home.html", contacts=settings.crisis_contacts,
                           answer_in=words.within_days(settings.answering_days))


@blueprint.get("/<lang:language>/privacy")
@public
def show_privacy(language: str) -> ResponseReturnValue:
    """What happens to what people write: who reads it, what is kept, and where the limits are."""
    return render_template("public/show_privacy.html", minutes=runtime().settings.thread_minutes)


@blueprint.get("/exit")
@public
def leave_site() -> ResponseReturnValue:
    """Away from here, whatever fails: the thread's session ends and the browser forgets. The one GET that ends one."""
    with suppress(*UNKEPT):
        thread_session.end()
    response = make_response(redirect(runtime().settings.exit_url, 303))
    cookies.forget_session(response)
    return response


@blueprint.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """That this process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def show_readiness() -> ResponseReturnValue:
    """That the three stores answer, too."""
    try:
        runtime().stores.answer()
    except UNKEPT:
        return Response("a store does not answer\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/styleguide")
@public
def show_styleguide() -> ResponseReturnValue:
    """Every part of the design system on one page, in a demonstration only."""
    if not runtime().demo:
        abort(404)
    return render_template("styleguide/show.html", page=styleguide.sample(), me=styleguide.Reader(), nav=styleguide.NAV)
