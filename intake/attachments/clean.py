"""Removing what is hidden in a file: who made it, where, when, with what. The work is done in the sandbox."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from intake.attachments.findings import Hidden, Outcome, Reason, Report
from intake.attachments.kinds import Kind
from intake.attachments.limits import INPUT_BYTES
from intake.attachments.sandbox import Answer, Failed, Late, Sandbox

_MOST: Final = INPUT_BYTES + 16 * 1024 * 1024
_KEPT_AS_IT_IS: Final = {Reason.NOT_A_TYPE: Outcome.NOT_A_TYPE, Reason.DAMAGED: Outcome.DAMAGED}
_SAYS_NOTHING: Final = frozenset({Reason.NOT_A_TYPE, Reason.LOCKED, Reason.LATE})
"""Reasons that cast no doubt on what a file is. A host that has much to do makes any file late."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a file. `chunks` is the cleaned file where the report says that there is one, else nothing.

    `kind` is what it counts as from now on: opaque where it turned out to be no sound file of the kind it was judged.
    """

    kind: Kind
    report: Report
    chunks: Iterator[bytes]


@contextmanager
def cleaned(sandbox: Sandbox, kind: Kind, source: Iterable[bytes]) -> Iterator[Cleaned]:
    """The file of `source` without what is hidden in it, to be read within the block.

    A file that cannot be cleaned is told of in the report and never raises. Busy when no place came free in time;
    `Failed` when the cleaned file broke off, which leaves the reader with half of it.
    """
    if kind is Kind.OPAQUE:
        yield _as_it_is(kind, Reason.NOT_A_TYPE)
        return
    with _answer(sandbox, kind, source) as result:
        yield result


@contextmanager
def _answer(sandbox: Sandbox, kind: Kind, source: Iterable[bytes]) -> Iterator[Cleaned]:
    begun = False
    try:
        with sandbox.run({"task": "clean", "kind": kind}, source, _MOST) as answer:
            begun = True
            yield _result(kind, answer)
    except Failed as failure:
        if begun:
            raise
        yield _as_it_is(kind, Reason.LATE if isinstance(failure, Late) else Reason.FAILED)


def _result(kind: Kind, answer: Answer) -> Cleaned:
    head = answer.head
    try:
        if "reason" in head:
            return _as_it_is(kind, Reason(head["reason"]))
        report = Report(Outcome(head["outcome"]), frozenset(Hidden(each) for each in head["found"]))
        return Cleaned(kind, report, answer.body)
    except (KeyError, TypeError, ValueError):
        raise Failed("a job's answer is of another form") from None


def _as_it_is(kind: Kind, reason: Reason) -> Cleaned:
    known = kind if reason in _SAYS_NOTHING else Kind.OPAQUE
    return Cleaned(known, Report(_KEPT_AS_IT_IS.get(reason, Outcome.UNCHECKED), reason=reason), iter(()))
