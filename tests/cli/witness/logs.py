"""A log for the tests of witnesses: its entries, a forged history of the same key, and requests."""

from hattama.core.transparency_log import (
    AddCheckpoint,
    Checkpoint,
    SignedCheckpoint,
    leaf_hash,
    leaf_hashes,
    make_consistency_proof,
    root_of_hashes,
)
from tests.core.transparency_log.signers import leaf_hash_reader, sign_checkpoint
from tests.verification.made_bundle import Signer

LOG = Signer(1, "log.example.org/w")
TRUE = leaf_hashes(b"entry %d" % number for number in range(2_000))
FORGED = TRUE[:320] + leaf_hash(b"forged") + TRUE[352:]


def at(size: int, hashes: bytes = TRUE, log: Signer = LOG) -> SignedCheckpoint:
    """The signed checkpoint of the first `size` leaves."""
    root = root_of_hashes(hashes[: 32 * size])
    return sign_checkpoint(Checkpoint(log.key.name, size, root), log.key, log.sign)


def request(old: int, new: int, hashes: bytes = TRUE, log: Signer = LOG) -> bytes:
    """A request to cosign growth, with its proof."""
    proof = make_consistency_proof(old, new, leaf_hash_reader(hashes))
    return AddCheckpoint(old, proof, at(new, hashes, log)).encoded()
