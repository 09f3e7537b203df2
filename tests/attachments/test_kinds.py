"""A file is what its name and its content agree on, or nothing that anybody looks into."""

import io

import pikepdf
import pytest

from intake.attachments.kinds import ARCHIVES, EXTENSIONS, HEAD_BYTES, Kind, by_content, judge
from intake.attachments.sandbox import Sandbox
from tests.attachments import made_documents as documents
from tests.attachments import made_pictures as made
from tests.attachments.looking import known_as

ZIP = b"PK\x03\x04" + bytes(100)


@pytest.mark.parametrize("kind", made.MADE)
def test_name_and_content_that_agree_make_a_kind(kind: Kind) -> None:
    head = made.MADE[kind]()[:HEAD_BYTES]
    for extension, named in EXTENSIONS.items():
        expected = kind if named is kind else Kind.OPAQUE
        assert judge(f"holiday.{extension}", head) is expected
        assert judge(f"HOLIDAY.{extension.upper()}", head) is expected


@pytest.mark.parametrize("name", ["picture", "", ".jpg.exe", "picture.jpg.", "picture.\u202egpj.exe", "jpg",
                                  "a.jpg\0.txt"])
def test_a_name_that_says_something_else_or_nothing_makes_a_file_opaque(name: str) -> None:
    assert judge(name, made.jpeg()[:HEAD_BYTES]) is Kind.OPAQUE


def test_a_hidden_name_counts_by_its_end() -> None:
    assert judge(".jpg", made.jpeg()[:HEAD_BYTES]) is Kind.JPEG


@pytest.mark.parametrize("kind", sorted(ARCHIVES))
def test_documents_are_packed_and_what_is_in_them_is_seen_later(kind: Kind) -> None:
    assert judge(f"letter.{kind}", ZIP) is kind
    assert judge("letter.zip", ZIP) is Kind.OPAQUE


@pytest.mark.parametrize("text", [
    "Dear all,\r\n\tthis is a letter.\f", "نامه‌ای از مادرم", "", "\ufeffwith a mark", "a;b;c\n1;2;3",
])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_is_text_in_the_usual_encodings(text: str, encoding: str) -> None:
    assert judge("letter.txt", text.encode(encoding)) is Kind.TEXT


def test_a_text_that_is_cut_within_a_character_is_text() -> None:
    assert judge("letter.txt", "نامه".encode()[:-1]) is Kind.TEXT
    assert judge("letter.txt", "نامه".encode("utf-16")[:-1]) is Kind.TEXT
    assert judge("letter.txt", "نامه".encode("cp1256")) is Kind.TEXT


@pytest.mark.parametrize("content", [
    b"<!DOCTYPE html><p>", b" <script>alert(1)</script>", b"<svg onload=x>", b"<?xml version='1.0'?>", b"#!/bin/sh",
    b"\x7fELF\x02\x01\x01\x00", b"MZ\x90\x00", b"\xef\xbb\xbf<html>", b"{\\rtf1", b"%!PS-Adobe",
])
def test_what_programs_act_upon_is_no_text(content: bytes) -> None:
    assert judge("letter.txt", content) is Kind.OPAQUE


def test_a_file_that_is_not_sound_counts_as_opaque_once_it_was_looked_into(sandbox: Sandbox) -> None:
    sound, archive = made.jpeg(), documents.docx()
    assert known_as(sandbox, Kind.JPEG, sound) is Kind.JPEG
    assert known_as(sandbox, Kind.JPEG, sound + archive) is Kind.OPAQUE
    assert known_as(sandbox, Kind.JPEG, sound[:300]) is Kind.OPAQUE
    assert known_as(sandbox, Kind.XLSX, archive) is Kind.OPAQUE


def test_a_locked_file_stays_what_it_is(sandbox: Sandbox) -> None:
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    assert known_as(sandbox, Kind.PDF, file.getvalue()) is Kind.PDF


def test_a_pdf_with_an_archive_attached_is_a_pdf_and_one_that_ends_as_an_archive_is_nothing(sandbox: Sandbox) -> None:
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["a.docx"] = pikepdf.AttachedFileSpec(document, documents.docx(), filename="a.docx")
        document.save(file, compress_streams=False)
    assert known_as(sandbox, Kind.PDF, file.getvalue()) is Kind.PDF
    assert known_as(sandbox, Kind.PDF, file.getvalue() + documents.docx()) is Kind.OPAQUE


def test_a_brand_that_is_not_known_is_no_picture() -> None:
    assert by_content(b"\0\0\0\x14ftypmp42\0\0\0\0isom") == frozenset()
