"""Multipart bodies for tests, as browsers write them, and streams that tell how far they were read."""

from collections.abc import Iterable, Iterator
from io import BytesIO

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"

Field = tuple[str, str]
File = tuple[str, str, bytes]


def body_of(parts: Iterable[Field | File]) -> bytes:
    """The body of a form: a field is a pair, a file has its name in between."""
    return b"".join(pieces_of(parts))


def pieces_of(parts: Iterable[Field | File]) -> Iterator[bytes]:
    """The same, part by part."""
    for part in parts:
        yield head_of(part) + (part[-1].encode() if isinstance(part[-1], str) else part[-1]) + b"\r\n"
    yield f"--{BOUNDARY}--\r\n".encode()


def head_of(part: Field | File) -> bytes:
    """What stands before a part's content."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part[0]}"'
    if len(part) == 3:
        name = part[1].replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")  # as every browser does it
        head += f'; filename="{name}"\r\nContent-Type: application/octet-stream'
    return (head + "\r\n\r\n").encode()


class Watched(BytesIO):
    """A stream that says how many of its bytes were read."""

    def was_read(self) -> int:
        """How many."""
        return self.tell()
