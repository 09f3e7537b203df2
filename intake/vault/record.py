"""Records: what is boxed or sealed as JSON. Compact, padded, and equal to the last code point when it comes back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from intake.vault.box import InvalidTag, box, unbox
from intake.vault.padding import pad, unpad
from intake.vault.seal import seal

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

_COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def box_record(key: bytes, record: Mapping[str, JSON], context: bytes) -> bytes:
    """The record padded and boxed under a 32-byte key."""
    return box(key, record_bytes(record), context)


def unbox_record(key: bytes, blob: bytes, context: bytes) -> dict[str, Any]:
    """The record that was boxed, or InvalidTag."""
    return record_from(unbox(key, blob, context))


def seal_record(public_key: bytes, record: Mapping[str, JSON], context: bytes) -> bytes:
    """The record padded and sealed to a public key. Its opener passes the opened bytes to `record_from`."""
    return seal(public_key, record_bytes(record), context)


def record_bytes(record: Mapping[str, JSON]) -> bytes:
    """A record as padded bytes. What JSON cannot say (NaN, bytes, dates) raises ValueError or TypeError.

    Text is written as it is, not escaped: Persian would take three times the room. `surrogatepass` keeps code points
    that are no characters, which a posted form can hold, as they were.
    """
    return pad(_COMPACT.encode(record).encode("utf-8", "surrogatepass"))


def record_from(opened: bytes) -> dict[str, Any]:
    """The record in opened, padded bytes; anything that is not one is InvalidTag, like every failure to open."""
    try:
        record = json.loads(unpad(opened).decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise InvalidTag from error
    if not isinstance(record, dict):
        raise InvalidTag
    return record
