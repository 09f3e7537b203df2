"""How much a file may cost before it is left alone. One place, for both sides of the sandbox and for the documents."""

from typing import Final

INPUT_BYTES: Final = 104 * 1024 * 1024
"""The largest file that is looked into: a little more than the largest that may be sent."""
SECONDS: Final = 20.0
"""How long a job may take by the clock, from its first byte to the head of its answer."""
CPU_SECONDS: Final = 20
MEMORY_BYTES: Final = 1280 * 1024 * 1024
"""The address space of a job: everything it holds, libraries included."""

PIXELS: Final = 120_000_000
"""The largest picture that is decoded, all of its frames together: cameras of telephones make 108 million."""
FRAMES: Final = 500
PAGES: Final = 100_000

ENTRIES: Final = 5_000
"""How many entries an archive may have, those of archives within it counted in."""
UNPACKED_BYTES: Final = 200 * 1024 * 1024
"""How large an archive's entries may be together, by what they say and by what comes out."""
RATIO: Final = 200
"""How many times larger than packed an entry of more than a megabyte may be."""
DEPTH: Final = 3
"""How deep files lie in files: a picture in a table in a letter."""
XML_BYTES: Final = 64 * 1024 * 1024

RENDITION_BYTES: Final = 16 * 1024 * 1024
LONG_SIDE: Final = 1600
THUMB_SIDE: Final = 320
TEXT_CHARACTERS: Final = 200_000
"""How much of a text is shown."""
