"""The two files behind trust in teams' keys, outside every database.

`trust.toml` says which first key of a team is the right one, and which recovery key. Only root should be able to write
it: the server reads it, and `intake trust pin` writes it. `secrets/high_water` holds the newest keys and routes that
this server has seen. The server writes that one, and never lowers it, so a database that was turned back to older keys
is noticed (DESIGN 4).
"""

import fcntl
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from intake.errors import Unready

_RECOVERY: Final = "recovery"
_UNREADABLE: Final = (OSError, ValueError, AttributeError, TypeError)


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest epoch of a team that was seen, and its hash."""

    epoch: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class RouteMark:
    """The newest route of a form that was seen, and its hash."""

    version: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Pinned:
    """What the file of pins says."""

    teams: Mapping[int, bytes] = field(default_factory=dict)
    recovery: bytes | None = None


class Pins:
    """`trust.toml`, read again whenever it changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read_at: tuple[int, int] = (0, 0)
        self._pinned = Pinned()

    def teams(self) -> Mapping[int, bytes]:
        """The hash of the first epoch of every team that was pinned. A file that cannot be read pins nothing."""
        return self._told().teams

    def recovery(self) -> bytes | None:
        """The hash of the recovery key that was pinned."""
        return self._told().recovery

    def add(self, team_id: int, first_epoch: bytes) -> None:
        """Pin one more team. The file is for everybody to read; a pin that exists is never changed (`Unready`)."""
        before = self._kept()
        pinned = dict(before.teams)
        if pinned.setdefault(team_id, first_epoch) != first_epoch:
            raise Unready(f"{self.file} pins other keys for this team: look at it before you change it by hand.")
        self._write(Pinned(pinned, before.recovery))

    def set_recovery(self, key_hash: bytes) -> None:
        """Pin a recovery key, in the place of an earlier one."""
        self._write(Pinned(self._kept().teams, key_hash))

    def _kept(self) -> Pinned:
        """What must still be there after a change. A damaged file is not written over: it may be mended."""
        try:
            return _parsed(self.file)
        except FileNotFoundError:
            return Pinned()
        except _UNREADABLE:
            raise Unready(f"{self.file} is damaged, so nothing was pinned: mend it, or move it away and pin every team "
                          "anew.") from None

    def _told(self) -> Pinned:
        try:
            state = self.file.stat()
        except OSError:
            return Pinned()
        if self._read_at != (state.st_mtime_ns, state.st_size):
            try:
                self._pinned = _parsed(self.file)
            except _UNREADABLE:
                self._pinned = Pinned()
            self._read_at = (state.st_mtime_ns, state.st_size)
        return self._pinned

    def _write(self, pinned: Pinned) -> None:
        lines = ["# The first keys of each team, compared with its founder by telephone. For root alone to write.",
                 "[teams]", *(f'{team} = "{pin.hex()}"' for team, pin in sorted(pinned.teams.items()))]
        if pinned.recovery is not None:
            lines += ["", "# The recovery key, compared with whoever made its cards.",
                      f"[{_RECOVERY}]", f'key = "{pinned.recovery.hex()}"']
        _replace(self.file, "\n".join(lines) + "\n", 0o644)


class HighWater:
    """`secrets/high_water`: it rises, and never sinks."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read_at: tuple[int, int] = (0, 0)
        self._marks: dict[str, Any] = {"teams": {}, "routes": {}}

    def team(self, team_id: int) -> Mark | None:
        """The newest epoch seen of a team."""
        told = self._told()["teams"].get(str(team_id))
        return Mark(told["epoch"], bytes.fromhex(told["hash"])) if told else None

    def route(self, form: str) -> RouteMark | None:
        """The newest route seen of a form."""
        told = self._told()["routes"].get(form)
        return RouteMark(told["version"], bytes.fromhex(told["hash"])) if told else None

    def raise_team(self, team_id: int, mark: Mark) -> None:
        """Note a newer epoch. One that is not newer changes nothing."""
        with self._locked() as marks:
            old = marks["teams"].get(str(team_id))
            if old is None or old["epoch"] < mark.epoch:
                marks["teams"][str(team_id)] = {"epoch": mark.epoch, "hash": mark.hash.hex()}

    def raise_route(self, form: str, mark: RouteMark) -> None:
        """Note a newer route. One that is not newer changes nothing."""
        with self._locked() as marks:
            old = marks["routes"].get(form)
            if old is None or old["version"] < mark.version:
                marks["routes"][form] = {"version": mark.version, "hash": mark.hash.hex()}

    def _told(self) -> dict[str, Any]:
        try:
            state = self.file.stat()
        except FileNotFoundError:
            return {"teams": {}, "routes": {}}
        if self._read_at != (state.st_mtime_ns, state.st_ino):
            self._marks = json.loads(self.file.read_text("ascii"))
            self._read_at = (state.st_mtime_ns, state.st_ino)
        return self._marks

    @contextmanager
    def _locked(self) -> Iterator[dict[str, Any]]:
        """The marks, to be changed by one process at a time, and written durably if they were."""
        descriptor = os.open(self.file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _give_to_owner(descriptor, self.file.parent)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._read_at = (0, 0)
            before = json.dumps(self._told(), sort_keys=True)
            marks = json.loads(before)
            yield marks
            after = json.dumps(marks, sort_keys=True)
            if after != before:
                _replace(self.file, after + "\n", 0o600, for_owner=True)
        finally:
            os.close(descriptor)


def _parsed(file: Path) -> Pinned:
    told = tomllib.loads(file.read_text("utf-8"))
    teams = {int(team): bytes.fromhex(pin) for team, pin in told.get("teams", {}).items()}
    recovery = told.get(_RECOVERY, {}).get("key")
    return Pinned(teams, None if recovery is None else bytes.fromhex(recovery))


def _give_to_owner(descriptor: int, folder: Path) -> None:
    # Root runs `intake trust` and `intake doctor`; what they leave in the server's folder must stay the server's.
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _replace(file: Path, text: str, mode: int, *, for_owner: bool = False) -> None:
    """Write a file whole or not at all, and durably."""
    fresh = file.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        os.fchmod(descriptor, mode)
        if for_owner:
            _give_to_owner(descriptor, file.parent)
        opened.write(text)
        opened.flush()
        os.fsync(descriptor)
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
