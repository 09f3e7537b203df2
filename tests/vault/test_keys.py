"""Contexts never collide, derived keys never meet, signatures name their maker."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import intake.vault
from intake.vault import passwords
from intake.vault.context import context
from intake.vault.keys import derive, equal, fingerprint, hpke_public_key, mac, new_seed
from intake.vault.sign import Signer, verify

fields = st.lists(st.text(max_size=12), max_size=4)
quick = settings(deadline=None, max_examples=100)


@quick
@given(st.text(max_size=12), fields, st.text(max_size=12), fields)
def test_two_places_have_one_context_only_when_they_are_the_same(
    purpose: str, here: list[str], other_purpose: str, there: list[str]
) -> None:
    same_place = (purpose, here) == (other_purpose, there)
    assert (context(purpose, *here) == context(other_purpose, *there)) is same_place


def test_moving_a_boundary_changes_the_context() -> None:
    assert context("case", "12", "3") != context("case", "1", "23") != context("case", "123")
    assert context("case", "") != context("case")


@quick
@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_every_row_has_its_own_context(one: int, other: int) -> None:
    assert (context("row", one) == context("row", other)) is (one == other)


@pytest.mark.parametrize("field", ["x" * 65_536, b"x" * 65_536])
def test_a_field_that_does_not_fit_its_length_is_refused(field: str | bytes) -> None:
    with pytest.raises(ValueError, match="65,535"):
        context("row", field)


def test_a_number_that_is_no_row_id_is_refused() -> None:
    with pytest.raises(OverflowError):
        context("row", 2**63)


def test_keys_for_two_purposes_share_nothing() -> None:
    seed = new_seed()
    keys = {derive(seed, context(purpose)) for purpose in ("wrap", "list", "search", "staff", "thread")}
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}
    assert len(derive(seed, context("wrap"), 96)) == 96


def test_seeds_are_never_the_same() -> None:
    assert len({new_seed() for _ in range(100)}) == 100


def test_a_fingerprint_tells_two_public_keys_apart() -> None:
    one, other = hpke_public_key(new_seed()), hpke_public_key(new_seed())
    assert fingerprint(one) != fingerprint(other)
    assert len(fingerprint(one)) == 32


@quick
@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_a_mac_tells_where_one_part_ends_and_the_next_begins(one: list[bytes], other: list[bytes]) -> None:
    key = bytes(32)
    assert equal(mac(key, *one), mac(key, *other)) is (one == other)


def test_a_mac_under_another_key_is_another() -> None:
    assert not equal(mac(b"a" * 32, b"part"), mac(b"b" * 32, b"part"))


def test_a_signature_holds_for_its_message_and_maker_only() -> None:
    maker, other = Signer(new_seed()), Signer(new_seed())
    signature = maker.sign(b"event 1")
    assert verify(maker.public_key, signature, b"event 1")
    assert not verify(maker.public_key, signature, b"event 2")
    assert not verify(other.public_key, signature, b"event 1")


@pytest.mark.parametrize("public_key, signature", [(b"", b""), (bytes(31), bytes(64)), (bytes(32), bytes(63))])
def test_a_malformed_key_or_signature_is_a_plain_no(public_key: bytes, signature: bytes) -> None:
    assert verify(public_key, signature, b"event 1") is False


def test_a_signer_never_shows_its_seed() -> None:
    seed = new_seed()
    assert seed.hex() not in repr(Signer(seed))
    assert repr(seed) not in repr(Signer(seed))


def test_signing_and_opening_use_different_keys_of_a_seed() -> None:
    seed = new_seed()
    assert Signer(seed).public_key not in hpke_public_key(seed)


def test_stretching_depends_on_secret_salt_and_cost() -> None:
    cheap, dearer = passwords.Cost(64, 1), passwords.Cost(64, 2)
    results = {
        passwords.stretch(b"secret", b"salt" * 4, cheap),
        passwords.stretch(b"Secret", b"salt" * 4, cheap),
        passwords.stretch(b"secret", b"Salt" * 4, cheap),
        passwords.stretch(b"secret", b"salt" * 4, dearer),
    }
    assert len(results) == 4
    assert {len(result) for result in results} == {32}


@pytest.mark.slow
def test_only_the_opener_asks_for_a_private_key() -> None:
    askers = {
        file.name
        for file in Path(intake.vault.__path__[0]).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and "hpke_private_key" in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", ""))
    }
    assert askers == {"open.py"}
