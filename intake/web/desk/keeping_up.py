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
        running, actor = runtime(), visitor().actor
        renew_keys(running.stores, running.trust, actor, keyring())
        seal_to_recovery(running.stores, running.trust, actor, keyring())
        rewrap_cases(running.stores, actor, keyring())
    return response
