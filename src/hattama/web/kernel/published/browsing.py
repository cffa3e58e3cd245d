"""What readers ask of the public tables: an election, an area with what lies below it, what came last and
when.

Every function costs a fixed number of queries, however many protocols the country has.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from hattama.core.tabulation import Total
from hattama.core.vocabulary import is_area_id
from hattama.web.kernel.elections.loading import load_total
from hattama.web.kernel.elections.tables import BYTES, AreaRow, ElectionRow, right_below
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import (
    MANY,
    ArrivalCount,
    PastTotal,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.kernel.stores.kept_questions import among, kept_question
from hattama.web.kernel.stores.kept_readings import kept, kept_by_key, rows_by_area

# What no table of areas shows; leaving it in the database saves most of the bytes of a row.
_UNSHOWN = ("search_text", "sort_key")


@kept
def opened_elections() -> list[ElectionRow]:
    """Elections whose roster is frozen, the newest voting day first; of one day, the last opened first. Each
    with its `public_size`, and without the bytes that define it."""
    return _opened()


@kept_question
def _opened() -> QuerySet[ElectionRow]:
    rows = ElectionRow.objects.defer(*BYTES).annotate(**{"public_size": F("publicmark__size")})
    return rows.filter(opened_at__isnull=False).order_by("-polling_on", "-opened_at")


@kept
def load_root(election: ElectionRow) -> AreaRow:
    """The area that all others lie in."""
    (root,) = _root(election.pk)
    root.election = election
    return root


@kept_question
def _root(election: str) -> QuerySet[AreaRow]:
    return AreaRow.objects.defer(*_UNSHOWN).filter(election=election, parent=None, depth=0)


def find_area(election_id: str, area_id: str) -> AreaRow | None:
    """The area of an opened election with its election, or None when there is none such."""
    if not is_area_id(area_id):
        return None
    return kept_by_key({area_id}, _finder(election_id)).get(area_id)


@lru_cache(maxsize=64)
def _finder(election_id: str) -> Callable[[set[str]], dict[str, AreaRow]]:
    def find(codes: set[str]) -> dict[str, AreaRow]:
        return {row.code: row for row in areas_named(election_id, list(codes))}

    return find


@kept_question
def areas_named(election: str, codes: list[str]) -> QuerySet[AreaRow]:
    """Areas of an opened election by their identifiers, with the election."""
    rows = AreaRow.objects.select_related("election").defer(*_UNSHOWN, *(f"election__{b}" for b in BYTES))
    return rows.filter(election_id=election, code__in=codes, election__opened_at__isnull=False)


def load_ancestors(area: AreaRow) -> list[AreaRow]:
    """The areas above `area`, the root first."""
    return ancestors_of([area])[area.pk]


def placed(area: AreaRow) -> dict[str, Any]:
    """What a template is told of the place of a page: the area, and those above it but the root."""
    return {"area": area, "above": load_ancestors(area)[1:]}


def ancestors_of(areas: Iterable[AreaRow]) -> dict[int, list[AreaRow]]:
    """For each area, by row id, the areas above it, the root first; one query for them all."""
    above = {area.pk: area.path_ids()[:-1] for area in areas}
    wanted = {pk for path in above.values() for pk in path}
    rows = kept_by_key(wanted, _rows_by_key)
    return {pk: [rows[part] for part in path] for pk, path in above.items()}


def _rows_by_key(keys: set[int]) -> dict[int, AreaRow]:
    return {row.pk: row for row in _rows_of(list(keys))}


@kept_question
def _rows_of(keys: list[int]) -> QuerySet[AreaRow]:
    return AreaRow.objects.defer(*_UNSHOWN).filter(pk__in=keys)


@kept
def count_below(area: AreaRow) -> int:
    """How many areas lie directly below."""
    return children_of(area).count()


@kept
def list_below(area: AreaRow, start: int, stop: int) -> list[AreaRow]:
    """Some of the areas directly below, by their places in order."""
    if start or area.is_beside:
        return list(children_of(area)[start:stop])
    return _first_below(stop)(area.pk)


@lru_cache(maxsize=8)
def _first_below(stop: int) -> Callable[[int], list[AreaRow]]:
    return kept_question(lambda area: children_of(AreaRow(pk=area))[:stop])


def children_of(area: AreaRow) -> QuerySet[AreaRow]:
    """The areas directly below, in the order of the Kazakh alphabet, numbers by size.

    Those of a unit of another division come with their parents, which are not `area`.
    """
    rows = AreaRow.objects.defer(*_UNSHOWN).filter(right_below(area)).order_by("sort_key", "code")
    return rows.select_related("parent") if area.is_beside else rows


def units_below(area: AreaRow) -> QuerySet[AreaRow]:
    """The areas directly below that are no polling stations: in a country of two levels the root has none."""
    return children_of(area).filter(kind="unit")


STATIONS_A_PAGE = 200
"""How many polling stations stand whole on one page."""


def stations_below(area: AreaRow) -> QuerySet[AreaRow]:
    """The polling stations directly below, in order."""
    return children_of(area).exclude(kind="unit")


@kept
def count_stations_below(area: AreaRow) -> int:
    """How many polling stations lie directly below."""
    return stations_below(area).count()


@kept
def list_stations_below(area: AreaRow, start: int, stop: int) -> list[AreaRow]:
    """Some of the polling stations directly below, by their places in order."""
    return list(stations_below(area)[start:stop])


def reached_by(areas: Iterable[AreaRow]) -> dict[int, list[str]]:
    """For each area, by row id, the identifiers of all that it lies in, in every division, and its own."""
    reach = {area.pk: area.reach_ids() for area in areas}
    rows = kept_by_key({pk for keys in reach.values() for pk in keys}, _rows_by_key)
    return {pk: [rows[part].code for part in keys] for pk, keys in reach.items()}


def other_divisions(election: ElectionRow) -> list[AreaRow]:
    """The highest units of other divisions than the first, such as single-mandate districts."""
    # Sorted here: to read in this order SQLite would pass over every station of the country.
    return sorted(_units_beside(election.pk), key=lambda unit: (unit.level, unit.sort_key, unit.code))


@kept_question
def _units_beside(election: str) -> QuerySet[AreaRow]:
    units = AreaRow.objects.defer("search_text").filter(election=election, kind="unit", beside="/")
    return units.exclude(parent__beside="/")


def totals_of(areas: Iterable[AreaRow]) -> dict[int, dict[str, Total]]:
    """Totals by row id of the area and by contest; a contest that is not held in an area is absent."""
    return kept_by_key({area.pk for area in areas}, _totals)


def _totals(keys: set[int]) -> dict[int, dict[str, Total]]:
    held = rows_by_area(PublishedTotal)(keys)
    return {pk: {row.contest: load_total(row) for row in rows} for pk, rows in held.items()}


def of_many(prefix: str = "") -> Q:
    """The areas of MANY, whose totals of earlier states of the log are kept; see `PastTotal`."""
    wide = Q(**{f"{prefix}after__gt": F(f"{prefix}pk") + MANY})
    return wide | Q(**{f"{prefix}kind": "unit"}) & ~Q(**{f"{prefix}beside": ""})


def is_of_many(area: AreaRow) -> bool:
    """Whether an area is one of these."""
    return area.after > area.pk + MANY or area.is_beside


def past_totals_of(areas: Iterable[AreaRow], size: int) -> dict[int, dict[str, PastTotal]]:
    """Of areas of MANY the last kept totals that are no later than `size`, by row id and by contest.

    They lack what entries said from the beginning of the stretch on in which `size` lies.
    """
    alike = PastTotal.objects.filter(area=OuterRef("area"), contest=OuterRef("contest"), tree_size__lte=size)
    last = Subquery(alike.order_by("-tree_size").values("pk")[:1])
    held = PublishedTotal.objects.filter(area__in=among([area.pk for area in areas]))
    found: dict[int, dict[str, PastTotal]] = {}
    for row in PastTotal.objects.filter(pk__in=held.annotate(last=last).values("last")):
        found.setdefault(row.area_id, {})[row.contest] = row
    return found


@kept
def protocols_of(areas: Sequence[AreaRow], contest: str) -> dict[int, PublishedProtocol]:
    """The published protocols of one contest by row id of their precinct."""
    by_key = {area.pk: area for area in areas}
    found = {}
    for row in _protocols_in(list(by_key), contest):
        row.area = by_key[row.area_id]
        found[row.area_id] = row
    return found


@kept_question
def _protocols_in(areas: list[int], contest: str) -> QuerySet[PublishedProtocol]:
    return PublishedProtocol.objects.filter(area__in=areas, contest=contest).defer("explanation")


def protocols_with_scans(precinct: AreaRow) -> dict[str, PublishedProtocol]:
    """The published protocols of a precinct by contest, each with its scans in the order of the log."""
    return kept_by_key({precinct.pk}, _protocols_with_scans).get(precinct.pk, {})


def protocols_with_scans_of(
    precincts: Iterable[AreaRow],
) -> dict[int, dict[str, PublishedProtocol]]:
    """The same of many precincts, by row id."""
    return kept_by_key({precinct.pk for precinct in precincts}, _protocols_with_scans)


def _protocols_with_scans(keys: set[int]) -> dict[int, dict[str, PublishedProtocol]]:
    found: dict[int, dict[str, PublishedProtocol]] = {}
    for row in _whole_protocols(list(keys)):
        found.setdefault(row.area_id, {})[row.contest] = row
    return found


@kept_question
def _whole_protocols(areas: list[int]) -> QuerySet[PublishedProtocol]:
    shown = PublishedScan.objects.select_related("scan").prefetch_related("scan__findings")
    return PublishedProtocol.objects.filter(area__in=areas).prefetch_related(Prefetch("scans", shown))


def latest_protocols(election: ElectionRow, count: int) -> list[PublishedProtocol]:
    """The protocols that the log took in last, the newest first, with their precincts."""
    return _latest(count)(election.pk)


@lru_cache(maxsize=8)
def _latest(count: int) -> Callable[[str], list[PublishedProtocol]]:
    rows = PublishedProtocol.objects.select_related("area").order_by("-entry_index")
    rows = rows.defer("figures", "explanation", "findings", "area__search_text", "area__sort_key")
    return kept_question(lambda election: rows.filter(election=election)[:count])


def load_arrivals(election: ElectionRow) -> dict[str, list[tuple[datetime.datetime, int]]]:
    """For each contest the minutes in which protocols were published, and how many, in order of time."""
    arrivals: dict[str, list[tuple[datetime.datetime, int]]] = {}
    for contest, minute, protocols in _arrivals(election.pk):
        arrivals.setdefault(contest, []).append((minute, protocols))
    return arrivals


@kept_question
def _arrivals(election: str) -> QuerySet[ArrivalCount, tuple[str, datetime.datetime, int]]:
    rows = ArrivalCount.objects.filter(election=election).order_by("contest", "minute")
    return rows.values_list("contest", "minute", "protocols")


def load_nightly(election: ElectionRow, contest: str, most: int = 0) -> list[tuple[datetime.datetime, Total]]:
    """The sums of a contest at the end of each minute in which a protocol of it came, in order of time.

    `most`: only so many of them, evenly spaced, the last among them; 0 for all.
    """
    rows = ArrivalCount.objects.filter(election=election, contest=contest).order_by("minute")
    if most:
        keys = list(rows.values_list("pk", flat=True))
        rows = rows.filter(pk__in=keys[:: -max(1, -(-len(keys) // most))])
    return [(row.minute, load_total(row)) for row in rows]


def load_arrivals_below(root: AreaRow, contest: str) -> dict[int, list[tuple[datetime.datetime, int]]]:
    """For each unit right below `root`, by row id, the minutes in which protocols of `contest` came from it,
    each with how many had come at its end. A protocol comes once: corrections of it do not count again.
    """
    minutes = ArrivalCount.objects.filter(election=root.election_id, contest=contest).order_by("minute")
    found: dict[int, list[tuple[datetime.datetime, int]]] = {}
    for minute, below in minutes.values_list("minute", "below"):
        for pk, count in below.items():
            came = found.setdefault(int(pk), [])
            came.append((minute, count + (came[-1][1] if came else 0)))
    return found


def load_last_publication(election_id: str) -> datetime.datetime | None:
    """When the newest entry of the log was published; None while the log is empty."""
    entries = LogEntry.objects.filter(election=election_id).order_by("-index")
    moment: datetime.datetime | None = entries.values_list("published_at", flat=True).first()
    return moment


def as_called(row: ElectionRow, areas: Iterable[AreaRow], size: int | None) -> list[AreaRow]:
    """These areas as they were called when the log had `size` entries: copies where it was otherwise."""
    called = list(areas)
    amended = [] if size is None else row.amendments
    later = [said for index, body in amended if index >= size for said in body["changes"]]
    for said in reversed(later):
        called = [_called_before(area, said) if area.code == said["area"] else area for area in called]
    return called


def _called_before(area: AreaRow, said: Mapping[str, Any]) -> AreaRow:
    """A copy of an area, never saved, as it was called before this change of its words."""
    before = copy(area)
    words = {**getattr(area, said["field"]), said["language"]: said["before"]}
    setattr(before, said["field"], {language: text for language, text in words.items() if text})
    return before
