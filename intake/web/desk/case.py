"""One case."""

from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.web.desk import pages
from intake.web.desk.blueprint import blueprint
from intake.web.guard import requires


@blueprint.get("/desk/cases/<string:reference>")
@requires(Permission.CASE_READ)
def show_case(reference: str) -> ResponseReturnValue:
    """A case: safe contact, the story so far, and everything that can be done."""
    return pages.show(reference)
