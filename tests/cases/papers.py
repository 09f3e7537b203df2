"""Files for tests of cases: sealed into a store and put where they belong, as the web does it."""

from dataclasses import dataclass
from pathlib import Path

from intake.access.permissions import Permission
from intake.attachments.blobs import Blobs
from intake.attachments.sealing import open_file, seal
from intake.cases import add_file, items, keep_file, sent
from intake.cases.items import Entry
from intake.cases.keep_file import Place, Room, Sheet
from intake.cases.models import Compartment
from intake.cases.reading import open_case
from tests.cases.office import Office, Person

ROOM = Room(of_case=50_000_000, of_all=None)
NONCE = b"n" * 16


@dataclass
class Papers:
    """An office's store of files."""

    office: Office
    folder: Path

    @property
    def blobs(self) -> Blobs:
        """The store."""
        return Blobs(self.folder)

    def sheet(self, case_id: int, data: bytes, name: str = "photo.jpg") -> Sheet:
        """A file that lies in the store already."""
        sealed = seal(self.blobs, case_id, [data], 10_000_000)
        return Sheet(sealed, name, "image/jpeg", "en", sealed.sha256)

    def arrive(self, data: bytes, name: str = "photo.jpg", *, place: Place | None = None, room: Room = ROOM,
               nonce: bytes = NONCE) -> bool:
        """A file arrives with the last enquiry, or in another place."""
        place = place or self.office.place
        assert place is not None
        sheet = self.sheet(place.case_id, data, name)
        sending = sent.of_file(self.office.secrets.pepper, nonce, name, sheet.sent)
        with self.office.stores.changing() as work:
            return keep_file.keep(work, place, sheet, sending, room)

    def attach(self, person: Person, reference: str, entry_id: int, data: bytes, *, internal: bool) -> None:
        """Somebody at the desk adds a file to their message or note."""
        with self.office.stores.changing() as work:
            desk = self.office.desk(work, person)
            case_id = open_case(work, person.actor, person.keyring, reference, Permission.CASE_READ).row.id
            put = add_file.keep if internal else add_file.send
            put(desk, reference, entry_id, self.sheet(case_id, data, "ours.pdf"), ROOM)

    def entries(self, person: Person, reference: str) -> dict[Compartment, list[Entry]]:
        """The files of a case by compartment, as this person opens them."""
        with self.office.stores.changing() as work:
            case = open_case(work, person.actor, person.keyring, reference, Permission.CASE_READ)
            return {name: items.open_files(work, case.row.id, {name: key}, None) for name, key in case.keys.items()}

    def contents(self, person: Person, reference: str) -> dict[str, bytes]:
        """What is in each file of a case, by its name, as this person opens it."""
        with self.office.stores.changing() as work:
            case = open_case(work, person.actor, person.keyring, reference, Permission.CASE_READ)
            case_id, found = case.row.id, items.open_files(work, case.row.id, case.keys, None)
        return {each.text: self._read(case_id, each) for each in found}

    def stored(self) -> list[Path]:
        """Every file of the store."""
        return [path for path in (self.folder / "blobs").rglob("*") if path.is_file()]

    def _read(self, case_id: int, entry: Entry) -> bytes:
        assert entry.file is not None
        with open_file(self.blobs, case_id, entry.file) as opened:
            return b"".join(opened.read(0, opened.size))
