"""What the open data show beyond the bundle: areas, changes figure by figure, turnout as it was stated."""

import datetime
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from hattama.core.entries import (
    TURNOUT,
    PrecinctChange,
    Stage,
    StandingTurnout,
    flatten_figures,
    standing_turnout,
    turnout_entry,
)
from hattama.core.protocols import Protocol
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Area, Contest
from hattama.formats.area_lists import parse_areas
from hattama.formats.contest_counts import ContestCounts, Reading
from hattama.publish.bundle import Snapshot
from hattama.publish.changes import ChangeRecord, Figures
from hattama.publish.open_tables import OpenData, StationChanges
from hattama.publish.records import ProtocolRecord
from hattama.publish.register_numbers import numbers_table, reckon
from hattama.publish.register_tables import RegisterTable, register_tables
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.loading import (
    load_area,
    load_definition,
    load_path,
    load_precinct_changes,
    load_total,
    load_wordings,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.snapshots import load_entry, load_public_size, load_records, load_snapshot
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.registers.reading import load_whole, moment_of, registers_of

CHUNK = 500
HIGHEST = "central_commission"
"""Whose final claim about the whole election makes results certified."""

_CHANGES = Q(kind__in=("correction", "recount", "annulment")) | Q(kind="protocol", act__follows__isnull=False)


def load_open_data(election: ElectionRow) -> OpenData:
    """Everything that the open data are made from. The caller holds a transaction, so that it all speaks of
    one moment."""
    snapshot = load_snapshot(election)
    return OpenData(
        snapshot,
        load_area_tree(snapshot).called(load_wordings(election)),
        changes=lambda: load_changes(election),
        turnout=lambda: load_all_turnout(election),
        stations=station_changes(election),
    )


def station_changes(election: ElectionRow) -> StationChanges:
    """What the log says that decisions changed of polling stations."""
    told: dict[str, list[tuple[int, PrecinctChange]]] = {}
    for one in load_precinct_changes(election):
        told.setdefault(one.said.area, []).append((one.entry, one.said))
    return told


def load_register_tables(election: ElectionRow) -> Iterator[RegisterTable]:
    """What is kept around the count, register by register."""
    for register in registers_of(election):
        registry = load_whole(election, register)
        yield from register_tables(register, registry)
        # As of the last entry: files of the same log are the same.
        last = load_entry(election, load_public_size(election) - 1)["recorded_at"]
        moment = moment_of(election, datetime.datetime.fromisoformat(last))
        yield numbers_table(reckon(register, registry, moment))


def load_area_tree(snapshot: Snapshot) -> AreaTree:
    """The frozen list of areas as a tree, from the bytes whose hash the log opens with."""
    return parse_areas(io.BytesIO(snapshot.areas_csv), "areas.csv", time_zone=snapshot.election.time_zone)


def load_changes(election: ElectionRow) -> list[ChangeRecord]:
    """What took the place of a published version, in the order of area identifier, contest and log."""
    entries = LogEntry.objects.filter(_CHANGES, election=election)
    told = [(index, json.loads(bytes(body))) for index, body in entries.values_list("index", "body")]
    before = dict(_bodies(election, {_replaced(body) for _, body in told}))
    records = [_change(index, body, before[_replaced(body)]) for index, body in told]
    return sorted(records, key=lambda one: (one.area_id, one.contest, one.index))


def load_all_turnout(election: ElectionRow) -> tuple[StandingTurnout, ...]:
    """All figures of turnout that the log holds."""
    rows = LogEntry.objects.filter(election=election, kind=TURNOUT).order_by("index")
    return standing_turnout(
        turnout_entry(index, json.loads(bytes(body))) for index, body in rows.values_list("index", "body")
    )


def _bodies(election: ElectionRow, indexes: Iterable[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    wanted = sorted(indexes)
    for start in range(0, len(wanted), CHUNK):
        rows = LogEntry.objects.filter(election=election, index__in=wanted[start : start + CHUNK])
        yield from ((index, json.loads(bytes(body))) for index, body in rows.values_list("index", "body"))


def _replaced(body: Mapping[str, Any]) -> int:
    index: int = body["annuls"] if body["kind"] == "annulment" else body["replaces"]
    return index


def _change(index: int, body: Mapping[str, Any], before: Mapping[str, Any]) -> ChangeRecord:
    annulled = body["kind"] == "annulment"
    decision = body.get("decision") or {}
    return ChangeRecord(
        area_id=body["area"],
        contest=body["contest"],
        act=body["kind"],
        version=before["version"] if annulled else body["version"],
        old=_figures(before),
        new=None if annulled else _figures(body),
        old_index=_replaced(body),
        index=index,
        recorded_at=body["recorded_at"],
        reason=body.get("reason", ""),
        authority=decision.get("authority", ""),
        number=decision.get("number", ""),
        decided_on=decision.get("decided_on") or "",
        document=(decision.get("document") or {}).get("sha256", ""),
    )


def _figures(body: Mapping[str, Any]) -> Figures:
    return Figures(flatten_figures(body["figures"]), frozenset(body["illegible"]))


def load_contest_counts(election: ElectionRow, data: OpenData, contest: Contest) -> ContestCounts:
    """One contest with the current protocol of every precinct, as files in the shapes of others want it."""
    snapshot = data.snapshot
    first = {
        (change.area_id, change.contest): change.old.given
        for change in reversed(list(data.changes()))
        if change.contest == contest.code and change.new is not None
    }
    declared = PublishedClaim.objects.filter(
        election=election, contest=contest.code, area__depth=0, stage=Stage.FINAL, source=HIGHEST
    )
    return ContestCounts(
        election=snapshot.election,
        contest=contest,
        rules=snapshot.pack.rules_for(contest),
        country=snapshot.pack.country,
        tree=data.areas,
        readings={
            record.area_id: _reading(record, first.get((record.area_id, record.contest)))
            for record in snapshot.protocols()
            if record.contest == contest.code
        },
        totals={one.area_id: one.total for one in snapshot.totals() if one.contest == contest.code},
        origin=snapshot.origin,
        tree_size=snapshot.tree_size,
        cut_at=snapshot.cut_at,
        is_closed=election.closed_at is not None,
        is_declared=declared.exists(),
    )


def _reading(record: ProtocolRecord, before: Mapping[str, int] | None) -> Reading:
    protocol = Protocol(record.area_id, record.contest, record.figures, frozenset(record.illegible))
    return Reading(protocol, record.kind, record.preliminary, record.annulled_by is not None, before)


def load_area_counts(area: AreaRow, contest: Contest) -> ContestCounts:
    """One contest in one area and what lies below it, as if there were nothing else."""
    election = area.election
    definition = load_definition(election)
    inside = list(AreaRow.objects.filter(below(area)).order_by("depth", "pk"))
    tree = AreaTree.of_checked(_areas_from(area, inside))
    totals = PublishedTotal.objects.filter(area__in=[row.pk for row in inside if not row.is_precinct])
    protocols = PublishedProtocol.objects.filter(below(area, "area__"), contest=contest.code)
    around = {row.code for row in load_path(area)}
    tree_size = load_public_size(election)
    return ContestCounts(
        election=definition.election,
        contest=replace(contest, areas=() if around & set(contest.areas) else contest.areas),
        rules=definition.rules[contest.code],
        country=definition.pack.country,
        tree=tree,
        readings={record.area_id: _reading(record, None) for record in load_records(protocols)},
        totals={
            row.area.code: load_total(row)
            for row in totals.filter(contest=contest.code).select_related("area")
        },
        origin=election.origin,
        tree_size=tree_size,
        cut_at=load_entry(election, tree_size - 1)["recorded_at"],
        is_closed=election.closed_at is not None,
    )


def _areas_from(top: AreaRow, rows: Sequence[AreaRow]) -> Iterator[Area]:
    """Areas of which `top` is the root; what hangs on an area elsewhere hangs on it."""
    names: dict[int | None, str] = {row.pk: row.code for row in rows}
    for row in rows:
        parent = None if row.pk == top.pk else names.get(row.parent_id, top.code)
        also_in = tuple(names[pk] for pk in row.also_ids() if pk in names and pk != top.pk)
        yield load_area(row, parent, also_in)
