"""Fixed answers, so that what was written years ago opens after every upgrade, and formats never drift unseen.

The boxes were made by an independent writing-down of the published construction (HKDF-Expand by hand over HMAC).
"""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.vault import passwords, receipt_code, secrets
from intake.vault.box import BoxReader, Unboxer, unbox
from intake.vault.context import context
from intake.vault.keys import derive, fingerprint, hpke_public_key, mac
from intake.vault.open import open_sealed
from intake.vault.sign import Signer

KNOWN: dict[str, str] = json.loads(Path(__file__).with_name("known_answers.json").read_text(encoding="utf-8"))
CONTEXT = context("case note", 42, "thread", b"\x00")
RECEIPT = passwords.RECEIPT
"""As it is when the tests are collected; some make it cheap for as long as they run."""


def known(name: str) -> bytes:
    return bytes.fromhex(KNOWN[name])


def _boxed_by_hand(key: bytes, plaintext: bytes) -> bytes:
    salt = bytes(range(100, 124))
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00" + salt + CONTEXT
    first = hmac.digest(key, info + b"\x01", "sha512")
    derived = first + hmac.digest(key, first + info + b"\x02", "sha512")
    base_nonce = int.from_bytes(derived[32:44], "big")
    blob = b"\x01" + salt + derived[44:76]
    for number in range(len(plaintext) // 16384 + 1):
        chunk = plaintext[number * 16384 : (number + 1) * 16384]
        blob += AESGCM(derived[:32]).encrypt((base_nonce ^ number).to_bytes(12, "big"), chunk, None)
    return blob


def test_a_context_is_encoded_as_it_always_was() -> None:
    assert known("context") == CONTEXT
    by_hand = b"\x00\x09intake/v1\x00\x09case note\x00\x08" + bytes(7) + b"\x2a\x00\x06thread\x00\x01\x00"
    assert by_hand == CONTEXT


@pytest.mark.parametrize("name, plaintext", [("box_empty", ""), ("box_short", "a note سلام")])
def test_a_box_made_elsewhere_opens(name: str, plaintext: str) -> None:
    opener = Unboxer(known("box_key"), CONTEXT)
    assert unbox(known("box_key"), known(name), CONTEXT) == plaintext.encode()
    assert opener.update(known(name)) + opener.finish() == plaintext.encode()


def test_a_box_has_the_published_layout() -> None:
    blob = known("box_short")
    assert blob[:1] == b"\x01"
    assert blob[1:25] == bytes(range(100, 124))
    assert len(blob) == 1 + 24 + 32 + len("a note سلام".encode()) + 16


def test_hkdf_is_the_one_of_rfc_5869() -> None:
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert derive(b"\x0b" * 22, b"", 42).hex() == expected


def test_a_seed_gives_the_same_public_key_for_ever() -> None:
    assert fingerprint(hpke_public_key(known("seed"))) == known("public_key_fingerprint")


def test_something_sealed_long_ago_opens() -> None:
    assert open_sealed(known("seed"), known("sealed"), CONTEXT) == b"what was sealed"


def test_a_seed_signs_the_same_for_ever() -> None:
    signer = Signer(known("seed"))
    assert signer.public_key == known("ed25519_public_key")
    assert signer.sign(b"a line of the log") == known("ed25519_signature")


def test_a_mac_is_hmac_over_parts_behind_their_lengths() -> None:
    assert mac(known("box_key"), b"one", b"", b"two") == known("mac")


@pytest.mark.parametrize(
    "name, secret, cost",
    [("receipt_stretched", b"0" * 24, RECEIPT), ("staff_stretched", b"correct horse", passwords.STAFF)],
)
def test_stretching_costs_and_gives_what_it_always_did(name: str, secret: bytes, cost: passwords.Cost) -> None:
    assert passwords.stretch(secret, b"0123456789abcdef", cost) == known(name)


def test_the_costs_are_those_that_were_promised() -> None:
    assert passwords.Cost(memory_kib=64 * 1024, passes=3) == passwords.STAFF
    assert passwords.Cost(memory_kib=19 * 1024, passes=2) == RECEIPT


def test_a_nonce_gives_the_same_receipt_code_for_ever() -> None:
    assert receipt_code.code_from(known("box_key"), b"a nonce") == KNOWN["receipt_code"]


def test_pepper_words_written_down_long_ago_are_read() -> None:
    assert secrets.pepper_from_words(KNOWN["pepper_words"]) == known("box_key")


def test_a_box_of_several_chunks_made_elsewhere_is_read_by_range(tmp_path: Path) -> None:
    plaintext = bytes(number * 7 % 251 for number in range(40_000))
    file = tmp_path / "long.box"
    file.write_bytes(_boxed_by_hand(known("box_key"), plaintext))
    assert hashlib.sha256(file.read_bytes()).digest() == known("box_long_sha256")
    assert unbox(known("box_key"), file.read_bytes(), CONTEXT) == plaintext
    with file.open("rb") as source:
        assert b"".join(BoxReader(known("box_key"), CONTEXT, source).range(16_000, 33_000)) == plaintext[16_000:33_000]
