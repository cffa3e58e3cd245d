"""What a witness remembers: for each log the largest tree that it cosigned, and evidence against logs.

STATE/<SHA-256 of the origin>/checkpoint    with the log's signatures and our own; may be served as it is
STATE/evidence/…                            what shows that a log has two histories
STATE/lock                                  held while one request is decided
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from hattama.cli.whole_files import hold, replace_durably
from hattama.core.transparency_log import (
    Note,
    NoteSignature,
    SignedCheckpoint,
    VerifierKey,
    monitoring_path,
    parse_checkpoint,
)


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
