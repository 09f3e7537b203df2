"""The demonstration's files on their way into a case: cleaned in the sandbox and sealed, as those of people are."""

import secrets
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Final

from intake.attachments import kinds
from intake.attachments.blobs import Blobs
from intake.attachments.clean import cleaned
from intake.attachments.sandbox import Sandbox
from intake.attachments.sealing import seal
from intake.cases import add_file, keep_file, sent
from intake.cases.keep_file import Place, Room, Sheet
from intake.cases.models import Case
from intake.cases.workspace import Desk
from intake.db import Work
from intake.demo.content import File
from intake.demo.drawing import draw
from intake.vault.lanes import Lanes

_MOST: Final = 1024 * 1024
_ROOM: Final = Room(16 * _MOST, None)


class Papers(AbstractContextManager["Papers"]):
    """Draws files and puts them into cases. The sandbox that it starts ends with it."""

    def __init__(self, instance: Path, pepper: bytes) -> None:
        self._blobs = Blobs(instance)
        self._sandbox = Sandbox(Lanes(instance / "lanes", "clean", 2))
        self._pepper = pepper

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    def arrive(self, work: Work, place: Place, file: File, language: str) -> None:
        """A file that comes with what a person wrote."""
        sheet = self._sheet(place.case_id, file, language)
        sending = sent.of_file(self._pepper, secrets.token_bytes(16), sheet.name, sheet.sent)
        keep_file.keep(work, place, sheet, sending, _ROOM)

    def add(self, desk: Desk, case: Case, entry_id: int, file: File, *, internal: bool) -> None:
        """A file that somebody of the staff puts with their note, or with their message to the person."""
        put = add_file.keep if internal else add_file.send
        put(desk, case.reference, entry_id, self._sheet(case.id, file, desk.actor.language), _ROOM)

    def _sheet(self, case_id: int, file: File, language: str) -> Sheet:
        drawn = draw(file.sketch)
        kind = kinds.judge(file.name, drawn[:kinds.HEAD_BYTES])
        with cleaned(self._sandbox, kind, [drawn]) as result:
            pieces = result.chunks if result.report.is_cleaned else [drawn]
            sealed = seal(self._blobs, case_id, pieces, _MOST)
        return Sheet(sealed, file.name, kinds.MEDIA_TYPES[kind], language, sha256(drawn).hexdigest(), result.report)
