"""Imports only point down: the contracts stand in pyproject.toml (DESIGN 3)."""

import tomllib
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parents[2]
PUTS_THE_AREAS_TOGETHER = "intake.web.areas"


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.lint_imports(no_cache=True, config_filename=str(ROOT / "pyproject.toml"))
    assert status == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_shared_web_module_is_kept_from_what_opens_a_case() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    named = next(set(each["source_modules"]) for each in contracts if each["id"] == "the-public-cannot-open")
    shared = {f"intake.web.{module.stem}" for module in (ROOT / "intake/web").glob("[!_]*.py")}
    assert named == (shared - {PUTS_THE_AREAS_TOGETHER}) | {"intake.web.public"}
