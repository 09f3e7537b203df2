"""Files that are two things at once: what one program shows as a picture another runs or unpacks. They stay opaque."""

import io
import zipfile
from typing import Final

from intake.attachments.findings import Reason
from intake.attachments.inside.refused import Refused
from intake.attachments.kinds import ARCHIVES, PICTURES, Kind

_LOOKED_AT: Final = 1024
_CODE: Final = (b"<?php", b"<script", b"<!doctype html", b"<html", b"#!/")
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 66_000


def require_one_thing(kind: Kind, data: bytes) -> None:
    """`Refused` when the file could be taken for something else than its kind."""
    if kind not in ARCHIVES and _unpacks(data, within=kind is Kind.PDF):
        raise Refused(Reason.AMBIGUOUS)
    if kind is not Kind.PDF and b"%PDF-" in data[:_LOOKED_AT]:
        raise Refused(Reason.AMBIGUOUS)
    if kind in PICTURES and any(code in data[:_LOOKED_AT].lower() for code in _CODE):
        raise Refused(Reason.AMBIGUOUS)


def _unpacks(data: bytes, *, within: bool) -> bool:
    # The end of a list that says how much of the file it lists: the four letters alone occur in any noise.
    at = data.rfind(_ZIP_END, -min(len(data), _ZIP_TAIL))
    if at < 0:
        return False
    # A PDF may hold an archive that was attached. It is one only where that reaches to its end.
    if within and at + 22 + int.from_bytes(data[at + 20:at + 22], "little") < len(data.rstrip()):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
