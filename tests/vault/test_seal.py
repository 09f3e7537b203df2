"""Sealing: anyone can seal to a public key, only its seed opens, only in its place (promises 2 and 5)."""

import ast
import secrets
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import intake.vault
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.open import open_sealed
from intake.vault.seal import PUBLIC_KEY_SIZE, seal

SEED = new_seed()
PUBLIC_KEY = hpke_public_key(SEED)
HERE = context("case seed", "case", 1)
SEALED = seal(PUBLIC_KEY, b"a case seed", HERE)
quick = settings(deadline=None, max_examples=60)


@quick
@given(st.binary(max_size=2000), st.binary(max_size=100))
def test_what_was_sealed_comes_back(plaintext: bytes, where: bytes) -> None:
    assert open_sealed(SEED, seal(PUBLIC_KEY, plaintext, where), where) == plaintext


def test_a_public_key_has_its_promised_size() -> None:
    assert len(PUBLIC_KEY) == PUBLIC_KEY_SIZE == 1184 + 32


def test_no_other_seed_opens() -> None:
    with pytest.raises(InvalidTag):
        open_sealed(new_seed(), SEALED, HERE)


def test_a_seal_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        open_sealed(SEED, SEALED, context("case seed", "case", 2))
    with pytest.raises(InvalidTag):
        open_sealed(SEED, SEALED, b"")


@quick
@given(st.integers(0, len(SEALED) * 8 - 1))
def test_no_bit_can_be_flipped(bit: int) -> None:
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InvalidTag):
        open_sealed(SEED, bytes(altered), HERE)


@quick
@given(st.integers(0, len(SEALED) - 1))
def test_a_seal_cannot_be_cut(length: int) -> None:
    with pytest.raises(InvalidTag):
        open_sealed(SEED, SEALED[:length], HERE)


@quick
@given(st.binary(min_size=1, max_size=40))
def test_a_seal_cannot_be_extended(more: bytes) -> None:
    with pytest.raises(InvalidTag):
        open_sealed(SEED, SEALED + more, HERE)


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_the_message_does_not_choose_the_suite(suite: int) -> None:
    with pytest.raises(InvalidTag):
        open_sealed(SEED, bytes([suite]) + SEALED[1:], HERE)


@quick
@given(st.binary(max_size=1300))
def test_noise_does_not_open(noise: bytes) -> None:
    with pytest.raises(InvalidTag):
        open_sealed(SEED, b"\x01" + noise, HERE)


@pytest.mark.parametrize(
    "public_key",
    [b"", PUBLIC_KEY[:-1], PUBLIC_KEY + b"x", bytes(1216), b"\xff" * 1216, PUBLIC_KEY[:1184] + bytes(32)],
    ids=["none", "short", "long", "zeros", "ones", "weak half"],
)
def test_nothing_is_ever_sealed_to_what_is_no_key(public_key: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        seal(public_key, b"a case seed", HERE)


def test_a_seed_of_another_length_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32"):
        open_sealed(secrets.token_bytes(31), SEALED, HERE)


def test_sealing_does_not_reach_opening() -> None:
    folder = Path(intake.vault.__path__[0])
    for name in ("seal.py", "box.py", "record.py", "secrets.py", "receipt_code.py"):
        imported = {
            node.module for node in ast.walk(ast.parse((folder / name).read_text())) if isinstance(node, ast.ImportFrom)
        }
        assert "intake.vault.open" not in imported
