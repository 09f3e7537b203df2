"""An archive as a file: one line, whom it is sealed to, the sealed key, and a box of frames. Written here, opened in
`opening.py`.

It is streamed: no more than a chunk of it is ever held, and nothing is written that is not boxed.
"""

import os
import secrets
from dataclasses import dataclass
from typing import BinaryIO, Final

from intake.backup.frames import MANIFEST, SIGNATURE, Tally, packed
from intake.backup.manifest import Kind, Manifest, Moment, sign
from intake.vault.box import Boxer
from intake.vault.context import context
from intake.vault.keys import fingerprint, new_seed
from intake.vault.seal import seal
from intake.vault.sign import Signer

FINGERPRINT_SIZE: Final = 32
RUN_SIZE: Final = 16
LENGTH_SIZE: Final = 2


@dataclass(frozen=True, slots=True)
class Label:
    """What can be read of an archive without a key: which store, sealed to which key, and its random number."""

    kind: Kind
    key: bytes
    run: bytes

    def written(self) -> bytes:
        """The first bytes of the file."""
        return first_line(self.kind) + self.key + self.run

    def place(self, use: str) -> bytes:
        """The context of the archive's sealed key and of its box: neither opens under another label."""
        return context(use, self.kind.value, self.key, self.run)


def first_line(kind: Kind) -> bytes:
    """By which a file is known as an archive of this kind."""
    return f"intake backup 1 {kind.value}\n".encode()


class Packer:
    """Writes one archive into an open file."""

    def __init__(self, target: BinaryIO, kind: Kind, public_key: bytes) -> None:
        """The head is written at once: a fresh key, sealed to the backup key."""
        self.tally = Tally()
        self._target = target
        self._kind = kind
        label, key = Label(kind, fingerprint(public_key), secrets.token_bytes(RUN_SIZE)), new_seed()
        sealed = seal(public_key, key, label.place("backup key"))
        target.write(label.written() + len(sealed).to_bytes(LENGTH_SIZE, "big") + sealed)
        self._boxer = Boxer(key, label.place("backup"))

    def put(self, mark: bytes, payload: bytes) -> None:
        """Add a frame."""
        self.tally.note(mark, payload)
        self._target.write(self._boxer.update(packed(mark, payload)))

    def finish(self, revision: str, moment: Moment, signer: Signer) -> Manifest:
        """Add the manifest, without which the archive is refused, and wait until the disk has it all."""
        manifest = Manifest(self._kind, revision, moment, self.tally.counted)
        payload = manifest.payload()
        self.put(MANIFEST, payload)
        self.put(SIGNATURE, sign(signer, payload))
        self._target.write(self._boxer.finish())
        self._target.flush()
        os.fsync(self._target.fileno())
        return manifest
