"""The ground floor loads without the web, in a fresh interpreter. The static contracts do not see what a package's own
`__init__` drags in; this does."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import intake

UPPER_FLOOR = {"intake.web", "intake.app", "intake.serve", "intake.cli", "intake.__main__"}
WEB_PACKAGES = ("flask", "werkzeug", "jinja2", "wtforms", "flask_wtf", "flask_login", "flask_babel", "whitenoise",
                "granian")
_ASK = """
import importlib, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
print(",".join(sorted(set(sys.argv[1].split(",")) & set(sys.modules))))
"""


def core_modules() -> list[str]:
    """Every module of the ground floor, by its full name."""
    names = [module.name for module in pkgutil.walk_packages(intake.__path__, "intake.")]
    return [name for name in names if not any(name == top or name.startswith(f"{top}.") for top in UPPER_FLOOR)]


def loaded_web_packages(modules: list[str]) -> str:
    """Which web packages a fresh interpreter holds after importing `modules`."""
    done = subprocess.run([sys.executable, "-c", _ASK, ",".join(WEB_PACKAGES), *modules], check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


def test_the_core_loads_no_web_package() -> None:
    assert loaded_web_packages(core_modules()) == ""


def test_the_check_would_see_one() -> None:
    assert "flask" in loaded_web_packages(["intake.app"])


def test_no_room_imports_anything_by_itself() -> None:
    packages = Path(intake.__path__[0]).rglob("__init__.py")
    lines = [(package, line) for package in packages for line in package.read_text("utf-8").splitlines()]
    assert [(package, line) for package, line in lines if line.startswith(("import ", "from "))] == []
