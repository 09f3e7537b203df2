"""What tests do with files: have them cleaned, and look at pixels as any program would."""

import io

import pi_heif
from PIL import Image

from intake.attachments.clean import cleaned
from intake.attachments.findings import Report
from intake.attachments.kinds import Kind
from intake.attachments.sandbox import Sandbox

pi_heif.register_heif_opener()


def clean(sandbox: Sandbox, kind: Kind, data: bytes) -> tuple[Report, bytes]:
    """What became of a file that arrives in small pieces."""
    pieces = (data[at:at + 4096] for at in range(0, len(data), 4096))
    with cleaned(sandbox, kind, pieces) as result:
        return result.report, b"".join(result.chunks)


def known_as(sandbox: Sandbox, kind: Kind, data: bytes) -> Kind:
    """What a file counts as after it was looked into."""
    with cleaned(sandbox, kind, [data]) as result:
        return result.kind


def pixels(data: bytes) -> list[tuple[tuple[int, int], bytes]]:
    """Every picture of a file, as it lies there: its size and its pixels."""
    with Image.open(io.BytesIO(data)) as opened:
        shown = []
        for frame in range(1 if opened.format == "MPO" else getattr(opened, "n_frames", 1)):
            opened.seek(frame)
            shown.append((opened.size, opened.convert("RGBA").tobytes()))
        return shown


def orientation(data: bytes) -> int:
    """Which way up a picture says it is."""
    with Image.open(io.BytesIO(data)) as opened:
        return int(opened.getexif().get(0x0112, 1))
