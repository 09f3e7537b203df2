"""Is this installation fit to serve? Asked by `intake serve` before it starts, and in full by `intake doctor`.

Every answer is one line for an operator. Nothing is repaired here.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intake import clock, revisions
from intake.accounts import store_mark
from intake.accounts.chain import routes_of
from intake.accounts.models import StoreKind
from intake.accounts.trust import CONTACT, trust_of
from intake.attachments.blobs import FOLDER, Blobs
from intake.attachments.sandbox import Sandbox
from intake.attachments.scanning import Closed, Scanner
from intake.audit import history
from intake.canned import answers
from intake.cases.compare_files import compare
from intake.db import Stores, open_stores
from intake.errors import Busy, Unready
from intake.settings import CHECKED_FOR, Settings
from intake.vault import backup_key
from intake.vault import secrets as vault_secrets
from intake.vault.keys import equal
from intake.vault.lanes import Lanes

Answer = TypeVar("Answer")
PEPPER_CONFIRMED: Final = "pepper-confirmed"
_SIGNATURES_FRESH: Final = timedelta(days=3)
_MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One question and its answer. `problem` is empty when all is well; a warning does not keep Intake from serving."""

    question: str
    problem: str = ""
    warning: bool = False


def require_fit(settings: Settings) -> None:
    """Raise `Unready` with the first reason why this installation must not serve. Leaves no connection open."""
    vault_secrets.ensure_hybrid()
    vault_secrets.load_secrets(settings.secrets_dir)
    answers.load(settings.instance_dir)
    stores = open_stores(settings)
    try:
        require_current(stores)
        reached(lambda: revisions.make_ephemeral(stores))
        with Session(stores.main) as session:
            kind = store_mark.kind_of(session)
    finally:
        stores.dispose()
    if kind is None:
        raise Unready("This instance was never set up: run `intake init` (or `intake demo` to try it out).")
    if kind is StoreKind.DEMO and not is_loopback(settings.host):
        raise Unready(f"A demonstration serves on this machine only; INTAKE_HOST is {settings.host}.")


def require_current(stores: Stores) -> None:
    """Raise `Unready` when a store cannot be reached or is not at its newest revision."""
    if not reached(lambda: revisions.is_current(stores)):
        raise Unready("The databases are not up to date: run `intake migrate`.")


def reached(ask: Callable[[], Answer]) -> Answer:
    """The answer of a database, or `Unready` in one line when there is none."""
    try:
        return ask()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise Unready(f"A database cannot be used: {reason}") from None


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def examine(settings: Settings) -> Iterator[Finding]:
    """Every question that `intake doctor` asks, with its answer, in order."""
    yield _answer("post-quantum sealing", vault_secrets.ensure_hybrid)
    yield _answer("secrets", lambda: vault_secrets.load_secrets(settings.secrets_dir))
    yield _answer("folder of the secrets", lambda: _require_private(settings.secrets_dir))
    yield _answer("folder of the instance", lambda: _require_private(settings.instance_dir), warning=True)
    yield _answer("checkpoints of the log kept elsewhere", lambda: _require_witness(settings), warning=True)
    yield _answer("pepper kept on paper", lambda: _require_confirmed(settings), warning=True)
    yield _answer("canned answers", lambda: answers.load(settings.instance_dir))
    yield _answer("crisis contacts checked", lambda: _require_checked(settings), warning=True)
    yield _answer("backup key", lambda: backup_key.load(settings.secrets_dir), warning=True)
    yield _answer("files looked into by processes that are shut in", lambda: _require_sandbox(settings), warning=True)
    yield _answer("scanner for viruses", lambda: _require_scanner(settings), warning=True)
    stores = open_stores(settings)
    try:
        current = _answer("databases reachable and up to date", lambda: require_current(stores))
        yield current
        if not current.problem:
            yield _answer("set up", lambda: reached(lambda: _require_marked(stores)))
            yield _answer("log", lambda: reached(lambda: _require_log(stores)))
            yield _answer("pins out of the server's reach", lambda: _require_unwritable(settings), warning=True)
            yield _answer("recovery cards", lambda: reached(lambda: _require_recovery(settings, stores)), warning=True)
            yield _answer("forms kept apart", lambda: reached(lambda: _require_forms(settings, stores)), warning=True)
            yield _answer("public form open", lambda: reached(lambda: _require_open(settings, stores)), warning=True)
            yield from _files(settings, stores)
    finally:
        stores.dispose()


def _files(settings: Settings, stores: Stores) -> Iterator[Finding]:
    """Whether every file lies in the store, whole, and nothing else does."""
    with Session(stores.main) as session:
        seen = reached(lambda: compare(session, Blobs(settings.instance_dir), clock.today() - timedelta(days=1)))
    folder = settings.instance_dir / FOLDER
    yield Finding("files there", f"{seen.missing} are missing in {folder}: restore them from a backup."
                  if seen.missing else "", warning=True)
    yield Finding("files whole", f"{seen.damaged} in {folder} have another size than they should: restore them from a"
                  " backup." if seen.damaged else "", warning=True)
    yield Finding("files that nobody needs", f"{seen.orphaned} in {folder} belong to no case: the job process removes"
                  " them, so see that it runs." if seen.orphaned else "", warning=True)


def confirm_pepper(settings: Settings, words: str) -> None:
    """Note that the words on paper are this instance's pepper, or raise `Unready`."""
    kept = vault_secrets.load_secrets(settings.secrets_dir).pepper
    if not equal(vault_secrets.pepper_from_words(words), kept):
        raise Unready("These words are another instance's pepper.")
    note_confirmed(settings)


def note_confirmed(settings: Settings) -> None:
    """Note that somebody has the words of the pepper: they typed them."""
    (settings.secrets_dir / PEPPER_CONFIRMED).touch(mode=0o600)


def _answer(question: str, ask: Callable[[], object], *, warning: bool = False) -> Finding:
    try:
        ask()
    except Unready as problem:
        return Finding(question, str(problem), warning)
    except Busy:
        return Finding(question, "It is being asked by somebody else just now: try again in a minute.", warning)
    return Finding(question)


def _require_private(folder: Path) -> None:
    try:
        status = folder.stat()
    except OSError as error:
        raise Unready(f"{folder} cannot be read: {error.strerror}.") from None
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise Unready(f"{folder} can be entered by others: chmod 700 it.")
    if status.st_uid != os.geteuid():
        raise Unready(f"{folder} belongs to somebody else than the account that asks.")


def _require_confirmed(settings: Settings) -> None:
    if not (settings.secrets_dir / PEPPER_CONFIRMED).exists():
        raise Unready("Nobody confirmed yet that the pepper was written down: run `intake doctor --confirm-pepper`.")


def _require_unwritable(settings: Settings) -> None:
    file = settings.trusted_file
    if os.geteuid() != 0 and file.exists() and (os.access(file, os.W_OK) or os.access(file.parent, os.W_OK)):
        raise Unready(f"{file} can be written by the account that asks: a server that was taken over could change what "
                      "it trusts. Let root own it, in a folder of root's (INTAKE_TRUST_FILE).")


def _require_open(settings: Settings, stores: Stores) -> None:
    with Session(stores.main) as session:
        problem = trust_of(settings).problem(session, CONTACT)
    if problem:
        raise Unready(f"The public form is closed: {problem}.")


def _require_forms(settings: Settings, stores: Stores) -> None:
    with Session(stores.main) as session:
        unknown = [form for form in sorted(settings.form_retention_days) if not routes_of(session, form)]
    if unknown:
        raise Unready(f"INTAKE_FORM_RETENTION_DAYS names what no team receives: {', '.join(unknown)}.")


def _require_recovery(settings: Settings, stores: Stores) -> None:
    with Session(stores.main) as session:
        problem = trust_of(settings).recovery_problem(session)
    if problem:
        raise Unready(f"{problem[0].upper()}{problem[1:]}.")


def _require_witness(settings: Settings) -> None:
    if not (settings.checkpoint_mail and settings.smtp_host and settings.mail_from):
        raise Unready("They are not mailed to anybody: set INTAKE_CHECKPOINT_MAIL (and INTAKE_SMTP_HOST,"
                      f" INTAKE_MAIL_FROM), or see that {settings.checkpoints_dir} is copied to another machine.")


def _require_checked(settings: Settings) -> None:
    if not settings.crisis_contacts:
        raise Unready("The public pages name no number for people in danger: set INTAKE_CRISIS_CONTACTS.")
    old = [f"{each.country} {each.name or each.service}" for each in settings.crisis_contacts
           if not each.is_checked(clock.today())]
    if old:
        raise Unready(f"Nobody tried these within {CHECKED_FOR.days} days: {', '.join(old)}. Call each, and set its"
                      " `checked` day in INTAKE_CRISIS_CONTACTS.")


def _require_sandbox(settings: Settings) -> None:
    sandbox = Sandbox(Lanes(settings.instance_dir / "lanes", "doctor", 1))
    try:
        sandbox.require_protection()
    finally:
        sandbox.close()


def _require_scanner(settings: Settings) -> None:
    """That the scanner answers, knows what is new, and takes files as large as may be sent."""
    if not settings.clamav_socket:
        return
    scanner = Scanner(settings.clamav_socket, Lanes(settings.instance_dir / "lanes", "doctor", 1))
    try:
        day = scanner.signatures_day()
        scanner.require_clean("", (bytes(_MB) for _ in range(settings.max_file_mb)))
    except Closed as closed:
        raise Unready(f"Sent files stay closed: {closed} (INTAKE_CLAMAV_SOCKET, and the limits of clamd).") from None
    if day and clock.today() - day > _SIGNATURES_FRESH:
        raise Unready(f"The scanner's newest signatures are of {day}: see that freshclam runs.")


def _require_marked(stores: Stores) -> None:
    with Session(stores.main) as session:
        if store_mark.kind_of(session) is None:
            raise Unready("The store is empty: run `intake init`.")


def _require_log(stores: Stores) -> None:
    with Session(stores.main) as session:
        if history.head(session).size == 0:
            raise Unready("The log has no first event: the store was not set up by `intake init`.")
