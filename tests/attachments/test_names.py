"""A file is called what its sender called it, as far as that does not make it look like something else."""

import time

import pytest

from intake.attachments.names import LONGEST, as_kept, to_save, told_apart, type_as_told


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


@pytest.mark.parametrize("name", [
    "CON", "nul.txt", "com1.jpg", "LPT9.tar.gz", "Aux .pdf", "prn.", "COM¹.txt", "ＣＯＮ.txt", "CONIN$"])
def test_a_name_that_is_a_device_somewhere_is_saved_as_a_file(name: str) -> None:
    assert to_save(name) == f"_{name.rstrip('.')}"


@pytest.mark.parametrize("name", ["contact.txt", "com.txt", "com10.txt", "a con.txt", "null.txt", "lpt1x"])
def test_a_name_that_only_begins_like_one_stays(name: str) -> None:
    assert to_save(name) == name


@pytest.mark.parametrize("end", [".", " ", " . .", ". "])
def test_a_name_that_was_cut_ends_in_no_dot_or_space(end: str) -> None:
    kept = "x" * (200 - len(end))
    long = kept + end + "y" * 50
    assert list(told_apart([long, long, f"{long}.jpg"])) == [kept, f"{kept} (2)", f"{kept}.jpg"]
    assert list(told_apart(["a letter .jpg"])) == ["a letter .jpg"], "what is not cut stays"


def test_thousands_of_equal_names_are_told_apart_at_once() -> None:
    names, began = ["photo.jpg", "PHOTO.JPG"] * 4_000, time.monotonic()
    told = list(told_apart(names))
    assert time.monotonic() - began < 2
    assert len({each.casefold() for each in told}) == len(names)
    assert told[-1] == "PHOTO (8000).JPG"


@pytest.mark.parametrize("told, kind", [
    ("image/JPEG", "image/jpeg"), ("text/plain; charset=utf-8", "text/plain"), ("", ""), ("image", ""),
    ("a b/c", ""), ("text/html<script>", ""), ("x/" + "y" * 100, ""),
])
def test_a_type_is_a_type_or_nothing(told: str, kind: str) -> None:
    assert type_as_told(told) == kind
