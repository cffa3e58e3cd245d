"""Inclusion and consistency proofs: made from stored hashes, checked from the proof alone.

Making follows RFC 6962, sections 2.1.1 and 2.1.2; checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2.

**Size 0.** Every tree extends the empty tree, so consistency from size 0 is accepted if and only if the proof
has no hashes and the older root is SHA-256 of nothing (tlog-witness: "The proof MUST be empty if the old size
is zero"): a witness that meets a log for the first time needs just this answer. Between two trees of size 0
both roots must be that of the empty tree. The publisher of the vectors refuses size 0 altogether, as useless.
Three of its vectors (sizes 0 and 1 twice, 0 and 0 once, an empty proof each) would show the difference,
did they carry real hashes; their roots are words of 12 bytes, and that is why we too refuse them.
Nothing is ever included in the empty tree.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from hattama.core.transparency_log.merkle import EMPTY_ROOT, HASH_BYTES, node_hash
from hattama.core.transparency_log.refusals import (
    HashLengthWrong,
    IndexOutsideTree,
    ProofLengthWrong,
    RootMismatch,
    SizesOutOfOrder,
)

Proof: TypeAlias = tuple[bytes, ...]

# (height, index): the full subtree over leaves [index * 2^height, (index + 1) * 2^height).
Node: TypeAlias = tuple[int, int]

# Gives the hash of each node asked for, in order. One call per proof, so that a reader may fetch all at once.
HashReader: TypeAlias = Callable[[Sequence[Node]], Sequence[bytes]]

_Range: TypeAlias = tuple[int, int]


def make_inclusion_proof(index: int, size: int, read: HashReader) -> Proof:
    """The hashes from the leaf's sibling up to the root's child, for leaf `index` in the tree of `size`.

    Raises `IndexOutsideTree`; whatever the reader raises passes through.
    """
    _require_index(index, size)
    beside: list[_Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return _hashes_of(beside[::-1], read)


def make_consistency_proof(old_size: int, size: int, read: HashReader) -> Proof:
    """The hashes that show the tree of `size` leaves begins with the tree of `old_size` leaves.

    Empty from size 0 and between equal sizes. Raises `SizesOutOfOrder`.
    """
    _require_order(old_size, size)
    if old_size in (0, size):
        return ()
    needed: list[_Range] = []
    start, end = 0, size
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            needed.append((middle, end))
            end = middle
        else:
            needed.append((start, middle))
            start = middle
    if start:
        needed.append((start, end))
    return _hashes_of(needed[::-1], read)


def read_root(size: int, read: HashReader) -> bytes:
    """The root of the tree of `size` leaves, from stored hashes."""
    return _hashes_of([(0, size)], read)[0] if size else EMPTY_ROOT


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Returns if `proof` shows that `leaf` (a leaf hash) stands at `index` in the tree of `size` and `root`.

    Raises `HashLengthWrong`, `IndexOutsideTree`, `ProofLengthWrong` or `RootMismatch`.
    """
    _require_hashes(leaf, root, *proof)
    _require_index(index, size)
    reached = leaf
    for sibling, is_left in _placed(proof, index, size - 1):
        reached = node_hash(sibling, reached) if is_left else node_hash(reached, sibling)
    if reached != root:
        raise RootMismatch("the entry is not in this tree at this place")


def verify_consistency(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Returns if `proof` shows that the tree (`size`, `root`) begins with the tree (`old_size`, `old_root`).

    Raises `HashLengthWrong`, `SizesOutOfOrder`, `ProofLengthWrong` or `RootMismatch`. Size 0: see the module.
    """
    _require_hashes(*proof)
    _require_order(old_size, size)
    if old_size in (0, size):
        _verify_without_hashes(old_size, size, proof, old_root, root)
        return
    old_reached, reached = _replay(old_size, size, proof, old_root)
    if old_reached != old_root:
        raise RootMismatch("the proof does not lead to the older root")
    if reached != root:
        raise RootMismatch("the proof does not lead to the newer root")


def root_before(old_size: int, size: int, proof: Sequence[bytes], root: bytes) -> bytes:
    """The root over the first `old_size` leaves that a consistency proof shows for the tree (`size`, `root`).

    It follows from `root` alone, whatever anybody says of the older tree. Raises what `verify_consistency`
    raises, and `ProofLengthWrong` where the proof does not carry the older tree: it leaves out one whose size
    is a power of two, or 0, or `size` itself.
    """
    _require_hashes(root, *proof)
    _require_order(old_size, size)
    if old_size == size or old_size & (old_size - 1) == 0:
        raise ProofLengthWrong(f"a proof from {old_size} does not carry the older root")
    old_reached, reached = _replay(old_size, size, proof, root)
    if reached != root:
        raise RootMismatch("the proof does not lead to the newer root")
    return old_reached


def _verify_without_hashes(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    if proof:
        raise ProofLengthWrong(f"from {old_size} to {size} nothing needs a hash")
    if old_size == 0:
        _require_hashes(root)
        if old_root != EMPTY_ROOT:
            raise RootMismatch("the older root is not that of the empty tree")
    if old_size == size and old_root != root:
        raise RootMismatch("two roots for one size")


def _replay(old_size: int, size: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes]:
    """Both roots as the proof has them; sizes are 0 < old_size < size."""
    is_full = old_size & (old_size - 1) == 0
    if not (is_full or proof):
        raise ProofLengthWrong("an empty proof between two sizes")
    # A full older tree is itself the first node; otherwise the proof brings that node.
    start, rest = (old_root, proof) if is_full else (proof[0], proof[1:])
    old_reached = reached = start
    for sibling, is_left in _placed(rest, *_drop_ones(old_size - 1, size - 1)):
        if is_left:
            old_reached = node_hash(sibling, old_reached)
        reached = node_hash(sibling, reached) if is_left else node_hash(reached, sibling)
    return old_reached, reached


def _placed(siblings: Sequence[bytes], here: int, last: int) -> Iterator[tuple[bytes, bool]]:
    """Each hash on the way from node `here` of a level that ends with `last` up to the root, and whether it
    stands left of what was reached. Raises ProofLengthWrong."""
    for sibling in siblings:
        if last == 0:
            raise ProofLengthWrong(f"{len(siblings)} hashes are too many")
        is_left = bool(here & 1) or here == last
        if is_left:
            here, last = _rise_until_odd(here, last)
        here >>= 1
        last >>= 1
        yield sibling, is_left
    if last != 0:
        raise ProofLengthWrong(f"{len(siblings)} hashes are too few")


def _rise_until_odd(here: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the last node has no partner and rises unchanged."""
    while not here & 1 and here:
        here >>= 1
        last >>= 1
    return here, last


def _drop_ones(here: int, last: int) -> tuple[int, int]:
    while here & 1:
        here >>= 1
        last >>= 1
    return here, last


def _hashes_of(ranges: Sequence[_Range], read: HashReader) -> Proof:
    """The Merkle hash of each range of leaves, from full subtrees, in one call of the reader."""
    pieces = [_full_subtrees(start, end) for start, end in ranges]
    found = iter(read([node for nodes in pieces for node in nodes]))
    return tuple(_joined([next(found) for _ in nodes]) for nodes in pieces)


def _full_subtrees(start: int, end: int) -> list[Node]:
    nodes = []
    while start < end:
        height = (end - start).bit_length() - 1
        nodes.append((height, start >> height))
        start += 1 << height
    return nodes


def _joined(hashes: list[bytes]) -> bytes:
    joined = hashes[-1]
    for left in reversed(hashes[:-1]):
        joined = node_hash(left, joined)
    return joined


def _split(count: int) -> int:
    """The largest power of two below `count` (count > 1): where RFC 6962 parts a tree."""
    return 1 << ((count - 1).bit_length() - 1)


def _require_index(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise IndexOutsideTree(f"index {index}, size {size}")


def _require_order(old_size: int, size: int) -> None:
    if not 0 <= old_size <= size:
        raise SizesOutOfOrder(f"from {old_size} to {size}")


def _require_hashes(*hashes: bytes) -> None:
    for value in hashes:
        if len(value) != HASH_BYTES:
            raise HashLengthWrong(f"{len(value)} bytes")
