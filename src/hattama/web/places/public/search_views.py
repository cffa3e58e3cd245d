"""Finding a place by whatever a reader knows of it; narrowed by region, kind and doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.http import Http404, HttpResponse

from hattama.web.kernel.elections.search import (
    precincts_in_order,
    search_areas,
    search_close,
    units_in_order,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.languages.search_text import asked_number
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import ancestors_of, children_of, load_root
from hattama.web.kernel.published.missing import protocols_not_adding_up
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal

ROWS = 50
MOST_UNITS = 12
LONGEST_QUERY = 200
LONGEST_NUMBER = 12


@election_page
@asking("q", "n", "area", "kind", "doubts", "page")
def search(page: ElectionPage) -> HttpResponse:
    """Precincts and areas in which every word of `?q=` occurs; of number `?n=`, where it is given.

    Of these, those in `?area=`, of the level `?kind=`, and with `?doubts=1` those that do not add up.
    """
    query = page.request.GET.get("q", "").strip()[:LONGEST_QUERY]
    asked = page.request.GET.get("n", "").replace("№", "").strip()[:LONGEST_NUMBER]
    number = asked if asked.isdecimal() else ""
    told = f"№ {number} {query}".strip() if number else query
    context: dict[str, Any] = {"query": query, "number": number, "asked": told, "root": load_root(page.row)}
    if query or number:
        context |= _found(page, query, number)
    return page.render("places/search.html", "search", context)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is listed of all that was found: in one area, of one level, only what does not add up."""

    words: Mapping[str, str]
    area: AreaRow | None = None
    level: str = ""
    doubts: bool = False

    def of(self, rows: QuerySet[AreaRow], doubtful: Q) -> QuerySet[AreaRow]:
        """Those of `rows` that are listed."""
        rows = rows.filter(below(self.area)) if self.area else rows
        rows = rows.filter(level=self.level) if self.level else rows
        return rows.filter(doubtful) if self.doubts else rows

    def address(self) -> str:
        """The address of the page that lists this."""
        asked = {"area": self.area.code if self.area else "", "kind": self.level, "doubts": "1" * self.doubts}
        return "?" + urlencode({name: value for name, value in {**self.words, **asked}.items() if value})


class Found(NamedTuple):
    """So many areas of one level, alike in what narrows; `areas`: row ids of the region, and of the area that
    was asked for where they lie in it."""

    areas: frozenset[int]
    level: str
    is_unit: bool
    is_doubtful: bool
    how_many: int


def _of(found: Iterable[Found], narrowing: Narrowing) -> list[Found]:
    """What is left of `found`."""
    area, level = narrowing.area, narrowing.level
    return [
        one
        for one in found
        if (area is None or area.pk in one.areas)
        and level in ("", one.level)
        and (one.is_doubtful or not narrowing.doubts)
    ]


def _count(found: Iterable[Found], narrowing: Narrowing) -> int:
    return sum(one.how_many for one in _of(found, narrowing))


def _doubtful(election: ElectionRow) -> Q:
    """Precincts of which a protocol does not add up, and the areas that they lie in."""
    broken = protocols_not_adding_up(election).order_by().values("area")
    above = PublishedTotal.objects.filter(election=election, with_findings__gt=0).values("area")
    return Q(pk__in=broken) | Q(pk__in=above)


def _counted(rows: QuerySet[AreaRow], within: AreaRow | None, doubtful: Q) -> list[Found]:
    """One question; as many answers as places lie right above what was found."""
    inside = Value(within.pk) if within else Value(0)
    grouped = rows.order_by().annotate(
        own=Case(When(kind="unit", then=F("pk")), default=Value(0)),
        inside=Case(When(below(within), then=inside), default=Value(0)) if within else inside,
        doubtful=Case(When(doubtful, then=Value(True)), default=Value(False)),
    )
    keys = grouped.values_list("own", "ancestry", "inside", "level", "doubtful")
    counted = keys.annotate(Count("pk")).order_by("depth", "level")
    return [
        Found(frozenset({_region(own, ancestry), inside}), level, bool(own), doubtful, count)
        for own, ancestry, inside, level, doubtful, count in counted
    ]


def _region(own: int, ancestry: str) -> int:
    """The row id of what lies right below the root; 0 for the root itself."""
    path = [*ancestry.strip("/").split("/"), str(own)]
    return int(path[1])


def _found(page: ElectionPage, query: str, number: str) -> dict[str, Any]:
    """What a page of results lists; `is_close` where nothing is as it was asked and something nearly is."""
    asked = page.request.GET
    within = page.area(asked.get("area", "")) if asked.get("area") else None
    words = {name: value for name, value in (("q", query), ("n", number)) if value}
    narrowing = Narrowing(words, within, asked.get("kind", ""), asked.get("doubts") == "1")
    rows, doubtful = search_areas(page.row, query, number), _doubtful(page.row)
    found = _counted(rows, within, doubtful)
    is_close = not number and not found
    if is_close:
        rows = search_close(page.row, query)
        found = _counted(rows, within, doubtful)
    if narrowing.level and narrowing.level not in {one.level for one in found}:
        raise Http404(narrowing.level)
    return {
        "is_close": is_close,
        "by_number": bool(number or asked_number(query)),
        "found": sum(one.how_many for one in found),
        "narrowing": narrowing,
        "filters": _filters(page, narrowing, found),
        **_listed(page, query, narrowing.of(rows, doubtful), _of(found, narrowing), bool(narrowing.level)),
    }


def _listed(
    page: ElectionPage, query: str, rows: QuerySet[AreaRow], found: list[Found], is_one_level: bool
) -> dict[str, Any]:
    """What this page lists: the precincts page by page, or the units of the level that was asked for."""
    units_count = sum(one.how_many for one in found if one.is_unit)
    count = sum(one.how_many for one in found) - units_count
    by_units = is_one_level and not count
    paging = page_of(page.request.GET, units_count if by_units else count, ROWS)
    some = slice(paging.start, paging.stop)
    precincts = list(precincts_in_order(rows, query)[some]) if count else []
    units = list(units_in_order(rows)[some if by_units else slice(MOST_UNITS)]) if units_count else []
    units = units if by_units or paging.number == 1 else []
    above = ancestors_of([*precincts, *units])
    protocols = PublishedProtocol.objects.filter(area__in=[row.pk for row in precincts])
    received: dict[int, bool] = {}
    for area, has_broken in protocols.values_list("area_id", "has_broken"):
        received[area] = has_broken or received.get(area, False)
    return {
        "paging": paging,
        "precincts": [(row, above[row.pk][1:], received.get(row.pk)) for row in precincts],
        "units": [(row, above[row.pk][1:]) for row in units],
        "more_units": bool(units) and not by_units and units_count > MOST_UNITS,
    }


def _filters(page: ElectionPage, narrowing: Narrowing, found: list[Found]) -> dict[str, Any]:
    """Links to the same question narrowed otherwise, each with what it would list: (of, address, count)."""

    def link(**other: Any) -> tuple[str, int]:
        one = replace(narrowing, **other)
        return one.address(), _count(found, one)

    offered = in_page_order(children_of(load_root(page.row)))
    regions = [(area, *link(area=area)) for area in offered]
    levels = dict.fromkeys(one.level for one in sorted(found, key=lambda one: not one.is_unit))
    return {
        "everywhere": link(area=None),
        "regions": [told for told in regions if told[2] or told[0] == narrowing.area],
        "region_level": offered[0].level if offered else "",
        "any_level": link(level=""),
        "levels": [(level, *link(level=level)) for level in levels],
        "doubts": link(doubts=not narrowing.doubts),
        "shown": _count(found, narrowing),
    }
