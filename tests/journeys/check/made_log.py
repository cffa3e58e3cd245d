"""A log made by the core, with a real key, as the files of a public bundle."""

from collections.abc import Sequence
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    SignatureType,
    SignedCheckpoint,
    VerifierKey,
    grow,
    leaf_hashes,
    root_of_hashes,
)
from tests.core.transparency_log.signers import sign_checkpoint


class MadeLog:
    """The log of `entries` under the name `origin`, signed by the key of this `seed`."""

    def __init__(self, origin: str, entries: Sequence[bytes], seed: int = 1) -> None:
        self.origin = origin
        self.entries = list(entries)
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)

    @property
    def key(self) -> VerifierKey:
        """The verifier key of the log."""
        public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(self.origin, SignatureType.ED25519, public)

    def checkpoint(self, size: int | None = None) -> SignedCheckpoint:
        """The signed checkpoint of the first `size` entries, of all unless told."""
        count = len(self.entries) if size is None else size
        stated = Checkpoint(self.origin, count, root_of_hashes(self._leaves[: 32 * count]))
        return self.sign(stated)

    def sign(self, stated: Checkpoint) -> SignedCheckpoint:
        """Any statement, signed by the key of this log."""
        return sign_checkpoint(stated, self.key, self._private.sign)

    def files(self) -> dict[str, bytes]:
        """The log's part of the bundle by path: keys, tiles, entries, and the checkpoint of all entries."""
        return {
            **dict(grow(LogEdge(), self.entries).files),
            "log.vkey": f"{self.key.vkey()}\n".encode(),
            "checkpoint": self.checkpoint().encoded(),
        }

    @cached_property
    def _leaves(self) -> bytes:
        return leaf_hashes(self.entries)
