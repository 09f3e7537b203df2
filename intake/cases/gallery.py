"""All files of a case: a page of them at a time, and all to be saved at once. Each is one event that names the files.

The event covers the small pictures of the page, too: one of each would drown whatever else was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import teams
from intake.accounts.keyring import Keyring
from intake.audit.kinds import JSON, Act
from intake.audit.trail import record
from intake.cases import looking
from intake.cases.looking import CaseFile
from intake.cases.reading import OpenedCase, open_case
from intake.db import Work
from intake.errors import NotFound

SHOWN: Final = 12
"""A browser may ask for all small pictures of a page at once, and no more than these find a place then."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """A page of the files of a case, the newest first, and how many there are in all, of how many bytes together.

    `people`: the names of the staff who added some of them. `page` counts from 1.
    """

    reference: str
    title: str
    title_language: str
    files: tuple[CaseFile, ...]
    people: Mapping[int, str]
    count: int
    size: int
    page: int
    pages: int


def show(work: Work, actor: Actor, keyring: Keyring, reference: str, page: int) -> Gallery:
    """A page of a case's files, recorded as seen. Raises `NotFound` where there is no such page."""
    case = open_case(work, actor, keyring, reference, Permission.CASE_READ)
    files = looking.all_of(work, case)
    pages = max(1, -(-len(files) // SHOWN))
    if page > pages:
        raise NotFound("no such page")
    shown = tuple(files[(page - 1) * SHOWN:page * SHOWN])
    _record(work, actor, keyring, case, Act.CASE_FILES_LISTED, shown)
    return Gallery(reference, case.summary.title, case.summary.title_language, shown,
                   teams.names(work.main, {each.by for each in shown if each.by is not None}), len(files),
                   sum(each.known.size for each in files), page, pages)


def save(work: Work, actor: Actor, keyring: Keyring, reference: str) -> tuple[CaseFile, ...]:
    """All files of a case, to be handed out as they are, which is recorded. Raises `NotFound` where there is none."""
    case = open_case(work, actor, keyring, reference, Permission.CASE_READ)
    files = tuple(looking.all_of(work, case))
    if not files:
        raise NotFound("a case without files")
    _record(work, actor, keyring, case, Act.CASE_FILES_SAVED, files)
    return files


def _record(work: Work, actor: Actor, keyring: Keyring, case: OpenedCase, act: Act, files: tuple[CaseFile, ...]
            ) -> None:
    digests: list[JSON] = [each.digest for each in files]
    record(work.main, act, actor=actor, signer=keyring.signer, case=case.row.reference, team=case.row.team_id,
           files=digests)
