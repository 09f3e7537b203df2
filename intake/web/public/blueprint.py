"""The blueprint of the public area, and the links that stand under each of its pages."""

from flask import Blueprint, url_for
from flask_babel import gettext

from intake.web.languages import page_language

blueprint = Blueprint("public", __name__)


@blueprint.app_context_processor
def footer() -> dict[str, list[tuple[str, str, bool]]]:
    """The foot of every public page; error pages have it too, so that nobody ends in a blind alley.

    Each link says whether its page can be looked at while something is being written (`aside.py`).
    """
    language = page_language()
    return {"footer_links": [
        (gettext("Start page"), url_for("public.show_home", language=language), False),
        (gettext("Write to us"), url_for("public.show_contact", language=language), False),
        (gettext("Read our answer"), url_for("public.show_return", language=language), False),
        (gettext("What happens to what you write"), url_for("public.show_privacy", language=language), True),
        (gettext("Using a shared device"), url_for("public.show_safety", language=language), True),
        (gettext("Is this the real site?"), url_for("public.show_real_site", language=language), True),
        (gettext("Accessibility"), url_for("public.show_accessibility", language=language), True),
        (gettext("Emergency numbers"), url_for("public.show_help", language=language), True),
    ]}
