"""The short pages beside the form: what happens to what people write, safety, accessibility, the real address.

They tell everybody the same and ask nothing, so search engines may list them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.accounts.trust import CONTACT
from intake.web.guard import public
from intake.web.headers import may_be_found
from intake.web.public import words
from intake.web.public.blueprint import blueprint
from intake.web.work import runtime

REVIEWED: Final = date(2026, 11, 28)
"""When the accessibility statement was last compared with the pages. Whoever changes either moves it."""


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """How long a conversation stays open without activity (minutes), and how long a case is kept (in words).

    `mails`: people can ask for an e-mail when an answer waits.
    """

    minutes: int
    kept_for: str
    mails: bool


@dataclass(frozen=True, slots=True)
class AccessibilityPage:
    """The day of the statement, and how long a conversation stays open without activity (minutes)."""

    reviewed: date
    minutes: int


@dataclass(frozen=True, slots=True)
class RealSitePage:
    """The names under which this site is served; `onion` is empty where there is none."""

    host: str
    onion: str


@blueprint.get("/<lang:language>/privacy")
@public
@may_be_found
def show_privacy(language: str) -> ResponseReturnValue:
    """What happens to what people write: who reads it, what is kept for how long, what may be asked for."""
    settings = runtime().settings
    days = settings.form_retention_days.get(CONTACT, settings.retention_days)
    page = PrivacyPage(settings.thread_minutes, words.kept_for(days), runtime().reminders.sends)
    return render_template("public/show_privacy.html", page=page)


@blueprint.get("/<lang:language>/safety")
@public
@may_be_found
def show_safety(language: str) -> ResponseReturnValue:
    """What helps on a device or network that somebody else can see."""
    return render_template("public/show_safety.html")


@blueprint.get("/<lang:language>/accessibility")
@public
@may_be_found
def show_accessibility(language: str) -> ResponseReturnValue:
    """How far the pages follow WCAG 2.2, what they leave out for safety, and what nobody tested yet."""
    page = AccessibilityPage(REVIEWED, runtime().settings.thread_minutes)
    return render_template("public/show_accessibility.html", page=page)


@blueprint.get("/<lang:language>/real-site")
@public
@may_be_found
def show_real_site(language: str) -> ResponseReturnValue:
    """The address as the operator set it, and what this organisation never asks for."""
    settings = runtime().settings
    page = RealSitePage(urlsplit(settings.address).netloc, settings.onion_host.lower())
    return render_template("public/show_real_site.html", page=page)
