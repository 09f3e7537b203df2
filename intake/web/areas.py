"""The areas of the web and their views. Importing a view module registers it on its area's blueprint."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

VIEWS = {
    "public": ("home", "contact", "come_back", "thread"),
    "account": ("sign_in", "enrol", "recover", "security"),
    "desk": ("lists", "case", "acts", "team"),
    "admin": ("home", "staff", "audit"),
}


def register_areas(app: Flask) -> None:
    """Import every view module and put the areas' blueprints on the app."""
    for area, modules in VIEWS.items():
        for module in modules:
            if find_spec(f"intake.web.{area}.{module}"):
                import_module(f"intake.web.{area}.{module}")
        app.register_blueprint(import_module(f"intake.web.{area}.blueprint").blueprint)
