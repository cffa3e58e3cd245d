"""Witnessing: what a witness answers when a log offers it a checkpoint, decided without a disk or a clock.

Specification: c2sp.org/tlog-witness as of 6 July 2026. Version 1.0.0 answered another root for one size with
409, and did not say where the newest checkpoint is served. A witness holds, for each log, the largest tree it
has cosigned. It cosigns only what extends that tree, and keeps whatever shows that a log has two histories.

The shell must load what is held, call `decide_add_checkpoint`, make `Cosign.held` durable and only then
sign and answer, all as one indivisible step for each origin: otherwise two requests at once could roll
the tree back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Final

from hattama.core.transparency_log.checkpoints import (
    SignedCheckpoint,
    is_fork,
    parse_checkpoint,
    require_log_signature,
)
from hattama.core.transparency_log.keys import VerifierKey, Verify
from hattama.core.transparency_log.merkle import EMPTY_ROOT
from hattama.core.transparency_log.notes import MAX_NOTE_BYTES
from hattama.core.transparency_log.proofs import (
    HashReader,
    Proof,
    make_consistency_proof,
    read_root,
    root_before,
    verify_consistency,
)
from hattama.core.transparency_log.refusals import (
    ConflictMalformed,
    EvidenceProvesNothing,
    LogRefusal,
    NoteRefused,
    OldSizeMalformed,
    OriginUnknown,
    ProofRefused,
    RequestCutShort,
    RequestHashMalformed,
    RequestTooLong,
)
from hattama.core.transparency_log.spellings import read_decimal, read_hashes, write_hashes

# Whoever reads a log keeps what it signed. Two of its statements that no append-only log can both make are a
# proof that needs no trust in whoever shows it: the log's own signatures and some hashes are all it takes.


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


def weigh(held: SignedCheckpoint, offered: SignedCheckpoint, read: HashReader) -> Evidence | None:
    """What two signed checkpoints of one log show; None where one tree begins with the other.

    `read` gives the hashes of the larger tree; what it raises passes through, but for a LogRefusal.
    """
    small, large = sorted((held.checkpoint, offered.checkpoint), key=lambda checkpoint: checkpoint.size)
    if small.size == large.size:
        return fork_in(held, offered)
    try:
        proof = make_consistency_proof(small.size, large.size, read) if small.size else ()
        prefix_root = read_root(small.size, read)
        verify_consistency(small.size, large.size, proof, prefix_root, large.root)
    except LogRefusal:
        # Hashes that lead nowhere show nothing of how the larger tree begins.
        return Evidence(EvidenceKind.UNPROVEN_GROWTH, held, offered)
    if prefix_root == small.root:
        return None
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


MAX_REQUEST_BYTES: Final = MAX_NOTE_BYTES + 10_000
SIZE_MEDIA_TYPE: Final = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A log's request: the size the witness should hold, the proof from there, and the new checkpoint."""

    old_size: int
    proof: Proof
    signed: SignedCheckpoint

    def encoded(self) -> bytes:
        """The body of the POST request."""
        head = f"old {self.old_size}\n{write_hashes(self.proof)}\n"
        return head.encode("ascii") + self.signed.encoded()


@dataclass(frozen=True, slots=True)
class Cosign:
    """Make `held` durable as the newest tree of its origin; then cosign its text and answer with that."""

    held: SignedCheckpoint
    status: int = 200


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer with this HTTP status. `reason` is a stable code.

    `held_size` is set with status 409: it is the body, as `SIZE_MEDIA_TYPE`. Evidence, if any, is to be kept.
    """

    status: int
    reason: str
    held_size: int | None = None
    evidence: Evidence | None = None

    def body(self) -> bytes:
        """The body of the answer."""
        word = self.reason if self.held_size is None else str(self.held_size)
        return f"{word}\n".encode()


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """The request in these bytes, unverified; `parse_add_checkpoint(data).encoded() == data`.

    Raises a `RequestRefused`, or a `NoteRefused` or `CheckpointRefused` for the checkpoint in it.
    """
    if len(data) > MAX_REQUEST_BYTES:
        raise RequestTooLong(f"{len(data)} bytes")
    head, divider, note = data.partition(b"\n\n")
    first, *lines = head.decode("utf-8", "surrogateescape").split("\n")
    old_size = read_decimal(first.removeprefix("old ")) if first.startswith("old ") else None
    if old_size is None:
        raise OldSizeMalformed(ascii(first)[:40])
    proof = read_hashes(lines)
    if proof is None:
        raise RequestHashMalformed("a line of the proof is not base64 of 32 bytes, or there are too many")
    if not divider:
        raise RequestCutShort("no empty line after the proof")
    return AddCheckpoint(old_size, proof, parse_checkpoint(note))


def decide_add_checkpoint(
    request: AddCheckpoint,
    log_keys: Collection[VerifierKey],
    held: SignedCheckpoint | None,
    verify: Verify,
) -> Cosign | Refuse:
    """The witness's answer to a request that could be parsed (one that could not is `Refuse(400, …)`).

    `log_keys` are the keys the witness trusts, for any log; `held` is the checkpoint it last cosigned for
    this origin, or None. The order of the checks is the specification's: origin 404, signature 403, sizes
    400, held size 409, root and proof 422.
    """
    offered = request.signed.checkpoint
    try:
        require_log_signature(request.signed, log_keys, verify)
    except OriginUnknown as refusal:
        return Refuse(404, refusal.code)
    except NoteRefused as refusal:
        return Refuse(403, refusal.code)
    if request.old_size > offered.size:
        return Refuse(400, "old-size-above-size")
    held_size, held_root = (held.checkpoint.size, held.checkpoint.root) if held else (0, EMPTY_ROOT)
    # Noticed even when the request is refused for another reason: the two notes are proof by themselves.
    evidence = fork_in(held, request.signed) if held else None
    if request.old_size != held_size:
        return Refuse(409, "other-size-held", held_size, evidence)
    try:
        verify_consistency(held_size, offered.size, request.proof, held_root, offered.root)
    except ProofRefused as refusal:
        if held and evidence is None:
            evidence = weigh_growth(held, request.signed, request.proof)
        return Refuse(422, refusal.code, None, evidence)
    return Cosign(request.signed)


def refuse_unparsable(refusal: LogRefusal) -> Refuse:
    """The answer to a request that `parse_add_checkpoint` refused."""
    return Refuse(400, refusal.code)


def parse_conflict(body: bytes) -> int:
    """The size a witness says it holds, from the body of its 409 answer. Raises `ConflictMalformed`.

    The body ends with a line feed (C2SP tlog-witness); one without says the same.
    """
    size = read_decimal(body.removesuffix(b"\n").decode("latin-1"))
    if size is None:
        raise ConflictMalformed(ascii(body[:40]))
    return size


def monitoring_path(origin: str) -> str:
    """Where a witness serves its latest checkpoint of a log, below its monitoring prefix."""
    return f"{sha256(origin.encode('utf-8')).hexdigest()}/checkpoint"


def evidence_path(origin: str) -> str:
    """Where our witnesses list the evidence that they keep against a log, below their monitoring prefix."""
    return monitoring_path(origin).removesuffix("checkpoint") + "evidence"
