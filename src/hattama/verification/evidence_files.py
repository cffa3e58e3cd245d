"""What a file of evidence holds that follows from its entries: made by whoever writes one, and again by
whoever checks it (docs/format/evidence.md).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hattama.core.entries import AMENDMENT, MEDIA_ENDINGS, TELLING_KINDS, VERSION_KINDS
from hattama.core.records import Field
from hattama.core.vocabulary import Area
from hattama.formats.register_packs import shipped_registers
from hattama.publish.evidence_pages import PAGE, Evidence, EvidenceFacts, render_page
from hattama.publish.evidence_readme import README, render_readme
from hattama.publish.records import ProtocolRecord, ScanRecord
from hattama.publish.views import precinct_document, protocol_document, render_json
from hattama.verification.foundation import Foundation
from hattama.verification.frames import Frame, standing_areas, standing_election
from hattama.verification.histories import Event, Replay
from hattama.verification.standings import Explanations, History, scan_in
from hattama.verification.sums import Ledger, Schedule
from hattama.verification.troubles import Troubles

SUMS_FILE = "SHA256SUMS"
PRECINCT_FILE = "precinct.json"


def parse_facts(data: bytes) -> EvidenceFacts | None:
    """What evidence.json says; None for any bytes that `render` does not make."""
    try:
        told: Any = json.loads(data)
        facts = EvidenceFacts(**{name: told[name] for name in EvidenceFacts._fields})
        facts = facts._replace(left_out=tuple(facts.left_out))
        is_typed = all(type(facts[at]) is kind for at, kind in enumerate(_TYPES))
        return facts if is_typed and facts.render() == data else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


_TYPES = (str, str, str, str, int, int, str, tuple)


def scan_file(scan: ScanRecord) -> str:
    """Where a file lies that an entry names by its SHA-256."""
    ending = MEDIA_ENDINGS.get(scan.media_type)
    return f"scans/{scan.sha256}.{ending}" if ending else f"scans/{scan.sha256}"


def note_file(sha256: str) -> str:
    """Where the reason of a decision in words lies, with its salt."""
    return f"notes/{sha256}"


def files_named(events: Iterable[Event]) -> Iterator[ScanRecord]:
    """Every file that an entry names: scans, papers of decisions, documents; each as often as it is named."""
    for at, body in events:
        named = [*body.get("scans", ()), body.get("scan"), (body.get("decision") or {}).get("document")]
        document = body.get("document")
        named.append(document if isinstance(document, dict) and "media_type" in document else None)
        yield from (scan_in(one, at) for one in named if one)


@dataclass
class Told:
    """What the entries in a file of evidence come to. What breaks the rules is noted, and left out."""

    facts: EvidenceFacts
    foundation: Foundation
    frame: Frame
    events: Sequence[Event]
    history: History

    @property
    def standing(self) -> dict[str, ProtocolRecord]:
        """The protocols as all entries leave them, by contest."""
        standings = self.history.at(self.facts.tree_size)
        return {code: one.protocol for code, one in standings.items() if one.protocol is not None}

    @property
    def area(self) -> Area:
        """The polling station as it is called now."""
        named = [event for event in self.events if event.body["kind"] == AMENDMENT]
        return standing_areas(self.foundation, named, self.facts.tree_size)(self.facts.area_id)

    def scans(self) -> dict[str, ScanRecord]:
        """The scans that are published beside the protocols, by hash."""
        records = self.standing.values()
        return {scan.sha256: scan for one in records for scan in one.scans if scan.withdrawn_by is None}

    def hidden(self) -> set[str]:
        """The scans that a decision withdrew, by hash."""
        every = (scan for one in self.standing.values() for scan in one.scans)
        return {scan.sha256 for scan in every if scan.withdrawn_by is not None} - self.scans().keys()


def tell(
    facts: EvidenceFacts,
    foundation: Foundation,
    frame: Frame,
    events: Sequence[Event],
    leaves: Mapping[int, str],
    explanations: Explanations,
    troubles: Troubles,
) -> Told:
    """Fold the entries about the polling station. `events`: all, in order; `leaves`: leaf hashes in hex."""
    own = [event for event in events if event.body["kind"] in TELLING_KINDS]
    replay, schedule = Replay(foundation, facts.area_id, troubles), Schedule([facts.tree_size])
    ledger: Ledger = {}
    sound = [event for event in own if replay.take(event, ledger, schedule)]
    history = History(foundation.contests_at[facts.area_id], sound, leaves, explanations)
    return Told(facts, foundation, frame, events, history)


def derived_files(
    told: Told, words: Mapping[str, str], enclosed: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """The files that follow from the entries: path and bytes. `words`: public texts by their hash;
    `enclosed`: the paths of all files that do not follow."""
    files = list(enclosed)
    records = [record for _, record in sorted(told.standing.items())]
    versions = {}
    yield PRECINCT_FILE, render_json(precinct_document(told.area, records))
    files.append(PRECINCT_FILE)
    for at, body in told.history.events:
        if body["kind"] in VERSION_KINDS:
            record = told.history.at(at + 1)[body["contest"]].protocol
            assert record is not None, "an entry with figures leaves a protocol"
            versions[at] = record
            path = f"versions/{record.contest}-{record.version}.json"
            yield path, render_json({"contest": record.contest, **protocol_document(record)})
            files.append(path)
    evidence = _evidence(told, versions, words, files)
    yield PAGE, render_page(evidence)
    yield README, render_readme(evidence, files)


def _evidence(
    told: Told, versions: Mapping[int, ProtocolRecord], words: Mapping[str, str], files: Sequence[str]
) -> Evidence:
    facts, foundation = told.facts, told.foundation
    election = standing_election(foundation, told.frame, facts.tree_size)
    path = foundation.paths[facts.area_id]
    present = set(files)
    return Evidence(
        facts=facts,
        election=election,
        pack=foundation.pack,
        rules=foundation.rules,
        ballots={one.code: one for one in election.held_at(path)},
        path=[*(foundation.areas.area(code) for code in path[:-1]), told.area],
        entries=told.events,
        versions=versions,
        standing=told.standing,
        words=words,
        fields=_fields(),
        scans={one.sha256: scan_file(one) for one in files_named(told.events) if scan_file(one) in present},
    )


def _fields() -> dict[tuple[str, str, str], Field]:
    """The fields of the registers that come with the program."""
    return {
        (register.register_id, kind.code, field.code): field
        for register in shipped_registers().values()
        for kind in register.kinds
        for field in kind.fields
    }
