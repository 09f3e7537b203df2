"""Contexts: the unambiguous name of the place a ciphertext belongs to, so that it opens nowhere else (promise 5)."""

from functools import cache
from typing import Final

_PREFIX: Final = b"intake/v1"
_LONGEST_FIELD: Final = 0xFFFF
_EIGHT: Final = b"\x00\x08"


def context(purpose: str, *fields: str | int | bytes) -> bytes:
    """The bytes that bind a ciphertext to a purpose, table, row, case, team and epoch.

    The result is the length-prefixed (u16) sequence of the version, the purpose and the fields; whole numbers are
    eight bytes, big endian, signed. Fields carry no type, so one purpose must always be given the same kinds of field.
    """
    return b"".join([_named(purpose), *map(_field, fields)])


@cache
def _named(purpose: str) -> bytes:
    return _field(_PREFIX) + _field(purpose)


def _field(value: str | int | bytes) -> bytes:
    if isinstance(value, int):
        return _EIGHT + value.to_bytes(8, "big", signed=True)
    raw = value.encode("utf-8") if isinstance(value, str) else value
    size = len(raw)
    if size > _LONGEST_FIELD:
        raise ValueError("a context field is longer than 65,535 bytes")
    return size.to_bytes(2, "big") + raw
