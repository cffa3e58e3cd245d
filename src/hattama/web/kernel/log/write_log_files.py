"""What the database holds of a log becomes its public files: tiles, entries, then the checkpoint over them.

The files are never ahead of the database, and the database may be ahead of the files: a writer that was
killed in between is followed by one that writes what is missing, from what is durable. Entries in the
database never change, and the tree grows from the published files alone, so one size has one root.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hattama.core.transparency_log import (
    TILE_WIDTH,
    Checkpoint,
    Growth,
    LogEdge,
    Note,
    Proof,
    SignedCheckpoint,
    TileName,
    VerifierKey,
    decode_bundle,
    grow,
    make_consistency_proof,
    open_checkpoint,
    parse_vkey,
    read_bundle,
    read_edge,
    tile_hash_reader,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import KEYS, BundleStore, public_store
from hattama.web.kernel.log.log_stops import refuse_if_stopped
from hattama.web.kernel.log.shown_checkpoints import shown_size
from hattama.web.kernel.log.signers import Signer
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.kept_questions import kept_question

CHUNK = 4096
"""Entries under one checkpoint at most."""

_edges: dict[str, tuple[bytes, SignedCheckpoint, LogEdge]] = {}
"""The right edge of each log as this process left it, by folder, behind the checkpoint over it and its bytes;
good while these very bytes stand there."""


class LogAheadOfDatabase(Exception):
    """The published log holds more entries than the database, as after an old backup. Nothing is written."""


class DatabaseDiffersFromLog(Exception):
    """The database and the published log do not agree on an entry. Nothing is written."""


def refuse_if_behind(election_id: str, size: int) -> None:
    """Raise LogAheadOfDatabase where more than the database's `size` entries were published or shown; a
    NoteRefused or CheckpointRefused where the file that says so is damaged."""
    known = max(public_store(election_id).size(), shown_size(election_id))
    if known > size:
        raise LogAheadOfDatabase(f"{election_id}: the log has {known} entries, the database {size}")


def require_what_the_log_opened_with(election: ElectionRow) -> None:
    """Raise DatabaseDiffersFromLog unless definition, areas and rule pack are those that entry 0 hashes."""
    kept = {
        "definition_sha256": hashlib.sha256(election.definition).hexdigest(),
        "areas_sha256": election.areas_sha256,
        "rule_pack_sha256": hashlib.sha256(election.rule_pack).hexdigest(),
    }
    opening = LogEntry.objects.filter(election=election, index=0).values_list("body", flat=True).first()
    said = kept if opening is None else json.loads(bytes(opening))
    for name, found in kept.items():
        if found != said[name]:
            raise DatabaseDiffersFromLog(f"{election.pk}: {name} is {found}, entry 0 has {said[name]}")


def write_log_files(election: ElectionRow, store: BundleStore, signer: Signer) -> SignedCheckpoint | None:
    """Bring the files of a log up to the database. The caller holds the writer lock.

    The newest checkpoint, or None while the log has no key. Raises LogAheadOfDatabase,
    DatabaseDiffersFromLog, LogStopped, what the signer raises, or a LogRefusal when the published files are
    damaged.
    """
    refuse_if_stopped(election.pk)
    keys = [(index, parse_vkey(vkey)) for index, vkey in election.log_keys]
    size = load_log_size(election)
    if not keys:
        return None
    refuse_if_behind(election.pk, size)
    data = store.read_or_nothing("checkpoint")
    written, signed, edge = _edges.get(str(store.folder), (b"", None, LogEdge()))
    if data != written or signed is None:
        signed = open_checkpoint(data, [key for _, key in keys], verify_ed25519) if data else None
        edge = _read_edge(election, store, signed.checkpoint) if signed else LogEdge()
    elif edge.size != size:
        _compare(election, store, edge, 1)
    if signed is None:
        _write_what_the_log_opens_with(election, store)
    while edge.size < size:
        growth = grow(edge, _entries(election, edge.size, _next_stop(edge.size, size, keys)))
        store.write_log_files(growth.files)
        signed = _sign(election, store, signer, growth, keys)
        _publish(store, signed, growth, keys)
        store.drop_partial_tiles(edge.size, growth.edge.size)
        edge = growth.edge
        _edges[str(store.folder)] = (signed.encoded(), signed, edge)
    return signed


def render_keys(keys: Sequence[VerifierKey]) -> bytes:
    """The file `log.vkey`: keys one to a line, oldest first."""
    return "".join(f"{key.vkey()}\n" for key in keys).encode("utf-8")


def _read_edge(election: ElectionRow, store: BundleStore, stated: Checkpoint) -> LogEdge:
    """The right edge of the published log, read from its files."""
    edge = read_edge(stated.size, stated.root, store.read)
    _compare(election, store, edge, TILE_WIDTH)
    return edge


def _compare(election: ElectionRow, store: BundleStore, edge: LogEdge, most: int) -> None:
    """Nothing is signed over what the database does not hold by now: the last entries of the log's edge are
    compared, `most` of them; the last one where this process has compared the others."""
    last = decode_bundle(edge.bundle, edge.size % TILE_WIDTH)
    if not last:
        last = read_bundle(TileName(-1, edge.size // TILE_WIDTH - 1, TILE_WIDTH), store.read)
    last = last[-most:]
    if last != _entries(election, edge.size - len(last), edge.size):
        raise DatabaseDiffersFromLog(f"{election.pk}: the last of the first {edge.size} entries")


def _entries(election: ElectionRow, start: int, stop: int) -> list[bytes]:
    bodies = [bytes(body) for body in _bodies(election.pk, start, stop)]
    if len(bodies) != stop - start:
        raise DatabaseDiffersFromLog(f"{election.pk}: {len(bodies)} entries from {start} to {stop}")
    return bodies


@kept_question
def _bodies(election: str, start: int, stop: int) -> QuerySet[LogEntry, Any]:
    rows = LogEntry.objects.filter(election=election, index__gte=start, index__lt=stop).order_by("index")
    return rows.values_list("body", flat=True)


def _next_stop(start: int, size: int, keys: Sequence[tuple[int, VerifierKey]]) -> int:
    """Where the next checkpoint stands: the change of a key has one of its own, that both keys sign."""
    changes = [index + 1 for index, _ in keys[1:] if index + 1 > start]
    return min(start + CHUNK, size, *changes)


def _sign(
    election: ElectionRow,
    store: BundleStore,
    signer: Signer,
    growth: Growth,
    keys: Sequence[tuple[int, VerifierKey]],
) -> SignedCheckpoint:
    size = growth.edge.size
    checkpoint = Checkpoint(election.origin, size, growth.root)

    def proof_from(held: int) -> Proof:
        return make_consistency_proof(held, size, tile_hash_reader(size, store.read))

    in_force = [key for index, key in keys if index < size]
    # At the change of a key the old one vouches for the new one.
    changes = len(in_force) > 1 and keys[len(in_force) - 1][0] == size - 1
    signatures = signer.sign(checkpoint, in_force[-2 if changes else -1 :], proof_from)
    return SignedCheckpoint(checkpoint, Note(checkpoint.text(), tuple(signatures)))


def _publish(
    store: BundleStore, signed: SignedCheckpoint, growth: Growth, keys: Sequence[tuple[int, VerifierKey]]
) -> None:
    size = growth.edge.size
    store.put_durably(KEYS, render_keys([key for index, key in keys if index < size]))
    if len(signed.note.signatures) > 1:
        store.put_durably(f"key-changes/{size - 1}", signed.encoded())
    store.put_checkpoint(signed)


def _write_what_the_log_opens_with(election: ElectionRow, store: BundleStore) -> None:
    store.put_durably("election.toml", bytes(election.definition))
    store.put_durably("rulepack.toml", bytes(election.rule_pack))
    store.put_durably("areas.csv", get_content(election.areas_sha256))
