"""Who signs checkpoints: this process with a key in a file, or another process behind a Unix socket.

The other process (`hattama signer`) never hands its key out, remembers what it signed last, and signs nothing
that does not extend it: whoever takes over the site can then append to the log, and cannot rewrite it.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hattama.core.transparency_log import (
    Checkpoint,
    LogRefusal,
    NoteSignature,
    Proof,
    VerifierKey,
    encode_signature_lines,
    parse_signature_lines,
    parse_vkey,
    sign_text,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.signing_keys import KeyFile

ProofFrom = Callable[[int], Proof]
"""Gives the consistency proof from a smaller size of the log to that of the checkpoint to be signed."""

ANSWER_SECONDS = 5.0
MOST_ANSWER_BYTES = 100_000


class SignerUnavailable(Exception):
    """The other process does not answer, or not in time."""


class SignerRefused(Exception):
    """The other process does not sign this; the message is its reason."""


class Signer(Protocol):
    """Signs in a log's name."""

    def newest_key(self, origin: str) -> VerifierKey | None:
        """The key made last for this log, or None."""

    def make_key(self, origin: str) -> VerifierKey:
        """Make a new key for this log."""

    def require(self, key: VerifierKey) -> None:
        """Make sure that this key can sign now."""

    def sign(
        self, checkpoint: Checkpoint, keys: Sequence[VerifierKey], proof_from: ProofFrom
    ) -> tuple[NoteSignature, ...]:
        """One signature of each of `keys` over the checkpoint."""


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Signs with keys in a file. Raises KeyRefused."""

    keys: KeyFile

    def newest_key(self, origin: str) -> VerifierKey | None:
        """The key made last for this log, or None."""
        named = [private.key for private in self.keys.read() if private.key.name == origin]
        return named[-1] if named else None

    def make_key(self, origin: str) -> VerifierKey:
        """Make a new key for this log."""
        return self.keys.add_key(origin)

    def require(self, key: VerifierKey) -> None:
        """Make sure that the file holds this key, and that nobody else can read it."""
        self.keys.key(key)

    def sign(
        self, checkpoint: Checkpoint, keys: Sequence[VerifierKey], proof_from: ProofFrom
    ) -> tuple[NoteSignature, ...]:
        """One signature of each of `keys` over the checkpoint; nothing asks for a proof here."""
        return tuple(sign_text(checkpoint.text(), key, self.keys.key(key).sign) for key in keys)


@dataclass(frozen=True, slots=True)
class SocketSigner:
    """Asks the process behind the socket at `path`. Raises SignerUnavailable or SignerRefused."""

    path: Path

    def newest_key(self, origin: str) -> VerifierKey | None:
        """The key made last for this log, or None."""
        answer = self._ask(f"newest-key\n{origin}\n")
        return parse_vkey(answer.strip()) if answer.strip() else None

    def make_key(self, origin: str) -> VerifierKey:
        """Make a new key for this log."""
        return parse_vkey(self._ask(f"make-key\n{origin}\n").strip())

    def require(self, key: VerifierKey) -> None:
        """Make sure that the other process answers and knows this log."""
        if self.newest_key(key.name) is None:
            raise SignerRefused(f"it has no key of {key.name}")

    def sign(
        self, checkpoint: Checkpoint, keys: Sequence[VerifierKey], proof_from: ProofFrom
    ) -> tuple[NoteSignature, ...]:
        """One signature of each of `keys` over the checkpoint, which must extend what was signed before."""
        held = int(self._ask(f"held-size\n{checkpoint.origin}\n"))
        if held > checkpoint.size:
            raise SignerRefused(f"it signed size {held} before, and {checkpoint.size} is asked for")
        request = render_signing_request(checkpoint, keys, held, proof_from(held))
        try:
            lines = parse_signature_lines(self._ask(request).encode("utf-8"))
        except LogRefusal as refusal:
            raise SignerUnavailable(f"its answer is no signature: {refusal.code}") from None
        message = checkpoint.text().encode("utf-8")
        for key in keys:
            if not any(
                one.claims(key) and verify_ed25519(key.public_key, message, one.signature) for one in lines
            ):
                raise SignerUnavailable(f"its answer is not signed by {key.key_id.hex()}")
        return lines

    def _ask(self, request: str) -> str:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(ANSWER_SECONDS)
                connection.connect(str(self.path))
                connection.sendall(request.encode("utf-8"))
                connection.shutdown(socket.SHUT_WR)
                answer = receive_all(connection, MOST_ANSWER_BYTES).decode("utf-8")
        except (OSError, UnicodeDecodeError) as trouble:
            raise SignerUnavailable(f"{self.path}: {trouble}") from None
        word, _, rest = answer.partition("\n")
        if word == "refused":
            raise SignerRefused(rest.strip())
        if word == "failed":
            raise SignerUnavailable(rest.strip())
        if word != "ok":
            raise SignerUnavailable(f"{self.path} answers {word[:40]!r}")
        return rest


def receive_all(connection: socket.socket, most: int) -> bytes:
    """Everything until the other side has finished; at most `most` bytes and one."""
    data = b""
    while len(data) <= most and (piece := connection.recv(65536)):
        data += piece
    return data


def render_signing_request(
    checkpoint: Checkpoint, keys: Sequence[VerifierKey], held: int, proof: Proof
) -> str:
    """`sign`, IDs of keys, held size, proof in hex, one line each; then the text of the checkpoint."""
    by = " ".join(key.key_id.hex() for key in keys)
    return f"sign\n{by}\n{held}\n{b''.join(proof).hex()}\n{checkpoint.text()}"


def render_signatures(signatures: Sequence[NoteSignature]) -> str:
    """The answer to a signing request."""
    return "ok\n" + encode_signature_lines(signatures).decode("utf-8")
