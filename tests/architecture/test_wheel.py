"""The built wheel carries everything beside the code, and works where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SERVE_ONE_PAGE = """
import intake
from intake.app import create_app
assert intake.__file__.startswith({place!r}), intake.__file__
answer = create_app().test_client().get("/en/")
assert answer.status_code == 200, answer.status
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True,
                   stdout=subprocess.PIPE)
    (built,) = folder.glob("*.whl")
    return built


def below(folder: Path, suffixes: set[str]) -> set[str]:
    """The files of a folder of the checkout, by their path below it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in suffixes}


def test_the_wheel_carries_templates_migrations_static_files_and_content(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"intake/templates/{name}" for name in below(ROOT / "templates", {".html"})}
    wanted |= {f"intake/migrations/{name}" for name in below(ROOT / "migrations", {".py", ".mako"})}
    wanted |= {f"intake/{name}" for name in below(ROOT / "intake", {".py", ".css", ".js", ".svg", ".json", ".mo"})}
    assert wanted - names == set()


def test_the_wheel_carries_nothing_of_the_checkout_beside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"intake", "intake_desk"}
    assert [name for name in names if "instance" in name.split("/") or "__pycache__" in name] == []


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed here"  # a space in a path must not matter
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*install, place, wheel], check=True)
    environment = os.environ | {"PYTHONPATH": str(place), "INTAKE_INSTANCE_DIR": str(tmp_path / "instance")}

    def run(*words: str) -> str:
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
        return done.stdout

    assert "Intake is set up" in run("-m", "intake", "init")
    assert "BAD" not in run("-m", "intake", "doctor")
    run("-c", _SERVE_ONE_PAGE.format(place=str(place)))
