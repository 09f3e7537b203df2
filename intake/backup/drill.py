"""The drill: are the newest archives any good? They are restored into a scratch place, compared, and all of it removed.

It always restores into SQLite files, for an installation on PostgreSQL, too: archives are alike on both databases.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from intake import doctor
from intake.audit.verify import Report
from intake.backup.manifest import Manifest
from intake.backup.opening import open_pair
from intake.backup.restore import restore
from intake.backup.shelf import Shelf
from intake.errors import Unready
from intake.settings import Settings


@dataclass(frozen=True, slots=True)
class Drilled:
    """What was tried, what came back, and every sentence that the doctor has about it."""

    main: Path
    shards: Path
    manifests: tuple[Manifest, Manifest]
    log: Report
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether this backup would bring everything back."""
        return self.log.ok and not self.problems


def drill(settings: Settings, folder: Path, seed: bytes) -> Drilled:
    """Try the newest archives of a folder. `Unready` in one line when they cannot be restored at all."""
    main, shards = Shelf(folder).newest()
    pair = open_pair(main, shards, seed)
    if not settings.instance_dir.is_dir():
        raise Unready(f"There is no folder {settings.instance_dir} to try the backup in.")
    with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.instance_dir) as scratch:
        place = settings.model_copy(update={
            "instance_dir": Path(scratch), "database_url": "", "shards_url": "", "ephemeral_url": "",
        })
        restored = restore(place, pair, pepper=None)
        problems = tuple(f"{finding.question}: {finding.problem}" for finding in doctor.examine(place)
                         if finding.problem and not finding.warning)
    problems += _head_problems(pair.main.manifest, restored.log)
    return Drilled(main, shards, (pair.main.manifest, pair.shards.manifest), restored.log, problems)


def _head_problems(manifest: Manifest, log: Report) -> tuple[str, ...]:
    if (log.size, log.root.hex()) == (manifest.moment.log_size, manifest.moment.log_root):
        return ()
    return ("log: it does not end where the manifest says",)
