"""The blueprint of the desk area."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
