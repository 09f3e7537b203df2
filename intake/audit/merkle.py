"""The tree over the log (RFC 6962), held by its right edge alone: the roots of its full subtrees, largest first.

Pure: hashes in, hashes out. One event costs a handful of hashes, and the root after each event is kept with it, so
that a witness who remembers "size and root" is answered by one row.
"""

from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Frontier = tuple[bytes, ...]
"""One hash per set bit of the tree's size."""


def leaf_hash(body: bytes, signature: bytes) -> bytes:
    """The hash of one event. The signature has a fixed length, so body and signature cannot run into each other."""
    return sha256(b"\x00" + body + signature).digest()


def append(size: int, frontier: Frontier, leaf: bytes) -> Frontier:
    """The frontier of the tree of `size` leaves after one more leaf."""
    edge = [*frontier, leaf]
    while size & 1:
        right = edge.pop()
        edge[-1] = _node(edge[-1], right)
        size >>= 1
    return tuple(edge)


def root(frontier: Frontier) -> bytes:
    """The root of the tree that has this frontier."""
    if not frontier:
        return EMPTY_ROOT
    *larger, result = frontier
    for left in reversed(larger):
        result = _node(left, result)
    return result


def pack(frontier: Frontier) -> bytes:
    """The frontier as one string of bytes, for a column."""
    return b"".join(frontier)


def unpack(packed: bytes) -> Frontier:
    """The frontier that `pack` was given."""
    return tuple(packed[start : start + HASH_SIZE] for start in range(0, len(packed), HASH_SIZE))


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
