"""What `make soak` leaves behind: a table in `docs/soak.md` of all that it ran, with the commit that it ran on.

A test adds figures with `record_property`. Loaded by the Makefile with `-p`, so that it runs where the results meet.
"""

import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby, starmap
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
_HEAD: Final = """# Soak

What `make soak` ran: every hostile string in every field, floods, and large numbers. Written by `make soak` itself.

Commit {commit}{dirty}, {day}, Python {python}, {cores} cores.
{passed} passed, {failed} failed, {minutes:.0f} minutes of tests.

| test | runs | passed | seconds | figures |
|---|--:|--:|--:|---|
"""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write the table. A run of chosen tests says nothing of all, and a worker knows a part: these write nothing."""
    if hasattr(config, "workerinput"):
        return
    if config.option.keyword or config.option.markexpr != "soak" or list(config.args) != config.getini("testpaths"):
        return
    reports = [report for name in ("passed", "failed", "error") for report in terminalreporter.stats.get(name, [])
               if getattr(report, "when", "") == "call" or name == "error"]
    if reports:
        text = _head(reports) + "".join(starmap(_row, groupby(sorted(reports, key=_test), _test)))
        (ROOT / "docs/soak.md").write_text(text)


def _head(reports: list[pytest.TestReport]) -> str:
    passed = sum(report.passed for report in reports)
    return _HEAD.format(
        commit=_git("rev-parse", "--short=12", "HEAD"), day=datetime.now(UTC).date().isoformat(),
        dirty=" with changes" if _git("status", "--porcelain", "--untracked-files=no") else "",
        python=platform.python_version(), cores=os.cpu_count(), passed=passed, failed=len(reports) - passed,
        minutes=sum(report.duration for report in reports) / 60,
    )


def _row(test: str, runs: Iterable[pytest.TestReport]) -> str:
    """A line for a test, with all the values it was run with: what failed is named, and so is whatever has figures."""
    reports = list(runs)
    failed = [f"{_said(report.nodeid, '[')} failed" for report in reports if not report.passed]
    figures = ["; ".join([*_value(report), *(f"{key}: {value}" for key, value in report.user_properties)])
               for report in reports if report.user_properties]
    seconds = sum(report.duration for report in reports)
    told = "<br>".join(failed + figures)
    return f"| {_said(test, '::')} | {len(reports)} | {len(reports) - len(failed)} | {seconds:.0f} | {told} |\n"


def _test(report: pytest.TestReport) -> str:
    return report.nodeid.partition("[")[0]


def _value(report: pytest.TestReport) -> list[str]:
    return [_said(report.nodeid, "[")] if "[" in report.nodeid else []


def _said(nodeid: str, after: str) -> str:
    """The end of a test's name in words that a table bears."""
    words = nodeid.partition(after)[2] if after == "[" else nodeid.rpartition(after)[2].removeprefix("test_")
    return words.removesuffix("]").replace("_", " ").replace("|", "\\|")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True).stdout.strip()
