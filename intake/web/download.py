"""A file on its way out: opened piece by piece, always as something to be saved, never as something to be shown."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final
from urllib.parse import quote

from flask import Response, request
from werkzeug.datastructures import Range
from werkzeug.http import quote_etag

from intake.attachments.names import to_save
from intake.attachments.sealing import Opened

POLICY: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_NO_NAME: Final = "file"
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._ -]")


def answer(opened: Opened, name: str, sha256: str, held: ExitStack) -> Response:
    """The file, or the part of it that was asked for. `held` is closed once the last byte left, or nobody reads on.

    By the hash of what it holds a browser knows, when it takes up a download that broke off, that the rest is of this.
    """
    wanted = _range(opened.size, sha256)
    start, stop = wanted or (0, opened.size)
    missed = wanted is not None and start >= stop
    response = _to_be_saved(name, 416 if missed else 206 if wanted else 200)
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(sha256)
    response.content_length = 0 if missed else stop - start
    if wanted:
        part = "*" if missed else f"{start}-{stop - 1}"
        response.headers["Content-Range"] = f"bytes {part}/{opened.size}"
    if missed or request.method == "HEAD":
        held.close()
    else:
        response.response = _holding(opened.read(start, stop), held)
        response.call_on_close(held.close)
    return response


def stream(pieces: Iterator[bytes], name: str, held: ExitStack) -> Response:
    """What is made while it leaves, of a size that nobody knows yet. `held` is closed as in `answer`."""
    response = _to_be_saved(name, 200)
    response.response = _holding(pieces, held)
    response.call_on_close(held.close)
    return response


def _to_be_saved(name: str, status: int) -> Response:
    response = Response(status=status, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Accel-Buffering"] = "no"  # or a proxy puts what it holds on its disk, in clear
    return response


def disposition(name: str) -> str:
    """The header that names a file to be saved (RFC 6266): in plain letters, and for today's browsers as it is."""
    whole = to_save(name) or _NO_NAME
    return f"attachment; filename=\"{_plain(whole)}\"; filename*=UTF-8''{quote(whole, safe='', errors='replace')}"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = letters.rpartition(".") if "." in letters else (letters, "", "")
    return _PLAIN.sub("_", (stem.strip(" .") or _NO_NAME) + dot + ending)


def _holding(pieces: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    with held:
        yield from pieces


def _range(size: int, sha256: str) -> tuple[int, int] | None:
    """Which bytes were asked for; None for all. Several ranges, and a part of something else than this, mean all."""
    asked: Range | None = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if "If-Range" in request.headers and request.headers["If-Range"] != quote_etag(sha256):
        return None
    start, stop = asked.ranges[0]
    if start < 0:
        start, stop = max(0, size + start), size
    return start, size if stop is None else min(stop, size)
