"""The files of others, from `../shared/data`: with metadata, and made to do harm; and what becomes of them, counted."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from intake.attachments.clean import cleaned
from intake.attachments.findings import Report
from intake.attachments.kinds import HEAD_BYTES, Kind, judge
from intake.attachments.render import NoRendition, Size, render
from intake.attachments.sandbox import Sandbox
from tests.attachments.exiftool import tags
from tests.support.corpus import DATA

SAMPLES: Final = DATA / "samples_with_metadata"
HOSTILE: Final = DATA / "hostile_files"


@dataclass(slots=True)
class Row:
    """What became of the samples of one kind."""

    files: int = 0
    cleaned: int = 0
    before: int = 0
    after: int = 0
    places: int = 0
    places_after: int = 0
    left: list[str] = field(default_factory=list)


def judged(file: Path) -> tuple[Kind, bytes]:
    """What a file is taken for, and its content."""
    data = file.read_bytes()
    return judge(file.name, data[:HEAD_BYTES]), data


def cleaned_samples(sandbox: Sandbox, folder: Path) -> Iterator[tuple[Path, Kind, Report]]:
    """Every sample, cleaned into a folder where that worked."""
    for file in sorted(SAMPLES.iterdir()):
        kind, data = judged(file)
        with cleaned(sandbox, kind, [data]) as result:
            if result.report.is_cleaned:
                (folder / file.name).write_bytes(b"".join(result.chunks))
            yield file, kind, result.report


def removal(sandbox: Sandbox, folder: Path) -> dict[Kind, Row]:
    """How many identifying tags exiftool reads before and after, of each kind."""
    index = {row["file"]: row for row in map(json.loads, _lines("samples_with_metadata_index"))}
    telling = {name.rpartition(":")[2] for row in index.values() for name in row["identifying"]}
    rows: dict[Kind, Row] = {}
    done = [(file, kind) for file, kind, report in cleaned_samples(sandbox, folder)
            if _count(rows.setdefault(kind, Row()), report)]
    left = tags(sorted(folder.iterdir()))
    for file, kind in done:
        row, told = rows[kind], index[file.name]
        row.before += len(told["identifying"])
        row.places += told["gps"] is not None
        # Wherever such a tag stands now: cleaning must not just move it.
        remain = [name for name in left[file.name] if name.rpartition(":")[2] in telling or "GPS" in name]
        row.after += len(remain)
        row.places_after += any("GPS" in name for name in remain)
        row.left += [f"{file.name} {name}" for name in remain]
    return rows


def outcomes(sandbox: Sandbox) -> Counter[tuple[str, str, str]]:
    """What becomes of every hostile file: its kind, how cleaning went, and what is shown."""
    found: Counter[tuple[str, str, str]] = Counter()
    for file in sorted(HOSTILE.iterdir()):
        kind, data = judged(file)
        found[(kind, *fate(sandbox, kind, data))] += 1
    return found


def fate(sandbox: Sandbox, kind: Kind, data: bytes) -> tuple[str, str]:
    """How cleaning a file went, and what is shown of it: a picture, words, or nothing, each with the reason."""
    with cleaned(sandbox, kind, [data]) as result:
        went = result.report.reason or result.report.outcome
        for _ in result.chunks:
            pass
    try:
        shown = render(sandbox, kind, [data]).media_type.partition("/")[0]
        if shown == "image":
            render(sandbox, kind, [data], size=Size.THUMB, blurred=True)
    except NoRendition as refused:
        shown = f"nothing, {refused.reason}"
    return went, shown


def _count(row: Row, report: Report) -> bool:
    row.files += 1
    row.cleaned += report.is_cleaned
    return report.is_cleaned


def _lines(name: str) -> list[str]:
    return (DATA / f"{name}.jsonl").read_text().splitlines()


def removal_table(rows: dict[Kind, Row]) -> list[str]:
    """The rows of the document's table."""
    return [f"| {kind} | {row.files} | {row.cleaned} | {row.before} | {row.after} | {row.places} | {row.places_after} |"
            for kind, row in sorted(rows.items()) if kind is not Kind.OPAQUE]


def outcome_table(found: Counter[tuple[str, str, str]]) -> list[str]:
    """The rows of the document's other table."""
    return [f"| {kind} | {went} | {shown} | {number} |" for (kind, went, shown), number in sorted(found.items())]


