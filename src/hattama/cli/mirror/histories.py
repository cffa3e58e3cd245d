"""Two signed checkpoints of one log held against each other: do they speak of one history or of two?"""

from __future__ import annotations

from hattama.cli.mirror.trees import TreeCopy
from hattama.core.transparency_log import (
    Evidence,
    EvidenceKind,
    HashReader,
    LogRefusal,
    Proof,
    SignedCheckpoint,
    fork_in,
    make_consistency_proof,
    read_root,
    verify_consistency,
)


def contradiction(held: SignedCheckpoint, offered: SignedCheckpoint, tree: TreeCopy) -> Evidence | None:
    """What shows that the two do not go together; None where one tree begins with the other.

    `tree` holds that of `held`; of a larger one the tiles are asked for. Raises a FileProblem if `offered` is
    larger and what shows its growth is not to be had: then nothing is known.
    """
    small, large = sorted((held, offered), key=lambda signed: signed.checkpoint.size)
    if small.checkpoint.size == large.checkpoint.size:
        return fork_in(held, offered)
    size = large.checkpoint.size
    read = tree.own_hashes(size) if large is held else tree.their_hashes(size)
    try:
        prefix_root, proof = _beginning(small.checkpoint.size, large, read)
    except LogRefusal:
        # Tiles that lead nowhere show nothing of how the larger tree begins.
        return Evidence(EvidenceKind.UNPROVEN_GROWTH, held, offered)
    if prefix_root == small.checkpoint.root:
        return None
    return Evidence(EvidenceKind.REWRITTEN, held, offered, prefix_root, proof)


def can_be_shown(evidence: Evidence | None) -> bool:
    """Whether the evidence convinces somebody who trusts only the key of the log."""
    return evidence is not None and evidence.kind is not EvidenceKind.UNPROVEN_GROWTH


def _beginning(old_size: int, signed: SignedCheckpoint, read: HashReader) -> tuple[bytes, Proof]:
    """The root over the first `old_size` leaves of a tree, and the proof that it is so. Raises LogRefusal."""
    stated = signed.checkpoint
    if old_size == 0:
        return read_root(0, read), ()
    proof = make_consistency_proof(old_size, stated.size, read)
    prefix_root = read_root(old_size, read)
    verify_consistency(old_size, stated.size, proof, prefix_root, stated.root)
    return prefix_root, proof
