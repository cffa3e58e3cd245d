"""The Merkle tree of RFC 6962, section 2.1 (RFC 9162, section 2.1): hashes."""

from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of 0x00 and the entry's bytes: 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and the two 32-byte hashes below: 32 bytes."""
    return sha256(b"\x01" + left + right).digest()
