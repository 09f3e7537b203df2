"""Requests as Intake takes them. Werkzeug reads what is no multipart body; `multipart.py` reads one, in its order.

At the first file reading stops, and `request.form` holds what came before it. The view keeps the text, and only then
asks for the files, one after the other. A field behind the first file is not looked at.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final, cast

from flask import Request, Response, after_this_request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wsgi import get_input_stream

from intake.errors import Busy
from intake.web.multipart import FORM_LIMIT, PARTS, ArrivingFile, CutOff, Multipart
from intake.web.work import runtime

FILES_AT_ONCE: Final = 10
_LONGEST_LINE: Final = 70  # RFC 2046, 5.1.1
_DRAIN_SECONDS: Final = 600.0
_SHORT_DRAIN: Final = (1024 * 1024, 2.0)


class IntakeRequest(Request):
    """A request whose form may hold 2 MB of text (DESIGN 5), and many fields."""

    max_content_length = FORM_LIMIT
    max_form_memory_size = FORM_LIMIT
    max_form_parts = PARTS
    multipart: Multipart | None = None

    @property
    def want_form_data_parsed(self) -> bool:
        """Only what was posted is a form: a page that is asked for must not depend on what came along with it."""
        return self.method == "POST" and super().want_form_data_parsed

    @property
    def has_files(self) -> bool:
        """Whether somebody chose files, and they are about to arrive."""
        self._load_form_data()
        return self.multipart is not None and self.multipart.is_at_a_file

    def files_arriving(self, most: int) -> Iterator[ArrivingFile]:
        """The files of the form, to be taken one after the other; none where the form has no room for files."""
        self._load_form_data()
        return self.multipart.files(most) if self.multipart is not None else iter(())

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        if self.mimetype != "multipart/form-data" or not self.want_form_data_parsed:
            super()._load_form_data()
            return
        stream = get_input_stream(self.environ)
        self.__dict__ |= {"stream": stream, "files": ImmutableMultiDict(), "form": ImmutableMultiDict()}
        boundary = self.mimetype_params.get("boundary", "")
        if 0 < len(boundary) <= _LONGEST_LINE and boundary.isascii():
            self.multipart = Multipart(stream.read, boundary.encode())
            after_this_request(partial(_read_to_the_end, self.multipart))
            self.__dict__["form"] = ImmutableMultiDict(self._fields(self.multipart))

    def _fields(self, body: Multipart) -> list[tuple[str, str]]:
        try:
            return body.fields()
        except CutOff:
            return []  # half a form is none


def this_request() -> IntakeRequest:
    """The present request, with its files."""
    return cast(IntakeRequest, request._get_current_object())  # type: ignore[attr-defined]


def most_bytes() -> int:
    """How many bytes a form with all its files may have."""
    return FORM_LIMIT + FILES_AT_ONCE * runtime().settings.max_file_mb * 1024 * 1024


def _read_to_the_end(body: Multipart, response: Response) -> Response:
    if not body.ended:
        try:
            with runtime().drain_lanes.place():
                body.drain(most_bytes(), _DRAIN_SECONDS)
        except Busy:
            body.drain(*_SHORT_DRAIN)
    return response
