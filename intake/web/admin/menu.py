"""The menu of the administration area: what the signed-in person may open there."""

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.access.permissions import Permission
from intake.access.policy import holds
from intake.web.frame import Group, Item
from intake.web.guard import visitor

_PLACES = (
    ("admin.show_home", _l("Overview"), Permission.STAFF_READ),
    ("admin.show_staff", _l("People"), Permission.STAFF_READ),
    ("admin.show_audit", _l("Audit log"), Permission.AUDIT_READ),
)


def menu() -> tuple[Group, ...]:
    """The menu for whoever is signed in."""
    actor = visitor().actor
    items = tuple(
        Item(str(label), url_for(endpoint), current=endpoint == request.endpoint)
        for endpoint, label, permission in _PLACES if holds(actor, permission)
    )
    return (Group(_("Administration"), items),)
