"""A file on its way out: opened piece by piece, always as something to be saved, never as something to be shown."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final
from urllib.parse import quote

from flask import Response, request
from werkzeug.datastructures import Range

from intake.attachments.names import as_kept
from intake.attachments.sealing import Opened

POLICY: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_NO_NAME: Final = "file"
_NEVER_IN_A_NAME: Final = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|]')
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._ -]")


def answer(opened: Opened, name: str, held: ExitStack) -> Response:
    """The file, or the part of it that was asked for. `held` is closed once the last byte left, or nobody reads on."""
    wanted = _range(opened.size)
    start, stop = wanted or (0, opened.size)
    missed = wanted is not None and start >= stop
    response = Response(status=416 if missed else 206 if wanted else 200, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Accel-Buffering"] = "no"  # or a proxy puts what it holds on its disk, in clear
    response.content_length = 0 if missed else stop - start
    if wanted:
        part = "*" if missed else f"{start}-{stop - 1}"
        response.headers["Content-Range"] = f"bytes {part}/{opened.size}"
    if missed or request.method == "HEAD":
        held.close()
    else:
        response.response = _read(opened, start, stop, held)
        response.call_on_close(held.close)
    return response


def disposition(name: str) -> str:
    """The header that names a file to be saved (RFC 6266): in plain letters, and for today's browsers as it is."""
    whole = _NEVER_IN_A_NAME.sub("_", as_kept(name)).strip(" .") or _NO_NAME
    return f"attachment; filename=\"{_plain(whole)}\"; filename*=UTF-8''{quote(whole, safe='', errors='replace')}"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = letters.rpartition(".") if "." in letters else (letters, "", "")
    return _PLAIN.sub("_", (stem.strip(" .") or _NO_NAME) + dot + ending)


def _read(opened: Opened, start: int, stop: int, held: ExitStack) -> Iterator[bytes]:
    with held:
        yield from opened.read(start, stop)


def _range(size: int) -> tuple[int, int] | None:
    """Which bytes were asked for; None for all. Several ranges, and conditions on what may have changed, mean all."""
    asked: Range | None = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or "If-Range" in request.headers:
        return None
    start, stop = asked.ranges[0]
    if start < 0:
        start, stop = max(0, size + start), size
    return start, size if stop is None else min(stop, size)
