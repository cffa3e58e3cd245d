"""The log in the database is hashed again and held against every checkpoint that was published of it.

A database that comes from an old backup, or was changed by hand, must not go on with a log that others have
seen: the first thing it signed would be a second history. So a start asks this first.
"""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from hattama.core.transparency_log import (
    TILE_WIDTH,
    Frontier,
    PolicyWitness,
    SignedCheckpoint,
    TileName,
    TilePathMalformed,
    encode_bundle,
    leaf_hash,
    open_checkpoint,
    parse_checkpoint,
    parse_tile_path,
    parse_vkey,
)
from hattama.verification.checking import check_entries
from hattama.verification.folders import verify_ed25519
from hattama.verification.foundation import FOUNDATION_FILES, Foundation, read_foundation
from hattama.verification.places import FileAbsent
from hattama.verification.troubles import Trouble, Weight
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, BundleStore, public_store
from hattama.web.kernel.log.shown_checkpoints import read_shown
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.log.witnesses import NotCosigned, fetch_held, load_witnesses
from hattama.web.kernel.log.write_log_files import (
    DatabaseDiffersFromLog,
    LogAheadOfDatabase,
    require_what_the_log_opened_with,
)
from hattama.web.kernel.stores.content_store import get_content


class LogPlace:
    """Bundles of entries and the lowest tiles of an election's log, made of its rows; there are no others."""

    def __init__(self, election: ElectionRow) -> None:
        self._rows = LogEntry.objects.filter(election=election).order_by("index")

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file. Raises FileAbsent."""
        name = _name_of(path)
        if name.level > 0:
            raise FileAbsent(path)
        start = name.number * TILE_WIDTH
        rows = self._rows.filter(index__gte=start, index__lt=start + name.width)
        if not name.is_bundle:
            return b"".join(bytes.fromhex(kept) for kept in rows.values_list("leaf_hash", flat=True))
        return encode_bundle([bytes(body) for body in rows.values_list("body", flat=True)])

    def open(self, path: str) -> BinaryIO:
        """As `read`. Raises FileAbsent."""
        return io.BytesIO(self.read(path, 0))

    def paths(self) -> Iterator[str]:
        """None: nothing lies here that was not asked for."""
        return iter(())


def _name_of(path: str) -> TileName:
    try:
        return parse_tile_path(path)
    except TilePathMalformed:
        raise FileAbsent(path) from None


def check_logged_entries(election: ElectionRow) -> list[Trouble]:
    """Everything for which `hattama verify` calls this log false or not checked, as far as its entries give
    reason.

    Each entry by itself, its order, its life cycle, its findings, the totals that the log states. A note to
    the reader is nothing against a log, nor is what merely needs a look.
    """
    size = load_log_size(election)
    if not size:
        return []
    place = LogPlace(election)
    found = check_entries(load_foundation(election), place, election.origin, size, verify_ed25519)
    return [trouble for trouble in found if trouble.kind.weight in _AGAINST_THE_LOG]


def load_foundation(election: ElectionRow) -> Foundation:
    """What the log stands on, from the files that were loaded. Raises ContentLost, StoreUnavailable."""
    contents = (bytes(election.definition), get_content(election.areas_sha256), bytes(election.rule_pack))
    return read_foundation(dict(zip(FOUNDATION_FILES, contents, strict=True)))


_AGAINST_THE_LOG = (Weight.FALSE, Weight.UNCHECKED)

CHUNK = 2000

BODIES_AT_START = 100_000
"""Entries whose bodies are hashed at every start, the newest: about two seconds. Of older ones the kept
hashes are believed there; `hattama log check` believes none."""


@dataclass(frozen=True, slots=True)
class LogFacts:
    """How far a log is: entries in the database and their root, entries under the published checkpoint."""

    election_id: str
    size: int
    root: bytes
    published: int


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What a witness holds of a log: the size, or why it did not say."""

    name: str
    size: int | None
    why: str = ""


def check_log(election: ElectionRow, *, whole: bool = True, store: BundleStore | None = None) -> LogFacts:
    """Hash the log in the database and hold it against the checkpoints in `store`: by default what is public;
    then the definition, the areas and the rule pack in the database against the log.

    Without `whole` the bodies of the newest BODIES_AT_START entries alone are hashed. Raises
    LogAheadOfDatabase, DatabaseDiffersFromLog, or a LogRefusal for a checkpoint that is none of this log.
    """
    # The checkpoints first: the log may grow meanwhile, and only the database may then be ahead.
    published = _published(election, store or public_store(election.pk))
    size = load_log_size(election)
    _require_as_long(election, max(published, default=0), size)
    roots = roots_at(election, {size, *published}, bodies_from=0 if whole else max(0, size - BODIES_AT_START))
    for stated, signed in published.items():
        if roots[stated] != signed.checkpoint.root:
            raise DatabaseDiffersFromLog(f"{election.pk}: one of the first {stated} entries")
    require_what_the_log_opened_with(election)
    return LogFacts(election.pk, size, roots[size], max(published, default=0))


def roots_at(election: ElectionRow, sizes: set[int], *, bodies_from: int = 0) -> dict[int, bytes]:
    """The root of the log in the database at each of `sizes`, none above its own.

    Entries from `bodies_from` on are hashed from their bodies. Raises DatabaseDiffersFromLog where an entry
    is missing, or its kept hash is not that of its body.
    """
    roots = {}
    frontier = Frontier()
    hashes = _leaf_hashes(election, bodies_from)
    for stop in sorted(sizes):
        frontier = frontier.with_leaves(islice(hashes, stop - frontier.size))
        if frontier.size != stop:
            raise DatabaseDiffersFromLog(f"{election.pk}: entry {frontier.size} is missing")
        roots[stop] = frontier.root()
    return roots


def require_elections_of_published_logs() -> None:
    """Raise LogAheadOfDatabase where the public folder has a log that the database does not know at all."""
    opened = set(ElectionRow.objects.filter(opened_at__isnull=False).values_list("pk", flat=True))
    for folder in sorted((Path(settings.DATA_DIR) / "public").glob(f"*/{CHECKPOINT}")):
        election_id = folder.parent.name
        if election_id not in opened and (size := public_store(election_id).size()):
            raise LogAheadOfDatabase(f"{election_id}: the log has {size} entries, the database 0")


def ask_witnesses(election: ElectionRow) -> list[WitnessAnswer]:
    """What each witness of `witnesses.toml` holds of this log; all are asked at once.

    Raises LogAheadOfDatabase where one cosigned more than the database has, DatabaseDiffersFromLog where one
    cosigned another history, WitnessesMalformed.
    """
    witnesses = load_witnesses().witnesses
    if not witnesses:
        return []
    with ThreadPoolExecutor(len(witnesses)) as threads:
        held = list(threads.map(lambda witness: _ask(witness, election.origin), witnesses))
    size = load_log_size(election)
    answers = []
    for witness, found in zip(witnesses, held, strict=True):
        if isinstance(found, str):
            answers.append(WitnessAnswer(witness.name, None, found))
        else:
            _require_to_extend(election, size, witness.name, found)
            answers.append(WitnessAnswer(witness.name, found.checkpoint.size if found else 0))
    return answers


def _require_to_extend(election: ElectionRow, size: int, name: str, held: SignedCheckpoint | None) -> None:
    if held is None:
        return
    stated = held.checkpoint
    if stated.size > size:
        raise LogAheadOfDatabase(f"{election.pk}: {name} holds {stated.size} entries, the database {size}")
    if roots_at(election, {stated.size}, bodies_from=size)[stated.size] != stated.root:
        raise DatabaseDiffersFromLog(f"{election.pk}: {name} cosigned another history of {stated.size}")


def _ask(witness: PolicyWitness, origin: str) -> SignedCheckpoint | str | None:
    """The checkpoint that it holds, None where it has none, or why it did not answer."""
    try:
        return fetch_held(witness, origin)
    except NotCosigned as trouble:
        return str(trouble)


def _published(election: ElectionRow, store: BundleStore) -> dict[int, SignedCheckpoint]:
    """The published checkpoints by size, their signatures checked."""
    keys = [parse_vkey(vkey) for _, vkey in election.log_keys]
    found = {}
    for data in (store.read_or_nothing(CHECKPOINT), store.read_or_nothing(COSIGNED), read_shown(election.pk)):
        if data:
            # A log that has changed its key since an old backup is first of all longer than the backup.
            _require_as_long(election, parse_checkpoint(data).checkpoint.size, load_log_size(election))
            signed = open_checkpoint(data, keys, verify_ed25519)
            found[signed.checkpoint.size] = signed
    return found


def _require_as_long(election: ElectionRow, published: int, size: int) -> None:
    if published > size:
        raise LogAheadOfDatabase(f"{election.pk}: the log has {published} entries, the database {size}")


def _leaf_hashes(election: ElectionRow, bodies_from: int) -> Iterator[bytes]:
    """Leaf hashes in the order of the log, up to the first that is missing. Raises DatabaseDiffersFromLog."""
    rows = LogEntry.objects.filter(election=election).order_by("index")
    older = rows.filter(index__lt=bodies_from).values_list("index", "leaf_hash")
    expected = 0
    for index, kept in older.iterator(chunk_size=CHUNK):
        if index != expected:
            return
        expected += 1
        yield bytes.fromhex(kept)
    newer = rows.filter(index__gte=bodies_from).values_list("index", "leaf_hash", "body")
    for index, kept, body in newer.iterator(chunk_size=CHUNK):
        if index != expected:
            return
        expected += 1
        made = leaf_hash(bytes(body))
        if made.hex() != kept:
            raise DatabaseDiffersFromLog(f"{election.pk}: entry {index}")
        yield made
