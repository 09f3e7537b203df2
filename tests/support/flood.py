"""A flood over an installation as it is served, while people write and somebody works: what each of them meets.

The flood runs in a process of its own (`python -m tests.support.flood PORT FILE CONNECTIONS`), so that it costs those
whose times are taken nothing but the server's attention.
"""

import json
import pickle
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

import pytest

from intake.cases import receipt
from intake.cases.models import Case
from intake.settings import Settings
from intake.vault import passwords
from intake.vault.receipt_code import grouped, new_code, normalise
from tests.bench import client
from tests.support.databases import Urls
from tests.support.instance import Instance, set_up
from tests.support.people import UNHURRIED
from tests.support.served import ROOT, Browser, Served

FORM: Final = "/en/contact"
BACK: Final = "/en/return"
DESK: Final = "/desk/?view=unassigned"
HARMLESS: Final = "/desk/quarantine?harmless=1"
_PATIENCE: Final = 20
_COST: Final = passwords.RECEIPT
"""As it is served, and as it is when this is loaded: some tests make it cheap for as long as they run."""
_A_BREATH: Final = 1.0
"""Nobody presses a button again sooner than after so many seconds."""


@dataclass(slots=True)
class Writer:
    """Somebody who writes meanwhile: the code they got, how long it took, and how often they pressed again."""

    letter: str
    code: str = ""
    seconds: float = 0.0
    pressed_again: int = 0


@dataclass(slots=True)
class Met:
    """What came of it. Times in seconds; the desk's page with nobody else there, and during the flood."""

    posts: Counter[int] = field(default_factory=Counter)
    guesses: Counter[int] = field(default_factory=Counter)
    writers: list[Writer] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def slower(self) -> float:
        """How many times longer the desk's page took during the flood, at the median."""
        return median(self.busy) / median(self.quiet)


def flood(instance: Instance, served: Served, folder: Path, *, posts: int, guesses: int, people: int = 10) -> Met:
    """Send so many enquiries and guess so many codes at once, while people write and a caseworker looks at a list."""
    met, over = Met(), threading.Event()
    worker = served.browser()
    worker.sign_in(instance.caseworker)
    for number in range(20):
        _letter(served.browser(), Writer(f"Letter {number} of somebody who was here before."))
    _look(worker, met.quiet, 40)
    pouring = _pour(served, folder / "posts", _offers(served.browser(), posts), 32)
    guessing = _pour(served, folder / "guesses", _guesses(served.browser(), guesses), 6)
    began = time.perf_counter()
    met.writers = [Writer(f"Letter of person {number}: they took my sister and I do not know where she is.")
                   for number in range(people)]
    spread = posts / 12  # well within the time that so many take where five in a second are let through
    busy = [threading.Thread(target=_write_some_time, args=(served.browser(), each, spread)) for each in met.writers]
    busy.append(threading.Thread(target=_work, args=(worker, met.busy, over)))
    for each in busy:
        each.start()
    met.posts, met.guesses = _statuses(pouring), _statuses(guessing)
    met.seconds = time.perf_counter() - began
    over.set()
    for each in busy:
        each.join()
    return met


def as_shipped(folder: Path) -> Instance:
    """A fresh instance on SQLite that slows down where the shipped settings say so, closed in this process."""
    files = Urls(*(f"sqlite:///{folder / 'instance' / name}.db" for name in ("main", "shards", "ephemeral")))
    shipped = {name: Settings.model_fields[name].default for name in UNHURRIED if name != "minimum_seconds"}
    instance = set_up(folder / "instance", files, **shipped)
    instance.stores.dispose()
    return instance


def unheard(instance: Instance, served: Served, met: Met) -> set[str]:
    """The cases of the people who wrote that the team would not find: neither in its list nor in the quarantine, where
    it shows those of whose text nothing is amiss."""
    with pytest.MonkeyPatch.context() as as_served, instance.stores.changing() as work:
        as_served.setattr(passwords, "RECEIPT", _COST)
        keys = [receipt.stretch_code(normalise(each.code), instance.secrets.pepper) for each in met.writers]
        found = [receipt.find_thread(work, each) for each in keys]
        wanted = {work.main.get_one(Case, each.case_id).reference for each in found if each}
    instance.stores.dispose()
    assert len(wanted) == len(met.writers)
    worker = served.browser()
    worker.sign_in(instance.lead)
    return wanted - {reference for path in (DESK, HARMLESS) for reference in _walk(worker, path)}


def _walk(worker: Browser, address: str) -> Iterator[str]:
    while address:
        page = worker.get(address)
        yield from re.findall(r'data-case="([^"]+)"', page.text)
        address = next((link for link in page.page.links if "after=" in link), "")


def _offers(browser: Browser, number: int) -> list[bytes]:
    """Filled forms, each from a page of its own."""
    return [client.post(FORM, browser.fill(FORM, message=f"Offer {each}: best price, buy now, 50 % off! "
                                                         f"Visit our website https://example.com/{each}"))
            for each in range(number)]


def _guesses(browser: Browser, number: int) -> list[bytes]:
    form = browser.get(BACK).page.form(BACK)
    return [client.post(BACK, {**form, "code": grouped(new_code())}) for _ in range(number)]


def _pour(served: Served, file: Path, requests: Sequence[bytes], connections: int) -> subprocess.Popen[str]:
    file.write_bytes(pickle.dumps(requests))
    command = [sys.executable, "-m", "tests.support.flood", str(served.port), str(file), str(connections)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _statuses(pouring: subprocess.Popen[str]) -> Counter[int]:
    told, _ = pouring.communicate()
    assert pouring.returncode == 0
    return Counter({int(status): number for status, number in json.loads(told).items()})


def _write_some_time(browser: Browser, writer: Writer, spread: float) -> None:
    time.sleep(random.uniform(1.0, spread))
    _letter(browser, writer)


def _letter(browser: Browser, writer: Writer) -> None:
    """Write, and press again as long as the page asks to."""
    began, fields = time.perf_counter(), browser.fill(FORM, message=writer.letter)
    for _ in range(_PATIENCE):
        answer = browser.post(FORM, fields)
        if answer.status == 200:
            writer.code = answer.page.text_of("receipt-code")
            break
        assert answer.status == 429, answer.status
        assert answer.page.form(FORM)["message"] == writer.letter
        writer.pressed_again += 1
        time.sleep(_A_BREATH)
    writer.seconds = time.perf_counter() - began


def _look(worker: Browser, times: list[float], often: int) -> None:
    for _ in range(often):
        began = time.perf_counter()
        assert worker.get(DESK).status == 200
        times.append(time.perf_counter() - began)


def _work(worker: Browser, times: list[float], over: threading.Event) -> None:
    while not over.wait(0.2):
        _look(worker, times, 1)


if __name__ == "__main__":
    poured = client.run(int(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes()), int(sys.argv[3]))
    sys.stdout.write(json.dumps(poured.statuses))
