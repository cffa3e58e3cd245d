"""Log entries become what the public sees: the current protocol of each precinct, findings, scans, sums up the map."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hattama.core.tabulation import ProtocolEntry, ScanEntry, Tabulation, Total, entry_from_body, fold_entry
from hattama.web.archive.acts import LogEntry
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import Definition, load_contribution, load_definition, load_total
from hattama.web.archive.published import (
    ArrivalCount,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.usecases.open_election import area_id_path

Key = tuple[str, str]


class _Batch:
    """The rows that one batch of entries touches, loaded once and written once."""

    def __init__(self, election: ElectionRow, area_ids: set[int]) -> None:
        self.election = election
        self.definition: Definition = load_definition(election)
        self.areas = _with_ancestors(area_ids)
        self.by_id = {area.area_id: area for area in self.areas.values()}
        self.paths = {area.area_id: area_id_path(area, self.areas) for area in self.areas.values() if area.is_precinct}
        self.total_rows = {
            (self.areas[row.area_id].area_id, row.contest): row
            for row in PublishedTotal.objects.filter(area_id__in=[pk for pk, a in self.areas.items() if not a.is_precinct])
        }
        self.protocols: dict[Key, PublishedProtocol] = {
            (self.areas[row.area_id].area_id, row.contest): row
            for row in PublishedProtocol.objects.filter(area_id__in=area_ids)
        }
        self.state = self._state()
        self.touched: dict[Key, int] = {}
        self.arrivals: Counter[tuple[str, datetime.datetime]] = Counter()

    def _state(self) -> Tabulation:
        state = Tabulation({key: load_total(row) for key, row in self.total_rows.items()})
        for area_id, path in self.paths.items():
            for contest in self.definition.contests_at(path):
                key = (area_id, contest.code)
                state.totals[key] = Total(expected=1)
                if key in self.protocols:
                    contribution = load_contribution(self.protocols[key], self.definition.rules[contest.code])
                    state.current[key] = contribution
                    state.totals[key].add(contribution, 1)
        return state

    def touch(self, area_id: str, contest: str, tree_size: int) -> None:
        """Note that the totals above a precinct follow from the log at this size now."""
        for above in self.paths[area_id]:
            if (above, contest) in self.total_rows:
                self.touched[above, contest] = tree_size


def publish_entries(election: ElectionRow, entries: Sequence[LogEntry]) -> None:
    """Fold `entries`, in the order of their indexes, into the public tables, inside the caller's transaction.

    Raises BrokenLifeCycle when an entry contradicts those before it; then the caller must roll back.
    """
    telling = [(entry, json.loads(bytes(entry.body))) for entry in entries if entry.kind in ("protocol", "scan")]
    if not telling:
        return
    batch = _Batch(election, {entry.act.area_id for entry, _ in telling})
    forms = {code: rules.form for code, rules in batch.definition.rules.items()}
    fresh: list[PublishedProtocol] = []
    with_new_scan: dict[Key, PublishedProtocol] = {}
    for entry, body in telling:
        said = entry_from_body(entry.index, body)
        if said is None:
            raise AssertionError(f"entry {entry.index} of kind {entry.kind} says nothing")
        fold_entry(batch.state, said, batch.paths, forms)
        batch.touch(said.area_id, said.contest, entry.index + 1)
        key = (said.area_id, said.contest)
        if isinstance(said, ScanEntry):
            batch.protocols[key].has_scan = True
            if batch.protocols[key].pk is not None:
                with_new_scan[key] = batch.protocols[key]
        else:
            batch.protocols[key] = _protocol_row(batch, entry, body, said)
            fresh.append(batch.protocols[key])
            batch.arrivals[said.contest, entry.published_at.replace(second=0, microsecond=0)] += 1
    PublishedProtocol.objects.bulk_create(fresh, batch_size=400)
    PublishedProtocol.objects.bulk_update(with_new_scan.values(), ["has_scan"], batch_size=500)
    _write_scans_and_findings(batch, telling)
    _write_totals(batch)
    _write_arrivals(batch)


def _protocol_row(batch: _Batch, entry: LogEntry, body: dict[str, Any], said: ProtocolEntry) -> PublishedProtocol:
    return PublishedProtocol(
        election=batch.election,
        area=batch.by_id[said.area_id],
        contest=said.contest,
        entry_index=entry.index,
        leaf_hash=entry.leaf_hash,
        version=body["version"],
        figures=dict(said.figures),
        illegible=body["illegible"],
        findings=body["findings"],
        has_broken=bool(said.broken),
        has_scan=bool(said.scans),
        explanation=entry.act.private.get("explanation", ""),
        method=body["method"],
        source=entry.act.private.get("source", ""),
        signed_at=_moment(body["signed_at"]),
        received_at=_moment(body["received_at"]),
        published_at=entry.published_at,
    )


def _write_scans_and_findings(batch: _Batch, telling: Sequence[tuple[LogEntry, dict[str, Any]]]) -> None:
    scans: list[PublishedScan] = []
    findings: list[PublishedFinding] = []
    for entry, body in telling:
        row = batch.protocols[body["area"], body["contest"]]
        shown = [body["scan"]] if entry.kind == "scan" else body["scans"]
        scans += [PublishedScan(protocol=row, scan_id=scan["sha256"], entry_index=entry.index) for scan in shown]
        for finding in body.get("findings", ()):
            findings.append(PublishedFinding(election=batch.election, protocol=row, **finding))
    PublishedScan.objects.bulk_create(scans, batch_size=500)
    PublishedFinding.objects.bulk_create(findings, batch_size=500)


def _write_totals(batch: _Batch) -> None:
    rows = {key: batch.total_rows[key] for key in batch.touched}
    for key, row in rows.items():
        total = batch.state.totals[key]
        row.received = total.received
        row.with_findings = total.with_findings
        row.without_scan = total.without_scan
        row.figures = {code: [tally.total, tally.contributors] for code, tally in sorted(total.figures.items())}
        row.tree_size = batch.touched[key]
    # Every row exists since the election opened; to insert with an update on conflict is one plain statement
    # for many rows, where bulk_update writes a CASE with a branch for each.
    PublishedTotal.objects.bulk_create(
        rows.values(),
        batch_size=200,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["received", "with_findings", "without_scan", "figures", "tree_size"],
    )


def _write_arrivals(batch: _Batch) -> None:
    for (contest, minute), count in batch.arrivals.items():
        row, made = ArrivalCount.objects.get_or_create(
            election=batch.election, contest=contest, minute=minute, defaults={"protocols": count}
        )
        if not made:
            row.protocols += count
            row.save(update_fields=["protocols"])


def _with_ancestors(area_ids: set[int]) -> dict[int, AreaRow]:
    needed = AreaRow.objects.only("pk", "area_id", "ancestry", "kind")
    rows = {row.pk: row for row in needed.filter(pk__in=area_ids)}
    above = {pk for row in rows.values() for pk in row.path_ids()} - rows.keys()
    rows.update((row.pk, row) for row in needed.filter(pk__in=above))
    return rows


def _moment(text: str | None) -> datetime.datetime | None:
    return None if text is None else datetime.datetime.fromisoformat(text)
