"""One sandbox for all tests of a process: starting one takes longer than most jobs."""

from collections.abc import Iterator

import pytest

from intake.attachments.sandbox import Sandbox
from intake.vault.lanes import Lanes


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Where jobs are done."""
    kept = Sandbox(Lanes(tmp_path_factory.mktemp("lanes"), "files", 2, patience=60), seconds=60)
    yield kept
    kept.close()
