"""Files by the thousand: every hostile one under every name, and every kind with holes, cuts and noise in it. Whatever
a file is, its job ends in time with an answer or a reason, and the next one is done.
"""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from intake.attachments.kinds import Kind
from intake.attachments.sandbox import Sandbox
from tests.attachments import made_documents, made_pictures
from tests.attachments.made_pdf import pdf
from tests.attachments.real_files import HOSTILE, fate

pytestmark = pytest.mark.soak

KINDS = [kind for kind in Kind if kind is not Kind.OPAQUE]
SPOILT = 300
CRASHES = {Kind.HEIC}
"""Kinds whose decoder (libde265) some spoilt files crash. The job ends there, and is told as failed."""
MADE = {**made_pictures.MADE, **made_documents.MADE, Kind.PDF: pdf}


@pytest.mark.realdata
@pytest.mark.parametrize("kind", KINDS)
def test_every_hostile_file_under_every_name_ends_with_an_answer(
    sandbox: Sandbox, kind: Kind, record_property: Callable[[str, object], None]
) -> None:
    found = Counter(fate(sandbox, kind, file.read_bytes()) for file in sorted(HOSTILE.iterdir()))
    record_property("files", sum(found.values()))
    assert [ends for ends in found if "failed" in ends[0] + ends[1] or "late" in ends[0] + ends[1]] == []


@pytest.mark.parametrize("kind", sorted(MADE))
def test_a_spoilt_file_of_any_kind_ends_with_an_answer(
    sandbox: Sandbox, kind: Kind, record_property: Callable[[str, object], None]
) -> None:
    chance, data = random.Random(kind), MADE[kind]()
    found = Counter(fate(sandbox, kind, spoilt(data, chance)) for _ in range(SPOILT))
    record_property("files", SPOILT)
    crashed = sum(number for (went, shown), number in found.items() if "failed" in went + shown)
    record_property("crashed", crashed)
    assert crashed == 0 or kind in CRASHES
    assert [ends for ends in found if "late" in ends[0] + ends[1]] == []


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """The file with some bytes changed, a piece gone, doubled or replaced by noise, or its end cut off."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(result)), chance.choice((1, 2, 4, 16, 200))
        match chance.randrange(6):
            case 0:
                result[at:at + size] = chance.randbytes(size)
            case 1:
                result[at:at + size] = b"\xff" * size
            case 2:
                del result[at:at + size]
            case 3:
                result[at:at] = result[at:at + size]
            case 4:
                result[at:at + size] = bytes(size)
            case _:
                del result[max(len(result) // 2, at):]
    return bytes(result)
