"""Checkpoints that somebody brought: receipts and states of a log that outlived the machine they came from.

A log of which a longer state was shown is not written until the database has come up with it.
"""

from __future__ import annotations

from hattama.core.transparency_log import (
    LogRefusal,
    SignedCheckpoint,
    VerifierKey,
    parse_checkpoint,
    parse_receipt,
    require_log_signature,
)
from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.log.signing_keys import verify_ed25519
from hattama.web.kernel.stores.durable_files import replace_durably

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
    try:
        return (working_folder(election_id) / _NAME).read_bytes()
    except FileNotFoundError:
        return b""
