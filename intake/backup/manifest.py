"""The manifest at the end of an archive: everything it holds, counted, and at which point of the log it was made.

It is signed by the log key, so that a folder of archives cannot be added to by whoever knows the public backup key, and
so that the two archives of a pair show that they are of one instance.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from intake.backup.frames import Counted
from intake.vault.context import context
from intake.vault.keys import derive
from intake.vault.sign import Signer, verify

FORMAT: Final = 1
_SIGNED_AS: Final = b"intake backup manifest v1\n"


class Kind(StrEnum):
    """Which of the two stores an archive holds."""

    MAIN = "main"
    SHARDS = "shards"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a pair of archives was made: by the clock for people, by the log for comparing. Equal in both archives."""

    made_at: str
    log_key: str
    log_size: int
    log_root: str
    pepper: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive's reader compares everything with before it believes anything."""

    kind: Kind
    revision: str
    moment: Moment
    counted: Mapping[str, Counted]

    def payload(self) -> bytes:
        """The manifest as it is signed and stored."""
        counted = {name: [each.count, each.digest] for name, each in self.counted.items()}
        told = {"format": FORMAT, "kind": self.kind.value, "revision": self.revision, "moment": asdict(self.moment),
                "counted": counted}
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()

    def rows(self) -> int:
        """How many rows the archive holds."""
        return sum(each.count for name, each in self.counted.items() if name.startswith("table:"))

    def tables(self) -> dict[str, Counted]:
        """Its tables alone, by name."""
        prefix = "table:"
        return {name.removeprefix(prefix): each for name, each in self.counted.items() if name.startswith(prefix)}


def manifest_from(payload: bytes) -> Manifest:
    """The manifest in those bytes; ValueError when they are none of this format."""
    if not payload:
        raise ValueError("it has no manifest")
    try:
        told = json.loads(payload)
        if told["format"] != FORMAT:
            raise ValueError("the archive was made by another version of Intake")
        counted = {name: Counted(int(count), str(digest)) for name, (count, digest) in told["counted"].items()}
        return Manifest(Kind(told["kind"]), str(told["revision"]), Moment(**told["moment"]), counted)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the manifest is not one") from error


def sign(signer: Signer, payload: bytes) -> bytes:
    """The log key's signature of a manifest."""
    return signer.sign(_SIGNED_AS + payload)


def is_signed(log_key: str, signature: bytes, payload: bytes) -> bool:
    """Whether the manifest was signed by this log key."""
    return verify(bytes.fromhex(log_key), signature, _SIGNED_AS + payload)


def pepper_check(pepper: bytes) -> str:
    """By which typed words are known to be the right pepper. It has 256 bits behind it and gives nothing of them."""
    return derive(pepper, context("pepper check")).hex()
