"""Checkpoints as text: a C2SP tlog-checkpoint (origin, size, root) in a C2SP signed note, alone or many in one file.

The format and nothing else: it signs nothing, checks no signature, and imports nothing of Intake, since the offline
verifier reads checkpoints with it. In a file each note may stand below a line `# <moment>` that says when it was made.
"""

import base64
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

_ED25519 = b"\x01"
_KEY_ID = 4
# Without the extension lines that the format allows: ours have none, and a torn note would take the next one for them.
_NOTE = re.compile(
    r"(?:^\# (?P<made>[^\n]*)\n)?"
    r"^(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
    r"(?P<signatures>(?:— [^ \n]+ [A-Za-z0-9+/]+=*\n)+)", re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says to have signed, the first bytes of their key's hash, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note says of a log: that with `size` events its root was `root`. `text` is what was signed.

    `made` is the unsigned moment from the file, or empty; it only ever helps to explain a restore.
    """

    origin: str
    size: int
    root: bytes
    text: str
    signatures: tuple[Signature, ...]
    made: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The checkpoints of a file, in its order, and whether it holds anything else."""

    checkpoints: tuple[Checkpoint, ...] = ()
    unreadable: bool = False


def origin_of(public_key: bytes) -> str:
    """The name of the log that this key signs. It tells nothing of the organisation: checkpoints travel by mail."""
    return f"intake-log/{sha256(public_key).hexdigest()[:16]}"


def key_id(name: str, public_key: bytes) -> bytes:
    """The key's short id in a signature line, as signed-note recommends for Ed25519."""
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_ID]


def text_of(origin: str, size: int, root: bytes) -> str:
    """The text that is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed(text: str, name: str, public_key: bytes, signature: bytes) -> str:
    """The whole note."""
    return f"{text}\n{signature_line(Signature(name, key_id(name, public_key), signature))}"


def signature_line(signature: Signature) -> str:
    """The line in which a signature stands below the text."""
    return f"— {signature.name} {base64.b64encode(signature.key_id + signature.signature).decode()}\n"


def read_all(text: str) -> Kept:
    """Every checkpoint in a text. What a crash or a stranger left beside them is passed over, and said to be there."""
    plain = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    found = tuple(map(_checkpoint, _NOTE.finditer(plain)))
    return Kept(found, bool(_NOTE.sub("", plain).strip()))


def _checkpoint(found: re.Match[str]) -> Checkpoint:
    signatures = tuple(filter(None, map(_signature, found["signatures"].splitlines())))
    return Checkpoint(found["origin"], int(found["size"]), base64.b64decode(found["root"]), found["text"], signatures,
                      found["made"] or "")


def _signature(line: str) -> Signature | None:
    _, name, encoded = line.split(" ")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    return Signature(name, raw[:_KEY_ID], raw[_KEY_ID:])


@dataclass(slots=True)
class Remembered:
    """What checkpoints remember of a log, compared while it is read from its beginning."""

    waiting: dict[int, list[Checkpoint]] = field(default_factory=lambda: defaultdict(list))
    different: list[Checkpoint] = field(default_factory=list)
    restores: list[tuple[int, str]] = field(default_factory=list)

    def expect(self, checkpoint: Checkpoint) -> None:
        """Compare with this one, too."""
        self.waiting[checkpoint.size].append(checkpoint)

    def reached(self, size: int, root: bytes) -> None:
        """The log has this root with so many events."""
        self.different += [each for each in self.waiting.pop(size, ()) if each.root != root]

    def restored(self, size: int, at: str) -> None:
        """At this moment a backup was restored that ended with event `size`: what lay beyond is gone and explained."""
        self.restores.append((size, at))

    def sentences(self, ended: int) -> Iterator[tuple[int, str]]:
        """What is wrong with a log of `ended` events, each with the size of the checkpoint that tells it."""
        different = self._unexplained(self.different)
        if different:
            others = f", and from {len(different) - 1} other checkpoints" if len(different) > 1 else ""
            yield different[0].size, f"The log differs from the checkpoint of {different[0].size} events{others}."
        longer = self._unexplained([each for several in self.waiting.values() for each in several])
        if longer:
            cut = f"The log is shorter than the checkpoint of {longer[-1].size} events: it ends at event {ended}."
            yield longer[-1].size, cut

    def _unexplained(self, doubtful: Collection[Checkpoint]) -> list[Checkpoint]:
        return sorted((each for each in doubtful if not self._is_explained(each)), key=lambda each: each.size)

    def _is_explained(self, checkpoint: Checkpoint) -> bool:
        return any(size < checkpoint.size and "" < checkpoint.made < at for size, at in self.restores)
