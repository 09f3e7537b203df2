"""A large file in and out, against plain copying through the same server; what it costs a worker and the desk.

The file is of a kind that is not looked into, so this measures reading, sealing and opening; `files` measures the rest.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from tests.bench import client, sites
from tests.bench.figures import Figure, at_most, interleaved, middle_ratio
from tests.support.multipart import CONTENT_TYPE, body_of
from tests.support.served import Browser, Served
from tests.uploads.lines import memory_mb, workers

_MB: Final = 1024 * 1024
_SIZE: Final = 100 * _MB
_ROUNDS: Final = 5
_AT_ONCE: Final = 5
_LISTS: Final = 100
_MEMORY_BUDGET, _DESK_BUDGET = 20.0, 3.0
_NAME: Final = "film.bin"


def transfers(folder: Path) -> list[Figure]:
    """A file of 100 MB in and out, the memory that it takes, and the desk while five people send one."""
    instance = sites.new_instance(folder / "product")
    content = Random(0).randbytes(_SIZE)
    with sites.product(instance) as intake, sites.rival(folder / "rival") as bare:
        staff = intake.browser()
        staff.sign_in(instance.caseworker)
        before = {process: memory_mb(process) for process in _warm(intake)}
        figures = [_sending(intake, bare, content), _saving(intake, bare, staff)]
        grown = max(memory_mb(process) - most for process, most in before.items())
        figures += [at_most("memory of a worker, more than before these files", grown, _MEMORY_BUDGET, " MB"),
                    _desk_meanwhile(intake, staff, content)]
    instance.stores.dispose()
    return figures


def _sending(intake: Served, bare: Served, content: bytes) -> Figure:
    forms = iter([_form(intake, content) for _ in range(_ROUNDS + 1)])
    ours, theirs = interleaved([
        lambda: _seconds(intake, "POST", sites.FORM, next(forms), {"Content-Type": CONTENT_TYPE}),
        partial(_seconds, bare, "POST", "/copy", content, {}),
    ], _ROUNDS)
    return _told("100 MB sent with an enquiry", ours, theirs)


def _saving(intake: Served, bare: Served, staff: Browser) -> Figure:
    place = _large_file(staff)
    ours, theirs = interleaved([
        partial(_seconds, intake, "GET", place, b"", {"Cookie": f"s={staff.cookies['s']}"}, _SIZE),
        partial(_seconds, bare, "GET", "/copy", b"", {}, _SIZE),
    ], _ROUNDS)
    return _told("100 MB saved at the desk", ours, theirs)


def _told(what: str, ours: list[float], theirs: list[float]) -> Figure:
    ratio, rates = middle_ratio(ours, theirs), [_SIZE / _MB / median(each) for each in (ours, theirs)]
    return Figure(f"{what}, time against a plain copy", f"{ratio:.2f}x ({rates[0]:.0f} against {rates[1]:.0f} MB/s)")


def _desk_meanwhile(intake: Served, staff: Browser, content: bytes) -> Figure:
    def seconds() -> float:
        run = client.run(intake.port, [client.get("/desk/?view=unassigned", staff.cookies)] * _LISTS, 1)
        assert set(run.statuses) == {200}
        return median(run.times)

    quiet = seconds()
    with _sent_again_and_again(intake, content) as sent:
        busy = seconds()
    note = f" ({busy * 1000:.1f} against {quiet * 1000:.1f} ms, {len(sent)} sent meanwhile)"
    return at_most(f"list of the desk while {_AT_ONCE} people send 100 MB each", busy / quiet, _DESK_BUDGET, "x", note)


@contextmanager
def _sent_again_and_again(intake: Served, content: bytes) -> Iterator[list[float]]:
    """So many people who each send a file after the other, until the block ends; gives the seconds of each sending."""
    over, sent = threading.Event(), list[float]()

    def send() -> None:
        while not over.is_set():
            sent.append(_seconds(intake, "POST", sites.FORM, _form(intake, content), {"Content-Type": CONTENT_TYPE}))

    with ThreadPoolExecutor(_AT_ONCE) as people:
        sending = [people.submit(send) for _ in range(_AT_ONCE)]
        time.sleep(1)
        try:
            yield sent
        finally:
            over.set()
    for each in sending:
        each.result()
    assert sent, "nothing was sent meanwhile"


def _warm(intake: Served) -> list[int]:
    """Both workers, once each has done everything."""
    for _ in range(4):
        _seconds(intake, "POST", sites.FORM, _form(intake, b"small"), {"Content-Type": CONTENT_TYPE})
    return workers(intake)


def _form(intake: Served, content: bytes) -> bytes:
    browser = Browser(intake.port)
    fields = browser.fill(sites.FORM, message=sites.LETTER)
    browser.close()
    return body_of([*fields.items(), ("files", _NAME, content)])


def _large_file(staff: Browser) -> str:
    """Where the large file of some case is handed out, once the button for that was pressed."""
    cases = [each for each in staff.get("/desk/?view=unassigned").page.links if each.startswith("/desk/cases/")]
    files = [each for case in cases for each in staff.get(case).page.links if "/files/" in each]
    pages = [(file, staff.get(file)) for file in files]
    file, large = next((file, page) for file, page in pages if "100\u00a0MB" in page.text)
    return staff.post(f"{file}/save", large.page.form(f"{file}/save")).headers["location"]


def _seconds(
    served: Served, method: str, path: str, body: bytes, headers: Mapping[str, str], expected: int = 0
) -> float:
    """How long a request takes until its answer is there, which has to be a good one and of the expected size."""
    connection, received = HTTPConnection("127.0.0.1", served.port, timeout=300), 0
    piece = bytearray(_MB)
    began = time.perf_counter()
    connection.request(method, path, body, {**headers, "Accept-Language": "en"})
    answer = connection.getresponse()
    while count := answer.readinto(piece):
        received += count
    seconds = time.perf_counter() - began
    connection.close()
    assert answer.status == 200
    assert received >= expected, received
    return seconds
