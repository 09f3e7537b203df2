"""Staying signed in, for whoever reads or writes for long: a request that does nothing else, and opens no case."""

from flask import Response
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.web.account.blueprint import blueprint
from intake.web.guard import requires


@blueprint.get("/account/stay")
@requires(Permission.SELF_MANAGE)
def stay_signed_in() -> ResponseReturnValue:
    """A sign of life. The guard writes it down, as it does with every page."""
    return Response(status=204, mimetype="text/plain")
