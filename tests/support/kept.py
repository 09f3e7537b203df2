"""Installations that many tests begin with: made once through the real use cases, and copied for each test.

A copy is the instance's folder; on SQLite that holds the three stores, too, on PostgreSQL their rows are put in.
"""

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg

from intake import clock
from intake.db import Stores
from intake.vault.secrets import load_secrets
from tests.support.lines import Lines
from tests.support.people import House
from tests.support.rows import Rows

Staffed = TypeVar("Staffed")

_FRESH: Final = timedelta(minutes=5)
"""How old a copy may be: its sessions must not have ended, and its days be the test's own."""


@dataclass(frozen=True, slots=True)
class _Kept:
    made: datetime
    folder: Path
    run_secret: bytes
    people: Any
    rows: tuple[Rows, ...]


class KeptHouses:
    """What was made so far in this process, in folders under `place`."""

    def __init__(self, place: Path, lines: Lines) -> None:
        self.place = place
        self.lines = lines
        self._kept: dict[tuple[Callable[[House], Any], str], _Kept] = {}

    def staffed(self, house: House, make: Callable[[House], Staffed]) -> tuple[House, Staffed]:
        """What `make` makes of an empty house, and the house as it is then. What it gives must not hold the house."""
        kept = self._kept.get((make, house.stores.main.dialect.name))
        if kept is None or abs(clock.now() - kept.made) > _FRESH:
            kept = self._keep(house, make)
        else:
            shutil.copytree(kept.folder, house.settings.instance_dir, dirs_exist_ok=True)
            for line, rows in zip(self._lines_to(house.stores), kept.rows, strict=True):
                rows.put_into(line)
        secrets = load_secrets(house.settings.instance_dir / "secrets")
        return replace(house, secrets=secrets, run_secret=kept.run_secret), copy.deepcopy(kept.people)

    def _keep(self, house: House, make: Callable[[House], Any]) -> _Kept:
        made, folder = clock.now(), self.place / f"{make.__name__}-{len(list(self.place.iterdir()))}"
        people = make(house)
        rows = tuple(map(Rows.of, self._lines_to(house.stores)))
        house.stores.dispose()  # the last connection to close folds SQLite's write-ahead log into the file
        shutil.copytree(house.settings.instance_dir, folder)
        kept = _Kept(made, folder, house.run_secret, people, rows)
        self._kept[make, house.stores.main.dialect.name] = kept
        return kept

    def _lines_to(self, stores: Stores) -> list[psycopg.Connection]:
        urls = [engine.url.set(drivername="postgresql") for engine in (stores.main, stores.shards, stores.ephemeral)
                if engine.dialect.name == "postgresql"]
        return [self.lines.to(url.render_as_string(hide_password=False)) for url in urls]
