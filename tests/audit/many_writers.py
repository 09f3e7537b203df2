"""Several processes that write one log at once: for tests that look for gaps, and for measuring how fast they are."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from tests.audit.logbook import ANA, BEN
from tests.support.databases import Urls

_PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Stands in for a key and signs nothing, to tell what signing costs. Its events do not verify."""

    public_key: bytes

    def sign(self, _message: bytes) -> bytes:
        """As long as a signature."""
        return bytes(64)


def write_together(urls: Urls, processes: int, each: int, rounds: Sequence[bool] = (True,)) -> list[float]:
    """Let so many processes append so many events each, one to a transaction, in each round; gives seconds a round.

    `rounds` says of each whether its events are signed.
    """
    fresh = multiprocessing.get_context("spawn")
    start, took = fresh.Barrier(processes), fresh.Queue()
    writers = [fresh.Process(target=_write, args=(urls, start, took, place, each, rounds))
               for place in range(processes)]
    for writer in writers:
        writer.start()
    spans: list[list[tuple[float, float]]] = [took.get(timeout=_PATIENCE) for _ in writers]
    for writer in writers:
        writer.join(_PATIENCE)
    assert [writer.exitcode for writer in writers] == [0] * processes
    return [max(end for _, end in one) - min(begin for begin, _ in one) for one in zip(*spans, strict=True)]


def _write(
    urls: Urls, start: Barrier, took: "Queue[list[tuple[float, float]]]", place: int, each: int, rounds: Sequence[bool],
) -> None:
    stores, actor, spans = urls.open(), (ANA, BEN)[place % 2], []
    stores.answer()
    for signing in rounds:
        signer: Signs = actor.signer if signing else Unsigned(actor.signer.public_key)
        start.wait()
        began = time.monotonic()
        for number in range(each):
            with stores.changing() as work:
                record(work.main, Act.CASE_OPENED, actor=actor, signer=signer, case=f"K7-{place}", entries=number)
        spans.append((began, time.monotonic()))
    took.put(spans)
    stores.dispose()
