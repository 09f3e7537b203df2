"""What `make soak` leaves behind: a table in `docs/soak.md` of everything it ran, with the commit that it ran on.

A test adds figures with `record_property`. Loaded by the Makefile with `-p`, so that it runs where the results meet.
"""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
_HEAD: Final = """# Soak

What `make soak` ran: every hostile string in every field, floods, and large numbers. Written by `make soak` itself.

Commit {commit}{dirty}, {day}, Python {python}, {cores} cores.
{passed} passed, {failed} failed, {minutes:.0f} minutes of tests.

| test | result | seconds | figures |
|---|---|--:|---|
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
        text = _head(reports) + "".join(map(_row, sorted(reports, key=lambda report: report.nodeid)))
        (ROOT / "docs/soak.md").write_text(text)


def _head(reports: list[pytest.TestReport]) -> str:
    passed = sum(report.passed for report in reports)
    return _HEAD.format(
        commit=_git("rev-parse", "--short=12", "HEAD"), day=datetime.now(UTC).date().isoformat(),
        dirty=" with changes" if _git("status", "--porcelain", "--untracked-files=no") else "",
        python=platform.python_version(), cores=os.cpu_count(), passed=passed, failed=len(reports) - passed,
        minutes=sum(report.duration for report in reports) / 60,
    )


def _row(report: pytest.TestReport) -> str:
    name = report.nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ").replace("|", "\\|")
    figures = "; ".join(f"{key}: {value}" for key, value in report.user_properties)
    return f"| {name} | {report.outcome} | {report.duration:.0f} | {figures} |\n"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True).stdout.strip()
