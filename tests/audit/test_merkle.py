"""The right edge gives the same roots as RFC 6962's own definition, which needs every leaf."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from intake.audit import merkle


def defined_root(leaves: list[bytes]) -> bytes:
    """The tree hash as RFC 6962, section 2.1 defines it, over hashed leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def leaves_of(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode(), b"") for number in range(count)]


@given(st.integers(0, 300))
def test_the_root_at_every_size_is_the_defined_one(count: int) -> None:
    leaves, edge = leaves_of(count), merkle.Frontier()
    for size, leaf in enumerate(leaves):
        edge = merkle.append(size, edge, leaf)
    assert merkle.root(edge) == defined_root(leaves)
    assert len(edge) == count.bit_count()


@given(st.integers(1, 200), st.integers(0, 200))
def test_a_log_that_grew_still_gives_the_root_it_had(grown: int, before: int) -> None:
    leaves, edge, roots = leaves_of(grown + before), merkle.Frontier(), []
    for size, leaf in enumerate(leaves):
        roots.append(merkle.root(edge))
        edge = merkle.append(size, edge, leaf)
    assert roots[before] == defined_root(leaves[:before])


@given(st.integers(0, 5000))
def test_the_edge_survives_its_column(count: int) -> None:
    edge = tuple(leaves_of(count.bit_count()))
    assert merkle.unpack(merkle.pack(edge)) == edge


def test_known_roots_of_the_published_test_tree() -> None:
    """The tree of certificate-transparency's own reference tests: eight leaves, its roots at 0, 1, 2, 3 and 8."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    edge, roots = merkle.Frontier(), [merkle.root(())]
    for size, leaf in enumerate(inputs):
        edge = merkle.append(size, edge, merkle.leaf_hash(bytes.fromhex(leaf), b""))
        roots.append(merkle.root(edge))
    assert [roots[size].hex() for size in (0, 1, 2, 3, 8)] == [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
