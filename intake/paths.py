"""Where the files beside the code lie: in the package of an installed wheel, at the root of a checkout."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_HOME: Final = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent

TEMPLATES: Final = _HOME / "templates"
MIGRATIONS: Final = _HOME / "migrations"
STATIC: Final = _PACKAGE / "web" / "static"
