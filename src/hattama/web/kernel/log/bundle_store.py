"""The folder of one election's public bundle: files that become durable in the order that readers rely on."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from hattama.core.transparency_log import (
    LogRefusal,
    SignedCheckpoint,
    TileName,
    parse_checkpoint,
    parse_tile_path,
)
from hattama.core.vocabulary import is_code
from hattama.publish.nights import CUSTODY_TABLE, NIGHT_STATES, TIMELINE
from hattama.publish.record_texts import RECORD_TEXTS
from hattama.publish.state import AREA_STATES, PRECINCT_STATES
from hattama.web.kernel.stores.content_store import place_content
from hattama.web.kernel.stores.durable_files import read_if_any, replace_durably, replace_file, write_durably

CHECKPOINT = "checkpoint"
COSIGNED = "checkpoint-cosigned"
STAMPS = "time-stamps"
KEYS = "log.vkey"
POLICY = "policy.txt"
MANIFEST = "manifest.json"


WORDED = (RECORD_TEXTS, "protocols.csv", PRECINCT_STATES)
"""The files of a bundle that hold what people wrote; one is not there while a text of it was taken back."""


class BundleStore:
    """The files under `folder`. Paths are those of docs/format/log.md."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises FileNotFoundError."""
        return (self.folder / path).read_bytes()

    def read_tile_file(self, path: str) -> bytes:
        """A file of the tree; the full one where the partial one has gone. Raises FileNotFoundError."""
        try:
            return self.read(path)
        except FileNotFoundError:
            full, partial, _ = path.partition(".p/")
            if not partial:
                raise
            return self.read(full)

    def read_or_nothing(self, path: str) -> bytes:
        """The bytes of a file, none where it does not exist."""
        return read_if_any(self.folder / path)

    def checkpoint(self, name: str = CHECKPOINT) -> SignedCheckpoint | None:
        """The published checkpoint, or None before the first. Raises a LogRefusal when it is none."""
        data = self.read_or_nothing(name)
        return parse_checkpoint(data) if data else None

    def checkpoint_state(self) -> str:
        """What tells this checkpoint from the next without reading it; empty before the first."""
        try:
            # Asked every few milliseconds by whoever waits: a Path would cost several times as much.
            facts = os.stat(f"{self.folder}/{CHECKPOINT}")
        except FileNotFoundError:
            return ""
        return f"{facts.st_ino}-{facts.st_mtime_ns}-{facts.st_size}"

    def checkpoint_at(self) -> float:
        """When the checkpoint was written, in seconds of the clock; 0 before the first."""
        try:
            return (self.folder / CHECKPOINT).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def size(self) -> int:
        """How many entries the published checkpoint covers."""
        signed = self.checkpoint()
        return signed.checkpoint.size if signed else 0

    def write_log_files(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Make tiles and bundles of entries durable, before a checkpoint covers them."""
        write_durably((self.folder / path, data) for path, data in files)

    def put_checkpoint(self, signed: SignedCheckpoint, name: str = CHECKPOINT) -> None:
        """Publish a checkpoint, durably and in one step."""
        replace_durably(self.folder / name, signed.encoded())

    def put(self, path: str, data: bytes) -> None:
        """Put a file that can be made again: whole at every moment, not flushed."""
        replace_file(self.folder / path, data)

    def put_if_other(self, path: str, data: bytes) -> None:
        """Put a file where these very bytes do not stand there already."""
        if self.read_or_nothing(path) != data:
            self.put(path, data)

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""
        (self.folder / path).unlink(missing_ok=True)

    def put_durably(self, path: str, data: bytes) -> bool:
        """Put a file of the log itself; False where these very bytes stand there already."""
        if self.read_or_nothing(path) == data:
            return False
        replace_durably(self.folder / path, data)
        return True

    def link_scan(self, sha256: str) -> None:
        """Show a scan of the content store, as a second name of the same file where the disk allows it.

        Raises ContentMissing, ContentAltered or StoreUnavailable.
        """
        path = self.scan_path(sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        place_content(sha256, path)

    def withdraw_scan(self, sha256: str) -> None:
        """Take a scan out of the public's sight; the content store keeps it."""
        self.scan_path(sha256).unlink(missing_ok=True)

    def scan_path(self, sha256: str) -> Path:
        """Where the bundle shows a scan."""
        return self.folder / "scans" / sha256[:2] / sha256

    def drop_partial_tiles(self, old_size: int, size: int) -> None:
        """Remove the partial files of tiles that were completed on the way from `old_size` to `size`."""
        for name in completed_tiles(old_size, size):
            shutil.rmtree(self.folder / f"{name.path()}.p", ignore_errors=True)


def completed_tiles(old_size: int, size: int) -> list[TileName]:
    """Full files, bundles among them, that a log of `size` has and one of `old_size` has not."""
    names = []
    for level in (-1, *range(8)):
        shift = 8 * (max(level, 0) + 1)
        names += [TileName(level, number) for number in range(old_size >> shift, size >> shift)]
    return names


def public_store(election_id: str) -> BundleStore:
    """The bundle that this site serves."""
    return BundleStore(Path(settings.DATA_DIR) / "public" / election_id)


def working_folder(election_id: str) -> Path:
    """Where the writer of a log keeps what is nobody else's: its lock, its marks, files on their way."""
    return Path(settings.DATA_DIR) / "log" / election_id


BUNDLE_TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
BRIEFLY = "public, max-age=5"
_IMMUTABLE = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
"""Of what never changes and may be withdrawn."""
_ASK_AGAIN = "public, no-cache"
_TYPES = {
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".toml": "application/toml",
}
_TOP = frozenset(
    {
        *("election.toml", "areas.csv", "rulepack.toml", "election.json", MANIFEST),
        *("protocols.csv", "votes.csv", "totals.csv", "findings.csv"),
        *(TIMELINE, CUSTODY_TABLE, AREA_STATES, PRECINCT_STATES, NIGHT_STATES, RECORD_TEXTS),
    }
)


def bundle_kind(path: str) -> tuple[str, str] | None:
    """Media type and caching of a path; an empty type for a scan, None for no path of a bundle."""
    if path in (CHECKPOINT, COSIGNED, KEYS, POLICY, STAMPS):
        return BUNDLE_TEXT, BRIEFLY
    if path in _TOP:
        return _TYPES[path[path.rindex(".") :]], _ASK_AGAIN
    folder, _, rest = path.partition("/")
    if folder == "tile":
        return (BYTES, _IMMUTABLE) if _is_tile(path) else None
    if folder == "key-changes" and rest.isascii() and rest.isdecimal():
        return BUNDLE_TEXT, _IMMUTABLE
    if folder == "outcomes":
        return (_TYPES[".json"], _ASK_AGAIN) if rest.endswith(".json") and is_code(rest[:-5]) else None
    if folder == "scans" and _is_hash(rest):
        return "", AN_HOUR
    if folder == "explanations" and _is_hash(rest):
        return BUNDLE_TEXT, AN_HOUR
    return None


def _is_tile(path: str) -> bool:
    try:
        parse_tile_path(path)
    except LogRefusal:
        return False
    return True


def _is_hash(rest: str) -> bool:
    folder, _, sha256 = rest.partition("/")
    return len(sha256) == 64 and not sha256.strip("0123456789abcdef") and sha256[:2] == folder
