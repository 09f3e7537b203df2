"""Paths on somebody's machine, which tell their user name: only the last part stays, the name of the file."""

import re
from typing import Final

_PLACES: Final = r"home|users|volumes|tmp|var|mnt|media|private"
_LOCAL: Final = re.compile(rf"^(?:file:|[a-z]:[\\/]|\\\\|/(?:{_PLACES})/)", re.IGNORECASE)
_WITHIN: Final = re.compile(r"(?:file:/*|[a-zA-Z]:\\+|\\\\)[^\"<>|*?\r\n]*[\\/]")
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|tiff?|bmp|heic|webp)$", re.IGNORECASE)


def is_local(path: str) -> bool:
    """Whether this is a place on a machine or in its network, and not on the web."""
    return _LOCAL.match(path.strip()) is not None


def last_part(path: str) -> str:
    """The name of the file that a path leads to."""
    return path.replace("\\", "/").rpartition("/")[2]


def without_folders(text: str) -> str:
    """A text in which paths on machines are left with their last part."""
    return _WITHIN.sub("", text)


def names_a_picture(text: str) -> bool:
    """Whether this looks like the name of a picture's file."""
    return _PICTURE.search(text.strip()) is not None
