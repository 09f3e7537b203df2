"""The blueprint of the admin area."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
