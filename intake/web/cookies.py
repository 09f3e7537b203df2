"""The cookies: one for the session, and for staff two that last: one marks a browser in which somebody signed in
before, one remembers the newest event of the log that the browser has seen.

Over TLS they are `__Host-` cookies; plain http is allowed for loopback and onion addresses only (`headers.py`).
"""

from flask import Response, request

from intake.web.headers import is_secure

SESSION = "s"
DEVICE = "d"
WITNESS = "w"
_A_YEAR = 365 * 24 * 3600


def _named(name: str) -> str:
    return f"__Host-{name}" if is_secure() else name


def read(name: str) -> str:
    """The cookie's value, or an empty text."""
    return request.cookies.get(_named(name), "")


def keep(response: Response, name: str, value: str, *, lasting: bool = False) -> None:
    """Set a cookie that no script reads and no other site sends; gone with the browser unless `lasting`."""
    response.set_cookie(_named(name), value, max_age=_A_YEAR if lasting else None, path="/",
                        secure=is_secure(), httponly=True, samesite="Strict")


def forget_session(response: Response) -> None:
    """End the session in the browser: cached pages and storage go, device mark and witness stay (DESIGN 5)."""
    _expire_session(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def replace_session(response: Response) -> None:
    """End the session in the browser with a change that it cannot overlook: another value, and that is taken away.

    Chromium throws away a left page that was not to be stored once it sees a cookie of its site change. Where there is
    none, taking it away changes nothing.
    """
    keep(response, SESSION, "over")
    _expire_session(response)


def _expire_session(response: Response) -> None:
    response.delete_cookie(_named(SESSION), path="/", secure=is_secure(), httponly=True, samesite="Strict")
