"""What exiftool reads in files: somebody else's eyes, which know thousands of places where data hides."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_OF_THE_DISK: Final = frozenset({"SourceFile", "ExifTool", "System", "File", "ZIP", "Composite"})
"""Groups that tell of the file as it lies there, and not of what is in it. An archive tells how it is packed."""

Tags = dict[str, str]


def tags(files: Iterable[Path]) -> dict[str, Tags]:
    """Of each file, by its name: every tag within it, with its group, and the value as text."""
    words = ["exiftool", "-json", "-G1", "-a", "-u", "-ee", "-n", *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True)
    return {
        Path(found["SourceFile"]).name: {
            name: str(value) for name, value in found.items() if name.partition(":")[0] not in _OF_THE_DISK
        } for found in json.loads(done.stdout)
    }
