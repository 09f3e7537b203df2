"""Drafts the next revision of a store from what the models say: `python migrations/revise.py main "add receipt code"`.

The draft is compared on a fresh SQLite file. It is a draft: triggers and CHECK constraints are not seen by Alembic, and
`tests/architecture/test_migrations.py` says what is missing.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from intake.db import open_engine
from intake.migrate import configuration, migrating
from intake.paths import MIGRATIONS


def main(store: str, message: str) -> None:
    """Write `migrations/<store>/<number>_<message>.py`."""
    script = ScriptDirectory.from_config(configuration(store))
    number = f"{int(script.get_current_head() or 0) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / store}.db")
        with migrating(engine, store) as config:
            command.upgrade(config, "head")
        with migrating(engine, store) as config:
            command.revision(config, message, autogenerate=True, rev_id=number, version_path=str(MIGRATIONS / store))
        engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
