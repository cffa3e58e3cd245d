"""Areas and precincts with everything that the files of state say of them, read many at a time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat

from django.db.models import QuerySet

from hattama.core.entries import TELLING_KINDS
from hattama.publish.bundle import StatePiece
from hattama.publish.records import EntryReference, ProtocolRecord
from hattama.publish.state import AREA_STATES, PRECINCT_STATES, render_area_state, render_precinct_state
from hattama.web.kernel.elections.loading import Definition, load_area, load_definition, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, right_below
from hattama.web.kernel.log.snapshots import load_entry, load_records
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.kernel.stores.kept_questions import among

CHUNK = 1000
OPENING_ENTRIES = 2
"""Entries before the roster: the opening and the key."""


def load_opening_size(election: ElectionRow) -> int:
    """How many entries the log held when its roster was complete. Raises LogEntry.DoesNotExist before."""
    parts: int = load_entry(election, OPENING_ENTRIES)["parts"]
    return OPENING_ENTRIES + parts


def touched_areas(election: ElectionRow, start: int, stop: int) -> set[int]:
    """Row ids of the precincts that entries `start` to `stop` speak of, of all areas above them, and of those
    that are called otherwise since."""
    entries = LogEntry.objects.filter(election=election, index__gte=start, index__lt=stop)
    told = entries.exclude(act__area=None)
    bodies = [body for index, body in election.amendments if start <= index < stop]
    named = {said["area"] for body in bodies for said in body["changes"] if said["area"]}
    renamed = AreaRow.objects.filter(election=election, code__in=named)
    touched = set(renamed.values_list("pk", flat=True))
    for pk, *chains in told.values_list(
        "act__area__pk", "act__area__ancestry", "act__area__beside"
    ).distinct():
        touched.add(pk)
        touched.update(int(part) for chain in chains for part in chain.split("/") if part.isdigit())
    return touched


def state_pieces(
    election: ElectionRow, touched: Collection[int] | None, before: Callable[[str], Iterable[bytes]]
) -> Iterator[StatePiece]:
    """The files of state of areas and precincts in pieces, as the database holds them, with all protocols.

    Of areas that were not `touched` (None: all were) the lines are those of `before`, the same file as it was
    written last; every file has a line for each of its areas, always in the same order.
    """
    opening = load_opening_size(election)
    for path, is_precinct in ((AREA_STATES, False), (PRECINCT_STATES, True)):
        lines = iter(before(path)) if touched is not None else repeat(b"")
        for some in _in_order(election, is_precinct=is_precinct):
            kept = dict(zip(some, lines, strict=False))
            chosen = some if touched is None else [pk for pk in some if pk in touched]
            records = list(load_records(_protocols_of(some))) if is_precinct else []
            made = state_lines(election, chosen, opening, records)
            yield StatePiece(path, b"".join([made[pk] if pk in made else kept[pk] for pk in some]), records)


def _in_order(election: ElectionRow, *, is_precinct: bool) -> Iterator[list[int]]:
    """Row ids in the order of identifiers by code point, a thousand at a time."""
    areas = AreaRow.objects.filter(election=election)
    chosen = areas.exclude(kind="unit") if is_precinct else areas.filter(kind="unit")
    rows = iter(sorted(chosen.values_list("code", "pk")))
    while some := [pk for _, pk in islice(rows, CHUNK)]:
        yield some


def state_lines(
    election: ElectionRow, pks: Sequence[int], opening: int, records: Iterable[ProtocolRecord] | None = None
) -> dict[int, bytes]:
    """The lines of these areas by row id. `opening`: how many entries the log held when it began; `records`:
    their protocols, where they were read before."""
    told = load_records(_protocols_of(pks)) if records is None else records
    protocols = {(record.area_id, record.contest): record for record in told}
    rows = list(AreaRow.objects.filter(pk__in=among(pks)).defer("search_text", "sort_key"))
    names = _identifiers(rows)
    precincts = [row for row in rows if row.is_precinct]
    lines = _unit_lines([row for row in rows if not row.is_precinct], names, opening)
    return lines | _precinct_lines(load_definition(election), precincts, names, opening, protocols)


def _protocols_of(pks: Sequence[int]) -> QuerySet[PublishedProtocol]:
    return PublishedProtocol.objects.filter(area__in=among(pks))


def _identifiers(rows: Sequence[AreaRow]) -> dict[int, str]:
    """Identifiers by row id, of the rows and all areas above them."""
    known = {row.pk: row.code for row in rows}
    above = {pk for row in rows for pk in row.reach_ids()} - known.keys()
    known.update(AreaRow.objects.filter(pk__in=above).values_list("pk", "code"))
    return known


def _path(row: AreaRow, names: dict[int, str]) -> list[str]:
    return [names[pk] for pk in row.reach_ids()]


def _unit_lines(rows: Sequence[AreaRow], names: dict[int, str], opening: int) -> dict[int, bytes]:
    totals: dict[int, list[PublishedTotal]] = {}
    for total in PublishedTotal.objects.filter(area__in=among([row.pk for row in rows])):
        totals.setdefault(total.area_id, []).append(total)
    children = _children(rows)
    lines = {}
    for row in rows:
        path = _path(row, names)
        area = load_area(row, names[row.parent_id] if row.parent_id else None)
        own = totals.get(row.pk, ())
        lines[row.pk] = render_area_state(
            area,
            path,
            children.get(row.pk, ()),
            {total.contest: load_total(total) for total in own},
            max([opening, *(total.tree_size for total in own)]),
        )
    return lines


def _children(rows: Sequence[AreaRow]) -> dict[int, list[str]]:
    """Identifiers of the areas right below each, by row id."""
    children: dict[int, list[str]] = {}
    parents = among([row.pk for row in rows])
    first = AreaRow.objects.filter(parent__in=parents).exclude(beside="/", kind="unit")
    for parent, area_id in first.values_list("parent__pk", "code"):
        children.setdefault(parent, []).append(area_id)
    for row in rows:
        if row.is_beside:
            below = AreaRow.objects.filter(right_below(row))
            children[row.pk] = list(below.values_list("code", flat=True))
    return children


def _precinct_lines(
    definition: Definition,
    rows: Sequence[AreaRow],
    names: dict[int, str],
    opening: int,
    protocols: Mapping[tuple[str, str], ProtocolRecord],
) -> dict[int, bytes]:
    about = entries_about(rows)
    lines = {}
    for row in rows:
        path = _path(row, names)
        area = load_area(row, names[row.parent_id] if row.parent_id else None)
        held = {
            contest.code: about.get((row.pk, contest.code), []) for contest in definition.contests_at(path)
        }
        last = max((entry.index for entries in held.values() for entry in entries), default=-1)
        own = {code: protocols[row.code, code] for code in held if (row.code, code) in protocols}
        lines[row.pk] = render_precinct_state(area, path, held, own, max(opening, last + 1))
    return lines


def entries_about(rows: Iterable[AreaRow]) -> dict[tuple[int, str], list[EntryReference]]:
    """The log entries about the protocols of these areas, by row id and contest, in the order of the log.

    Those from which whoever checks a bundle makes the same: what is told beside a protocol is none of them.
    """
    about: dict[tuple[int, str], list[EntryReference]] = {}
    entries = LogEntry.objects.filter(act__area__in=among([row.pk for row in rows]), kind__in=TELLING_KINDS)
    told = entries.order_by("index").values_list(
        "act__area__pk", "act__contest", "index", "kind", "leaf_hash"
    )
    for pk, contest, index, kind, leaf_hash in told:
        about.setdefault((pk, contest), []).append(EntryReference(index, kind, leaf_hash))
    return about
