"""The blueprint of the public area, and the links that stand under each of its pages."""

from flask import Blueprint, url_for
from flask_babel import gettext

from intake.web.languages import page_language

blueprint = Blueprint("public", __name__)


@blueprint.app_context_processor
def footer() -> dict[str, list[tuple[str, str]]]:
    """The foot of every public page; error pages have it too, so that nobody ends in a blind alley."""
    language = page_language()
    return {"footer_links": [
        (gettext("Start page"), url_for("public.show_home", language=language)),
        (gettext("Write to us"), url_for("public.show_contact", language=language)),
        (gettext("Read our answer"), url_for("public.show_return", language=language)),
        (gettext("What happens to what you write"), url_for("public.show_privacy", language=language)),
        (gettext("Using a shared device"), url_for("public.show_safety", language=language)),
        (gettext("Is this the real site?"), url_for("public.show_real_site", language=language)),
        (gettext("Accessibility"), url_for("public.show_accessibility", language=language)),
        (gettext("Emergency numbers"), url_for("public.show_help", language=language)),
    ]}
