"""Running commands inside the test's process, on an instance of the test's own."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from intake import process
from intake.cli import main
from intake.settings import Settings
from tests.support.databases import Urls

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, urls: Urls, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("user", "list")` is `intake user list`, on migrated, empty stores."""
    monkeypatch.setattr(process, "harden", lambda: None)  # it is for good, and this process runs other tests too
    monkeypatch.setenv("INTAKE_INSTANCE_DIR", str(settings.instance_dir))
    for name, url in urls.as_settings().items():
        monkeypatch.setenv(f"INTAKE_{name.upper()}", url)

    def command(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, words, input=typed)

    return command
