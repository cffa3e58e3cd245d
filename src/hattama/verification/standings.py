"""What stands of a precinct's protocols after some of its entries: the records behind public files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hattama.core.entries import EXPLANATION, PRELIMINARY, SCAN, VERSION_KINDS, flatten_figures, keeps_paper
from hattama.core.vocabulary import Area
from hattama.publish.records import EntryReference, ExplanationRecord, ProtocolRecord, ScanRecord
from hattama.publish.state import render_precinct_state
from hattama.verification.histories import Body, Event

Explanations = Mapping[str, tuple[str, str]]
"""Salt and text by the hash that the log holds of them."""


class Page(NamedTuple):
    """What the files show of a precinct: its rows in each table of protocols, then its line among states."""

    area_id: str
    texts: Sequence[bytes]


class PrecinctState(NamedTuple):
    """A precinct as files beside the log show it: the entries about each contest, the protocols received."""

    area_id: str
    entries: Mapping[str, Sequence[EntryReference]]
    protocols: Mapping[str, ProtocolRecord]

    def records(self) -> list[ProtocolRecord]:
        """The protocols in the order of their contests."""
        return [record for _, record in sorted(self.protocols.items())]

    def line(self, area: Area, path: Sequence[str], roster_end: int) -> bytes:
        """Its line in the file of states; one of which nothing is told stands as the roster left it."""
        last = max((entry.index + 1 for told in self.entries.values() for entry in told), default=roster_end)
        return render_precinct_state(area, path, self.entries, self.protocols, last)


@dataclass(slots=True)
class Standing:
    """One contest of a precinct: the entries about it, the protocol as they leave it (None: before any)."""

    entries: list[EntryReference] = field(default_factory=list)
    protocol: ProtocolRecord | None = None


class History:
    """The entries about one precinct, in order, that the rules allow; and what stands after any of them.

    `leaves`: leaf hashes in hex by index. An explanation whose text is not at hand stands with an empty one.
    """

    def __init__(
        self,
        contests: Sequence[str],
        events: Sequence[Event],
        leaves: Mapping[int, str],
        explanations: Explanations,
    ) -> None:
        self.events = events
        self._contests = contests
        self._leaves = leaves
        self._explanations = explanations
        self._known: dict[int, dict[str, Standing]] = {}

    def at(self, size: int) -> dict[str, Standing]:
        """What stood of each contest when the log had this size."""
        count = sum(event.at < size for event in self.events)
        if count not in self._known:
            standings = {contest: Standing() for contest in self._contests}
            for event in self.events[:count]:
                standing = standings[event.body["contest"]]
                leaf = self._leaves[event.at]
                standing.entries.append(EntryReference(event.at, event.body["kind"], leaf))
                standing.protocol = _after(standing.protocol, event, leaf, self._explanations)
            self._known[count] = standings
        return self._known[count]

    def state_at(self, area_id: str, size: int) -> PrecinctState:
        """What the files of this size of the log show."""
        standings = self.at(size)
        protocols = {c: one.protocol for c, one in standings.items() if one.protocol is not None}
        return PrecinctState(area_id, {c: one.entries for c, one in standings.items()}, protocols)


def _after(
    before: ProtocolRecord | None, event: Event, leaf_hash: str, explanations: Explanations
) -> ProtocolRecord:
    body, kind = event.body, event.body["kind"]
    if kind in VERSION_KINDS:
        return _version(before, event, leaf_hash, explanations)
    assert before is not None, f"entry {event.at} follows no version"
    if kind == "scan":
        return replace(before, scans=(*before.scans, scan_in(body["scan"], event.at)))
    if kind == "redaction":
        return _without(before, event)
    return _judged(before, event)


def _judged(before: ProtocolRecord, event: Event) -> ProtocolRecord:
    """A version of which something is said, while its figures stay what they are."""
    body, kind = event.body, event.body["kind"]
    if kind == "annulment":
        return replace(before, annulled_by=event.at, investigation=None)
    if kind == "confirmation":
        return replace(before, preliminary=False, confirmed_by=event.at)
    assert kind == "investigation", kind
    return replace(before, investigation=event.at if body["state"] == "opened" else None)


def _without(before: ProtocolRecord, event: Event) -> ProtocolRecord:
    body = event.body
    if body["what"] == SCAN:
        scans = tuple(
            scan._replace(withdrawn_by=event.at) if scan.sha256 == body["sha256"] else scan
            for scan in before.scans
        )
        return replace(before, scans=scans)
    assert body["what"] == EXPLANATION and before.explanation is not None
    withdrawn = ExplanationRecord(before.explanation.sha256, "", "", event.at)
    return replace(before, explanation=withdrawn)


def _version(
    before: ProtocolRecord | None, event: Event, leaf_hash: str, explanations: Explanations
) -> ProtocolRecord:
    body = event.body
    added = tuple(scan_in(scan, event.at) for scan in body["scans"])
    return ProtocolRecord(
        area_id=body["area"],
        contest=body["contest"],
        kind=body["kind"],
        entry_index=event.at,
        leaf_hash=leaf_hash,
        version=body["version"],
        figures=flatten_figures(body["figures"]),
        illegible=tuple(body["illegible"]),
        findings=tuple(body["findings"]),
        method=body["method"],
        signed_at=body["signed_at"],
        recorded_at=body["recorded_at"],
        explanation=_explanation(body["explanation_sha256"], explanations),
        scans=(*(before.scans if before else ()), *added),
        paper_index=before.paper_index if before and keeps_paper(body) else event.at,
        preliminary=body.get("status") == PRELIMINARY,
    )


def _explanation(sha256: str | None, explanations: Explanations) -> ExplanationRecord | None:
    if sha256 is None:
        return None
    return ExplanationRecord(sha256, *explanations.get(sha256, ("", "")))


def scan_in(facts: Body, index: int) -> ScanRecord:
    """A file that the entry at `index` names, as a record."""
    return ScanRecord(facts["sha256"], facts["media_type"], facts["bytes"], facts["pages"], index)
