"""How fast files are cleaned and shown, by kind: one job after the other through the sandbox, told and never judged."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

import pikepdf
from PIL import Image

from intake.attachments.clean import cleaned
from intake.attachments.kinds import Kind
from intake.attachments.render import Size, render
from intake.attachments.sandbox import Sandbox
from intake.vault.lanes import Lanes
from tests.attachments import made_documents as documents
from tests.attachments import made_pictures as made
from tests.bench.figures import Figure

_ROUNDS: Final = 9
_SIDES: Final = (4000, 3000)
_PAGES: Final = 20


def files(folder: Path) -> list[Figure]:
    """A photograph of twelve megapixels in each kind, a PDF of photographs, a letter, and a job that does nothing."""
    sandbox = Sandbox(Lanes(folder, "files", 2))
    begun = time.perf_counter()
    sandbox.require_protection()
    figures = [Figure("first job, with the start of the sandbox", f"{(time.perf_counter() - begun) * 1000:.0f} ms"),
               Figure("jobs that do nothing", f"{1 / _middle(sandbox.require_protection):.0f} a second")]
    for kind, data in _samples().items():
        figures += [_cleaning(sandbox, kind, data), _showing(sandbox, kind, data)]
    sandbox.close()
    return figures


def _cleaning(sandbox: Sandbox, kind: Kind, data: bytes) -> Figure:
    def clean() -> None:
        with cleaned(sandbox, kind, _chunks(data)) as result:
            assert result.report.is_cleaned
            for _ in result.chunks:
                pass

    seconds = _middle(clean)
    return Figure(f"{kind} of {len(data) / 1e6:.2f} MB cleaned",
                  f"{1 / seconds:.1f} a second, {len(data) / 1e6 / seconds:.1f} MB/s")


def _showing(sandbox: Sandbox, kind: Kind, data: bytes) -> Figure:
    full = _middle(lambda: render(sandbox, kind, _chunks(data)))
    if kind in documents.MADE:
        return Figure(f"{kind} shown as words", f"{1 / full:.1f} a second")
    small = _middle(lambda: render(sandbox, kind, _chunks(data), size=Size.THUMB))
    return Figure(f"{kind} shown, large; small", f"{1 / full:.1f}; {1 / small:.1f} a second")


def _middle(job: Callable[[], object]) -> float:
    """How long a job takes: the middle of several, after one to warm up."""
    times = []
    for _ in range(_ROUNDS + 1):
        begun = time.perf_counter()
        job()
        times.append(time.perf_counter() - begun)
    return median(times[1:])


def _samples() -> dict[Kind, bytes]:
    photograph = Image.effect_noise((_SIDES[0] // 4, _SIDES[1] // 4), 40).resize(_SIDES).convert("RGB")
    photograph.paste(made.picture(*_SIDES).crop((0, 0, 2000, 3000)))
    samples = {kind: _as(photograph, kind) for kind in (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF, Kind.AVIF)}
    samples[Kind.PDF] = _pages(samples[Kind.JPEG])
    return samples | {kind: documents.MADE[kind]() for kind in (Kind.DOCX, Kind.XLSX, Kind.ODT)}


def _as(picture: Image.Image, kind: Kind) -> bytes:
    file = io.BytesIO()
    options: dict[str, int] = {Kind.AVIF: {"speed": 10}, Kind.PNG: {"compress_level": 1}}.get(kind, {})
    picture.save(file, kind.upper(), exif=made.exif(1), **options)
    return file.getvalue()


def _pages(photograph: bytes) -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as document:
        image = document.make_stream(
            photograph, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=_SIDES[0], Height=_SIDES[1],
            BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode)
        for _ in range(_PAGES):
            page = document.add_blank_page(page_size=(595, 842)).obj
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
            page.Contents = document.make_stream(b"595 0 0 446 0 0 cm /I Do")
        document.save(file)
    return file.getvalue()


def _chunks(data: bytes) -> list[bytes]:
    return [data[at:at + 65536] for at in range(0, len(data), 65536)]
