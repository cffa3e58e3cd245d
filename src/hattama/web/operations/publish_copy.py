"""The public bundle is brought forward in the bucket: what the local folder holds, in the order of the log.

The folder under the data folder is what the log's writer believes; the bucket is a copy of it for the public.
Files that a checkpoint covers stand there before the checkpoint. A step that was broken off is done again and
finds what stands. What contradicts us there is a fork: nothing is put over it, and the log is stopped.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hattama.core.transparency_log import (
    Checkpoint,
    LogRefusal,
    names_for_growth,
    open_checkpoint,
    parse_checkpoint,
    parse_vkeys,
    read_root,
    tile_hash_reader,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.bundle_store import (
    BYTES,
    CHECKPOINT,
    COSIGNED,
    KEYS,
    MANIFEST,
    POLICY,
    STAMPS,
    WORDED,
    BundleStore,
    bundle_kind,
    completed_tiles,
    public_store,
    working_folder,
)
from hattama.web.kernel.log.log_stops import CopyContradicts, release_log, stop_log
from hattama.web.kernel.log.writer_lock import only_one
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, Scan
from hattama.web.kernel.stores.copied_files import ON_ITS_WAY, CopiedFile, CopiedFiles
from hattama.web.kernel.stores.durable_files import replace_file
from hattama.web.kernel.stores.object_store import ContentMissing, ObjectStore, OtherBytesStored, Told
from hattama.web.night.tables import is_attached_document
from hattama.web.protocols.public_life import is_decision_document

PUBLIC = "public"
AT_ONCE = 8
"""Files that are on their way at the same time."""

_AT_A_TIME = 500
_OPENS_WITH = ("election.toml", "rulepack.toml", "areas.csv")
_TRIES = 5

_Put = tuple[int, bytes]
"""When a file was changed last, in nanoseconds, and what it held then."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """Where a copy stands: entries that its checkpoint covers, files put and withdrawn this time.

    `tables_wait`: tables and manifest were being made anew, and follow next time.
    """

    size: int
    put: int
    withdrawn: int
    tables_wait: bool = False


def publish_copy(election_id: str, home: ObjectStore, *, whole: bool = False) -> Published | None:
    """Bring the copy of a bundle forward; None where somebody else is at it, or nothing is published yet.

    With `whole` every file is compared with the bucket's. Raises StoreUnavailable, after which the next call
    goes on where this one stopped, or CopyContradicts, after which nobody writes the log until a call of this
    finds that the copy fits.
    """
    store = public_store(election_id)
    if store.checkpoint() is None:
        return None
    with only_one(election_id, "publishing") as taken:
        if not taken:
            return None
        place = f"{home.name}/{PUBLIC}/{election_id}"
        known = CopiedFiles(working_folder(election_id) / "copied", place)
        if whole:
            known.forget_all()
        try:
            published = _Copy(store, home, f"{PUBLIC}/{election_id}/", known).bring_forward(whole)
        except CopyContradicts as fork:
            stop_log(election_id, place, str(fork))
            raise
        release_log(election_id)
        replace_file(_mark(election_id), str(published.size).encode("ascii"))
        return published


def read_copied_size(election_id: str) -> int:
    """How many entries the copy in the bucket covered when it was brought forward last; 0 before."""
    try:
        return int(_mark(election_id).read_text("ascii"))
    except FileNotFoundError:
        return 0


def _mark(election_id: str) -> Path:
    return working_folder(election_id) / "copied-size"


class _Copy:
    def __init__(self, store: BundleStore, home: ObjectStore, prefix: str, known: CopiedFiles) -> None:
        self.store, self.home, self.prefix, self.known = store, home, prefix, known
        self.put = self.withdrawn = 0
        self._scan_types: dict[str, str] = {}

    def bring_forward(self, whole: bool) -> Published:
        held = self._held()
        size = self._put_log(0 if whole or held is None else held.size)
        self._drop_partial_tiles(held.size if held else 0, size)
        self._withdraw("scans", _is_shown)
        self._withdraw("explanations", _is_explained)
        self._withdraw_texts()
        self._put_changed([COSIGNED, POLICY, STAMPS])
        self._put_scans()
        self._put_changed(self._under("explanations"))
        return Published(size, self.put, self.withdrawn, not self._put_tables(size))

    def _held(self) -> Checkpoint | None:
        """The checkpoint in the bucket, which has to be of the past of this log."""
        try:
            data = self.home.get(self.prefix + CHECKPOINT)
        except ContentMissing:
            data = b""
        if self._is_new(CHECKPOINT, data):
            # The bucket was emptied, or put back to what it was: what was put there may be gone.
            self.known.forget_all()
        if not data:
            return None
        ours = self._ours()
        try:
            held = open_checkpoint(data, parse_vkeys(self.store.read(KEYS)), verify_ed25519).checkpoint
        except LogRefusal as refusal:
            raise CopyContradicts(f"its checkpoint is none of ours ({type(refusal).__name__})") from None
        if held.size > ours.size:
            raise CopyContradicts(f"its log has {held.size} entries, ours {ours.size}")
        root = read_root(held.size, tile_hash_reader(ours.size, self.store.read_tile_file))
        if (held.origin, held.root) != (ours.origin, root):
            raise CopyContradicts(f"at {held.size} entries its root is not ours")
        return held

    def _ours(self) -> Checkpoint:
        return parse_checkpoint(self.store.read(CHECKPOINT)).checkpoint

    def _put_log(self, held: int) -> int:
        """Everything that the newest checkpoint covers, then the checkpoint; its size."""
        for tries_left in reversed(range(_TRIES)):
            data = self.store.read(CHECKPOINT)
            size = parse_checkpoint(data).checkpoint.size
            names = [name.path() for name in names_for_growth(held, size)]
            try:
                self._put_lasting([*_OPENS_WITH, *self._under("key-changes"), *names])
            except FileNotFoundError:
                # A partial tile was completed meanwhile, under a newer checkpoint.
                if not tries_left:
                    raise
                continue
            self._put_changed([KEYS])
            if self._is_new(CHECKPOINT, data):
                self._replace(CHECKPOINT, data)
                self._remember(CHECKPOINT, (0, data))
            return size
        raise AssertionError("the last try returns or raises")

    def _put_lasting(self, paths: Iterable[str]) -> None:
        """Put files that never change, unless they stand there."""
        self._all_at_once(self._put_lasting_file, [path for path in paths if self._may_differ(path)])

    def _put_lasting_file(self, path: str) -> _Put:
        changed_ns, data = self._read(path)
        try:
            # Read first: not every service refuses a second writing.
            stands = self.home.get(self.prefix + path)
        except ContentMissing:
            stands = self._put_new(path, data)
        if stands != data:
            raise CopyContradicts(f"{path} has other bytes there")
        return changed_ns, data

    def _put_new(self, path: str, data: bytes) -> bytes:
        try:
            self.home.put(self.prefix + path, data, self._told(path))
        except OtherBytesStored:
            raise CopyContradicts(f"{path} has other bytes there") from None
        return data

    def _put_changed(self, paths: Iterable[str]) -> None:
        """Put files that may be replaced, where they are not as they were put last."""
        there = [path for path in paths if (self.store.folder / path).is_file() and self._may_differ(path)]
        self.known.expect(there)
        self._all_at_once(self._put_changed_file, there)

    def _put_changed_file(self, path: str) -> _Put:
        changed_ns, data = self._read(path)
        if self._is_new(path, data):
            self._replace(path, data)
        return changed_ns, data

    def _put_scans(self) -> None:
        new = [path for path in self._under("scans") if self.known.get(path) in (None, ON_ITS_WAY)]
        self.known.expect(new)
        for start in range(0, len(new), _AT_A_TIME):
            some = new[start : start + _AT_A_TIME]
            rows = Scan.objects.filter(pk__in=[path[-64:] for path in some])
            self._scan_types = dict(rows.values_list("pk", "media_type"))
            self._all_at_once(self._put_scan, some)

    def _put_scan(self, path: str) -> _Put | None:
        changed_ns, data = self._read(path)
        if hashlib.sha256(data).hexdigest() != path[-64:]:
            _log.error("%s is damaged in the folder, and is not published", path)
            return None
        # Under its hash nothing else belongs: what stands there otherwise was damaged.
        self._replace(path, data)
        return changed_ns, data

    def _withdraw(self, folder: str, is_shown: Callable[[str], bool]) -> None:
        """Take away what the folder shows no more; what is only not shown yet stays."""
        paths = set(self.known.names(folder))
        if self.known.is_fresh:
            paths.update(found.key[len(self.prefix) :] for found in self.home.keys(f"{self.prefix}{folder}/"))
        for path in sorted(paths):
            if not (self.store.folder / path).exists() and not is_shown(path[-64:]):
                self.home.delete(self.prefix + path)
                self.known.forget(path)
                self.withdrawn += 1

    def _withdraw_texts(self) -> None:
        """Take away the files with texts, of which one was erased or withdrawn, and first what vouches for
        them: those that stay come back with the next tables."""
        for path in WORDED:
            if (self.store.folder / path).exists():
                continue
            stands = self.known.is_fresh and self.home.exists(self.prefix + path)
            if stands or self.known.get(path) is not None:
                for gone in (MANIFEST, path):
                    self.home.delete(self.prefix + gone)
                    self.known.forget(gone)
                self.withdrawn += 1

    def _drop_partial_tiles(self, old_size: int, size: int) -> None:
        for name in completed_tiles(old_size, size):
            for found in list(self.home.keys(f"{self.prefix}{name.path()}.p/")):
                self.home.delete(found.key)
                self.known.forget(found.key.removeprefix(self.prefix))

    def _put_tables(self, size: int) -> bool:
        """Tables and the manifest over them, which goes first and comes back last; whether they fit."""
        with only_one(self.store.folder.name, "refreshing") as taken:
            manifest = self.store.read_or_nothing(MANIFEST) if taken else b""
            if not manifest:
                return False
            told = json.loads(manifest)
            if told["tree_size"] > size:
                return False
            tables = [path for path in told["files"] if not path.startswith("tile/")]
            if self._is_new(MANIFEST, manifest):
                self.home.delete(self.prefix + MANIFEST)
                self.known.forget(MANIFEST)
            self._put_changed([path for path in tables if path not in _OPENS_WITH])
            self._put_changed([MANIFEST])
            return True

    def _all_at_once(self, put: Callable[[str], _Put | None], paths: list[str]) -> None:
        """Put files side by side; each is remembered when it stands. The first trouble ends it."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for start in range(0, len(paths), AT_ONCE):
                some = paths[start : start + AT_ONCE]
                for path, done in zip(some, list(threads.map(put, some)), strict=True):
                    if done is not None:
                        self._remember(path, done)

    def _replace(self, path: str, data: bytes) -> None:
        self.home.replace(self.prefix + path, data, self._told(path))

    def _told(self, path: str) -> Told:
        media_type, caching = bundle_kind(path) or (BYTES, "no-cache")
        return Told(media_type or self._scan_types.get(path[-64:], BYTES), caching)

    def _may_differ(self, path: str) -> bool:
        known = self.known.get(path)
        return known is None or not known.is_as(self.store.folder / path)

    def _is_new(self, path: str, data: bytes) -> bool:
        known = self.known.get(path)
        return known is None or known.sha256 != hashlib.sha256(data).hexdigest()

    def _remember(self, path: str, done: _Put) -> None:
        changed_ns, data = done
        self.put += self._is_new(path, data)
        self.known.add(path, CopiedFile(changed_ns, len(data), hashlib.sha256(data).hexdigest()))

    def _read(self, path: str) -> _Put:
        # The time first: a file that is replaced in between is read again next time.
        changed_ns = (self.store.folder / path).stat().st_mtime_ns
        return changed_ns, self.store.read(path)

    def _under(self, folder: str) -> Iterator[str]:
        yield from sorted(_files_below(self.store.folder, self.store.folder / folder))


def _is_shown(sha256: str) -> bool:
    shown = PublishedScan.objects.filter(scan=sha256)
    if shown.exists():
        return shown.filter(withdrawn_by=None).exists()
    return is_decision_document(sha256) or is_attached_document(sha256)


def _is_explained(sha256: str) -> bool:
    current = PublishedProtocol.objects.filter(explanation_facts__sha256=sha256)
    shown: bool = current.filter(explanation_facts__withdrawn_by=None).exists()
    return shown


def _files_below(top: Path, folder: Path) -> Iterator[str]:
    if folder.is_dir():
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(top).as_posix()
