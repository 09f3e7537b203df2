"""The blueprint of the account area."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)
