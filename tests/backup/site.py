"""An instance to be backed up, with people who read and people who wrote; and an empty place to restore it to."""

import secrets as random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from intake.access.permissions import Permission
from intake.accounts.recognise import SignedIn
from intake.accounts.trust import trust_of
from intake.attachments.blobs import Blobs
from intake.attachments.sealing import open_file, seal
from intake.audit.check import check_log
from intake.audit.verify import Report
from intake.backup.make import Made, back_up
from intake.backup.opening import Pair, open_pair
from intake.backup.restore import Restored, restore
from intake.cases import case_page, items, keep_file, receipt, sent
from intake.cases.keep_file import Room, Sheet
from intake.cases.models import Case
from intake.cases.reading import open_case
from intake.cases.submit import Enquiry, submit
from intake.db import Stores, open_stores
from intake.settings import Settings
from intake.vault.lanes import Lanes
from intake.vault.receipt_code import code_from
from intake.vault.secrets import load_secrets, new_run_secret
from intake.vault.sign import Signer
from tests.support.instance import Instance
from tests.support.people import House


@dataclass
class Site:
    """A set-up instance, the folder for its backups, and what people keep outside of it."""

    instance: Instance
    disk: Path
    elsewhere: Settings
    seed: bytes
    receipts: dict[str, str] = field(default_factory=dict)

    @property
    def pepper(self) -> bytes:
        """What the pepper's paper says."""
        return self.instance.secrets.pepper

    def send(self, text: str, letter: bytes = b"") -> str:
        """Send an enquiry, with a file if there is one, and give its receipt code."""
        kept, nonce = self.instance.secrets, random.token_bytes(16)
        code, enquiry = code_from(kept.pepper, nonce), Enquiry(message=text)
        keys = receipt.stretch_code(code, kept.pepper)
        with self.instance.stores.changing() as work:
            sending = sent.fingerprint(kept.pepper, nonce, {"message": text, **enquiry.fields()})
            place = submit(work, enquiry, sending, keys, trust_of(self.instance.settings)).place
        if letter and place is not None:
            sealed = seal(Blobs(self.instance.folder), place.case_id, [letter], len(letter))
            sheet = Sheet(sealed, "letter.pdf", "application/pdf", "en", sealed.sha256)
            with self.instance.stores.changing() as work:
                keep_file.keep(work, place, sheet, sent.of_file(kept.pepper, nonce, "", ""), Room(10_000_000, None))
        self.receipts[text] = code
        return code

    def back_up(self) -> Made:
        """Make a backup."""
        return back_up(self.instance.settings, self.disk)

    def pair(self, made: Made) -> Pair:
        """Its archives, opened."""
        return open_pair(made.main, made.shards, self.seed)

    def restore(self, made: Made) -> Restored:
        """Restore it elsewhere, with the pepper."""
        return restore(self.elsewhere, self.pair(made), self.pepper)

    @contextmanager
    def restored(self) -> Iterator[House]:
        """The restored instance, as a server that was started on it has it."""
        with opened_at(self.elsewhere) as house:
            yield house


@contextmanager
def opened_at(settings: Settings) -> Iterator[House]:
    """An instance, as a server that was started on it has it."""
    stores = open_stores(settings)
    try:
        yield House(settings, stores, load_secrets(settings.secrets_dir), new_run_secret(),
                    Lanes(settings.instance_dir / "lanes", "sign-in", 2))
    finally:
        stores.dispose()


def texts_read(stores: Stores, reader: SignedIn) -> set[str]:
    """The enquiries in these stores, as a member of the team reads them."""
    with stores.reading() as work:
        references = list(work.main.scalars(select(Case.reference)))
    found = set()
    for reference in references:
        with stores.changing() as work:
            found.add(case_page.show(work, reader.actor, reader.keyring, reference).entries[0].text)
    return found


def files_read(stores: Stores, reader: SignedIn, folder: Path) -> dict[str, bytes]:
    """Every file in these stores and this folder, by its name, as a member of the team reads it."""
    found: dict[str, bytes] = {}
    with stores.reading() as work:
        references = list(work.main.scalars(select(Case.reference)))
        for reference in references:
            case = open_case(work, reader.actor, reader.keyring, reference, Permission.CASE_READ)
            for each in items.open_files(work, case.row.id, case.keys, None):
                assert each.file is not None
                with open_file(Blobs(folder), case.row.id, each.file) as opened:
                    found[each.text] = b"".join(opened.read(0, opened.size))
    return found


def opens(house: House, code: str) -> bool:
    """Whether a receipt code opens its thread."""
    keys = receipt.stretch_code(code, house.secrets.pepper)
    with house.stores.reading() as work:
        return receipt.find_thread(work, keys) is not None


def log_of(house: House) -> Report:
    """What the verifier says of an instance's log."""
    with house.stores.reading() as work:
        return check_log(work.main, Signer(house.secrets.log_seed).public_key)


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
