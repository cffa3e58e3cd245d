"""This room knows how bytes prove that nothing was changed; it does not know what an election is.

Canonical entries, the Merkle tree, tiles, proofs, checkpoints, signed notes. No clock, disk, network or
signature library: times, bytes and signature primitives come in as values.
"""

from hattama.core.transparency_log.canonical import (
    MAX_ENTRY_BYTES,
    CanonicalValue,
    canonical_bytes,
    parse_canonical,
)
from hattama.core.transparency_log.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash
from hattama.core.transparency_log.refusals import EntryRefused, LogRefusal

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "MAX_ENTRY_BYTES",
    "CanonicalValue",
    "EntryRefused",
    "LogRefusal",
    "canonical_bytes",
    "leaf_hash",
    "node_hash",
    "parse_canonical",
]
