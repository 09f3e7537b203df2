"""The way in: the start page, and signs of life."""

from dataclasses import dataclass

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.web import languages
from intake.web.guard import public
from intake.web.headers import may_be_found
from intake.web.public import entrance_links, styleguide, words
from intake.web.public.blueprint import blueprint
from intake.web.public.sending import UNKEPT
from intake.web.work import runtime


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the start page says beside its fixed words. `entrances` are what the ways in say behind `?for=`."""

    answer_in: str
    entrances: tuple[str, ...]


@blueprint.get("/")
@public
def choose_language() -> ResponseReturnValue:
    """To the start page in the language that the browser likes best."""
    return redirect(url_for("public.show_home", language=languages.best_language()), 303)


@blueprint.get("/<lang:language>/")
@public
@may_be_found
def show_home(language: str) -> ResponseReturnValue:
    """What this is, who answers, and the ways in."""
    page = HomePage(words.within_days(runtime().settings.answering_days), entrance_links.fresh())
    return render_template("public/show_home.html", page=page)


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
