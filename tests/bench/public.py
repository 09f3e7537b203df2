"""The public side: the form's page, a submission, a flood of them, and what a worker holds in memory."""

from functools import partial
from pathlib import Path
from statistics import median

from tests.bench import client, sites
from tests.bench.figures import Figure, at_least, at_most, interleaved, middle_ratio
from tests.support.served import Served

_PAGES, _SENDINGS, _ROUNDS = 300, 60, 15
_PAGE_BUDGET, _SENDING_BUDGET = 0.6, 4.0


def form_and_submission(folder: Path) -> list[Figure]:
    """The form's page and a submission, each against the least that Flask can do on the same server."""
    with sites.product(sites.new_instance(folder / "product")) as intake:
        browser = intake.browser()
        with sites.rival(folder / "rival", sites.form_page(browser)) as bare:
            figures = [_form_page(intake, bare), *_submission(intake, bare)]
            figures += _memory(intake, bare)
    return figures


def _form_page(intake: Served, bare: Served) -> Figure:
    def rate(served: Served, path: str) -> float:
        run = client.run(served.port, [client.get(path)] * _PAGES)
        assert set(run.statuses) == {200}
        return run.rate

    ours, theirs = interleaved([lambda: rate(intake, sites.FORM), lambda: rate(bare, "/page")])
    note = f" ({median(ours):.0f} against {median(theirs):.0f} a second)"
    return at_least("form page, requests a second against bare Flask", middle_ratio(ours, theirs), _PAGE_BUDGET, note)


def _submission(intake: Served, bare: Served) -> list[Figure]:
    browser, figures = intake.browser(), []
    bare_request = client.post("/send", {"message": sites.LETTER})

    def seconds(served: Served, requests: list[bytes], connections: int) -> float:
        run = client.run(served.port, requests, connections)
        assert set(run.statuses) == {200}, run.statuses
        return run.seconds / len(requests)

    for connections in (1, 4):
        forms = iter([sites.enquiries(browser, _SENDINGS) for _ in range(_ROUNDS + 1)])
        ours, theirs = interleaved([
            partial(lambda forms, at_once: seconds(intake, next(forms), at_once), forms, connections),
            partial(seconds, bare, [bare_request] * _SENDINGS, connections),
        ], _ROUNDS)
        what = f"submission without Argon2id against two bare commits, {connections} at once"
        ratio, note = middle_ratio(ours, theirs), f" ({median(ours) * 1000:.1f} against {median(theirs) * 1000:.1f} ms)"
        # With Argon2id, whose one lane lets a single submission through at a time, there never are four: told only.
        figures.append(at_most(what, ratio, _SENDING_BUDGET, "x", note) if connections == 1
                       else Figure(what, f"{ratio:.2f}x{note}"))
    return figures


def _memory(intake: Served, bare: Served) -> list[Figure]:
    before = _largest_worker(intake)
    client.run(intake.port, sites.enquiries(intake.browser(), 300), 16)
    client.run(intake.port, [client.get(sites.FORM)] * 2000, 16)
    after, other = _largest_worker(intake), _largest_worker(bare)
    return [
        Figure("memory of a worker against a bare one", f"{after / other:.2f}x ({after:.0f} MB, bare {other:.0f} MB)"),
        Figure("memory of a worker after 300 submissions and 2,000 pages more", f"{after - before:+.1f} MB"),
    ]


def _largest_worker(served: Served) -> float:
    """The memory in MB of the largest child of the server."""
    sizes = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines = (process / "status").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        if facts.get("PPid") == str(served.process.pid) and "VmRSS" in facts:
            sizes.append(int(facts["VmRSS"].split()[0]) / 1024)
    return max(sizes)


def flood(folder: Path) -> list[Figure]:
    """Twenty people at once, two hundred submissions, at full cost: what the last of them wait for."""
    with sites.product(sites.new_instance(folder / "flood"), without_argon2=False) as intake:
        requests = sites.enquiries(intake.browser(), 200)
        run = client.run(intake.port, requests, 20)
        told = ", ".join(f"{number} answered {status}" for status, number in sorted(run.statuses.items()))
        waits = f"half within {run.slowest(50):.2f} s, 99 % within {run.slowest(99):.2f} s"
        return [Figure("submissions, 20 at once, with Argon2id", f"{run.rate:.0f} a second; {waits}; {told}")]
