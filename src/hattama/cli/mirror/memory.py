"""What a mirror remembers beside the copy itself, in `.mirror` inside it.

.mirror/checkpoint    the largest checkpoint that was verified: nothing that contradicts it is ever accepted
.mirror/log.vkey      the keys of the log, those met first and those they vouched for
.mirror/incoming/     files on their way into the copy
.mirror/lock          held while a run works
"""

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from hattama.cli.whole_files import hold, replace_durably
from hattama.core.transparency_log import SignedCheckpoint, VerifierKey, parse_checkpoint, parse_vkeys

FOLDER = ".mirror"


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of the copy in `copy`. Reading raises a LogRefusal where it is damaged."""

    copy: Path

    @property
    def incoming(self) -> Path:
        """Where files wait until they may enter the copy."""
        return self.copy / FOLDER / "incoming"

    def alone(self) -> AbstractContextManager[None]:
        """Keep other runs out. Raises HeldByAnother."""
        return hold(self.copy / FOLDER / "lock", wait=False)

    def checkpoint(self) -> SignedCheckpoint | None:
        """The largest checkpoint that was verified, None before the first."""
        data = _read(self._path("checkpoint"))
        return parse_checkpoint(data) if data is not None else None

    def keys(self) -> tuple[VerifierKey, ...]:
        """The keys of the log, oldest first; none before the first checkpoint."""
        data = _read(self._path("log.vkey"))
        return parse_vkeys(data) if data is not None else ()

    def remember(self, signed: SignedCheckpoint, keys: Sequence[VerifierKey]) -> None:
        """Make a verified checkpoint the newest, durably. Its tiles must be durable before."""
        replace_durably(self._path("log.vkey"), "".join(f"{key.vkey()}\n" for key in keys).encode())
        replace_durably(self._path("checkpoint"), signed.encoded())

    def forget_incoming(self) -> None:
        """Drop what is on its way; all of it can be fetched again."""
        shutil.rmtree(self.incoming, ignore_errors=True)

    def _path(self, name: str) -> Path:
        return self.copy / FOLDER / name


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
