"""Taking in large things at leisure, so that whoever opens a page meanwhile does not wait for them."""

import time
from collections.abc import Iterator
from typing import Final

SHARE: Final = 4
"""One thread spends at most this part of a processor, which still takes in more than the lines of people carry."""
_BURST_SECONDS: Final = 0.005


def unhurried(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, with a rest whenever this thread worked on them for a while; waiting for them is no work."""
    begun = time.thread_time()
    for piece in pieces:
        yield piece
        worked = time.thread_time() - begun
        if worked > _BURST_SECONDS:
            time.sleep(worked * (SHARE - 1))
            begun = time.thread_time()
