"""The server's secrets: made once, for one account's eyes, told apart, and never printed by accident."""

import os
import stat
from dataclasses import fields, replace
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from intake.errors import Unready
from intake.vault import secrets, words
from intake.vault.secrets import Secrets, load_job_secrets, load_secrets, make_secrets, store_secrets

NAMES = [each.name for each in fields(Secrets)]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_made_is_loaded(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets")
    assert load_secrets(tmp_path / "secrets") == made
    assert len({getattr(made, name) for name in NAMES}) == len(NAMES)
    assert {len(getattr(made, name)) for name in NAMES} == {32}


def test_two_installations_share_nothing(tmp_path: Path) -> None:
    one, other = make_secrets(tmp_path / "one"), make_secrets(tmp_path / "other")
    assert not {getattr(one, name) for name in NAMES} & {getattr(other, name) for name in NAMES}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277])
def test_only_the_owner_can_read_them_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        make_secrets(tmp_path / "secrets")
    finally:
        os.umask(before)
    assert mode(tmp_path / "secrets") == 0o700
    assert {mode(tmp_path / "secrets" / name) for name in NAMES} == {0o600}


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    folder.chmod(0o755)
    make_secrets(folder)
    assert mode(folder) == 0o700


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_ever_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(Unready, match="never overwritten"):
        make_secrets(tmp_path)
    assert (tmp_path / name).read_bytes() == b"precious"
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_link_is_not_followed_when_secrets_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "pepper").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unready):
        make_secrets(folder)
    assert not (tmp_path / "elsewhere").exists()


def test_a_restore_brings_its_pepper_along(tmp_path: Path) -> None:
    before = make_secrets(tmp_path / "before")
    after = make_secrets(tmp_path / "after", pepper=before.pepper)
    assert load_secrets(tmp_path / "after").pepper == before.pepper
    assert after.form_key != before.form_key
    with pytest.raises(ValueError, match="32"):
        make_secrets(tmp_path / "third", pepper=b"short")


def test_kept_secrets_can_be_stored_as_they_were(tmp_path: Path) -> None:
    made = replace(make_secrets(tmp_path / "one"), job_key=bytes(32))
    store_secrets(tmp_path / "other", made)
    assert load_secrets(tmp_path / "other") == made


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_secret_is_one_line_for_the_operator(tmp_path: Path, name: str) -> None:
    make_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / name).unlink()
    with pytest.raises(Unready, match=f"{name} is missing") as caught:
        load_secrets(tmp_path / "secrets")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "ab" * 33, "ab" * 500, "é" * 64])
def test_a_damaged_secret_is_refused_and_not_quoted(tmp_path: Path, text: str) -> None:
    make_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / "log_seed").write_text(text, encoding="utf-8")
    with pytest.raises(Unready, match="log_seed is damaged") as caught:
        load_secrets(tmp_path / "secrets")
    assert text == "" or text not in str(caught.value)


@pytest.mark.parametrize("open_mode", [0o640, 0o604, 0o660, 0o644])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, open_mode: int) -> None:
    make_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / "pepper").chmod(open_mode)
    with pytest.raises(Unready, match="chmod 600"):
        load_secrets(tmp_path / "secrets")


def test_a_folder_in_place_of_a_secret_is_refused(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / "pepper").unlink()
    (tmp_path / "secrets" / "pepper").mkdir()
    with pytest.raises(Unready, match="cannot be read"):
        load_secrets(tmp_path / "secrets")


def test_the_job_process_needs_no_pepper(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / "pepper").unlink()
    (tmp_path / "secrets" / "form_key").unlink()
    jobs = load_job_secrets(tmp_path / "secrets")
    assert (jobs.log_seed, jobs.job_key) == (made.log_seed, made.job_key)
    assert not hasattr(jobs, "pepper")


def test_secrets_are_never_printed_by_accident(tmp_path: Path) -> None:
    made = make_secrets(tmp_path / "secrets")
    shown = repr(made) + repr(load_job_secrets(tmp_path / "secrets"))
    assert shown == "Secrets()JobSecrets()"


def test_the_pepper_survives_on_paper(tmp_path: Path) -> None:
    pepper = make_secrets(tmp_path / "secrets").pepper
    on_paper = secrets.pepper_words(pepper)
    assert len(on_paper.split()) == 33
    assert secrets.pepper_from_words(on_paper) == pepper
    assert secrets.pepper_from_words("\n  " + on_paper.upper().replace(" ", "\n ")) == pepper


def test_a_mistyped_pepper_is_refused_and_not_quoted() -> None:
    typed = secrets.pepper_words(bytes(range(32))).split()
    typed[5], typed[6] = "academic", "acid"
    for wrong in (" ".join(typed), " ".join(typed[:-1]), "not a word", ""):
        with pytest.raises(Unready, match="mistyped") as caught:
            secrets.pepper_from_words(wrong)
        assert "academic" not in str(caught.value)
        assert caught.value.__suppress_context__


def test_the_words_of_another_secret_are_no_pepper() -> None:
    with pytest.raises(Unready, match="another secret"):
        secrets.pepper_from_words(words.to_cards(bytes(16), 1, 1)[0])


def test_two_of_three_cards_give_a_secret_back_and_one_does_not() -> None:
    secret = secrets.new_run_secret()
    first, second, third = words.to_cards(secret, 2, 3)
    assert words.from_cards([third, first]) == words.from_cards([first, second]) == secret
    with pytest.raises(ValueError, match="words"):
        words.from_cards([first])
    with pytest.raises(ValueError, match="words"):
        words.from_cards([first, words.to_cards(secret, 2, 3)[1]])


def test_each_run_has_its_own_secret() -> None:
    assert secrets.new_run_secret() != secrets.new_run_secret()
    assert len(secrets.new_run_secret()) == 32


def test_this_library_has_the_hybrid() -> None:
    secrets.ensure_hybrid()


def test_a_library_without_the_hybrid_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(seed: bytes) -> bytes:
        raise UnsupportedAlgorithm("ML-KEM-768 is not supported by this backend.")

    monkeypatch.setattr(secrets, "hpke_public_key", lacking)
    with pytest.raises(Unready, match="ML-KEM-768"):
        secrets.ensure_hybrid()
