"""Checks the whole log from what stands in it: order, text, signatures, tree, columns.

A second, independent reading of the format: it imports nothing else of Intake but the format of checkpoints, so that
it can be read alone, run on an export, and cannot share a mistake with `trail.py` and `merkle.py`. It streams; its
memory does not grow with the log. A tail that was cut off cleanly is found only against a checkpoint kept elsewhere.

    python -m intake.audit.verify EXPORT CHECKPOINT [--fingerprint HEX]

checks an exported log against checkpoints, on any machine: no database, no instance, no key.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from intake.audit.note import Checkpoint, Kept, Remembered, key_id, origin_of, read_all

SIGNED_AS = b"intake audit event v1\n"
FIELDS = frozenset({"v", "seq", "at", "actor", "role", "act", "case", "team", "subject", "facts", "prev"})
REPORTED = 100
"""How many problems are told one by one; the rest are counted."""


class Kind(StrEnum):
    """What can be wrong."""

    GAP = "gap"
    ORDER = "order"
    FORM = "form"
    SIGNATURE = "signature"
    SIGNER = "signer"
    PREVIOUS = "previous"
    TREE = "tree"
    COLUMNS = "columns"
    HEAD = "head"
    CHECKPOINT = "checkpoint"


class Row(Protocol):
    """One event as the database or an export has it. `columns` are the filter columns by their name in the body."""

    @property
    def seq(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def signer(self) -> bytes: ...
    @property
    def signature(self) -> bytes: ...
    @property
    def root(self) -> bytes: ...
    @property
    def columns(self) -> Mapping[str, object] | None: ...


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log is said to end. `frontier` is the right edge of its tree, from which the next event goes on."""

    size: int
    root: bytes
    frontier: bytes | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, at the event with this number; for a checkpoint, the number of events it speaks of."""

    seq: int
    kind: Kind
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: how many events were read, the root they give, and what is wrong with them."""

    size: int
    root: bytes
    problems: tuple[Problem, ...]
    untold: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """One line of an export."""

    seq: int
    body: str
    signer: bytes
    signature: bytes
    root: bytes
    columns: None = None


def verify(
    rows: Iterable[Row], log_public_key: bytes, head: Head | None = None, kept: Kept | None = None,
) -> Report:
    """Recompute everything, from the first event on, and compare it with the head and with checkpoints `kept` outside.

    `log_public_key` is the server's, from outside the database.
    """
    check = _Check(log_public_key)
    if kept is not None:
        check.expect(kept)
    for row in rows:
        check.event(row)
    if head is not None:
        check.head(head)
    check.compare()
    return Report(check.size, check.computed_root(), tuple(check.problems), check.untold)


def read_export(lines: Iterable[str]) -> Iterator[ExportedRow]:
    """The rows of an export of the whole log, one JSON object a line. Raises `ValueError` that names a broken line."""
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            signer, signature, root = (bytes.fromhex(told[name]) for name in ("signer", "signature", "root"))
            row = ExportedRow(int(told["seq"]), str(told["body"]), signer, signature, root)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ValueError(f"Line {number} of the export cannot be read.") from None
        yield row


def is_signed(row: Row) -> bool:
    """Whether the body was signed, for the log, by the key that stands with it. Whose key that is, is not asked."""
    try:
        _public_key(row.signer).verify(row.signature, SIGNED_AS + row.body.encode("utf-8", "surrogatepass"))
    except (InvalidSignature, ValueError):
        return False
    return True


def is_genuine(checkpoint: Checkpoint, log_public_key: bytes) -> bool:
    """Whether a checkpoint is of this key's log and was signed by it. Signatures of others are passed over."""
    name = origin_of(log_public_key)
    ours = [each.signature for each in checkpoint.signatures
            if (each.name, each.key_id) == (name, key_id(name, log_public_key))]
    try:
        for signature in ours:
            _public_key(log_public_key).verify(signature, checkpoint.text.encode())
    except (InvalidSignature, ValueError):
        return False
    return bool(ours) and checkpoint.origin == name


@dataclass(slots=True)
class _Check:
    """The walk. After the first break of the tree later roots cannot match, so that is told once and no more."""

    log_key: bytes
    size: int = 0
    edge: list[bytes] = field(default_factory=list)
    stored_root: bytes = sha256(b"").digest()
    whole: bool = True
    last: int = 0
    keys: dict[int, bytes | None] = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0

    def expect(self, kept: Kept) -> None:
        if kept.unreadable:
            self._add(0, Kind.CHECKPOINT, "Beside the checkpoints stands something that is none.")
        for each in kept.checkpoints:
            if is_genuine(each, self.log_key):
                self.remembered.expect(each)
            else:
                self._add(each.size, Kind.CHECKPOINT,
                          f"The checkpoint of {each.size} events was not signed by this log's key.")

    def event(self, row: Row) -> None:
        linked = self._place(row)
        self._tree(row)
        if row.seq in self.remembered.waiting:
            self.remembered.reached(row.seq, self.computed_root())
        told = self._read(row)
        signed = self._signature(row)
        if told is not None:
            if linked and told["prev"] != self.stored_root.hex():
                self._tell(row.seq, Kind.PREVIOUS, "does not follow from the event before it.")
            self._signer(row, told, signed=signed)
            self._columns(row, told)
        self.stored_root = row.root
        self.last = row.seq

    def head(self, head: Head) -> None:
        if head.size != self.last or head.root != self.stored_root:
            self._tell(self.last, Kind.HEAD, f"is the last one, but the head of the log speaks of {head.size}.")
        elif self.whole and head.frontier not in (None, b"".join(self.edge)):
            self._tell(self.last, Kind.HEAD, "is the last one, but the head of the log goes on from another tree.")

    def compare(self) -> None:
        for size, sentence in self.remembered.sentences(self.last):
            self._add(size, Kind.CHECKPOINT, sentence)

    def computed_root(self) -> bytes:
        if not self.edge:
            return sha256(b"").digest()
        *larger, root = self.edge
        for left in reversed(larger):
            root = _node(left, root)
        return root

    def _place(self, row: Row) -> bool:
        """Whether the row stands right behind the one before it, so that the two must be linked."""
        if row.seq == self.last + 1:
            return True
        self.whole = False
        if row.seq <= self.last:
            self._tell(row.seq, Kind.ORDER, f"stands behind event {self.last}.")
        else:
            missing = f"event {self.last + 1} is" if row.seq == self.last + 2 else f"events from {self.last + 1} on are"
            self._tell(row.seq, Kind.GAP, f"comes too early: {missing} missing.")
        return False

    def _tree(self, row: Row) -> None:
        self.edge.append(sha256(b"\x00" + row.body.encode("utf-8", "surrogatepass") + row.signature).digest())
        bits = self.size
        while bits & 1:
            right = self.edge.pop()
            self.edge[-1] = _node(self.edge[-1], right)
            bits >>= 1
        self.size += 1
        if self.whole and self.computed_root() != row.root:
            self.whole = False
            self._tell(row.seq, Kind.TREE, "does not give the root that is stored with it.")

    def _read(self, row: Row) -> dict[str, Any] | None:
        told = _parse(row.body)
        if told is None:
            self._tell(row.seq, Kind.FORM, "is not a body of version 1 in canonical form.")
        elif told["seq"] != row.seq:
            self._tell(row.seq, Kind.ORDER, f"was written as event {told['seq']!r}.")
        return told

    def _signature(self, row: Row) -> bool:
        good = is_signed(row)
        if not good:
            self._tell(row.seq, Kind.SIGNATURE, "was changed after it was signed, or never signed by this key.")
        return good

    def _signer(self, row: Row, told: dict[str, Any], *, signed: bool) -> None:
        actor = told["actor"]
        if row.seq == 1 and (told["act"] != "system:initialised" or told["facts"].get("log_key") != row.signer.hex()):
            self._tell(row.seq, Kind.SIGNER, "does not begin a log with the key that signs it.")
        expected = self.log_key if actor is None else self.keys.get(actor, b"")
        if expected is not None and row.signer != expected:
            whose = "the server's log key" if actor is None else f"the key that the log knows of person {actor}"
            self._tell(row.seq, Kind.SIGNER, f"is not signed by {whose}.")
        if told["act"] == "staff:enrolled":
            self._enrol(told, sound=signed and row.signer == self.log_key)
        size = told["facts"].get("size")
        if told["act"] == "system:restored" and signed and row.signer == self.log_key and isinstance(size, int):
            self.remembered.restored(min(size, row.seq - 1), told["at"])

    def _enrol(self, told: dict[str, Any], *, sound: bool) -> None:
        """Learn a person's key. A doubtful enrolment is a problem already told: it teaches no key, and if there was
        none before, that person's later events are not told one by one."""
        if sound:
            self.keys[told["subject"]] = _key(told["facts"].get("signing_key"))
        else:
            self.keys.setdefault(told["subject"], None)

    def _columns(self, row: Row, told: dict[str, Any]) -> None:
        if row.columns is None:
            return
        wrong = [name for name, value in row.columns.items() if value != _as_column(told, name)]
        if wrong:
            self._tell(row.seq, Kind.COLUMNS, f"is filed under another {', '.join(wrong)} than was signed.")

    def _tell(self, seq: int, kind: Kind, what: str) -> None:
        self._add(seq, kind, f"Event {seq} {what}")

    def _add(self, seq: int, kind: Kind, sentence: str) -> None:
        if len(self.problems) < REPORTED:
            self.problems.append(Problem(seq, kind, sentence))
        else:
            self.untold += 1


def _parse(body: str) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
        text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    sound = isinstance(told, dict) and told.keys() == FIELDS and told["v"] == 1 and text == body
    return told if sound and isinstance(told["facts"], dict) and isinstance(told["at"], str) else None


def _as_column(told: Mapping[str, Any], name: str) -> object:
    return told["at"][:10] if name == "day" else told[name]


@lru_cache(maxsize=1024)
def _public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def _key(told: object) -> bytes | None:
    try:
        return bytes.fromhex(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def main(words: list[str]) -> int:
    """The command: one line and 0 when the log is sound, otherwise a line for each problem and 1."""
    parser = argparse.ArgumentParser("python -m intake.audit.verify", description="Check an exported log.")
    parser.add_argument("export", type=Path, help="the export of the whole log, as the page of the log gives it")
    parser.add_argument("checkpoint", type=Path, help="one checkpoint or many, as mailed or as kept in a file")
    parser.add_argument("--fingerprint", default="", help="of the log's key, as `intake init` printed it")
    given = parser.parse_args(words)
    try:
        sound, lines = _examine(given.export, given.checkpoint, given.fingerprint.strip().lower())
    except OSError as error:
        sound, lines = False, [f"{error.filename} cannot be read: {error.strerror}."]
    except ValueError as error:
        sound, lines = False, [str(error)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if sound else 1


def _examine(export: Path, checkpoint: Path, fingerprint: str) -> tuple[bool, list[str]]:
    kept = read_all(checkpoint.read_text("utf-8"))
    if not kept.checkpoints:
        return False, [f"{checkpoint} holds no checkpoint."]
    with export.open(encoding="utf-8") as lines:
        rows = read_export(lines)
        first = next(rows, None)
        if first is None:
            return False, [f"{export} holds no event."]
        key = sha256(first.signer).hexdigest()
        if fingerprint not in ("", key):
            return False, [f"The log was begun by another key than the one named: its fingerprint is {key}."]
        report = verify(chain([first], rows), first.signer, kept=kept)
    told = [problem.sentence for problem in report.problems]
    if report.untold:
        told.append(f"And {report.untold} more.")
    compare = "" if fingerprint else " Compare it with the one on paper."
    sound = f"Sound: {report.size} events, checkpoints agreeing: {len(kept.checkpoints)}, "
    return report.ok, told or [f"{sound}fingerprint of the log's key: {key}.{compare}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
