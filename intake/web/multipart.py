"""A multipart body, read in its order: first the fields, in memory, 2 MB in all, up to the first file; then one file
after the other, as it comes. Nothing of it is ever put on the disk: Werkzeug's own parser would spool a file, in clear.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Final

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from intake.errors import IntakeError

FORM_LIMIT: Final = 2 * 1024 * 1024
PARTS: Final = 500
PIECE: Final = 64 * 1024
_HELD: Final = 4 * PIECE
_FILE_NAME: Final = re.compile(r'; filename="([^"]*)"')


class CutOff(IntakeError):
    """The body ended in the middle of something, or cannot be read any further."""


class TooMuch(IntakeError):
    """The body holds more than all files together may."""


class ArrivingFile:
    """A file that is about to arrive. Its pieces can be taken once, before the next file is asked for."""

    def __init__(self, body: "Multipart", part: File) -> None:
        self.name = _unescaped(part.filename)
        self.media_type = part.headers.get("content-type", "")
        self._body = body
        self._more = True

    def pieces(self) -> Iterator[bytes]:
        """What is in it, as it comes. Raises `CutOff` or `TooMuch`."""
        while self._more:
            event = self._body.event()
            if not isinstance(event, Data):
                raise CutOff("a part without an end")
            self._more = event.more_data
            if event.data:
                yield event.data


class Multipart:
    """A multipart body, read in its order: `fields` once, then `files` once."""

    def __init__(self, read: Callable[[int], bytes], boundary: bytes) -> None:
        self.ended = False
        self._read = read
        self._decoder = MultipartDecoder(boundary, max_form_memory_size=_HELD, max_parts=PARTS)
        self._line = b"--" + boundary
        self._held = b""
        self._file: File | None = None
        self._left = FORM_LIMIT + PIECE

    def fields(self) -> list[tuple[str, str]]:
        """The fields before the first file, as they were sent.

        Raises `CutOff` where the body ends before its end, and Werkzeug's own error for more than 2 MB.
        """
        try:
            return list(self._fields(FORM_LIMIT))
        except TooMuch:
            raise RequestEntityTooLarge from None

    @property
    def is_at_a_file(self) -> bool:
        """Whether a file that somebody chose is what comes next."""
        return self._file is not None

    def files(self, most: int) -> Iterator[ArrivingFile]:
        """The files that somebody chose, as long as the body holds no more than `most` bytes from here on.

        What is not taken of one is left out before the next is given. Raises what `ArrivingFile.pieces` does.
        """
        self._left = most
        while self._file is not None:
            arriving = ArrivingFile(self, self._file)
            yield arriving
            self._read_over(arriving)
            self._file = self._next_file()

    def event(self) -> Event:
        """The next event of the decoder. Raises `CutOff` or `TooMuch`."""
        try:
            while isinstance(event := self._decoder.next_event(), NeedData):
                self._feed()
        except ValueError:
            raise CutOff("the body cannot be read any further") from None
        except RequestEntityTooLarge:
            raise TooMuch("more parts, or longer heads of parts, than a form has") from None
        return _named_as_sent(event) if isinstance(event, (Field, File)) else event

    def drain(self, most: int, seconds: float) -> None:
        """Read on to the end, or so far and so long at most: a browser that is still sending reads no answer."""
        until = time.monotonic() + seconds
        while not self.ended and most > 0 and time.monotonic() < until:
            most -= len(self._piece())

    def _piece(self) -> bytes:
        try:
            piece = self._read(PIECE) if not self.ended else b""
        except (ClientDisconnected, OSError, ValueError):
            piece = b""
        self.ended = not piece
        return piece

    def _feed(self) -> None:
        piece = self._piece()
        self._left -= len(piece)
        if self._left < 0:
            raise TooMuch("more than all files may hold")
        if not piece:
            self._decoder.receive_data(self._held)
            self._held = b""
            self._decoder.receive_data(None)
        elif ready := self._without_half_a_line(piece):
            self._decoder.receive_data(ready)

    def _without_half_a_line(self, piece: bytes) -> bytes:
        """The piece up to a line between parts that has not arrived whole, which is held back until it has.

        Where a body happens to be cut within the two dashes of its last line, Werkzeug's decoder (3.1) takes the line's
        own CR for the last byte of the file.
        """
        data = self._held + piece
        for size in range(min(len(data), len(self._line) + 1), 0, -1):
            end = data[-size:]
            if self._line.startswith(end) or end.startswith(self._line):
                self._held = end
                return data[:-size]
        self._held = b""
        return data

    def _fields(self, room: int) -> Iterator[tuple[str, str]]:
        while not isinstance(event := self.event(), Epilogue):
            if isinstance(event, File) and (chosen := self._chosen(event)):
                self._file = chosen
                return
            if isinstance(event, Field):
                name = event.name or ""
                value = self._value(room - len(name))
                room -= len(name) + len(value)
                yield name, value.decode("utf-8", "replace")

    def _value(self, room: int) -> bytes:
        value, more = bytearray(), True
        while more:
            event = self.event()
            if not isinstance(event, Data):
                raise CutOff("a field without an end")
            value += event.data
            more = event.more_data
            if len(value) > room:
                raise TooMuch("more text than a form holds")
        return bytes(value)

    def _next_file(self) -> File | None:
        """The next file that somebody chose. A place for files where nobody chose one is sent, too: without a name."""
        while not isinstance(event := self.event(), Epilogue):
            if isinstance(event, File) and (chosen := self._chosen(event)):
                return chosen
        return None

    def _chosen(self, part: File) -> File | None:
        if part.filename:
            return part
        self._read_over(ArrivingFile(self, part))
        return None

    def _read_over(self, arriving: ArrivingFile) -> None:
        for _ in arriving.pieces():
            pass


def _named_as_sent(part: Field | File) -> Event:
    """The part, called what its sender called it. Browsers leave a backslash as it is (HTML, "multipart/form-data").

    Werkzeug takes one for the sign that the next character is meant as such, and so loses it; where it ends a name, it
    loses the whole file, which it gives as a field.
    """
    named = _FILE_NAME.search(part.headers.get("content-disposition", ""))
    return part if named is None else File(part.name or "", named[1], part.headers)


def _unescaped(name: str) -> str:
    """The name as it was before the browser made it fit into a header."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
