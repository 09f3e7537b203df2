"""What is large is taken in at leisure."""

import time
from collections.abc import Iterator

import pytest

from intake.web.unhurried import SHARE, unhurried


@pytest.mark.slow
def test_work_on_many_pieces_takes_a_part_of_a_processor() -> None:
    began, worked = time.monotonic(), time.thread_time()
    for _ in unhurried(iter([b"piece"] * 30)):
        until = time.thread_time() + 0.006
        while time.thread_time() < until:
            pass
    worked = time.thread_time() - worked
    assert time.monotonic() - began > worked * (SHARE - 0.5)


@pytest.mark.slow
def test_waiting_for_a_slow_line_is_no_work() -> None:
    def slow() -> Iterator[bytes]:
        for _ in range(3):
            time.sleep(0.4)
            yield b"piece"

    began = time.monotonic()
    assert list(unhurried(slow())) == [b"piece"] * 3
    assert time.monotonic() - began < 3 * 0.4 * SHARE - 1
