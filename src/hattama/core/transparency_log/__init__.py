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
from hattama.core.transparency_log.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_of_hashes,
)
from hattama.core.transparency_log.proofs import (
    HashReader,
    Proof,
    leaf_hash_reader,
    make_consistency_proof,
    make_inclusion_proof,
    read_root,
    verify_consistency,
    verify_inclusion,
)
from hattama.core.transparency_log.refusals import EntryRefused, LogRefusal

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "MAX_ENTRY_BYTES",
    "CanonicalValue",
    "EntryRefused",
    "Frontier",
    "HashReader",
    "LogRefusal",
    "Proof",
    "canonical_bytes",
    "leaf_hash",
    "leaf_hash_reader",
    "leaf_hashes",
    "make_consistency_proof",
    "make_inclusion_proof",
    "node_hash",
    "parse_canonical",
    "read_root",
    "root_of_hashes",
    "verify_consistency",
    "verify_inclusion",
]
