"""Checkpoints that somebody brought: receipts and states of a log that outlived the machine they came from.

A log of which a longer state was shown is not written until the database has come up with it.
"""

from hattama.core.transparency_log import (
    LogRefusal,
    Receipt,
    SignedCheckpoint,
    VerifierKey,
    make_inclusion_proof,
    parse_checkpoint,
    parse_receipt,
    require_log_signature,
    tile_hash_reader,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.bundle_store import COSIGNED, public_store, working_folder
from hattama.web.kernel.stores.durable_files import read_if_any, replace_durably


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
    signed = store.checkpoint(COSIGNED)
    if signed is None or index >= signed.checkpoint.size:
        signed = store.checkpoint()
    if signed is None or index >= signed.checkpoint.size:
        raise NotInTheLog(f"{election_id}: {index}")
    return signed


_NAME = "shown"


def parse_shown(data: bytes) -> SignedCheckpoint:
    """The checkpoint in a file: one by itself, or that of a receipt. Raises a LogRefusal."""
    try:
        return parse_checkpoint(data)
    except LogRefusal:
        return parse_receipt(data).checkpoint


def keep_shown(election_id: str, signed: SignedCheckpoint, keys: list[VerifierKey]) -> None:
    """Remember the longest checkpoint that was shown. Raises a LogRefusal if no key of the log signed it."""
    require_log_signature(signed, keys, verify_ed25519)
    if signed.checkpoint.size > shown_size(election_id):
        replace_durably(working_folder(election_id) / _NAME, signed.encoded())


def shown_size(election_id: str) -> int:
    """The size of the longest checkpoint that was shown of this log; 0 where none was."""
    data = read_shown(election_id)
    return parse_checkpoint(data).checkpoint.size if data else 0


def read_shown(election_id: str) -> bytes:
    """The longest checkpoint that was shown of this log; nothing where none was."""
    return read_if_any(working_folder(election_id) / _NAME)
