"""The way out, in two steps: a blank page takes the place of the one that was read, then the browser forgets both.

Browsers keep a left page whole, to show it when somebody goes back, and they put it away when the next page comes. An
answer that sends on at once would ask them to forget it before that. The blank page also comes as fast as this server
answers, however long the other site takes.
"""

from contextlib import suppress

from flask import make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from intake.web import cookies, languages
from intake.web.guard import public
from intake.web.public import thread_session
from intake.web.public.blueprint import blueprint
from intake.web.public.sending import UNKEPT
from intake.web.work import runtime


@blueprint.get("/exit")
@public
def leave_site() -> ResponseReturnValue:
    """A blank page that goes on by itself. The thread's session ends, whatever fails: no other GET ends one."""
    with suppress(*UNKEPT):
        thread_session.end()
    response = make_response(render_template("public/leave_site.html"))
    cookies.replace_session(response)
    return response


@blueprint.get("/exit/on")
@public
def leave_for_elsewhere() -> ResponseReturnValue:
    """Away from here, and the browser forgets what it kept of this site, the page before the blank one included.

    The address names no language, so the browser's own says where to.
    """
    response = make_response(redirect(runtime().settings.exit_for(languages.best_language()), 303))
    cookies.forget_session(response)
    return response
