"""Which language a page speaks, and in which direction it runs.

In public the address says it (`/<lang>/…`); on the desk the account does; a page outside both follows the browser.
"""

import re
from collections.abc import Iterable
from typing import Any

from babel import Locale
from flask import Flask, g, has_app_context, request, url_for
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from intake.settings import LANGUAGES
from intake.web.work import runtime

DESK_LANGUAGES = ("en", "fa", "fr", "de")
"""What the staff area speaks. Somebody of another language sees it in English, and is told so."""

_STAFF_AREAS = frozenset({"account", "desk", "admin"})

_DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")}
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_TURNS = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
                    "\U0001e800-\U0001efff]")
"""Letters that run from right to left, and marks that turn what follows them."""
_WHOLE_NUMBER = re.compile(r"(%\(\w+\))d")

NATIVE_NAMES = {"en": "English", "fa": "فارسی", "ar": "العربية", "fr": "Français", "de": "Deutsch", "sq": "Shqip"}


class LanguageConverter(BaseConverter):
    """A language code in an address; any other text is no address of ours."""

    regex = "|".join(LANGUAGES)


class _Catalogs(Domain):  # type: ignore[misc]
    """Finds a request's catalogs once, for a full list asks for hundreds of words, and writes numbers as they do."""

    def gettext(self, string: str, **values: Any) -> str:
        """A sentence in the language spoken just now, filled in."""
        return fill(self.get_translations().ugettext(string), values) if values else super().gettext(string)

    def ngettext(self, singular: str, plural: str, num: int, **values: Any) -> str:
        """The same, in the form that belongs to the number."""
        return fill(self.get_translations().ungettext(singular, plural, num), {"num": num, **values})

    def get_translations(self) -> Any:
        """The catalog of the language that is spoken just now; outside of a request there is none."""
        if not has_app_context():
            return super().get_translations()
        found = g.setdefault("catalogs", {})
        language = str(get_locale())
        if language not in found:
            found[language] = super().get_translations()
        return found[language]


def init_app(app: Flask, catalogs: str) -> None:
    """Install the converter, gettext and the language of each request. `catalogs` is a folder's path."""
    app.url_map.converters["lang"] = LanguageConverter
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = catalogs
    app.url_value_preprocessor(_take_language)
    domain = Babel(app, locale_selector=page_language).domain_instance = _Catalogs()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda one, **values: fill(Markup(domain.get_translations().ugettext(one)), values),  # noqa: S704
        lambda one, more, num, **values: fill(
            Markup(domain.get_translations().ungettext(one, more, num)), {"num": num, **values}),  # noqa: S704
        newstyle=False,
    )


def in_digits_of_page(text: str) -> str:
    """The text with its digits as the page's language has them. Arabic is written with either; the site says which."""
    language = str(get_locale())
    if language == "ar" and runtime().settings.arabic_digits == "latin":
        return text
    return in_local_digits(text, language)


def in_local_digits(text: str, language: str) -> str:
    """The text with the digits of a language's own script, where it has some."""
    return text.translate(_DIGITS.get(language, {}))


def fill(sentence: str, values: dict[str, Any]) -> str:
    """A translated sentence with its values. Markup escapes what it is given.

    A value that could turn what stands around it is isolated, so that a name keeps its own direction: all of them where
    pages run from right to left, and elsewhere those that hold such letters. Whole numbers stand in the page's digits.
    """
    if page_direction() != "rtl":
        return sentence % {name: _apart(value) if _turns(value) else value for name, value in values.items()}
    return type(sentence)(_WHOLE_NUMBER.sub(r"\1s", sentence)) % {name: _shown(value) for name, value in values.items()}


def listed(names: Iterable[str]) -> str:
    """Names one after the other, each with its own direction."""
    turned = page_direction() == "rtl"
    return ", ".join(_apart(name) if turned or _turns(name) else name for name in names)


def _shown(value: Any) -> Any:
    if type(value) is int:
        return in_digits_of_page(str(value))
    return _apart(value) if isinstance(value, str) else value


def _turns(value: Any) -> bool:
    return isinstance(value, str) and not value.isascii() and _TURNS.search(value) is not None


def _apart(value: str) -> str:
    return type(value)(f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}")


def page_language() -> str:
    """The code of the language in which this request is answered."""
    if "language" in g:
        return str(g.language)
    wanted = _wanted_by_staff()
    if request.blueprint in _STAFF_AREAS:
        return wanted if wanted in DESK_LANGUAGES else "en"
    return wanted


def missing_language() -> str:
    """The language that somebody of the staff would read and the desk does not speak; empty where it does."""
    return "" if _wanted_by_staff() in DESK_LANGUAGES else _wanted_by_staff()


def best_language() -> str:
    """The offered language that the browser likes best."""
    offered = runtime().settings.languages
    return request.accept_languages.best_match(offered) or offered[0]


def _wanted_by_staff() -> str:
    # Left by the guard. Asking here who is signed in would need a store, and the page of a lost store has none.
    return str(g.get("staff_language") or best_language())


def page_direction() -> str:
    """`rtl` or `ltr`, for the page's language."""
    locale = get_locale() or Locale("en")
    return str(locale.text_direction)


def direction_of(language: str) -> str:
    """`rtl` or `ltr`, for a text in `language`."""
    return str(Locale(language).text_direction)


def runs(text: str, language: str) -> str:
    """`rtl` or `ltr`, for a line that was stored as one of `language`; empty where its letters do not bear that out.

    Somebody who writes Persian may use the English form, and Latin letters. Then the letters are all that is known.
    """
    if language not in LANGUAGES:
        return ""
    turns, way = bool(_TURNS.search(text)), direction_of(language)
    return way if turns == (way == "rtl") else ""


def language_links() -> list[tuple[str, str, str]]:
    """This page in every offered language: code, native name, address. Empty where the address has no language."""
    if request.endpoint is None or "language" not in (request.view_args or {}):
        return []
    others = {**(request.view_args or {})}
    return [
        (code, NATIVE_NAMES[code], url_for(request.endpoint, **{**others, "language": code}))
        for code in runtime().settings.languages
    ]


def _take_language(_endpoint: str | None, values: dict[str, str] | None) -> None:
    if values and "language" in values:
        if values["language"] not in runtime().settings.languages:
            raise NotFound
        g.language = values["language"]
