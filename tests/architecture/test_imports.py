"""Imports only point down: the contracts stand in pyproject.toml (DESIGN 3)."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PUTS_THE_AREAS_TOGETHER = "intake.web.areas"


def test_every_import_contract_is_kept() -> None:
    # In a process of its own: it sets up logging for the whole process, and silences everybody else's.
    checker = Path(sys.executable).with_name("lint-imports")
    words = [str(checker), "--no-cache", "--config", "pyproject.toml"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_shared_web_module_is_kept_from_what_opens_a_case() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    named = next(set(each["source_modules"]) for each in contracts if each["id"] == "the-public-cannot-open")
    shared = {f"intake.web.{module.stem}" for module in (ROOT / "intake/web").glob("[!_]*.py")}
    assert named == (shared - {PUTS_THE_AREAS_TOGETHER}) | {"intake.web.public"}


def test_a_file_leaves_the_store_by_one_door_alone() -> None:
    """Where a scanner looks through it first (decision 153). Cleaning opens it as well, and hands it to nobody."""
    opening = {path.relative_to(ROOT).as_posix() for path in (ROOT / "intake").rglob("*.py")
               if re.search(r"\bopen_file\b", path.read_text("utf-8"))}
    assert opening == {"intake/attachments/sealing.py", "intake/web/scanned.py", "intake/web/cleaning.py"}
