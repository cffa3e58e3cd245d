"""The witness itself: a request in, an answer out (tlog-witness). It knows nothing of HTTP servers."""

import datetime
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from hattama.cli.evidence_files import EVIDENCE_FILES, evidence_about, keep_evidence
from hattama.cli.whole_files import hold, replace_durably
from hattama.core.transparency_log import (
    SIZE_MEDIA_TYPE,
    AddCheckpoint,
    Evidence,
    LogRefusal,
    Note,
    NoteSignature,
    Refuse,
    SignedCheckpoint,
    VerifierKey,
    cosign,
    decide_add_checkpoint,
    encode_signature_lines,
    monitoring_path,
    parse_add_checkpoint,
    parse_checkpoint,
    parse_vkeys,
    refuse_unparsable,
)
from hattama.formats.private_keys import PrivateKey
from hattama.verification.folders import verify_ed25519

# STATE/<SHA-256 of the origin>/checkpoint with the log's signatures and our own
# STATE/evidence/… what shows that a log has two histories
# STATE/lock held while one request is decided


@dataclass(frozen=True, slots=True)
class Memory:
    """The folder of a witness's state."""

    folder: Path

    @property
    def evidence(self) -> Path:
        """Where evidence is kept."""
        return self.folder / "evidence"

    def locked(self) -> AbstractContextManager[None]:
        """Alone, among all threads and processes that share the folder."""
        return hold(self.folder / "lock")

    def held(self, origin: str) -> SignedCheckpoint | None:
        """What was cosigned last, None where nothing was.

        Raises OSError or a LogRefusal where the file is damaged: a witness that has forgotten must not sign.
        """
        try:
            return parse_checkpoint(self.path(origin).read_bytes())
        except FileNotFoundError:
            return None

    def remember(self, signed: SignedCheckpoint, log_keys: Sequence[VerifierKey], own: NoteSignature) -> None:
        """Make a tree the newest of its origin, durably: the log's signatures and our own, no stranger's."""
        lines = [line for line in signed.note.signatures if any(line.claims(key) for key in log_keys)]
        note = Note(signed.note.text, (*lines, own))
        replace_durably(self.path(signed.checkpoint.origin), note.encoded())

    def path(self, origin: str) -> Path:
        """Where the newest cosigned checkpoint of a log stands."""
        return self.folder / monitoring_path(origin)


TEXT = "text/plain; charset=utf-8"
MOST_BYTES_OF_KEYS = 4_000_000


def log_keys_in(path: Path) -> tuple[VerifierKey, ...]:
    """The keys of logs in a file. Raises OSError or a KeyRefused."""
    with path.open("rb") as file:
        return parse_vkeys(file.read(MOST_BYTES_OF_KEYS))


Clock = Callable[[], datetime.datetime]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to whoever asked."""

    status: int
    body: bytes
    media_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Witness:
    """A key, the logs that it looks after, and what it remembers.

    `logs`: a file with the verifier keys of logs, one to a line, read anew for each request. `tell` hears of
    evidence: its meaning, and where it is kept (None: there is too much of its kind).
    """

    key: PrivateKey
    logs: Path
    memory: Memory
    clock: Clock
    tell: Callable[[Evidence, Path | None], None]

    def log_keys(self) -> tuple[VerifierKey, ...]:
        """The keys of the logs that may ask. Raises OSError or a KeyRefused."""
        return log_keys_in(self.logs)

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to a POST to `add-checkpoint`; what it promises is durable before it returns.

        Raises OSError or a LogRefusal where our own files cannot be read or written: nothing is promised.
        """
        try:
            request = parse_add_checkpoint(body)
        except LogRefusal as refusal:
            return _refuse(refuse_unparsable(refusal))
        log_keys = [key for key in self.log_keys() if key.name == request.signed.checkpoint.origin]
        with self.memory.locked():
            return self._decide(request, log_keys)

    def newest(self, path: str) -> Answer:
        """The answer to a GET below the monitoring prefix: `<SHA-256 of the origin>/checkpoint`."""
        try:
            return Answer(200, (self.memory.folder / path).read_bytes())
        except FileNotFoundError:
            return Answer(404, b"nothing was cosigned under this name\n")

    def evidence_of(self, origin_sha256: str) -> Answer:
        """The answer to a GET of `<SHA-256 of the origin>/evidence`: its folders, one name to a line."""
        names = evidence_about(self.memory.evidence, origin_sha256)
        return Answer(200, "".join(f"{name}\n" for name in names).encode("ascii"))

    def evidence_file(self, origin_sha256: str, name: str, file: str) -> Answer:
        """The answer to a GET of a file in one of these folders."""
        if file not in EVIDENCE_FILES or name not in evidence_about(self.memory.evidence, origin_sha256):
            return Answer(404, b"no such evidence\n")
        try:
            return Answer(200, (self.memory.evidence / name / file).read_bytes())
        except FileNotFoundError:
            return Answer(404, b"no such file of it\n")

    def _decide(self, request: AddCheckpoint, log_keys: list[VerifierKey]) -> Answer:
        held = self.memory.held(request.signed.checkpoint.origin) if log_keys else None
        decision = decide_add_checkpoint(request, log_keys, held, verify_ed25519)
        now = self.clock()
        if isinstance(decision, Refuse):
            if decision.evidence is not None:
                kept = keep_evidence(self.memory.evidence, decision.evidence, log_keys, now)
                self.tell(decision.evidence, kept)
            return _refuse(decision)
        own = cosign(request.signed.note.text, int(now.timestamp()), self.key.key, self.key.sign)
        self.memory.remember(decision.held, log_keys, own)
        return Answer(decision.status, encode_signature_lines([own]))


def _refuse(decision: Refuse) -> Answer:
    return Answer(decision.status, decision.body(), TEXT if decision.held_size is None else SIZE_MEDIA_TYPE)
