"""On files that others made: exiftool finds nothing identifying after cleaning, nothing that was meant is lost, and the
hostile ones harm nobody. The tables of `docs/files.md` are these results.
"""

import io
import json
import time
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from intake.attachments.findings import Hidden, Outcome
from intake.attachments.kinds import ARCHIVES, PICTURES, Kind
from intake.attachments.limits import SECONDS
from intake.attachments.render import render
from intake.attachments.sandbox import Sandbox
from tests.attachments import real_files
from tests.attachments.looking import orientation, pixels
from tests.attachments.made_pdf import all_text
from tests.attachments.real_files import HOSTILE, SAMPLES
from tests.support.corpus import DATA

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

DOCUMENT = Path(__file__).parents[2] / "docs/files.md"
PERSONS = {"Author", "LastModifiedBy", "Initial-creator", "Company", "Manager", "Artist", "OwnerName", "By-line"}


@pytest.fixture(scope="module")
def cleaned(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sample that could be cleaned."""
    folder = tmp_path_factory.mktemp("cleaned")
    for _ in real_files.cleaned_samples(sandbox, folder):
        pass
    return folder


def of(folder: Path, *kinds: Kind) -> list[Path]:
    """The files of some kinds."""
    return [file for file in sorted(folder.iterdir()) if real_files.judged(file)[0] in kinds]


def test_exiftool_finds_nothing_identifying_after_cleaning(sandbox: Sandbox, tmp_path: Path) -> None:
    rows = real_files.removal(sandbox, tmp_path)
    assert [left for row in rows.values() for left in row.left] == []
    assert sum(row.before for row in rows.values()) > 500
    written = DOCUMENT.read_text().splitlines()
    assert [row for row in real_files.removal_table(rows) if row not in written] == []


def test_cleaned_pictures_show_the_same_pixels_the_same_way_up(cleaned: Path) -> None:
    files = of(cleaned, *PICTURES)
    assert len(files) > 75
    for file in files:
        before, after = (SAMPLES / file.name).read_bytes(), file.read_bytes()
        assert pixels(after) == pixels(before), file.name
        if file.suffix not in (".avif", ".heic", ".heif"):  # these turn the picture by a property of its own
            assert orientation(after) == orientation(before), file.name


def test_cleaned_pages_look_and_read_the_same(cleaned: Path) -> None:
    files = of(cleaned, Kind.PDF)
    assert len(files) > 30
    for file in files:
        before, after = (pypdfium2.PdfDocument(each.read_bytes()) for each in (SAMPLES / file.name, file))
        assert len(after) == len(before)
        for old, new in zip(before, after, strict=True):
            assert new.get_textpage().get_text_range() == old.get_textpage().get_text_range(), file.name
            assert new.render().to_pil().tobytes() == old.render().to_pil().tobytes(), file.name


def test_cleaned_documents_read_the_same(sandbox: Sandbox, cleaned: Path) -> None:
    files = of(cleaned, *ARCHIVES)
    assert len(files) > 15
    for file in files:
        kind, after = real_files.judged(file)
        before = render(sandbox, kind, [(SAMPLES / file.name).read_bytes()])
        assert render(sandbox, kind, [after]).content == before.content, file.name


def test_no_name_of_a_person_is_left_in_any_part_of_a_cleaned_file(sandbox: Sandbox, cleaned: Path) -> None:
    looked_for = 0
    for told in map(json.loads, (DATA / "samples_with_metadata_index.jsonl").read_text().splitlines()):
        names = {str(value) for tag, value in told["identifying"].items()
                 if tag.rpartition(":")[2] in PERSONS and len(str(value)) > 4}
        file = cleaned / told["file"]
        if not names or not file.exists():
            continue
        kind, data = real_files.judged(file)
        shown, whole = visible(sandbox, kind, data), everything(kind, data)
        for name in names - {name for name in names if name in shown}:
            looked_for += 1
            assert name.encode() not in whole, (file.name, name)
    assert looked_for > 30


def visible(sandbox: Sandbox, kind: Kind, data: bytes) -> str:
    """The words that a file shows to everybody."""
    if kind is Kind.PDF:
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    return str(render(sandbox, kind, [data]).content) if kind in ARCHIVES else ""


def everything(kind: Kind, data: bytes) -> bytes:
    """All bytes of a file, unpacked."""
    if kind is Kind.PDF:
        return all_text(data)
    if kind in ARCHIVES:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return b"\n".join(opened.read(name) for name in opened.namelist())
    return data


def test_what_was_hidden_is_told_by_codes_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    told = {file.name: report for file, _, report in real_files.cleaned_samples(sandbox, tmp_path)}
    photograph = told["exif-samples__jpg__gps__DSCN0010.jpg"]
    assert photograph.found >= {Hidden.PLACE, Hidden.DEVICE, Hidden.TIMES, Hidden.THUMBNAIL}
    assert told["mat2__tests__data__revision.docx"].found >= {Hidden.AUTHOR, Hidden.TIMES}
    assert told["mat2__tests__data__embedded.odt"].outcome is Outcome.PARTLY
    assert told["exiftool__t__images__Nikon.nef"].outcome is Outcome.NOT_A_TYPE


@pytest.mark.timeout(900)
def test_hostile_files_harm_nobody_and_end_as_they_are_documented(sandbox: Sandbox) -> None:
    written = DOCUMENT.read_text().splitlines()
    found = real_files.outcomes(sandbox)
    assert sum(found.values()) == len(list(HOSTILE.iterdir()))
    assert [row for row in real_files.outcome_table(found) if row not in written] == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", range(15))
def test_hostile_files_under_a_false_name_harm_nobody_either(sandbox: Sandbox, share: int) -> None:
    kind = [kind for kind in Kind if kind is not Kind.OPAQUE][share]
    for file in sorted(HOSTILE.iterdir())[share % 5::5]:
        begun = time.monotonic()
        went, shown = real_files.fate(sandbox, kind, file.read_bytes())
        assert time.monotonic() - begun < 2 * SECONDS, file.name
        assert "failed" not in (went, shown), file.name
