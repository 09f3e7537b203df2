"""What this area says about passwords, codes and roles. The core names kinds of problem; here they become sentences."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Form

PROBLEMS: dict[str, LazyString] = {
    "short": _l("This is shorter than 12 characters. A sentence that only you would think of works well."),
    "long": _l("This is longer than 1,024 characters."),
    "own": _l("This is mostly your name or the organisation's. Please choose something that nobody would try first."),
    "common": _l("This consists of words that are guessed early. Please add something unusual, such as another word."),
    "keyboard": _l("This follows the keys of the keyboard, which is guessed early. Please choose something else."),
    "repeats": _l("This repeats itself, which is guessed early. Please choose something else."),
    "sequence": _l("This follows the alphabet or the numbers, which is guessed early. Please choose something else."),
    "dates": _l("This is mostly a date, which is guessed early. Please add a few words."),
    "weak": _l("This would be guessed too early. Please make it longer, for instance with another word."),
    "wrong": _l("This is not right. Please try again."),
}

NOT_ADMITTED = _l("We could not sign you in. Please check the user name, the password and the code, and try once more. "
                  "Each code works once; the next one comes within half a minute.")
NOT_RECOVERED = _l("This did not work. Please check the user name, the recovery key and the code, and try once more. "
                   "If you pressed twice, it may be done: try to sign in with the new password.")
WAIT = _l("There were many tries in a short time. Please wait a little and try again; nothing is locked.")
BEGUN_TOO_LONG_AGO = _l("This was begun too long ago. Please start again.")


def put_on(form: Form, problems: Mapping[str, str]) -> None:
    """Write the problems of a use case under the fields of the same names."""
    for name, kind in problems.items():
        form[name].errors = [*form[name].errors, str(PROBLEMS[kind])]
