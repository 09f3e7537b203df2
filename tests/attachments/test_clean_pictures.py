"""Nothing but the picture is left of a picture: pixels, colours and which way up it is stay, all else goes."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageCms

from intake.attachments.findings import Hidden, Outcome, Reason
from intake.attachments.kinds import HEAD_BYTES, MEDIA_TYPES, Kind, judge
from intake.attachments.sandbox import Sandbox
from tests.attachments import made_pictures as made
from tests.attachments.looking import clean, orientation, pixels

FOUND = {
    Kind.JPEG: set(Hidden),
    Kind.PNG: {Hidden.PLACE, Hidden.AUTHOR, Hidden.DEVICE, Hidden.TIMES, Hidden.HISTORY, Hidden.OTHER},
    Kind.WEBP: {Hidden.PLACE, Hidden.AUTHOR, Hidden.DEVICE, Hidden.TIMES, Hidden.HISTORY, Hidden.OTHER},
    Kind.GIF: {Hidden.OTHER},
    Kind.TIFF: {Hidden.PLACE, Hidden.AUTHOR, Hidden.DEVICE, Hidden.TIMES, Hidden.HISTORY, Hidden.OTHER},
    Kind.AVIF: {Hidden.PLACE, Hidden.AUTHOR, Hidden.DEVICE, Hidden.TIMES, Hidden.HISTORY, Hidden.OTHER},
    Kind.HEIC: {Hidden.PLACE, Hidden.AUTHOR, Hidden.DEVICE, Hidden.TIMES},
}


@pytest.mark.parametrize("kind", made.MADE)
def test_a_cleaned_picture_shows_the_same_pixels_and_tells_nothing(sandbox: Sandbox, kind: Kind) -> None:
    data = made.MADE[kind]()
    report, result = clean(sandbox, kind, data)
    assert report.outcome is Outcome.CLEANED
    assert report.found == FOUND[kind]
    assert pixels(result) == pixels(data)
    assert orientation(result) == orientation(data)
    assert [word for word in made.WORDS if word.encode() in result] == []
    assert judge(f"x.{kind}", result[:HEAD_BYTES]) is kind


@pytest.mark.parametrize("kind", made.MADE)
def test_cleaning_twice_finds_nothing_more(sandbox: Sandbox, kind: Kind) -> None:
    _, once = clean(sandbox, kind, made.MADE[kind]())
    report, twice = clean(sandbox, kind, once)
    assert report.found == frozenset()
    assert pixels(twice) == pixels(once)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF])
def test_colours_stay_and_whoever_described_them_goes(sandbox: Sandbox, kind: Kind) -> None:
    _, result = clean(sandbox, kind, made.MADE[kind]())
    with Image.open(io.BytesIO(result)) as opened:
        profile = opened.info["icc_profile"]
    kept, old = (ImageCms.ImageCmsProfile(io.BytesIO(each)).profile for each in (profile, made.profile()))
    assert (kept.red_primary, kept.media_white_point) == (old.red_primary, old.media_white_point)
    assert kept.profile_description != old.profile_description
    assert kept.creation_date is not None
    assert kept.creation_date.year == 2000


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits"])
def test_pages_of_a_tiff_stay_however_they_are_packed(sandbox: Sandbox, compression: str) -> None:
    data = made.tiff(compression)
    report, result = clean(sandbox, Kind.TIFF, data)
    assert report.outcome is Outcome.CLEANED
    assert pixels(result) == pixels(data)
    assert len(pixels(result)) == 2


@pytest.mark.parametrize("kind", made.MADE)
def test_a_picture_that_is_cut_short_is_damaged_and_kept(sandbox: Sandbox, kind: Kind) -> None:
    data = made.MADE[kind]()
    report, result = clean(sandbox, kind, data[:len(data) // 3])
    assert (report.outcome, report.reason, result) == (Outcome.DAMAGED, Reason.DAMAGED, b"")


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_small_file_that_would_be_a_huge_picture_is_not_decoded(sandbox: Sandbox, kind: Kind) -> None:
    data = bytearray(made.MADE[kind]())
    if kind is Kind.PNG:
        data[16:24] = struct.pack(">II", 60_000, 60_000)
        data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    else:
        at = data.index(b"\xff\xc0")
        data[at + 5:at + 9] = struct.pack(">HH", 60_000, 60_000)
    report, _ = clean(sandbox, kind, bytes(data))
    assert (report.outcome, report.reason) == (Outcome.UNCHECKED, Reason.TOO_LARGE)


def test_a_picture_that_is_an_archive_as_well_is_left_alone(sandbox: Sandbox) -> None:
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as archive:
        archive.writestr("a.txt", "hidden")
    report, result = clean(sandbox, Kind.JPEG, made.jpeg() + behind.getvalue())
    assert (report.outcome, report.reason, result) == (Outcome.UNCHECKED, Reason.AMBIGUOUS, b"")


def test_a_picture_of_another_kind_than_it_says_is_not_taken_for_it(sandbox: Sandbox) -> None:
    report, _ = clean(sandbox, Kind.PNG, made.jpeg())
    assert report.outcome is Outcome.DAMAGED


def test_every_kind_has_one_media_type() -> None:
    assert set(MEDIA_TYPES) == set(Kind)
