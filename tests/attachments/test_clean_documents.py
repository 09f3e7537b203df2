"""A document keeps its words and pictures, and nothing of who wrote them, when, on what machine and how often."""

import io
import zipfile

import pytest

from intake.attachments.findings import Hidden, Outcome, Reason
from intake.attachments.kinds import Kind
from intake.attachments.limits import ENTRIES
from intake.attachments.render import render
from intake.attachments.sandbox import Sandbox
from tests.attachments import made_documents as documents
from tests.attachments import made_pictures as made
from tests.attachments.looking import clean

OFFICE = [Kind.DOCX, Kind.XLSX, Kind.PPTX]


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a document, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def with_part(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The document with some parts put in or changed."""
    return documents.archive({**parts(data), **changed})


@pytest.mark.parametrize("kind", documents.MADE)
def test_a_cleaned_document_reads_the_same_and_tells_nothing(sandbox: Sandbox, kind: Kind) -> None:
    data = documents.MADE[kind]()
    report, result = clean(sandbox, kind, data)
    assert report.outcome is Outcome.CLEANED
    assert report.found == set(Hidden) - ({Hidden.PLACE} if kind in (Kind.XLSX, Kind.PPTX) else set())
    assert render(sandbox, kind, [result]).content == render(sandbox, kind, [data]).content
    whole = result + b"".join(parts(result).values())
    assert [word for word in (*documents.HIDDEN, *made.WORDS) if word.encode() in whole] == []


@pytest.mark.parametrize("kind", documents.MADE)
def test_cleaning_twice_finds_nothing_more(sandbox: Sandbox, kind: Kind) -> None:
    _, once = clean(sandbox, kind, documents.MADE[kind]())
    report, twice = clean(sandbox, kind, once)
    assert report.found == frozenset()
    assert twice == once


def test_the_words_of_a_letter_stay_with_its_changes_remarks_and_links(sandbox: Sandbox) -> None:
    _, result = clean(sandbox, Kind.DOCX, documents.docx())
    assert render(sandbox, Kind.DOCX, [result]).content == "Dear friends,\nI write today\tfrom home.a link\na remark"
    document = parts(result)["word/document.xml"]
    assert b"<w:delText>never</w:delText>" in document
    assert b'w:author="Author"' in document
    assert b'Target="letter.docx"' in parts(result)["word/_rels/document.xml.rels"]
    assert parts(result)["word/media/image1.jpg"] == clean(sandbox, Kind.JPEG, made.jpeg())[1]


def test_what_is_not_reached_from_the_document_is_not_kept(sandbox: Sandbox) -> None:
    _, result = clean(sandbox, Kind.DOCX, documents.docx())
    assert sorted(parts(result)) == [
        "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/_rels/settings.xml.rels",
        "word/comments.xml", "word/document.xml", "word/media/image1.jpg", "word/settings.xml"]


def test_a_table_keeps_its_sheets_and_loses_its_printer(sandbox: Sandbox) -> None:
    _, result = clean(sandbox, Kind.XLSX, documents.xlsx())
    assert render(sandbox, Kind.XLSX, [result]).content == "Rent\t12.5\ntoo much\n"
    assert b'<pageSetup orientation="portrait"/>' in parts(result)["xl/worksheets/sheet1.xml"]


def test_pages_of_a_talk_are_told_in_their_order(sandbox: Sandbox) -> None:
    text = render(sandbox, Kind.PPTX, [documents.pptx()]).content
    assert text == "\n".join(["Page 1", "shorter", *(f"Page {number}" for number in range(2, 11))])


def test_the_mark_of_an_open_document_stands_first_and_unpacked(sandbox: Sandbox) -> None:
    _, result = clean(sandbox, Kind.ODT, documents.odf())
    assert result[30:46] == b"mimetypeapplicat"
    assert b"KernCompression" in parts(result)["settings.xml"]


def test_times_in_the_archive_itself_are_gone(sandbox: Sandbox) -> None:
    _, result = clean(sandbox, Kind.DOCX, documents.docx())
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.comment == b""


@pytest.mark.parametrize("named", OFFICE)
@pytest.mark.parametrize("kind", OFFICE)
def test_a_document_of_another_kind_than_it_says_is_left_alone(sandbox: Sandbox, kind: Kind, named: Kind) -> None:
    report, _ = clean(sandbox, named, documents.MADE[kind]())
    assert report.outcome is (Outcome.CLEANED if kind is named else Outcome.UNCHECKED)


def test_a_document_within_a_document_is_cleaned_and_any_other_file_is_told_of(sandbox: Sandbox) -> None:
    rows = documents.relations([("rId1", "package", "embeddings/table.xlsx"), ("rId3", "comments", "comments.xml"),
                                ("rId2", "oleObject", "embeddings/ole.bin")])
    data = with_part(documents.docx(), {
        "word/_rels/document.xml.rels": rows.encode(), "word/embeddings/table.xlsx": documents.xlsx(),
        "word/embeddings/ole.bin": b"\xd0\xcf\x11\xe0 something old"})
    report, result = clean(sandbox, Kind.DOCX, data)
    assert report.outcome is Outcome.PARTLY
    inner = parts(result)["word/embeddings/table.xlsx"]
    assert inner == clean(sandbox, Kind.XLSX, documents.xlsx())[1]
    assert parts(result)["word/embeddings/ole.bin"].endswith(b"something old")


def bomb(size: int) -> bytes:
    """A document that is small and unpacks to so many bytes."""
    return with_part(documents.docx(), {"word/document.xml": b"<x>" + b" " * size + b"</x>"})


def nested(depth: int) -> bytes:
    """A document in a document in a document."""
    data = documents.docx()
    rows = documents.relations([("rId1", "package", "embeddings/inner.docx")]).encode()
    for _ in range(depth):
        data = with_part(documents.docx(), {"word/_rels/document.xml.rels": rows, "word/embeddings/inner.docx": data})
    return data


@pytest.mark.parametrize("data", [
    bomb(300 * 1024 * 1024), nested(6),
    with_part(documents.docx(), {f"x/{number}.xml": b"" for number in range(ENTRIES)}),
    with_part(documents.docx(), {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'}),
], ids=["large", "deep", "many", "entities"])
def test_a_bomb_is_neither_cleaned_nor_shown(sandbox: Sandbox, data: bytes) -> None:
    report, result = clean(sandbox, Kind.DOCX, data)
    assert (report.outcome, report.reason, result) == (Outcome.UNCHECKED, Reason.TOO_LARGE, b"")


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside.xml", "word\\document.xml", "WORD/document.xml"])
def test_an_archive_that_is_built_to_mislead_is_left_alone(sandbox: Sandbox, name: str) -> None:
    report, _ = clean(sandbox, Kind.DOCX, with_part(documents.docx(), {name: b"<x/>"}))
    assert (report.outcome, report.reason) == (Outcome.UNCHECKED, Reason.AMBIGUOUS)


@pytest.mark.parametrize("kind", documents.MADE)
def test_a_document_that_is_cut_short_is_damaged_and_kept(sandbox: Sandbox, kind: Kind) -> None:
    data = documents.MADE[kind]()
    report, result = clean(sandbox, kind, data[:-200])
    assert (report.outcome, result) == (Outcome.DAMAGED, b"")
