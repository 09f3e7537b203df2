"""What is shown of a file is made anew: small pictures in plain colours, or words with nothing in them that hides."""

import io
from contextlib import suppress

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

from intake.attachments.findings import Reason
from intake.attachments.kinds import Kind
from intake.attachments.limits import LONG_SIDE, TEXT_CHARACTERS, THUMB_SIDE
from intake.attachments.render import NoRendition, Rendition, Size, render
from intake.attachments.sandbox import Sandbox
from tests.attachments import made_documents as documents
from tests.attachments import made_pictures as made
from tests.attachments.made_pdf import pdf


def seen(rendition: Rendition) -> Image.Image:
    """A rendition, as a picture."""
    assert isinstance(rendition.content, bytes)
    with Image.open(io.BytesIO(rendition.content)) as opened:
        assert Image.MIME[opened.format or ""] == rendition.media_type
        opened.load()
        return opened


def reason(sandbox: Sandbox, kind: Kind, data: bytes, page: int = 1, size: Size = Size.FULL) -> Reason:
    """Why something is not shown."""
    with pytest.raises(NoRendition) as refused:
        render(sandbox, kind, [data], page, size)
    return refused.value.reason


@pytest.mark.parametrize("kind", [*made.MADE, Kind.PDF])
def test_a_rendition_is_a_picture_with_nothing_beside_it(sandbox: Sandbox, kind: Kind) -> None:
    data = pdf() if kind is Kind.PDF else made.MADE[kind]()
    shown = seen(render(sandbox, kind, [data]))
    assert shown.mode in ("L", "RGB")
    assert max(shown.size) <= LONG_SIDE
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert shown.getexif() == {}


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.TIFF])
def test_a_picture_that_lay_on_its_side_stands_upright(sandbox: Sandbox, kind: Kind) -> None:
    assert seen(render(sandbox, kind, [made.MADE[kind]()])).size == (48, 64)


@pytest.mark.parametrize("form,kind", [("JPEG", Kind.JPEG), ("PNG", Kind.PNG)])
def test_large_pictures_are_made_smaller_and_small_ones_stay(sandbox: Sandbox, form: str, kind: Kind) -> None:
    file = io.BytesIO()
    made.picture(4000, 1000).save(file, form)
    assert seen(render(sandbox, kind, [file.getvalue()])).size == (LONG_SIDE, LONG_SIDE // 4)
    assert seen(render(sandbox, kind, [file.getvalue()], size=Size.THUMB)).size == (THUMB_SIDE, THUMB_SIDE // 4)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "I", "F"])
def test_pictures_of_every_depth_are_shown(sandbox: Sandbox, mode: str) -> None:
    # Sixteen bits are used up, or it would be a dark picture.
    picture = made.picture().convert("I").point(lambda value: value * 256) if mode == "I;16" else made.picture()
    file = io.BytesIO()
    picture.convert(mode).save(file, "TIFF")
    shown = seen(render(sandbox, Kind.TIFF, [file.getvalue()])).convert("L")
    low, high = shown.getextrema()
    assert low < high  # type: ignore[operator]  # of one band these are numbers


def test_what_can_be_seen_through_stands_on_white(sandbox: Sandbox) -> None:
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    assert seen(render(sandbox, Kind.PNG, [file.getvalue()])).convert("L").getextrema() == (255, 255)


def test_few_colours_are_kept_exactly_and_many_are_packed_small(sandbox: Sandbox) -> None:
    file = io.BytesIO()
    made.picture(800, 600).save(file, "PNG")
    assert render(sandbox, Kind.PNG, [file.getvalue()]).media_type == "image/jpeg"
    assert render(sandbox, Kind.PDF, [plain_pages(1)]).media_type == "image/png"


def test_a_blurred_picture_is_grey_and_tells_light_from_dark_only(sandbox: Sandbox) -> None:
    file = io.BytesIO()
    made.picture(800, 600).save(file, "PNG")
    sharp = seen(render(sandbox, Kind.PNG, [file.getvalue()]))
    blurred = seen(render(sandbox, Kind.PNG, [file.getvalue()], blurred=True))
    assert (blurred.mode, blurred.size) == ("L", sharp.size)
    assert steepest(blurred) < steepest(sharp.convert("L")) / 4
    assert ImageStat.Stat(blurred).mean[0] == pytest.approx(ImageStat.Stat(sharp.convert("L")).mean[0], abs=4)
    assert seen(render(sandbox, Kind.PDF, [pdf()], blurred=True)).mode == "L"


def steepest(image: Image.Image) -> int:
    """The largest step from one point to the next."""
    width, height = image.size
    steps = ImageChops.difference(image.crop((1, 0, width, height)), image.crop((0, 0, width - 1, height)))
    return int(steps.getextrema()[1])  # type: ignore[arg-type]  # of one band this is a number


def test_every_page_of_a_document_is_shown_by_its_number(sandbox: Sandbox) -> None:
    data = plain_pages(3)
    assert render(sandbox, Kind.PDF, [data], 3).pages == 3
    assert seen(render(sandbox, Kind.PDF, [data], 3)).size == (LONG_SIDE, LONG_SIDE // 3 + 1)
    for page in (0, -1, 4, 10**9):
        assert reason(sandbox, Kind.PDF, data, page) is Reason.NO_SUCH_PAGE
    assert render(sandbox, Kind.TIFF, [made.tiff()], 2).pages == 2
    assert reason(sandbox, Kind.TIFF, made.tiff(), 3) is Reason.NO_SUCH_PAGE
    assert reason(sandbox, Kind.GIF, made.gif(), 2) is Reason.NO_SUCH_PAGE


def plain_pages(number: int) -> bytes:
    """Pages of growing width, with nothing on them."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        for page in range(number):
            document.add_blank_page(page_size=(100 * (page + 1), 100))
        document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", [Kind.TEXT, *documents.MADE])
def test_what_is_shown_as_words_has_no_small_picture(sandbox: Sandbox, kind: Kind) -> None:
    data = b"words" if kind is Kind.TEXT else documents.MADE[kind]()
    rendition = render(sandbox, kind, [data])
    assert rendition.media_type == "text/plain"
    assert rendition.extracted is (kind is not Kind.TEXT)
    assert reason(sandbox, kind, data, size=Size.THUMB) is Reason.NOT_A_TYPE


@pytest.mark.parametrize("text,encoding,shown", [
    ("نامه‌ای از مادرم دارم.", "utf-8", None), ("نامه‌ای از مادرم", "utf-16", None), ("\ufeffDear", "utf-8", "Dear"),
    ("رسالة من أمي وصلت اليوم", "cp1256", None), ("Grüße aus Köln – schön", "cp1252", None),
    ("one\r\ntwo\rthree\n", "ascii", "one\ntwo\nthree\n"), ("a\x1b[31mred", "ascii", "a\u241b[31mred"),
    ("evil\u202egpj.exe", "utf-8", "evil\ufffdgpj.exe"), ("<script>alert(1)</script>"[1:], "ascii", None),
])
def test_text_is_shown_as_it_was_meant_with_its_controls_visible(
    sandbox: Sandbox, text: str, encoding: str, shown: str | None
) -> None:
    assert render(sandbox, Kind.TEXT, [text.encode(encoding)]).content == (text if shown is None else shown)


def test_a_long_text_is_shown_from_its_beginning(sandbox: Sandbox) -> None:
    rendition = render(sandbox, Kind.TEXT, ["ن".encode() * (TEXT_CHARACTERS + 1)])
    assert (len(rendition.content), rendition.cut) == (TEXT_CHARACTERS, True)


def test_binary_data_that_calls_itself_text_is_not_shown(sandbox: Sandbox) -> None:
    assert reason(sandbox, Kind.TEXT, b"text \0 and more") is Reason.AMBIGUOUS


def test_what_is_opaque_is_never_looked_into(sandbox: Sandbox) -> None:
    assert reason(sandbox, Kind.OPAQUE, b"anything") is Reason.NOT_A_TYPE


def test_a_locked_document_says_so(sandbox: Sandbox) -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pages(1))) as document:
        document.save(file, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    assert reason(sandbox, Kind.PDF, file.getvalue()) is Reason.LOCKED


@pytest.mark.parametrize("size", [(1e-30, 1e30), (14_400, 1), (0, 100)])
def test_a_page_of_a_strange_size_costs_no_more_than_any_other(sandbox: Sandbox, size: tuple[float, float]) -> None:
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(100, 100)).MediaBox = [0, 0, *map(pikepdf.Object.parse, map(_number, size))]
        document.save(file)
    with suppress(NoRendition):
        assert max(seen(render(sandbox, Kind.PDF, [file.getvalue()])).size) <= LONG_SIDE + 1


def _number(value: float) -> bytes:
    return f"{value:.40f}".encode()
