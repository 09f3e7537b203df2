"""What a user name may be, and how it is looked up."""

import re
from typing import Final

_SHAPE: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])")


def normal_name(username: str) -> str:
    """A user name as it is kept: lower case, without spaces around it. Empty for what can be nobody's name.

    So a name with a NUL or half a surrogate pair, which PostgreSQL refuses to look up, meets the steps of any other
    unknown name.
    """
    name = username.strip().lower()
    return name if _SHAPE.fullmatch(name) else ""
