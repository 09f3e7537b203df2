"""A file is called what its sender called it, as far as that does not make it look like something else."""

import pytest

from intake.attachments.names import LONGEST, as_kept, type_as_told


@pytest.mark.parametrize("given, kept", [
    ("cod\u202efdp.exe", "codfdp.exe"),
    ("\u2066photo\u2069.jpg\u200f", "photo.jpg"),
    ("نامه‌ی مادر.pdf", "نامه‌ی مادر.pdf"),
    ('Brief "an Mutter".pdf', 'Brief "an Mutter".pdf'),
    ("../../etc/passwd", "../../etc/passwd"),
    ("null\0byte.txt", "null\0byte.txt"),
    ("", ""),
])
def test_only_what_turns_the_direction_is_taken_out(given: str, kept: str) -> None:
    assert as_kept(given) == kept


def test_a_very_long_name_keeps_its_ending() -> None:
    kept = as_kept("x" * 5_000 + ".jpeg")
    assert len(kept) == LONGEST
    assert kept.endswith("xxx.jpeg")


@pytest.mark.parametrize("told, kind", [
    ("image/JPEG", "image/jpeg"), ("text/plain; charset=utf-8", "text/plain"), ("", ""), ("image", ""),
    ("a b/c", ""), ("text/html<script>", ""), ("x/" + "y" * 100, ""),
])
def test_a_type_is_a_type_or_nothing(told: str, kind: str) -> None:
    assert type_as_told(told) == kind
