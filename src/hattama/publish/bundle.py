"""The files that a manifest vouches for: what follows from one size of the log, and the hashes of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hattama.core.norms import Calendar
from hattama.core.outcomes import ContestRules
from hattama.core.protocols import RulePack
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Election
from hattama.publish.file_facts import FileFacts
from hattama.publish.nights import (
    CUSTODY_TABLE,
    NIGHT_STATES,
    TIMELINE,
    NightRecord,
    NightRules,
    render_custody_csv,
    render_night_states,
    render_timeline_csv,
)
from hattama.publish.outcomes import OutcomeBasis, outcome_path, render_outcome
from hattama.publish.records import ProtocolRecord, TotalRecord
from hattama.publish.tables import TOTALS, ProtocolTables, render_totals_csv
from hattama.publish.views import election_document, render_json

if TYPE_CHECKING:
    from hattama.publish.record_texts import RecordText

MANIFEST_SCHEMA = 1


class StatePiece(NamedTuple):
    """Lines of a file of states, and the protocols of the precincts in them, in the order of the tables."""

    path: str
    lines: bytes
    protocols: Iterable[ProtocolRecord] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An election at one size of its log.

    `definition`, `rule_pack` and `areas_csv` are the very bytes whose hashes the log opens with. `cut_at` is
    what the last entry says of when it was recorded. `protocols` and `totals` are called whenever a file
    needs them from the start, so that a country need not stand in memory; each call gives the same items in
    the same order, by area and contest; `states` gives the files of states with all protocols beside, which
    are read once for both. `outcome_rules` are those of the pack by kind of contest; `regions` are totals in
    the order of area identifiers, for each contest whose rules count regions.
    """

    election: Election
    pack: RulePack
    outcome_rules: Mapping[str, ContestRules]
    origin: str
    definition: bytes
    rule_pack: bytes
    areas_csv: bytes
    tree_size: int
    cut_at: str
    published: Mapping[str, int]
    national: Mapping[str, TotalRecord]
    regions: Mapping[str, tuple[tuple[str, Total], ...]]
    totals: Callable[[], Iterable[TotalRecord]]
    calendar: Calendar
    protocols: Callable[[], Iterable[ProtocolRecord]] = tuple
    states: Callable[[], Iterable[StatePiece]] = tuple
    nights: Callable[[], Iterable[NightRecord]] = tuple
    texts: Callable[[], Iterable[RecordText]] = tuple


def bundle_pieces(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Paths with pieces of their files; those of one file come in order, those of several by turns."""
    election = snapshot.election
    contests = {contest.code: contest for contest in election.contests}
    forms = {code: snapshot.pack.rules_for(contest).form for code, contest in contests.items()}
    national = {code: record.total for code, record in snapshot.national.items()}
    yield "election.toml", snapshot.definition
    yield "rulepack.toml", snapshot.rule_pack
    yield "areas.csv", snapshot.areas_csv
    document = election_document(election, national, tree_size=snapshot.tree_size)
    yield "election.json", render_json(document)
    yield from outcome_files(snapshot)
    tables = ProtocolTables(contests, forms)
    yield from tables.take(())
    for path, lines, protocols in snapshot.states():
        yield path, lines
        yield from tables.take(protocols)
    yield from ((TOTALS, piece) for piece in render_totals_csv(snapshot.totals()))
    yield from night_tables(snapshot)
    yield from ((NIGHT_STATES, piece) for piece in render_night_states(snapshot.nights()))
    # Who checks a bundle writes none, and needs no registers for it.
    from hattama.publish.record_texts import RECORD_TEXTS, render_record_texts

    yield from ((RECORD_TEXTS, piece) for piece in render_record_texts(snapshot.texts()))


def outcome_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """The outcome of every contest, by path, in the order of the definition."""
    sha256 = hashlib.sha256(snapshot.rule_pack).hexdigest()
    for contest in snapshot.election.contests:
        record = snapshot.national.get(contest.code)
        basis = OutcomeBasis(
            contest,
            snapshot.pack.rules_for(contest),
            snapshot.outcome_rules.get(contest.kind),
            Total() if record is None else record.total,
            snapshot.regions.get(contest.code, ()),
            snapshot.election.civic,
        )
        path = outcome_path(contest.code)
        yield path, render_outcome(basis, tree_size=snapshot.tree_size, rule_pack_sha256=sha256)


def night_tables(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """The tables of counting night, by path: times of steps, then papers."""
    rules = NightRules(snapshot.pack.steps, snapshot.election.polling_on, snapshot.calendar)
    yield from ((TIMELINE, piece) for piece in render_timeline_csv(snapshot.nights(), rules))
    yield from ((CUSTODY_TABLE, piece) for piece in render_custody_csv(snapshot.nights()))


def render_manifest(snapshot: Snapshot, root_hash: str, files: Mapping[str, FileFacts]) -> bytes:
    """The manifest: what the bundle holds, at which size of the log, with the facts of each file by path.

    `root_hash` is the root of the tree of that size in base64. The manifest does not name itself.
    """
    totals = {code: record.total for code, record in snapshot.national.items()}
    document: dict[str, Any] = {
        "schema": MANIFEST_SCHEMA,
        "election_id": snapshot.election.election_id,
        "origin": snapshot.origin,
        "tree_size": snapshot.tree_size,
        "root_hash": root_hash,
        "cut_at": snapshot.cut_at,
        "expected": {code: total.expected for code, total in totals.items()},
        "received": {code: total.received for code, total in totals.items()},
        "annulled": {code: total.annulled for code, total in totals.items()},
        "published": dict(snapshot.published),
        "files": {path: {"sha256": facts.sha256, "bytes": facts.size} for path, facts in files.items()},
    }
    return render_json(document)
