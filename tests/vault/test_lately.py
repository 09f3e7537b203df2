"""How much came lately: counted in memory that workers share, and on no disk."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from intake import clock
from intake.vault import lately
from intake.vault.lately import Bucket, Lately, shared_memory

RATES = {Bucket.ENQUIRIES: 60, Bucket.CODE_TRIES: 1}


@pytest.fixture
def counting(tmp_path: Path) -> Lately:
    return Lately(tmp_path, shared_memory(), b"s" * 32, RATES)


def test_as_many_as_two_minutes_may_bring_are_not_too_many(counting: Lately, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "monotonic", lambda: 1000.0)
    assert [counting.too_many(Bucket.ENQUIRIES) for _ in range(121)] == [False] * 120 + [True]
    assert not counting.too_many(Bucket.CODE_TRIES)


def test_a_flood_is_one_until_it_is_over(counting: Lately, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr(lately, "monotonic", lambda: moment)
    said = []
    for _ in range(2000):
        moment += 0.5
        said.append(counting.too_many(Bucket.ENQUIRIES))
    first = said.index(True)
    assert all(said[first:])
    moment += 121
    assert not counting.too_many(Bucket.ENQUIRIES)


def test_whoever_writes_as_people_do_is_never_too_much(counting: Lately, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr(lately, "monotonic", lambda: moment)
    for _ in range(500):
        moment += 1.0
        assert not counting.too_many(Bucket.ENQUIRIES)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_workers_that_were_forked_count_together(tmp_path: Path) -> None:
    memory = shared_memory()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            mine = Lately(tmp_path, memory, b"s" * 32, {Bucket.ENQUIRIES: 100_000, Bucket.CODE_TRIES: 1})
            for _ in range(500):
                mine.note(b"together")
            os._exit(0)
        children.append(child)
    assert {os.waitpid(child, 0)[1] for child in children} == {0}
    assert Lately(tmp_path, memory, b"s" * 32, RATES).times(b"together") == 2000


def test_a_text_is_known_again_today_whatever_its_capitals_and_the_spaces_around_it(counting: Lately) -> None:
    mark = counting.mark("  Buy my WATCHES now\n")
    assert mark == counting.mark("buy my watches now") != counting.mark("buy my watches later")
    assert counting.times(mark) == 0
    counting.note(mark)
    counting.note(mark)
    assert counting.times(mark) == 2
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert counting.times(mark) == 0
        assert counting.mark("buy my watches now") != mark


def test_a_mark_says_nothing_to_whoever_has_not_the_secret(tmp_path: Path) -> None:
    one, another = (Lately(tmp_path, shared_memory(), secret * 32, RATES) for secret in (b"a", b"b"))
    assert one.mark("They took my sister.") != another.mark("They took my sister.")


def test_nothing_of_it_is_on_the_disk_and_no_file_tells_when_somebody_came(tmp_path: Path) -> None:
    counting = Lately(tmp_path, shared_memory(), b"s" * 32, RATES)
    before = {file.name: (file.stat().st_mtime_ns, file.stat().st_ctime_ns, file.read_bytes())
              for file in tmp_path.iterdir()}
    time.sleep(0.02)
    counting.too_many(Bucket.ENQUIRIES)
    counting.note(counting.mark("a text"))
    assert {file.name: (file.stat().st_mtime_ns, file.stat().st_ctime_ns, file.read_bytes())
            for file in tmp_path.iterdir()} == before
    assert all(not content for _, _, content in before.values())
