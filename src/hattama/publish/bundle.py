"""The public bundle: every file of an election's snapshot, by path, and a manifest of their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hattama.core.protocols import RulePack
from hattama.core.vocabulary import Election
from hattama.publish.records import ProtocolRecord, TotalRecord
from hattama.publish.tables import (
    render_findings_csv,
    render_protocols_csv,
    render_totals_csv,
    render_votes_csv,
)
from hattama.publish.views import election_document, render_json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An election at one size of its log.

    `definition`, `rule_pack` and `areas_csv` are the very bytes whose hashes the log opens with.
    `protocols`, `totals` and `entries` are called whenever a file needs them from the start, so that a
    country need not stand in memory; each call gives the same items in the same order: protocols by
    (area, contest), totals likewise, entries (canonical bytes) by index.
    """

    election: Election
    pack: RulePack
    definition: bytes
    rule_pack: bytes
    areas_csv: bytes
    log_size: int
    expected: Mapping[str, int]
    received: Mapping[str, int]
    national: Mapping[str, TotalRecord]
    protocols: Callable[[], Iterable[ProtocolRecord]]
    totals: Callable[[], Iterable[TotalRecord]]
    entries: Callable[[], Iterable[bytes]]


def bundle_files(snapshot: Snapshot) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Paths of the bundle with the pieces of each file; the pieces of one must be drawn before the next is asked for."""
    election = snapshot.election
    contests = {contest.code: contest for contest in election.contests}
    forms = {code: snapshot.pack.rules_for(contest).form for code, contest in contests.items()}
    national = {code: record.total for code, record in snapshot.national.items()}
    yield "election.toml", iter((snapshot.definition,))
    yield "rulepack.toml", iter((snapshot.rule_pack,))
    yield "areas.csv", iter((snapshot.areas_csv,))
    yield "election.json", iter((render_json(election_document(election, national, log_size=snapshot.log_size)),))
    yield "protocols.csv", render_protocols_csv(snapshot.protocols(), forms)
    yield "votes.csv", render_votes_csv(snapshot.protocols(), contests, forms)
    yield "totals.csv", render_totals_csv(snapshot.totals())
    yield "findings.csv", render_findings_csv(snapshot.protocols())
    yield "log.jsonl", (entry + b"\n" for entry in snapshot.entries())


def render_manifest(snapshot: Snapshot, files: Mapping[str, tuple[str, int]]) -> bytes:
    """The manifest: what the bundle holds, at which size of the log, with SHA-256 and size in bytes of each file.

    `files`: path to (SHA-256 in hex, bytes). The manifest does not name itself.
    """
    document: dict[str, Any] = {
        "election_id": snapshot.election.election_id,
        "log_size": snapshot.log_size,
        "expected": dict(snapshot.expected),
        "received": dict(snapshot.received),
        "files": {path: {"sha256": sha256, "bytes": size} for path, (sha256, size) in files.items()},
    }
    return render_json(document)


def hash_pieces(pieces: Iterable[bytes], write: Callable[[bytes], object]) -> tuple[str, int]:
    """Hand every piece to `write`; SHA-256 in hex and size in bytes of them all."""
    digest = hashlib.sha256()
    size = 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        write(piece)
    return digest.hexdigest(), size
