"""What a reader can list by name: precincts that have not reported, protocols that do not add up; and
protocols that were annulled, which count nowhere, stay visible, and can be added back to be looked at.
"""

import datetime
import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hattama.core.entries import Contribution, ProtocolEntry, entry_from_body, fold_life
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Severity, Verdict
from hattama.web.kernel.elections.loading import Definition, load_contribution, load_reaches
from hattama.web.kernel.elections.search_lists import MOST_RUNS, Bounds, Found, Runs, united
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import is_of_many, past_totals_of, totals_of, units_below
from hattama.web.kernel.published.tables import (
    STRETCH,
    AwaitedProtocol,
    PublishedFinding,
    PublishedProtocol,
    PublishedTotal,
)
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.kernel.stores.kept_readings import kept


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How many protocols one rule speaks of: broken in `broken` of them, not to be checked in `unchecked`."""

    code: str
    broken: int
    unchecked: int


def count_missing(election: ElectionRow, contest: Contest, area: AreaRow, size: int | None = None) -> int:
    """How many precincts `list_missing` has to list."""
    if area.is_precinct:
        return len(_missing(election, contest, area, size, area.pk, 1))
    return _missing_of(election, contest.code, size)([area])[area.pk]


def list_missing(
    election: ElectionRow,
    contest: Contest,
    area: AreaRow,
    size: int | None = None,
    *,
    start: int = 0,
    stop: int,
) -> list[AreaRow]:
    """Precincts of the roster in `area` whose protocol of `contest` the log does not hold, some of them by
    their places in order. With `size`: those that it did not hold when it had so many entries.
    """
    first, start, stop = place_of(area, start, stop, _missing_of(election, contest.code, size))
    found = _missing(election, contest, area, size, first, stop)[start:stop]
    return list(AreaRow.objects.filter(pk__in=among(found)).select_related("parent").order_by("pk"))


def _missing(
    election: ElectionRow, contest: Contest, area: AreaRow, size: int | None, first: int, most: int
) -> list[int]:
    """Row ids in order, from `first` on: of what is awaited, and of what came when the log had `size`."""
    place = below(area, "area__") if area.is_beside else Q(area__lt=area.after)
    place &= Q(contest=contest.code, area__gte=max(first, area.pk))
    awaited = AwaitedProtocol.objects.filter(place)
    found = list(awaited.order_by("area").values_list("area_id", flat=True)[:most])
    if size is None:
        return found
    end = load_public_size(election)
    if end - size <= STRETCH and not area.is_beside:
        # What came last is few, and would be looked for among all that came.
        came = _first_between(election, contest.code, size, end)
        return sorted([*found, *(pk for pk in came if max(first, area.pk) <= pk < area.after)])
    later = PublishedProtocol.objects.filter(place, first_index__gte=size).order_by("area")
    return sorted([*found, *later.values_list("area_id", flat=True)[:most]])


Counts = Callable[[Sequence[AreaRow]], Mapping[int, int]]
"""How many of what is listed each of some units has, by row id."""

PASSED_OVER = 1000
"""So many rows a list passes over before it looks where in the country a page begins."""


def place_of(area: AreaRow, start: int, stop: int, counts: Counts) -> tuple[int, int, int]:
    """From which row id on a page of what lies in `area` is read, and its places from there."""
    if start < PASSED_OVER or area.is_precinct or area.is_beside:
        return 0, start, stop
    size = stop - start
    while units := list(units_below(area).order_by("pk")):
        counted = counts([area, *units])
        # Its own polling stations stand before all units.
        start -= (own := counted[area.pk] - sum(counted[unit.pk] for unit in units))
        if start < 0:
            start += own
            break
        for unit in units:
            area = unit
            if start < counted[unit.pk]:
                break
            start -= counted[unit.pk]
    return area.pk, start, start + size


def _missing_of(election: ElectionRow, contest: str, size: int | None) -> Counts:
    came: list[int] = []
    start = 0
    if size is not None:
        start = size - size % STRETCH
        came = sorted(_first_between(election, contest, start, size))

    def counts(areas: Sequence[AreaRow]) -> dict[int, int]:
        totals = totals_of(areas)
        then = {} if size is None else past_totals_of(areas, start)
        found = {}
        for area in areas:
            total = totals.get(area.pk, {}).get(contest, Total())
            received = total.received
            if size is not None and is_of_many(area):
                past = then.get(area.pk, {}).get(contest)
                received = (past.received if past else 0) + _how_many(came, area)
            elif size is not None:
                some = PublishedProtocol.objects.filter(
                    area__gte=area.pk, area__lt=area.after, contest=contest
                )
                received = some.filter(first_index__lt=size).count()
            found[area.pk] = total.expected - received
        return found

    return counts


def _first_between(election: ElectionRow, contest: str, start: int, stop: int) -> QuerySet[LogEntry, Any]:
    """Row ids of the precincts whose protocol first came with these entries."""
    entries = LogEntry.objects.filter(election=election, kind="protocol", index__gte=start, index__lt=stop)
    return entries.filter(act__follows=None, act__contest=contest).values_list("act__area_id", flat=True)


def _how_many(ordered: Sequence[int], area: AreaRow) -> int:
    """How many of these row ids, in order, lie in an area above the precincts."""
    if area.is_beside:
        return AreaRow.objects.filter(below(area), pk__in=among(ordered)).count()
    return bisect_left(ordered, area.after) - bisect_left(ordered, area.pk)


def silent_first(areas: Sequence[AreaRow], start: int, stop: int) -> list[int]:
    """Row ids of precincts in `areas`, some of them by their places in order: first those of which the log
    lacks a protocol, then the others, each by place."""
    awaited = in_any(AwaitedProtocol.objects.all(), areas).order_by("area_id").distinct()
    silent = awaited.values_list("area_id", flat=True)
    found = list(silent[start:stop])
    if len(found) < stop - start:
        # Few are left to count here, however many have come.
        passed = max(0, start - silent.count())
        rest = ~Exists(AwaitedProtocol.objects.filter(area=OuterRef("pk")))
        others = in_any(AreaRow.objects.exclude(kind="unit"), areas, "").filter(rest).order_by("pk")
        found += others.values_list("pk", flat=True)[passed : passed + stop - start - len(found)]
    return found


def in_any(rows: QuerySet[Any], areas: Iterable[AreaRow], prefix: str = "area__") -> QuerySet[Any]:
    """Those of `rows` that are of an area in any of `areas`."""
    return rows.filter(reduce(or_, (below(area, prefix) for area in areas), Q(pk__in=[])))


def log_size_at(election: ElectionRow, moment: datetime.datetime) -> int:
    """How many entries had been recorded at a moment, by what they say themselves: that never goes back,
    whatever a clock does, and anybody reads it in the log."""

    def is_later(index: int) -> bool:
        entry = LogEntry.objects.get(election=election, index=index)
        return datetime.datetime.fromisoformat(json.loads(bytes(entry.body))["recorded_at"]) > moment

    # No index has the moments, and they only grow: of a million entries twenty are looked at.
    return bisect_left(range(load_log_size(election)), True, key=is_later)


FindingCounts = Mapping[str, Sequence[int]]
"""By code how many protocols break the rule and how many leave it unanswered; by the empty code how many do
not add up, and how many of these are explained."""

_VERDICTS = (Verdict.BROKEN, Verdict.CANNOT_BE_CHECKED)


def finding_counts(row: PublishedProtocol | None) -> dict[str, list[int]]:
    """How one protocol counts."""
    counts: dict[str, list[int]] = {}
    for finding in row.findings if row is not None else ():
        if finding["verdict"] in _VERDICTS:
            counts.setdefault(finding["code"], [0, 0])[_VERDICTS.index(finding["verdict"])] = 1
    if row is not None and row.has_broken:
        counts[""] = [1, int(bool(row.explanation))]
    return counts


def add_counts(counts: dict[str, list[int]], more: Mapping[str, Sequence[int]], sign: int = 1) -> None:
    """Take counts in, or with `sign` -1 out again; what nothing has is not there."""
    for code, one in more.items():
        had = counts.get(code) or [0] * len(one)
        counts[code] = [count + sign * has for count, has in zip(had, one, strict=True)]
        if not any(counts[code]):
            del counts[code]


def _counts_of(areas: Sequence[AreaRow]) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = {area.pk: {} for area in areas}
    rows = PublishedTotal.objects.filter(area__in=among(found))
    for pk, counts in rows.values_list("area_id", "findings"):
        add_counts(found[pk], counts)
    for area in areas:
        if area.is_precinct:
            for row in PublishedProtocol.objects.filter(area=area):
                add_counts(found[area.pk], finding_counts(row))
    return found


def _count_of(code: str, place: int) -> Counts:
    return lambda areas: {pk: counts.get(code, (0, 0))[place] for pk, counts in _counts_of(areas).items()}


@kept
def load_finding_counts(area: AreaRow) -> FindingCounts:
    """What the checks found in all contests."""
    return _counts_of([area])[area.pk]


def count_by_code(area: AreaRow) -> list[CodeCount]:
    """Rules that any published protocol breaks or leaves unanswered, by code."""
    counts = load_finding_counts(area)
    return [CodeCount(code, *counts[code]) for code in sorted(counts) if code]


def list_with_code(
    election: ElectionRow,
    code: str,
    verdict: Verdict,
    area: AreaRow,
    *,
    start: int = 0,
    stop: int,
) -> list[PublishedProtocol]:
    """Protocols in which the rule `code` came out as `verdict`, some of them by their places in order."""
    first, start, stop = place_of(area, start, stop, _count_of(code, _VERDICTS.index(verdict)))
    named = PublishedFinding.objects.filter(
        below(area, "area__"), election=election, code=code, verdict=verdict, is_first=True, area__gte=first
    )
    rows = named.select_related("protocol__area__parent").order_by("area", "protocol")
    return [
        row.protocol for row in rows.defer("protocol__area__search_text", "protocol__figures")[start:stop]
    ]


def list_not_adding_up(
    election: ElectionRow, area: AreaRow, *, start: int = 0, stop: int
) -> list[PublishedProtocol]:
    """Protocols in which a relation that the law requires does not hold, some of them by their places in
    order."""
    first, start, stop = place_of(area, start, stop, _count_of("", 0))
    rows = protocols_not_adding_up(election).filter(below(area, "area__"), area__gte=first)
    ordered = rows.select_related("area", "area__parent").order_by("area", "contest")
    return list(ordered.defer("area__search_text", "figures")[start:stop])


def protocols_not_adding_up(election: ElectionRow) -> QuerySet[PublishedProtocol]:
    """Protocols in which a relation that the law requires does not hold."""
    return PublishedProtocol.objects.filter(election=election, has_broken=True)


def areas_in_doubt(election: ElectionRow, found: Found) -> Runs:
    """Polling stations of which a protocol does not add up, and the areas that they lie in: of many that were
    `found` those that are asked for, of few those among them."""
    stations = protocols_not_adding_up(election)
    units = PublishedTotal.objects.filter(election=election, with_findings__gt=0)

    def keys(rows: QuerySet[Any], **where: Any) -> list[int]:
        return list(rows.filter(**where).order_by("area").values_list("area_id", flat=True)[:MOST_RUNS])

    def read(key: int) -> tuple[Bounds, bool]:
        parts = [keys(rows, area__gte=key) for rows in (stations, units)]
        # Where one is cut, the other is known no further.
        end = min((part[-1] for part in parts if len(part) == MOST_RUNS), default=None)
        read = {one for part in parts for one in part if end is None or one <= end}
        return united((one, one + 1) for one in read), end is None

    if not found.is_whole or found.count > MOST_RUNS:
        return Runs(read)
    among_them = among(found.row_ids())
    few = {*keys(stations, area__in=among_them), *keys(units, area__in=among_them)}
    return Runs.of(united((one, one + 1) for one in few))


def broken_codes(row: PublishedProtocol) -> list[str]:
    """The codes of required relations that do not hold in a protocol, each once, in the order of the pack."""
    told = (
        finding["code"]
        for finding in row.findings
        if finding["verdict"] == Verdict.BROKEN and finding["severity"] == Severity.HARD
    )
    return list(dict.fromkeys(told))


def held_in(election: ElectionRow, contest: Contest) -> Q:
    """The areas in which a contest is held."""
    held = Q(pk__in=[]) if contest.areas else Q()
    for area in AreaRow.objects.filter(election=election, code__in=contest.areas):
        held |= below(area)
    return held


def with_annulled(
    totals: Mapping[int, Total], areas: Iterable[AreaRow], contest: str, definition: Definition
) -> dict[int, Total]:
    """Totals of one contest as reported: annulled protocols counted as they stood; by row id of the area.

    `totals` are those of `areas` without annulled protocols. One query, of as many rows as were annulled.
    """
    listed = list(areas)
    annulled = PublishedProtocol.objects.none()
    if any(total.annulled for total in totals.values()):
        annulled = _changed(listed[0].election_id, contest).filter(annulled_by__isnull=False)
    return _exchanged(
        totals, listed, contest, annulled, definition, lambda _, now, _reach: now._replace(is_annulled=False)
    )


def has_changed(election: ElectionRow, contest: str) -> bool:
    """Whether any protocol of the contest was corrected or annulled after it first came."""
    rows = PublishedProtocol.objects.filter(election=election, contest=contest)
    # Each by an index that holds these alone; both in one question read all rows.
    return rows.filter(version__gt=1).exists() or rows.filter(annulled_by__isnull=False).exists()


def as_received(
    totals: Mapping[int, Total], areas: Iterable[AreaRow], contest: str, definition: Definition
) -> dict[int, Total]:
    """Totals of one contest with every protocol as it first came, before corrections and annulments.

    `totals` are those of `areas` now. Two queries, of as many rows as were changed since.
    """
    listed = list(areas)
    changed = _changed(listed[0].election_id, contest) if listed else PublishedProtocol.objects.none()
    forms = {code: rules.form for code, rules in definition.rules.items()}
    entries = LogEntry.objects.filter(
        kind="protocol", act__contest=contest, act__area__in=changed.values("area")
    )
    first = {
        area: entry_from_body(index, json.loads(bytes(body)))
        for area, index, body in entries.order_by("-index").values_list("act__area", "index", "body")
    }

    def received(row: PublishedProtocol, _now: Contribution, reach: Collection[str]) -> Contribution:
        entry = first[row.area_id]
        assert isinstance(entry, ProtocolEntry), "the log holds what it published"
        derived = definition.derive(contest, entry.figures, reach)
        return fold_life(None, entry, forms)._replace(derived=derived)

    return _exchanged(totals, listed, contest, changed, definition, received)


def _changed(election_id: str, contest: str) -> QuerySet[PublishedProtocol]:
    rows = PublishedProtocol.objects.filter(election=election_id, contest=contest)
    return rows.filter(Q(version__gt=1) | Q(annulled_by__isnull=False))


def _exchanged(
    totals: Mapping[int, Total],
    areas: Sequence[AreaRow],
    contest: str,
    rows: QuerySet[PublishedProtocol],
    definition: Definition,
    instead: Callable[[PublishedProtocol, Contribution, Collection[str]], Contribution],
) -> dict[int, Total]:
    """Copies of `totals` in which another contribution stands for each of `rows`."""
    found = {
        pk: replace(total, figures=dict(total.figures), derived=dict(total.derived))
        for pk, total in totals.items()
    }
    reach_of = load_reaches(definition, contest)
    for row in rows.select_related("area"):
        reach = reach_of(row.area)
        seen = load_contribution(row, definition, reach)
        other = instead(row, seen, reach)
        for area in areas:
            if area.pk in found and row.area.lies_within(area):
                found[area.pk].add(seen, -1)
                found[area.pk].add(other, 1)
    return found
