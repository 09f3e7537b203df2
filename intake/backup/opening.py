"""Opening archives with the words of the backup key, and believing nothing in them before all of it was checked.

A room of its own beside `accounts/keyring.py`, since what it opens is sealed to no person: it must never be reached
from the web.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from intake.backup.archive import FINGERPRINT_SIZE, LENGTH_SIZE, RUN_SIZE, Label, first_line
from intake.backup.frames import FILE, MANIFEST, PART, SIGNATURE, Frame, Tally, unpacked
from intake.backup.frames import file as file_head
from intake.backup.manifest import Kind, Manifest, is_signed, manifest_from, pepper_check
from intake.errors import Unready
from intake.vault import backup_key
from intake.vault.box import InvalidTag, Unboxer
from intake.vault.keys import fingerprint, hpke_public_key
from intake.vault.open import open_sealed
from intake.vault.sign import Signer

LOG_SEED: Final = "secrets/log_seed"
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was checked from its first to its last byte."""

    path: Path
    manifest: Manifest
    seed: bytes = field(repr=False)
    log_seed: bytes = field(repr=False)

    def frames(self) -> Iterator[Frame]:
        """Everything in it, once more. `Unready` where the file is no longer the one that was checked."""
        seen = Tally()
        for mark, payload in _frames(self.path, self.manifest.kind, self.seed):
            seen.note(mark, payload)
            yield mark, payload
        if seen.counted != self.manifest.counted:
            raise Unready(f"{self.path} changed while it was read.")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two archives of a restore, which fit each other."""

    main: Archive
    shards: Archive

    @property
    def log_signer(self) -> Signer:
        """The log key of the instance that was backed up."""
        return Signer(self.main.log_seed)

    def require_pepper(self, pepper: bytes) -> None:
        """Raise `Unready` when this is not the pepper of the instance that was backed up."""
        if pepper_check(pepper) != self.main.manifest.moment.pepper:
            raise Unready("These are not the words of this instance's pepper. Nothing was written.")


def open_pair(main: Path, shards: Path, seed: bytes) -> Pair:
    """Check both archives, and that they belong together, or raise `Unready` in one line. Writes nothing."""
    pair = Pair(_open(main, Kind.MAIN, seed), _open(shards, Kind.SHARDS, seed))
    of_main, of_shards = pair.main.manifest.moment, pair.shards.manifest.moment
    if of_main.log_key != pair.log_signer.public_key.hex():
        raise Unready(f"{main} was not made by the instance whose log it holds.")
    if of_shards.log_key != of_main.log_key:
        raise Unready("These two archives are of two different instances.")
    if of_shards.log_size < of_main.log_size:
        raise Unready(f"{shards} is older than {main}: the cases in between would never open. Take a newer one.")
    if of_shards.log_size == of_main.log_size and of_shards.log_root != of_main.log_root:
        raise Unready("These two archives are of two different pasts of one instance.")
    return pair


def _open(path: Path, kind: Kind, seed: bytes) -> Archive:
    seen, last, kept = Tally(), {MANIFEST: b"", SIGNATURE: b""}, bytearray()
    inside = False
    try:
        for mark, payload in _frames(path, kind, seed):
            seen.note(mark, payload)
            inside = payload == file_head(LOG_SEED) if mark == FILE else inside
            if mark == PART and inside:
                kept += payload
            if mark in last:
                last[mark] = payload
        manifest = manifest_from(last[MANIFEST])
        signed = is_signed(manifest.moment.log_key, last[SIGNATURE], last[MANIFEST])
    except (ValueError, KeyError) as error:
        raise Unready(f"{path} is damaged: {error}.") from None
    if manifest.kind is not kind or manifest.counted != seen.counted or not signed:
        raise Unready(f"{path} is damaged: its parts are not those that its manifest tells of.")
    return Archive(path, manifest, seed, bytes(kept))


def _frames(path: Path, kind: Kind, seed: bytes) -> Iterator[Frame]:
    try:
        with path.open("rb") as source:
            label, sealed = _head(path, source, kind, seed)
            key = open_sealed(seed, sealed, label.place("backup key"))
            yield from unpacked(_plain(source, Unboxer(key, label.place("backup"))))
    except InvalidTag:
        raise Unready(f"{path} is damaged or was cut short.") from None
    except OSError as error:
        raise Unready(f"{path} cannot be read: {error.strerror}.") from None


def _head(path: Path, source: BinaryIO, kind: Kind, seed: bytes) -> tuple[Label, bytes]:
    line = first_line(kind)
    if source.read(len(line)) != line:
        raise Unready(f"{path} is no archive of the {kind.value} store.")
    label = Label(kind, source.read(FINGERPRINT_SIZE), source.read(RUN_SIZE))
    if label.key != fingerprint(hpke_public_key(seed)):
        raise Unready(f"{path} is sealed to the backup key {backup_key.name_of(label.key)}; these are the words of"
                      f" {backup_key.name_of_seed(seed)}.")
    return label, source.read(int.from_bytes(source.read(LENGTH_SIZE), "big"))


def _plain(source: BinaryIO, unboxer: Unboxer) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield unboxer.update(chunk)
    yield unboxer.finish()
