"""What a request may lean on: the running installation, and the two doors to its stores.

A view opens exactly one door at a time and never commits; the door does. No Argon2id, mail or rendering inside.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from flask import current_app, g
from flask.typing import ResponseReturnValue

from intake.access.policy import Actor
from intake.accounts.sessions import Session
from intake.accounts.trust import Trust
from intake.attachments.blobs import Blobs
from intake.attachments.sandbox import Sandbox
from intake.attachments.scanning import Scanner
from intake.audit.trail import appended
from intake.canned.answers import Answer
from intake.db import Stores, Work
from intake.notices.reminders import Reminders
from intake.questionnaires.kept import Questionnaires
from intake.settings import Settings
from intake.vault.lanes import Lanes
from intake.vault.lately import Bucket, Lately
from intake.vault.secrets import Secrets
from intake.vault.sign import Signer


class Keys(Protocol):
    """The keys of a signed-in person, as far as the shared rooms of the web may know them."""

    @property
    def signer(self) -> Signer:
        """Signs the person's events."""
        ...


class Recognised(Protocol):
    """Who a staff session belongs to, as `app.py`'s loader found them."""

    @property
    def actor(self) -> Actor:
        """The person, for rules."""
        ...

    @property
    def keyring(self) -> Keys:
        """The person's keys, for use cases."""
        ...

    @property
    def csrf_key(self) -> bytes:
        """The key behind this session's form tokens."""
        ...

    @property
    def session_id(self) -> bytes:
        """The session's row id."""
        ...

    @property
    def session(self) -> Session:
        """The session they came with."""
        ...


Recognise = Callable[[Work, str], Recognised | None]


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that `create_app` put together for this process."""

    settings: Settings
    stores: Stores
    secrets: Secrets
    run_secret: bytes
    staff_lanes: Lanes
    receipt_lanes: Lanes
    slow_lanes: Mapping[Bucket, Lanes]
    lately: Lately
    upload_lanes: Lanes
    desk_upload_lanes: Lanes
    drain_lanes: Lanes
    download_lanes: Lanes
    blobs: Blobs
    cleaning: Sandbox
    showing: Sandbox
    scanner: Scanner | None
    trust: Trust
    questionnaires: Questionnaires
    canned: tuple[Answer, ...]
    recognise: Recognise
    ask_to_sign_in: Callable[[str], ResponseReturnValue]
    log_public_key: bytes
    demo: bool
    asset_digest: str

    @property
    def reminders(self) -> Reminders:
        """The mails that wait for people."""
        return Reminders(self.secrets.job_key, self.settings)


def runtime() -> Runtime:
    """The running installation behind this request."""
    running: Runtime = current_app.extensions["intake"]
    return running


def reading() -> AbstractContextManager[Work]:
    """The door for looking: a plain transaction, nothing kept."""
    return runtime().stores.reading()


@contextmanager
def changing() -> Iterator[Work]:
    """The door for acting, and for every page that leaves an event: takes the write lock at once, then commits.

    What it appended to the log is left in `g.appended`, for the browser's memory (`witness.py`).
    """
    with runtime().stores.changing() as work:
        yield work
    g.appended = appended(work.main) or g.get("appended")
