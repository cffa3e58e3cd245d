"""Areas and precincts with everything that their files of state say, read many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from hattama.publish.records import EntryReference, ProtocolRecord
from hattama.publish.state import area_state_path, render_area_state, render_precinct_state
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import load_area, load_definition, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, right_below
from hattama.web.kernel.log.snapshots import load_entry, protocol_record
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, PublishedTotal

CHUNK = 1000
OPENING_ENTRIES = 2
"""Entries before the roster: the opening and the key."""


def load_opening_size(election: ElectionRow) -> int:
    """How many entries the log held when its roster was complete. Raises LogEntry.DoesNotExist before."""
    parts: int = load_entry(election, OPENING_ENTRIES)["parts"]
    return OPENING_ENTRIES + parts


def touched_areas(election: ElectionRow, start: int, stop: int) -> set[int]:
    """Row ids of the precincts that entries `start` to `stop` speak of, and of all areas above them."""
    entries = LogEntry.objects.filter(election=election, index__gte=start, index__lt=stop)
    told = entries.exclude(act__area=None)
    touched: set[int] = set()
    for pk, *chains in told.values_list(
        "act__area__pk", "act__area__ancestry", "act__area__beside"
    ).distinct():
        touched.add(pk)
        touched.update(int(part) for chain in chains for part in chain.split("/") if part.isdigit())
    return touched


def state_files(election: ElectionRow, pks: Collection[int]) -> Iterator[tuple[str, bytes]]:
    """Paths and bytes of the files of state of these areas, as the database holds them."""
    opening = load_opening_size(election)
    ordered = sorted(pks)
    for start in range(0, len(ordered), CHUNK):
        chosen = ordered[start : start + CHUNK]
        rows = list(AreaRow.objects.filter(pk__in=chosen).defer("search_text", "sort_key"))
        names = _identifiers(rows)
        units = [row for row in rows if not row.is_precinct]
        precincts = [row for row in rows if row.is_precinct]
        yield from _unit_files(units, names, opening)
        yield from _precinct_files(election, precincts, names, opening)
        for files in provided("state_files"):
            yield from files({row.pk: row.code for row in rows})


def _identifiers(rows: Sequence[AreaRow]) -> dict[int, str]:
    """Identifiers by row id, of the rows and all areas above them."""
    known = {row.pk: row.code for row in rows}
    above = {pk for row in rows for pk in row.reach_ids()} - known.keys()
    known.update(AreaRow.objects.filter(pk__in=above).values_list("pk", "code"))
    return known


def _path(row: AreaRow, names: dict[int, str]) -> list[str]:
    return [names[pk] for pk in row.reach_ids()]


def _unit_files(rows: Sequence[AreaRow], names: dict[int, str], opening: int) -> Iterator[tuple[str, bytes]]:
    totals: dict[int, list[PublishedTotal]] = {}
    for total in PublishedTotal.objects.filter(area__in=[row.pk for row in rows]):
        totals.setdefault(total.area_id, []).append(total)
    children = _children(rows)
    for row in rows:
        path = _path(row, names)
        area = load_area(row, names[row.parent_id] if row.parent_id else None)
        own = totals.get(row.pk, ())
        data = render_area_state(
            area,
            path,
            children.get(row.pk, ()),
            {total.contest: load_total(total) for total in own},
            max([opening, *(total.tree_size for total in own)]),
        )
        yield area_state_path(area), data


def _children(rows: Sequence[AreaRow]) -> dict[int, list[str]]:
    """Identifiers of the areas right below each, by row id, in the order of the file.

    Those of other divisions stand in the order of identifiers.
    """
    children: dict[int, list[str]] = {}
    first = AreaRow.objects.filter(parent__in=[row.pk for row in rows]).exclude(beside="/", kind="unit")
    for parent, area_id in first.order_by("pk").values_list("parent__pk", "code"):
        children.setdefault(parent, []).append(area_id)
    for row in rows:
        if row.is_beside:
            below = AreaRow.objects.filter(right_below(row))
            children[row.pk] = sorted(below.values_list("code", flat=True))
    return children


def _precinct_files(
    election: ElectionRow, rows: Sequence[AreaRow], names: dict[int, str], opening: int
) -> Iterator[tuple[str, bytes]]:
    definition = load_definition(election)
    about = entries_about(rows)
    protocols = _protocols_of(rows)
    for row in rows:
        path = _path(row, names)
        area = load_area(row, names[row.parent_id] if row.parent_id else None)
        held = {
            contest.code: about.get((row.pk, contest.code), []) for contest in definition.contests_at(path)
        }
        last = max((entry.index for entries in held.values() for entry in entries), default=-1)
        data = render_precinct_state(area, path, held, protocols.get(row.pk, {}), max(opening, last + 1))
        yield area_state_path(area), data


def entries_about(rows: Iterable[AreaRow]) -> dict[tuple[int, str], list[EntryReference]]:
    """The log entries about each of these areas, by row id and contest, in the order of the log."""
    about: dict[tuple[int, str], list[EntryReference]] = {}
    entries = LogEntry.objects.filter(act__area__in=[row.pk for row in rows]).order_by("index")
    told = entries.values_list("act__area__pk", "act__contest", "index", "kind", "leaf_hash")
    for pk, contest, index, kind, leaf_hash in told:
        about.setdefault((pk, contest), []).append(EntryReference(index, kind, leaf_hash))
    return about


def _protocols_of(rows: Sequence[AreaRow]) -> dict[int, dict[str, ProtocolRecord]]:
    areas = {row.pk: row for row in rows}
    found = list(PublishedProtocol.objects.filter(area__in=list(areas)))
    scans: dict[int, list[PublishedScan]] = {}
    for scan in PublishedScan.objects.filter(protocol__in=[row.pk for row in found]).select_related("scan"):
        scans.setdefault(scan.protocol_id, []).append(scan)
    protocols: dict[int, dict[str, ProtocolRecord]] = {}
    for row in found:
        row.area = areas[row.area_id]
        record = protocol_record(row, scans.get(row.pk, ()))
        protocols.setdefault(row.area_id, {})[row.contest] = record
    return protocols
