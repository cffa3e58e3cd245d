"""Evidence: two signed checkpoints of one log that do not go together, and how much that proves to others.

Whoever reads a log keeps what it signed. Two of its statements that no append-only log can both make are a
proof that needs no trust in whoever shows it: the log's own signatures and some hashes are all it takes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from hattama.core.transparency_log.checkpoints import SignedCheckpoint, is_fork, require_log_signature
from hattama.core.transparency_log.keys import VerifierKey, Verify
from hattama.core.transparency_log.proofs import Proof, root_before, verify_consistency
from hattama.core.transparency_log.refusals import EvidenceProvesNothing, ProofRefused


class EvidenceKind(Enum):
    """How much the two notes prove."""

    FORK = "fork"
    """Two roots for one size, both signed by the log: proof of two histories, to anyone."""
    REWRITTEN = "rewritten"
    """The larger tree does not begin with the smaller one, as hashes show: the same proof, to anyone."""
    UNPROVEN_GROWTH = "unproven-growth"
    """Two sizes, and nothing that shows how the larger tree begins: a reason to ask the log for a proof. It
    proves nothing by itself, for whoever sent it need not have been the log."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two signed checkpoints of one log that do not go together; `held` was seen first.

    With REWRITTEN, `prefix_root` is the root over as many first leaves of the larger tree as the smaller one
    has, and `proof` the consistency proof from there to the larger root.
    """

    kind: EvidenceKind
    held: SignedCheckpoint
    offered: SignedCheckpoint
    prefix_root: bytes = b""
    proof: Proof = ()

    @property
    def smaller(self) -> SignedCheckpoint:
        """The one of the smaller tree; the held one where both are of one size."""
        return min(self.held, self.offered, key=lambda signed: signed.checkpoint.size)

    @property
    def larger(self) -> SignedCheckpoint:
        """The other one."""
        return self.offered if self.smaller is self.held else self.held


def fork_in(held: SignedCheckpoint, offered: SignedCheckpoint) -> Evidence | None:
    """The fork that two signed checkpoints show, if they do."""
    return (
        Evidence(EvidenceKind.FORK, held, offered) if is_fork(held.checkpoint, offered.checkpoint) else None
    )


def weigh_growth(held: SignedCheckpoint, offered: SignedCheckpoint, proof: Proof) -> Evidence:
    """What it is worth that `proof` does not lead from the held checkpoint to the offered, larger one."""
    old, new = held.checkpoint, offered.checkpoint
    try:
        prefix_root = root_before(old.size, new.size, proof, new.root)
    except ProofRefused:
        return Evidence(EvidenceKind.UNPROVEN_GROWTH, held, offered)
    return Evidence(EvidenceKind.REWRITTEN, held, offered, prefix_root, proof)


def require_proof_of_two_histories(
    evidence: Evidence, log_keys: Collection[VerifierKey], verify: Verify
) -> None:
    """Returns if the evidence proves, to whoever trusts only `log_keys`, that the log has two histories.

    Raises what `require_log_signature` and `verify_consistency` raise, or `EvidenceProvesNothing`.
    """
    for signed in (evidence.held, evidence.offered):
        require_log_signature(signed, log_keys, verify)
    if fork_in(evidence.held, evidence.offered):
        return
    smaller, larger = evidence.smaller.checkpoint, evidence.larger.checkpoint
    if evidence.kind is not EvidenceKind.REWRITTEN or smaller.origin != larger.origin:
        raise EvidenceProvesNothing("nothing shows how the larger tree begins")
    verify_consistency(smaller.size, larger.size, evidence.proof, evidence.prefix_root, larger.root)
    if evidence.prefix_root == smaller.root:
        raise EvidenceProvesNothing("the larger tree begins with the smaller one")
