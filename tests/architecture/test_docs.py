"""What the documents say of the code is true: every test they name exists, and every file they point at."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
_TEST = re.compile(r"`(test_[a-z0-9_]+)`")
_FILE = re.compile(r"`((?:docs|tests|migrations|templates|intake|web|cases|accounts|audit|access|vault)/[\w/.<>-]+)`")


def _known_tests() -> set[str]:
    text = "\n".join(file.read_text() for file in ROOT.glob("tests/**/test_*.py"))
    return set(re.findall(r"^\s*(?:async )?def (test_\w+)", text, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    assert set(_TEST.findall(document.read_text())) - _known_tests() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_points_at_exists(document: Path) -> None:
    named = {name for name in _FILE.findall(document.read_text()) if "<" not in name}
    missing = {name for name in named if not (ROOT / name).exists() and not (ROOT / "intake" / name).exists()}
    assert missing == set()


def test_no_file_names_this_machine_or_a_registry() -> None:
    banned = re.compile("|".join(["/" + "work/", "py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.com"]))
    tracked = [path for pattern in ("*.md", "*.toml", "*.lock", "Makefile", "docs/**/*.md", "intake/**/*.py",
                                    "tests/**/*.py", ".ci/*") for path in ROOT.glob(pattern) if path.is_file()]
    assert [str(path.relative_to(ROOT)) for path in tracked if banned.search(path.read_text())] == []
