"""The Merkle tree of RFC 6962, section 2.1 (the same as RFC 9162, section 2.1): hashes and their growth.

Hashes are 32 bytes; many of them travel as one concatenation, which is also the form of a tile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from hattama.core.transparency_log.refusals import HashLengthWrong

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of 0x00 and the entry's bytes: 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and the two 32-byte hashes below: 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """The leaf hashes of many entries, concatenated: the content of their level 0 tile."""
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries])


def parent_hashes(hashes: bytes) -> bytes:
    """The level above concatenated hashes. A last hash without a partner rises unchanged (RFC 6962)."""
    paired = len(hashes) & -64
    parents = [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, paired, 64)]
    return b"".join(parents) + hashes[paired:]


def root_of_hashes(hashes: bytes) -> bytes:
    """The root over concatenated leaf hashes (or over equally high full subtrees and a smaller last one).

    Of no hashes: SHA-256 of nothing. Raises `HashLengthWrong` if the length is no multiple of 32.
    """
    if len(hashes) % HASH_BYTES:
        raise HashLengthWrong(f"{len(hashes)} bytes are no row of 32-byte hashes")
    if not hashes:
        return EMPTY_ROOT
    while len(hashes) > HASH_BYTES:
        hashes = parent_hashes(hashes)
    return hashes


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: all that is needed to add leaves and to know the root.

    One hash for each one-bit of `size`, the highest subtree first (a "compact range" from the first leaf).
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def with_leaves(self, hashes: Iterable[bytes]) -> "Frontier":
        """The frontier after these leaf hashes (32 bytes each)."""
        return self._with_subtrees(0, hashes)

    def with_subtree(self, height: int, subtree_root: bytes) -> "Frontier":
        """The frontier after one full subtree of 2^height leaves; `size` must be a multiple of 2^height."""
        if self.size % (1 << height):
            raise ValueError(f"a subtree of height {height} cannot stand at leaf {self.size}")
        return self._with_subtrees(height, [subtree_root])

    def _with_subtrees(self, height: int, roots: Iterable[bytes]) -> "Frontier":
        stack = list(self.hashes)
        count = self.size >> height
        for root in roots:
            if len(root) != HASH_BYTES:
                raise HashLengthWrong(f"{len(root)} bytes")
            ones = count
            while ones & 1:
                root = sha256(b"\x01" + stack.pop() + root).digest()
                ones >>= 1
            stack.append(root)
            count += 1
        return Frontier(count << height, tuple(stack))

    def root(self) -> bytes:
        """The root hash of the tree so far: 32 bytes."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root
