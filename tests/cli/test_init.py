"""`intake init`: secrets, stores, and the first administrator's link, once."""

import re
import stat

import pytest

from intake.accounts import invite, store_mark
from intake.accounts.models import StoreKind
from intake.app import create_app
from intake.db import Stores
from intake.settings import Settings
from intake.vault.keys import fingerprint
from intake.vault.secrets import load_secrets, pepper_from_words
from intake.vault.sign import Signer
from tests.cli.conftest import Run


def shown_words(output: str) -> str:
    """The words of the pepper, as a person would copy them."""
    lines = [line.strip() for line in output.splitlines() if re.fullmatch(r"   [a-z]+( [a-z]+){2,5}", line)]
    return " ".join(lines)


def shown_token(output: str) -> str:
    """The token of the link, as the address bar would hold it."""
    found = re.search(r"/([\w-]{40,})\s", output)
    assert found is not None, output
    return found[1]


def test_init_marks_the_store_as_real(run: Run, stores: Stores) -> None:
    assert run("init").exit_code == 0
    with stores.reading() as work:
        assert store_mark.kind_of(work.main) is StoreKind.REAL


def test_init_gives_a_link_that_works(run: Run, stores: Stores, settings: Settings) -> None:
    token = shown_token(run("init").output)
    with stores.reading() as work:
        assert invite.find(work, load_secrets(settings.secrets_dir), token).username == "admin"


def test_init_prints_the_pepper_as_words(run: Run, settings: Settings) -> None:
    words = shown_words(run("init").output)
    assert pepper_from_words(words) == load_secrets(settings.secrets_dir).pepper


def test_init_prints_the_fingerprint_of_the_logs_key(run: Run, settings: Settings) -> None:
    output = run("init").output
    assert fingerprint(Signer(load_secrets(settings.secrets_dir).log_seed).public_key).hex() in output


def test_the_link_that_init_prints_is_an_address_of_the_application(run: Run, settings: Settings) -> None:
    token = shown_token(run("init").output)
    app = create_app(settings)
    assert app.test_client().get(f"/enrol/{token}").status_code == 200
    app.extensions["intake"].stores.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_init_makes_is_for_the_owner_alone(run: Run, settings: Settings) -> None:
    run("init")
    files = [settings.secrets_dir, *settings.secrets_dir.iterdir()]
    assert [file for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077] == []


def test_a_second_init_changes_nothing_and_says_so_in_one_line(run: Run, settings: Settings) -> None:
    run("init")
    before = load_secrets(settings.secrets_dir)
    again = run("init")
    assert again.exit_code == 2
    assert again.stdout == ""
    assert again.stderr == "intake: This instance was set up before; nothing was changed.\n"
    assert load_secrets(settings.secrets_dir) == before


def test_an_init_that_was_broken_off_can_be_done_again(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("intake.accounts.init.begin", lambda *_: 1 / 0)
        assert isinstance(run("init").exception, ZeroDivisionError)
    made = load_secrets(settings.secrets_dir)
    assert run("init").exit_code == 0
    assert load_secrets(settings.secrets_dir) == made


def test_init_refuses_a_demonstration(run: Run, stores: Stores) -> None:
    with stores.changing() as work:
        store_mark.mark_store(work.main, StoreKind.DEMO)
    refused = run("init")
    assert refused.exit_code == 2
    assert "never becomes real" in refused.stderr


def test_demo_refuses_a_real_store(run: Run, stores: Stores) -> None:
    run("init")
    refused = run("demo")
    assert refused.exit_code == 2
    assert "no place in it" in refused.stderr
    with stores.reading() as work:
        assert store_mark.kind_of(work.main) is StoreKind.REAL
