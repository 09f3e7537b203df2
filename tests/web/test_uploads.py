"""Multipart bodies are read in their order: the fields first, then, if somebody asks, one file after the other."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from intake.web import multipart as parser
from intake.web import uploads
from intake.web.guard import public
from intake.web.multipart import FORM_LIMIT, CutOff, Multipart, TooMuch
from intake.web.uploads import this_request
from tests.support.multipart import BOUNDARY, CONTENT_TYPE, Watched, body_of, head_of

MOST = 50_000_000
NAMES = (
    "نامه‌ی مادر.pdf", 'Brief "an Mutter".pdf', "../../etc/passwd", "cod\u202efdp.exe", "zwei\nZeilen.txt", "a;b=c.txt",
    "né.jpg", "100%.txt", " ", "c:\\temp\\x.txt", "ends with a \\", "\\\\server\\0", 'say \\"no\\".txt',
)


def read_all(body: Multipart) -> tuple[list[tuple[str, str]], list[tuple[str, bytes]]]:
    """Everything of a body: its fields, and its files."""
    fields = body.fields()
    return fields, [(each.name, b"".join(each.pieces())) for each in body.files(MOST)]


def multipart(data: bytes) -> Multipart:
    """A body that arrives whole."""
    return Multipart(BytesIO(data).read, BOUNDARY.encode())


def asked(app: Flask, view: Callable[[], ResponseReturnValue]) -> FlaskClient:
    """A client of an application that has this view at `/try`."""
    app.add_url_rule("/try", "try", public(view), methods=["POST"])
    return app.test_client()


def hostile(size: int) -> bytes:
    """Content that looks like the lines between parts, in every way but the right one."""
    almost = BOUNDARY.encode()[:-1]
    shards = [b"\r\n", b"--", almost, b"\r\n--" + almost, b"\r", b"\n", b"\0", b"x" * 17, b"x" + BOUNDARY.encode()]
    random = Random(size)
    return b"".join(random.choice(shards) for _ in range(size))


@pytest.mark.parametrize("piece", [1, 7, 64, 1000, parser.PIECE])
def test_whatever_arrives_in_whatever_pieces_comes_out_as_it_was_sent(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "PIECE", piece)
    fields = [("message", "Zeile\r\n--x\r\nسلام"), ("empty", ""), ("message", "again")]
    files = [("a.bin", hostile(40)), ("empty.txt", b""), ("b.bin", hostile(300))]
    body = body_of([*fields, *(("files", name, data) for name, data in files)])
    assert read_all(multipart(body)) == (fields, files)


def test_wherever_a_body_is_cut_in_two_not_a_byte_is_added_or_lost() -> None:
    files = [("a.bin", b"ends with a line\r\n\r"), ("b.bin", b"\r\n--"), ("c.bin", b"")]
    body = body_of([("message", "text\r"), *(("files", name, data) for name, data in files)])
    for cut in range(1, len(body)):
        came = Multipart(_given(body[:cut], body[cut:], b""), BOUNDARY.encode())
        assert read_all(came) == ([("message", "text\r")], files), cut


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_called_what_the_browser_called_it(name: str) -> None:
    assert read_all(multipart(body_of([("files", name, b"x")]))) == ([], [(name, b"x")])


def test_a_name_with_a_zero_in_it_is_only_a_name() -> None:
    data = body_of([("files", "null@byte.txt", b"x")]).replace(b"@", b"\0")
    assert read_all(multipart(data)) == ([], [("null\0byte.txt", b"x")])


def test_a_field_where_nothing_was_chosen_is_no_file() -> None:
    assert read_all(multipart(body_of([("a", "1"), ("files", "", b""), ("files", "x.txt", b"x")]))) == (
        [("a", "1")], [("x.txt", b"x")])


def test_what_stands_behind_the_first_file_is_no_field() -> None:
    data = body_of([("message", "text"), ("files", "x.txt", b"x"), ("then_wait", "y"), ("files", "y.txt", b"y")])
    assert read_all(multipart(data)) == ([("message", "text")], [("x.txt", b"x"), ("y.txt", b"y")])


def test_the_form_is_there_before_a_file_was_read(app: Flask) -> None:
    stream = Watched(body_of([("message", "Safe."), ("files", "big.bin", bytes(5_000_000))]))
    seen: list[object] = []

    def view() -> ResponseReturnValue:
        seen.extend([request.form["message"], stream.was_read() < 1_000_000])
        for each in this_request().files_arriving(MOST):
            seen.extend([each.name, sum(map(len, each.pieces()))])
        return "ok"

    assert asked(app, view).post("/try", input_stream=stream, content_type=CONTENT_TYPE,
                                 content_length=len(stream.getvalue())).status_code == 200
    assert seen == ["Safe.", True, "big.bin", 5_000_000]


def test_a_file_that_is_not_taken_is_read_over(app: Flask) -> None:
    def view() -> ResponseReturnValue:
        return ",".join(each.name for each in this_request().files_arriving(MOST) if request.form)

    data = body_of([("a", "1"), *(("files", f"{number}.bin", bytes(300_000)) for number in range(4))])
    answer = asked(app, view).post("/try", data=data, content_type=CONTENT_TYPE)
    assert answer.text == "0.bin,1.bin,2.bin,3.bin"


def test_what_no_view_asked_for_is_read_to_its_end_before_the_answer(app: Flask) -> None:
    stream = Watched(body_of([("message", "Safe."), ("files", "big.bin", bytes(5_000_000))]))
    client = asked(app, lambda: request.form["message"])
    answer = client.post("/try", input_stream=stream, content_type=CONTENT_TYPE, content_length=len(stream.getvalue()))
    assert answer.text == "Safe."
    assert stream.was_read() == len(stream.getvalue())


@pytest.mark.slow
def test_where_every_place_for_reading_on_is_taken_the_answer_does_not_wait_long(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_SHORT_DRAIN", (200_000, 2.0))
    stream = Watched(body_of([("message", "Safe."), ("files", "big.bin", bytes(5_000_000))]))
    client, lanes = asked(app, lambda: request.form["message"]), app.extensions["intake"].drain_lanes
    with lanes.place(), lanes.place(), lanes.place(), lanes.place():
        assert client.post("/try", input_stream=stream, content_type=CONTENT_TYPE,
                           content_length=len(stream.getvalue())).text == "Safe."
    assert stream.was_read() < 1_000_000


@pytest.mark.parametrize("share", [0.1, 0.8, 0.999])
def test_a_body_that_breaks_off_within_a_file_says_so(share: float) -> None:
    data = body_of([("message", "Safe."), ("files", "x.bin", hostile(9_000))])
    body = multipart(data[:max(int(len(data) * share), 300)])
    assert body.fields() == [("message", "Safe.")]
    with pytest.raises(CutOff):
        [list(each.pieces()) for each in body.files(MOST)]


def test_a_body_that_breaks_off_within_the_fields_is_no_form(app: Flask) -> None:
    whole = body_of([("message", "Only half of th"), ("files", "x.txt", b"x")])
    answer = asked(app, lambda: str(len(request.form))).post(
        "/try", data=whole[:len(head_of(("message", ""))) + 9], content_type=CONTENT_TYPE)
    assert answer.text == "0"


@pytest.mark.parametrize("content_type", [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=ü",
    "multipart/form-data; boundary=other",
])
def test_a_body_without_its_boundary_is_an_empty_form(app: Flask, content_type: str) -> None:
    answer = asked(app, lambda: str(len(request.form))).post("/try", data=body_of([("a", "1")]),
                                                              content_type=content_type)
    assert (answer.status_code, answer.text) == (200, "0")


@pytest.mark.parametrize("parts", [
    [("message", "x" * (FORM_LIMIT + 1))],
    [(f"f{number}", "x" * 300_000) for number in range(8)],
    [("n" * (FORM_LIMIT // 8), "")] * 9,
    [(f"f{number}", "") for number in range(501)],
])
def test_fields_over_two_megabytes_and_too_many_of_them_are_refused(
    app: Flask, parts: list[tuple[str, str]]
) -> None:
    answer = asked(app, lambda: request.form["message"]).post("/try", data=body_of(parts), content_type=CONTENT_TYPE)
    assert answer.status_code in {413, 200}
    assert answer.status_code == 413 or not answer.text


def test_fields_of_almost_two_megabytes_are_taken() -> None:
    fields = [("message", "ü" * (FORM_LIMIT // 2 - 10))]
    assert read_all(multipart(body_of(fields))) == (fields, [])


def test_a_body_that_holds_more_than_all_files_may_is_not_read_on() -> None:
    body = multipart(body_of([("files", f"{number}.bin", bytes(400_000)) for number in range(5)]))
    body.fields()
    names: list[str] = []
    with pytest.raises(TooMuch):
        names.extend(each.name for each in body.files(1_000_000))
    assert names == ["0.bin", "1.bin", "2.bin"]


def test_no_more_is_read_than_was_asked_for() -> None:
    stream = Watched(body_of([("a", "1"), ("files", "x.bin", bytes(3_000_000))]))
    body = Multipart(stream.read, BOUNDARY.encode())
    body.fields()
    arriving = next(body.files(MOST))
    assert stream.was_read() == parser.PIECE
    sizes = list(map(len, arriving.pieces()))
    assert sum(sizes) == 3_000_000
    assert max(sizes) <= 2 * parser.PIECE


def test_other_forms_are_read_as_ever(app: Flask) -> None:
    client = asked(app, lambda: f"{request.form['message']} {list(this_request().files_arriving(MOST))}")
    assert client.post("/try", data={"message": "سلام"}).text == "سلام []"


def test_no_file_is_opened_while_a_form_with_files_is_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[object] = []
    monkeypatch.setattr("tempfile.NamedTemporaryFile", made.append)
    monkeypatch.setattr("tempfile.mkstemp", made.append)
    monkeypatch.setattr("tempfile.TemporaryFile", made.append)
    client = asked(app, lambda: f"{request.form['a']}{len(request.files)}")
    data = body_of([("a", "1"), ("files", "x.bin", bytes(3_000_000))])
    assert client.post("/try", data=data, content_type=CONTENT_TYPE).text == "10"
    assert made == []


def _given(*pieces: bytes) -> Callable[[int], bytes]:
    waiting = iter(pieces)
    return lambda _: next(waiting)
