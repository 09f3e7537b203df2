"""The areas of the web and their views. Importing a view module registers it on its area's blueprint."""

from types import ModuleType

from flask import Flask

from intake.web.account import enrol, log_warning, recover, security, sign_in
from intake.web.admin import audit, last_of_team, staff
from intake.web.admin import home as administration
from intake.web.desk import (
    acts,
    cards,
    case,
    contacting,
    due,
    erasing,
    holds,
    keeping_up,
    lists,
    quiet,
    readers,
    team,
    unreachable,
)
from intake.web.public import come_back, contact, crisis_help, guidance, home, thread, thread_files

AREAS: tuple[tuple[ModuleType, ...], ...] = (
    (home, guidance, crisis_help, contact, come_back, thread, thread_files),
    (sign_in, enrol, recover, security, log_warning),
    (lists, case, acts, contacting, team, cards, holds, readers, erasing, due, quiet, unreachable, keeping_up),
    (administration, staff, last_of_team, audit),
)


def register_areas(app: Flask) -> None:
    """Put every area on the app."""
    for views in AREAS:
        app.register_blueprint(views[0].blueprint)
