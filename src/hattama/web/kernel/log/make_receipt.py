"""A receipt: one file that proves, without a network, that an entry stands in the log."""

from __future__ import annotations

from hattama.core.transparency_log import (
    Receipt,
    SignedCheckpoint,
    make_inclusion_proof,
    tile_hash_reader,
)
from hattama.web.kernel.log.bundle_store import COSIGNED, BundleStore, public_store


class NotInTheLog(Exception):
    """No published checkpoint covers an entry of this index."""


def make_receipt(election_id: str, index: int) -> bytes:
    """The tlog-proof of entry `index`, which leads to the checkpoint that covers it.

    Raises NotInTheLog, and FileNotFoundError where a file of the tree is gone from the bundle.
    """
    store = public_store(election_id)
    signed = covering_checkpoint(election_id, index)
    size = signed.checkpoint.size
    proof = make_inclusion_proof(index, size, tile_hash_reader(store.size(), store.read_tile_file))
    return Receipt(index, proof, signed).encoded()


def covering_checkpoint(election_id: str, index: int) -> SignedCheckpoint:
    """The newest checkpoint with a quorum of witnesses if that covers the entry, else the newest.

    Raises NotInTheLog.
    """
    store = public_store(election_id)
    signed = _witnessed(store, index) or store.checkpoint()
    if signed is None or index >= signed.checkpoint.size:
        raise NotInTheLog(f"{election_id}: {index}")
    return signed


def _witnessed(store: BundleStore, index: int) -> SignedCheckpoint | None:
    signed = store.checkpoint(COSIGNED)
    return signed if signed is not None and index < signed.checkpoint.size else None
