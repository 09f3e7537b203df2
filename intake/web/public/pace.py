"""Slowing down when more comes than people write. Nobody is refused for it: what is too much waits, one after another,
and only whoever would wait for longer than a lane's patience is asked to press again, with all that was typed.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from intake.vault.lately import Bucket
from intake.web.work import runtime

SLOWED_TO_SECONDS: Final = 0.2
"""How long one of too many takes at least: so five in a second, on the whole host."""


def too_many(bucket: Bucket) -> bool:
    """Count one more, and say whether these come faster than they should."""
    return runtime().lately.too_many(bucket)


@contextmanager
def a_place(bucket: Bucket, *, slowed: bool) -> Iterator[None]:
    """A place for stretching a code; behind all others that are slowed, where too many come.

    Raises `Busy` when the patience of a lane is over.
    """
    if not slowed:
        with runtime().receipt_lanes.place():
            yield
        return
    with runtime().slow_lanes[bucket].place():
        time.sleep(SLOWED_TO_SECONDS)
        with runtime().receipt_lanes.place():
            yield
