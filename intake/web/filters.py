"""How values look on a page: shares, countries, initials, and characters that would otherwise be invisible."""

import re
from typing import Literal

from babel import Locale
from babel.units import format_unit
from flask import Flask
from flask_babel import format_percent, get_locale
from markupsafe import Markup

from intake.web.days import date_locale, day, moment
from intake.web.languages import in_digits_of_page, runs

_KB, _MB = 1024, 1024 * 1024
_LATIN = re.compile("[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")


def visible(text: str) -> str:
    """The text with control characters as symbols (U+2400 and on), so that nothing hides (DESIGN 5)."""
    return _CONTROL.sub(lambda found: _symbol(found[0]), text)


def _symbol(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def percent(value: int) -> str:
    """So many of a hundred, in the page's digits and with the sign that belongs to them."""
    shown = str(format_percent(value / 100))
    local = in_digits_of_page(shown)
    return local if local == shown else local.replace("%", "٪")


def isolated(text: str) -> str:
    """The text within marks that keep its direction to itself: for a name inside a translated sentence."""
    return f"\u2068{text}\u2069"


def file_size(count: int) -> str:
    """A number of bytes as people say it."""
    if count < _KB:
        return _measured(count, "byte", "long")
    return _measured(round(count / _KB), "kilobyte") if count < _MB else _measured(round(count / _MB, 1), "megabyte")


def _measured(count: float, unit: str, length: Literal["short", "long"] = "short") -> str:
    # Latin letters would turn a Persian or Arabic line around, and nobody knows the short Arabic megabyte.
    locale = date_locale()
    turned = locale.text_direction == "rtl"
    written = format_unit(count, unit, length="long" if turned else length, locale=locale)
    if turned and _LATIN.search(written):
        written = format_unit(count, unit, length="short", locale=locale)
    return in_digits_of_page(written).replace(" ", "\u00a0")


def said(text: str, language: str = "") -> Markup:
    """Somebody's words within a line, apart from what is around them and with nothing hidden.

    They carry their language and its direction where these are known: the first letter alone may mislead.
    """
    shown = visible(text)
    way = runs(shown, language)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(language, way, shown) if way else Markup(
        "<bdi>{}</bdi>").format(shown)


def territory(code: str) -> str:
    """The name of a country in the page's language; its two letters where the language has none for it."""
    return str((get_locale() or Locale("en")).territories.get(code, code))


def initials(name: str) -> str:
    """One or two letters that stand for a person."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def init_app(app: Flask) -> None:
    """Install the filters."""
    for show in (visible, day, moment, percent, isolated, said, territory, initials, file_size):
        app.jinja_env.filters[show.__name__] = show
