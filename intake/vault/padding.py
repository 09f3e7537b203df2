"""Padding: records are stored in a few standard sizes, so that a length says little about what was written."""

from typing import Final

from cryptography.exceptions import InvalidTag

_LENGTH_BYTES: Final = 4
_LONGEST: Final = 0xFFFF_FFFF
_SMALLEST_BUCKET: Final = 1024
_LARGEST_DOUBLING_BUCKET: Final = 32 * 1024


def padded_size(size: int) -> int:
    """The stored size of `size` bytes: 1, 2, 4 ... 32 KiB, then Padmé. The four length bytes are counted in."""
    needed = size + _LENGTH_BYTES
    if needed <= _LARGEST_DOUBLING_BUCKET:
        return max(_SMALLEST_BUCKET, 1 << (needed - 1).bit_length())
    return _padme(needed)


def _padme(size: int) -> int:
    # Padmé keeps only as many leading bits of a length as the length's own exponent has digits: at most 12 % is added
    # and only O(log log size) bits of the true length remain visible.
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (size + mask) & ~mask


def pad(data: bytes) -> bytes:
    """The data behind its length (u32, big endian), filled with zeros up to its bucket."""
    if len(data) > _LONGEST:
        raise ValueError("too long to be padded as one record")
    return (len(data).to_bytes(_LENGTH_BYTES, "big") + data).ljust(padded_size(len(data)), b"\x00")


def unpad(data: bytes) -> bytes:
    """What `pad` was given. Anything `pad` would not have made, to the last byte, raises InvalidTag."""
    size = int.from_bytes(data[:_LENGTH_BYTES], "big")
    end = _LENGTH_BYTES + size
    well_formed = len(data) >= _LENGTH_BYTES and len(data) == padded_size(size)
    if not well_formed or data.count(b"\x00", end) != len(data) - end:
        raise InvalidTag
    return data[_LENGTH_BYTES:end]
