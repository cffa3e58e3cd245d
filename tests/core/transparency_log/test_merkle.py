"""The Merkle tree: RFC 6962's own definition, written out plainly, is the oracle."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import EMPTY_ROOT, Frontier, leaf_hash, leaf_hashes, root_of_hashes
from hattama.core.transparency_log.refusals import HashLengthWrong

# Inputs and roots for sizes 0 to 8: transparency-dev/merkle, testonly/constants.go (Apache-2.0).
REFERENCE_INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_as_rfc_6962_defines_it(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    left, right = root_as_rfc_6962_defines_it(entries[:k]), root_as_rfc_6962_defines_it(entries[k:])
    return sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_reference_roots_of_sizes_0_to_8_are_reached(size: int) -> None:
    entries = REFERENCE_INPUTS[:size]
    assert root_of_hashes(leaf_hashes(entries)).hex() == REFERENCE_ROOTS[size]
    assert Frontier().with_leaves(map(leaf_hash, entries)).root().hex() == REFERENCE_ROOTS[size]


@given(st.lists(st.binary(max_size=5), max_size=70), st.integers(0, 70))
def test_however_a_tree_grows_its_root_is_the_one_rfc_6962_defines(entries: list[bytes], cut: int) -> None:
    hashes = [leaf_hash(entry) for entry in entries]
    grown = Frontier().with_leaves(hashes[:cut]).with_leaves(hashes[cut:])
    assert grown.size == len(entries)
    assert len(grown.hashes) == len(entries).bit_count()
    assert grown.root() == root_of_hashes(b"".join(hashes)) == root_as_rfc_6962_defines_it(entries)


@given(st.integers(0, 20), st.integers(0, 3), st.integers(0, 7))
def test_a_full_subtree_counts_for_its_leaves(blocks: int, height: int, loose: int) -> None:
    width = 1 << height
    leaves = [leaf_hash(bytes([number])) for number in range(blocks * width + loose)]
    grown = Frontier()
    for at in range(0, blocks * width, width):
        grown = grown.with_subtree(height, root_of_hashes(b"".join(leaves[at : at + width])))
    assert grown.with_leaves(leaves[blocks * width :]) == Frontier().with_leaves(leaves)


def test_a_subtree_stands_only_where_its_height_allows() -> None:
    with pytest.raises(ValueError, match="height 1 cannot stand at leaf 1"):
        Frontier().with_leaves([leaf_hash(b"a")]).with_subtree(1, leaf_hash(b"b"))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == root_of_hashes(b"")


def test_a_hash_of_another_length_is_refused() -> None:
    with pytest.raises(HashLengthWrong):
        root_of_hashes(b"x" * 33)
    with pytest.raises(HashLengthWrong):
        Frontier().with_leaves([b"x" * 31])
