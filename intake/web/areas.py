"""The areas of the web and their views. Importing a view module registers it on its area's blueprint."""

from types import ModuleType

from flask import Flask

from intake.web.account import enrol, log_warning, recover, security, sign_in, staying
from intake.web.admin import audit, last_of_team, staff
from intake.web.admin import home as administration
from intake.web.desk import (
    acts,
    cards,
    case,
    contacting,
    due,
    erasing,
    files,
    gallery,
    holds,
    keeping_up,
    lists,
    new_case,
    quarantine,
    quiet,
    readers,
    team,
    unreachable,
)
from intake.web.public import (
    aside,
    burn_code,
    change_code,
    come_back,
    contact,
    crisis_help,
    guidance,
    home,
    leaving,
    thread,
    thread_contact,
    thread_files,
    thread_wishes,
)

AREAS: tuple[tuple[ModuleType, ...], ...] = (
    (home, guidance, crisis_help, aside, contact, come_back, thread, thread_files, thread_contact,
     thread_wishes, change_code, burn_code, leaving),
    (sign_in, enrol, recover, security, log_warning, staying),
    (lists, case, new_case, acts, contacting, team, cards, holds, readers, erasing, due, quiet, unreachable,
     files, gallery, quarantine, keeping_up),
    (administration, staff, last_of_team, audit),
)


def register_areas(app: Flask) -> None:
    """Put every area on the app."""
    for views in AREAS:
        app.register_blueprint(views[0].blueprint)
