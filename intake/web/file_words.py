"""What pages say of files: what may be sent, and what became of what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from intake.attachments.findings import Hidden, Outcome, report_of
from intake.attachments.names import as_kept
from intake.web.filters import file_size
from intake.web.languages import in_digits_of_page
from intake.web.taking import Fate, Told
from intake.web.uploads import FILES_AT_ONCE
from intake.web.work import runtime

_MB = 1024 * 1024
HERE = frozenset({Fate.ARRIVED, Fate.CAME_BEFORE})
"""What became of a file that lies in the store now."""
_FATES: dict[Fate, LazyString] = {
    Fate.ARRIVED: _l("arrived"),
    Fate.CAME_BEFORE: _l("had arrived before"),
    Fate.TOO_LARGE: _l("not taken: it is larger than %(size)s"),
    Fate.NO_ROOM: _l("not taken: there is no room for it just now"),
    Fate.TOO_MANY: _l("not taken: at most %(number)s files can be sent at once"),
    Fate.TOO_MUCH: _l("not taken: this was too much at once"),
    Fate.CUT_OFF: _l("did not arrive whole: the connection broke off or was too slow"),
    Fate.BUSY: _l("not taken: many people are sending files just now"),
    Fate.NOT_KEPT: _l("could not be kept"),
    Fate.NOT_SENT: _l("was not sent along"),
}
_HIDDEN: dict[Hidden, LazyString] = {
    Hidden.PLACE: _l("the place"),
    Hidden.AUTHOR: _l("who made it"),
    Hidden.DEVICE: _l("the device or program"),
    Hidden.TIMES: _l("times"),
    Hidden.HISTORY: _l("earlier versions"),
    Hidden.THUMBNAIL: _l("a small picture of how it was before"),
    Hidden.OTHER: _l("other hidden data"),
}
_NOTHING = _l("nothing was hidden in it")
_PARTS = _l("parts of it could not be checked")
_AS_IT_CAME: dict[Outcome, LazyString] = {
    Outcome.NOT_A_TYPE: _l("kept as it is: nobody can check this kind of file for hidden data"),
    Outcome.UNCHECKED: _l("kept as it is: it could not be checked for hidden data"),
    Outcome.DAMAGED: _l("kept as it is: it could not be read, nor checked for hidden data"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A file that was sent, and what became of it, in words. Without a name it stands for all that came after."""

    name: str
    words: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sent: to be read before choosing, and for the script that looks at what was chosen."""

    words: str
    most: int
    largest: int
    too_large: str
    too_many: str
    script: str


def lines(told: tuple[Told, ...]) -> tuple[Line, ...]:
    """What became of each file."""
    return tuple(Line(as_kept(each.name), _became(each), each.fate in HERE) for each in told)


def hidden(cleaning: Mapping[str, Any]) -> str:
    """What was taken out of a file, or why nothing was."""
    if not cleaning:
        return str(_("kept as it is, with whatever hides in it"))
    report = report_of(cleaning)
    if not report.is_cleaned:
        return str(_AS_IT_CAME[report.outcome])
    found = [str(words) for kind, words in _HIDDEN.items() if kind in report.found]
    taken = _("taken out of it: %(what)s", what=format_list(found, locale=get_locale())) if found else _NOTHING
    return str(taken) if report.outcome is Outcome.CLEANED else f"{taken}; {_PARTS}"


def limits() -> Limits:
    """How many files may be sent at once, and how large each may be."""
    words = str(_("Up to %(number)s files at once, each up to %(size)s.", number=FILES_AT_ONCE, size=_largest()))
    return Limits(words, FILES_AT_ONCE, runtime().settings.max_file_mb * _MB, _fate(Fate.TOO_LARGE),
                  _fate(Fate.TOO_MANY), f"/static/{runtime().asset_digest}/upload.js")


def _became(told: Told) -> str:
    if told.fate is not Fate.ARRIVED:
        return _fate(told.fate)
    return f"{_fate(told.fate)} · {hidden(told.cleaning.as_json() if told.cleaning else {})}"


def _fate(fate: Fate) -> str:
    return str(_FATES[fate]) % {"size": _largest(), "number": in_digits_of_page(str(FILES_AT_ONCE))}


def _largest() -> str:
    return file_size(runtime().settings.max_file_mb * _MB)
