"""Countries, languages and time zones by their names in a language, in an order that its readers expect."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from babel import Locale
from babel.dates import get_timezone_location

from intake.web.alphabet import place

_SPOKEN: Final = ("en", "fa", "ar", "fr", "de", "sq", "ku", "ckb", "tr", "az", "ur", "ps", "uk", "ru", "it", "es", "pt",
                  "pl", "nl", "sv", "el", "ro", "sr", "mk")
ZONES: Final = (
    "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Tirane", "Europe/Stockholm", "Europe/Athens",
    "Europe/Istanbul", "Asia/Baghdad", "Asia/Tehran", "Asia/Kabul", "Asia/Dubai", "America/New_York",
    "America/Chicago", "America/Los_Angeles", "America/Toronto", "Australia/Sydney",
)
"""The time zones to choose from: where people who write to such an office live."""


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """ISO 3166 codes and names of all countries."""
    names = Locale.parse(language).territories
    none = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    return _ordered(((code, name) for code, name in names.items()
                     if len(code) == 2 and code.isalpha() and code not in none), language)


@cache
def spoken(language: str) -> list[tuple[str, str]]:
    """Codes and names of the languages that an answer may be asked in."""
    names = Locale.parse(language).languages
    return _ordered(((code, names.get(code, code)) for code in _SPOKEN), language)


@cache
def zones(language: str) -> list[tuple[str, str]]:
    """IANA names of time zones, and what people call them."""
    return _ordered(((zone, get_timezone_location(zone, locale=language)) for zone in ZONES), language)


def country_name(code: str, language: str) -> str:
    """A country's name."""
    return dict(countries(language)).get(code, code)


def language_name(code: str, language: str) -> str:
    """A language's name."""
    return dict(spoken(language)).get(code, code)


def zone_name(zone: str, language: str) -> str:
    """A time zone's name."""
    return dict(zones(language)).get(zone, zone)


def _ordered(named: Iterable[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    return sorted(named, key=lambda each: place(each[1], language))
