"""The backup key: backups are sealed to its public half, which lies in `secrets/`. Its private half is words on paper.

The words are shown once and stored nowhere, so a machine that makes backups cannot read them back.
"""

from pathlib import Path
from typing import Final

from intake import durable
from intake.errors import Unready
from intake.vault.keys import KEY_SIZE, fingerprint, hpke_public_key
from intake.vault.seal import PUBLIC_KEY_SIZE
from intake.vault.words import from_paper

FILE: Final = "backup_key"
_NAME_DIGITS: Final = 16


def load(folder: Path) -> bytes:
    """The public key that backups are sealed to, or `Unready` with one line that says what to do."""
    try:
        public_key = bytes.fromhex((folder / FILE).read_text("ascii"))
    except FileNotFoundError:
        raise Unready("There is no backup key yet: run `intake backup key`.") from None
    except OSError as error:
        raise Unready(f"{folder / FILE} cannot be read: {error.strerror}.") from None
    except ValueError:
        public_key = b""
    if len(public_key) != PUBLIC_KEY_SIZE:
        raise Unready(f"{folder / FILE} is damaged: make a new key with `intake backup key --replace`.")
    return public_key


def exists(folder: Path) -> bool:
    """Whether a key was made before."""
    return (folder / FILE).exists()


def keep(folder: Path, seed: bytes) -> None:
    """Store the public half of a seed, in the place of an earlier one."""
    durable.replace(folder / FILE, hpke_public_key(seed).hex().encode("ascii") + b"\n")


def from_words(words: str) -> bytes:
    """The seed on that paper, or `Unready` when the words are not one."""
    try:
        return from_paper(words, KEY_SIZE)
    except ValueError as error:
        raise Unready(f"The backup key could not be read: {error}.") from None


def name_of(key_fingerprint: bytes) -> str:
    """What a key is called on paper and in messages: the first digits of its fingerprint."""
    return key_fingerprint.hex()[:_NAME_DIGITS]


def name_of_seed(seed: bytes) -> str:
    """The same, for whoever holds the seed."""
    return name_of(fingerprint(hpke_public_key(seed)))
