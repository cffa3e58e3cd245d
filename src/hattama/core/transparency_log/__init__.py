"""This room knows how bytes prove that nothing was changed; it does not know what an election is.

Canonical entries, the Merkle tree, tiles, proofs, checkpoints, signed notes. No clock, disk, network or
signature library: times, bytes and signature primitives come in as values.
"""

from hattama.core.transparency_log.bundles import (
    decode_bundle,
    encode_bundle,
    read_bundle,
    require_bundle_in_tile,
)
from hattama.core.transparency_log.canonical import (
    MAX_ENTRY_BYTES,
    CanonicalValue,
    canonical_bytes,
    parse_canonical,
)
from hattama.core.transparency_log.growth import Growth, LogEdge, grow, read_edge
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
from hattama.core.transparency_log.refusals import EntryRefused, LogRefusal, ProofRefused, TileRefused
from hattama.core.transparency_log.tiles import (
    ENTRIES_LEVEL,
    TILE_WIDTH,
    FileReader,
    TileName,
    names_for_growth,
    names_of_tree,
    parse_tile_path,
    read_tile,
    tile_hash_reader,
    width_in_tree,
)

__all__ = [
    "EMPTY_ROOT",
    "ENTRIES_LEVEL",
    "HASH_BYTES",
    "MAX_ENTRY_BYTES",
    "TILE_WIDTH",
    "CanonicalValue",
    "EntryRefused",
    "FileReader",
    "Frontier",
    "Growth",
    "HashReader",
    "LogEdge",
    "LogRefusal",
    "Proof",
    "ProofRefused",
    "TileName",
    "TileRefused",
    "canonical_bytes",
    "decode_bundle",
    "encode_bundle",
    "grow",
    "leaf_hash",
    "leaf_hash_reader",
    "leaf_hashes",
    "make_consistency_proof",
    "make_inclusion_proof",
    "names_for_growth",
    "names_of_tree",
    "node_hash",
    "parse_canonical",
    "parse_tile_path",
    "read_bundle",
    "read_edge",
    "read_root",
    "read_tile",
    "require_bundle_in_tile",
    "root_of_hashes",
    "tile_hash_reader",
    "verify_consistency",
    "verify_inclusion",
    "width_in_tree",
]
