"""Boxes: symmetric encryption for records and files alike, in one format that is key-committing and truncation-proof.

A box is a version byte, then the C2SP chunked-encryption construction, Cobblestone-256. The library's own recipe makes
and opens it; random access, which the recipe lacks, is written here from the published specification. A box that was
altered, moved, cut or opened with another key raises InvalidTag, and no byte that was not authenticated ever leaves.
"""

import hmac
from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

__all__ = ["BoxReader", "Boxer", "InvalidTag", "Unboxer", "box", "boxed_size", "unbox"]

CHUNK_SIZE: Final = 16 * 1024
_VERSION: Final = b"\x01"
_SALT_SIZE: Final = 24
_COMMITMENT_SIZE: Final = 32
_KEY_SIZE: Final = 32
_NONCE_SIZE: Final = 12
_TAG_SIZE: Final = 16
_SEALED_CHUNK_SIZE: Final = CHUNK_SIZE + _TAG_SIZE
_HEADER_SIZE: Final = len(_VERSION) + _SALT_SIZE + _COMMITMENT_SIZE
_INFO: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def box(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """The plaintext boxed under a 32-byte key; it opens under the same key and context only."""
    encryptor = Cobblestone256Encryptor(key, context)
    return b"".join((_VERSION, encryptor.update(plaintext), encryptor.finalize()))


def unbox(key: bytes, blob: bytes, context: bytes) -> bytes:
    """What was boxed, whole, or InvalidTag."""
    if blob[:1] != _VERSION:
        raise InvalidTag
    decryptor = Cobblestone256Decryptor(key, context)
    return decryptor.update(blob[1:]) + decryptor.finalize()


def boxed_size(size: int) -> int:
    """How many bytes the box of `size` bytes takes."""
    return _HEADER_SIZE + size + (size // CHUNK_SIZE + 1) * _TAG_SIZE


class Boxer:
    """Boxes a stream as it arrives: at most one chunk of plaintext is held at a time."""

    def __init__(self, key: bytes, context: bytes) -> None:
        self._encryptor = Cobblestone256Encryptor(key, context)
        self._unsent = _VERSION

    def update(self, data: bytes) -> bytes:
        """The next bytes of the box; often none, until a chunk is full."""
        lead, self._unsent = self._unsent, b""
        return lead + self._encryptor.update(data)

    def finish(self) -> bytes:
        """The last bytes of the box. Without them it does not open."""
        lead, self._unsent = self._unsent, b""
        return lead + self._encryptor.finalize()


class Unboxer:
    """Opens a stream as it arrives. What it gives is authentic, but the whole is proven only once `finish` returned."""

    def __init__(self, key: bytes, context: bytes) -> None:
        self._decryptor = Cobblestone256Decryptor(key, context)
        self._version = b""

    def update(self, data: bytes) -> bytes:
        """The plaintext of the chunks completed by these bytes. After a failure every further call fails too."""
        if not self._version:
            self._version, data = data[:1], data[1:]
        if self._version not in (b"", _VERSION):
            raise InvalidTag
        try:
            return self._decryptor.update(data)
        except AlreadyFinalized as error:
            raise InvalidTag from error

    def finish(self) -> bytes:
        """The plaintext of the last chunk; InvalidTag when the box was cut anywhere."""
        try:
            return self._decryptor.finalize()
        except AlreadyFinalized as error:
            raise InvalidTag from error


class BoxReader:
    """Random access to a box in a file, for downloads by range: it reads and opens only the chunks asked for."""

    def __init__(self, key: bytes, context: bytes, source: BinaryIO) -> None:
        """The file must be seekable. Its commitment and last chunk, hence its length, are checked at once."""
        self._source = source
        header = self._read(0, _HEADER_SIZE)
        if len(header) != _HEADER_SIZE or header[:1] != _VERSION:
            raise InvalidTag
        salt, commitment = header[1 : 1 + _SALT_SIZE], header[1 + _SALT_SIZE :]
        chunk_key, self._base_nonce, expected = _message_keys(key, salt, context)
        if not hmac.compare_digest(commitment, expected):
            raise InvalidTag
        self._aead = AESGCM(chunk_key)
        # The last chunk is always a short one: a file cut between two chunks has nothing there, which does not open.
        last = (source.seek(0, 2) - _HEADER_SIZE) // _SEALED_CHUNK_SIZE
        self.size = last * CHUNK_SIZE + len(self._chunk(last))

    def range(self, start: int, stop: int) -> Iterator[bytes]:
        """The plaintext from `start` up to `stop`, chunk by chunk; a bound beyond the end is the end, as in slices."""
        if start < 0 or stop < 0:
            raise ValueError("a range counts from the beginning")
        stop = min(stop, self.size)
        while start < stop:
            number, offset = divmod(start, CHUNK_SIZE)
            piece = self._chunk(number)[offset : offset + stop - start]
            yield piece
            start += len(piece)

    def _chunk(self, number: int) -> bytes:
        sealed = self._read(_HEADER_SIZE + number * _SEALED_CHUNK_SIZE, _SEALED_CHUNK_SIZE)
        nonce = int.from_bytes(self._base_nonce, "big") ^ number
        return self._aead.decrypt(nonce.to_bytes(_NONCE_SIZE, "big"), sealed, None)

    def _read(self, offset: int, size: int) -> bytes:
        self._source.seek(offset)
        return self._source.read(size)


def _message_keys(key: bytes, salt: bytes, context: bytes) -> tuple[bytes, bytes, bytes]:
    length = _KEY_SIZE + _NONCE_SIZE + _COMMITMENT_SIZE
    if len(key) != _KEY_SIZE:
        raise ValueError("a box key is 32 bytes")
    derived = HKDFExpand(algorithm=hashes.SHA512(), length=length, info=_INFO + salt + context).derive(key)
    return derived[:_KEY_SIZE], derived[_KEY_SIZE : _KEY_SIZE + _NONCE_SIZE], derived[-_COMMITMENT_SIZE:]
