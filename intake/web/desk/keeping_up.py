"""After each page of the desk: the upkeep of keys that waits for somebody who holds them (DESIGN 3)."""

from http.client import BAD_REQUEST

from flask import Response
from flask_login import current_user

from intake.accounts.upkeep import renew_keys, seal_to_recovery
from intake.cases.upkeep import rewrap_cases
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.guard import visitor
from intake.web.work import runtime


@blueprint.after_request
def keep_up(response: Response) -> Response:
    """New keys for teams that somebody left, and cases moved to them. Costs nothing while there is nothing to do.

    A page that failed has trouble enough of its own.
    """
    if response.status_code < BAD_REQUEST and current_user.is_authenticated:
        renew()
        seal_to_recovery(runtime().stores, runtime().trust, visitor().actor, keyring())
        rewrap_cases(runtime().stores, visitor().actor, keyring())
    return response


def renew() -> None:
    """New keys for the visitor's teams that somebody left: ahead of a page that tells who is in them."""
    renew_keys(runtime().stores, runtime().trust, visitor().actor, keyring())
