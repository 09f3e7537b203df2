"""Numbers for somebody in danger, by country, in the order in which the operator named them."""

import re
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.settings import CrisisContact
from intake.web.guard import public
from intake.web.headers import may_be_found
from intake.web.public.blueprint import blueprint
from intake.web.work import runtime

_NOT_DIALLED = re.compile(r"[^0-9+*#]")


@dataclass(frozen=True, slots=True)
class Number:
    """One number. `doubtful` says that nobody tried it lately, and that it is not the emergency number itself."""

    service: str
    name: str
    note: str
    phone: str
    dial: str
    checked: date | None
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A country, by its two letters, and whom to call there."""

    code: str
    contacts: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The numbers; without any, the page says the general sentence alone."""

    countries: tuple[Country, ...]


@blueprint.get("/<lang:language>/help")
@public
@may_be_found
def show_help(language: str) -> ResponseReturnValue:
    """Whom to call, by country."""
    page = HelpPage(by_country(runtime().settings.crisis_contacts, clock.today()))
    return render_template("public/show_help.html", page=page)


def by_country(contacts: tuple[CrisisContact, ...], today: date) -> tuple[Country, ...]:
    """The contacts of each country together; `today` decides which of them are in doubt."""
    countries = dict.fromkeys(each.country for each in contacts)
    return tuple(
        Country(code, tuple(_number(each, today) for each in contacts if each.country == code)) for code in countries
    )


def _number(contact: CrisisContact, today: date) -> Number:
    return Number(
        contact.service, contact.name, contact.note, contact.phone, _NOT_DIALLED.sub("", contact.phone),
        contact.checked, doubtful=contact.service == "" and not contact.is_checked(today),
    )
