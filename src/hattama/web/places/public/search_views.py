"""Finding a place by whatever a reader knows of it; narrowed by region, kind and doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse

from hattama.web.kernel.elections.search import lists_asked, lists_close, own_numbers
from hattama.web.kernel.elections.search_lists import END, AnyOf, Found, Runs, gather, load_levels, united
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.search_text import asked_number
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import ancestors_of, load_root, units_below
from hattama.web.kernel.published.missing import areas_in_doubt
from hattama.web.kernel.published.tables import PublishedProtocol

ROWS = 50
MOST_UNITS = 12
MOST_SORTED = 1000
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
    root = load_root(page.row)
    context: dict[str, Any] = {"query": query, "number": number, "asked": told, "root": root}
    if query or number:
        context |= _found(page, root, query, number)
    return page.render("places/search.html", "search", context)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is listed of all that was found: in one area, of one level, only what does not add up."""

    words: Mapping[str, str]
    area: AreaRow | None = None
    level: str = ""
    doubts: bool = False

    def address(self) -> str:
        """The address of the page that lists this."""
        asked = {"area": self.area.code if self.area else "", "kind": self.level, "doubts": "1" * self.doubts}
        return "?" + urlencode({name: value for name, value in {**self.words, **asked}.items() if value})


class _Question:
    """What was asked, and what of it is left by a narrowing; `is_close` where nothing is as it was asked and
    something nearly is."""

    def __init__(self, election: ElectionRow, query: str, number: str) -> None:
        self.election = election
        lists: list[Runs | AnyOf] = [*lists_asked(election, query, number)]
        units, stations = load_levels(election)
        self.stations, self.units = AnyOf(stations.values()), AnyOf(units.values())
        self.found = gather(lists) if lists else Found()
        self.is_close = not number and not self.found.bounds
        if self.is_close and (close := lists_close(election, query)):
            lists = [*close]
            self.found = gather(lists)
        # What is in hand whole is not read again.
        self._lists = [self.found.runs] if self.found.is_whole else lists
        self.numbers = own_numbers(election, query)
        self.levels = {
            level: runs
            for level, runs in {**units, **stations}.items()
            if self.found.bounds and gather([*self._lists, runs], most=1).bounds
        }

    @cached_property
    def _doubtful(self) -> Runs:
        return areas_in_doubt(self.election, self.found)

    def left(self, narrowing: Narrowing, *others: Runs | AnyOf) -> Found:
        """What is left of what was found, as far as `others` have it, too."""
        area = narrowing.area
        lists = [*self._lists, *others]
        if narrowing.level:
            lists.append(self.levels[narrowing.level])
        if narrowing.doubts:
            lists.append(self._doubtful)
        return gather(lists, (0, END) if area is None else (area.pk, area.after))

    def stations_left(self, narrowing: Narrowing) -> tuple[Found, Found]:
        """Of what is left, the stations whose own number was asked for, and the others."""
        stations = self.left(narrowing, self.stations)
        own = Found(united(self.left(narrowing, number).bounds for number in self.numbers))
        return own, stations.without(gather([own.runs, stations.runs]))


def _found(page: ElectionPage, root: AreaRow, query: str, number: str) -> dict[str, Any]:
    """What a page of results lists."""
    asked = page.request.GET
    within = page.area(asked.get("area", "")) if asked.get("area") else None
    words = {name: value for name, value in (("q", query), ("n", number)) if value}
    narrowing = Narrowing(words, within, asked.get("kind", ""), asked.get("doubts") == "1")
    question = _Question(page.row, query, number)
    if narrowing.level and narrowing.level not in question.levels:
        raise Http404(narrowing.level)
    context = {
        "is_close": question.is_close,
        "by_number": bool(number or asked_number(query)),
        "found": question.found.count,
        "narrowing": narrowing,
    }
    if not question.found.bounds:
        return context
    return context | {
        "filters": _filters(root, question, narrowing),
        **_listed(page, question, narrowing),
    }


def _listed(page: ElectionPage, question: _Question, narrowing: Narrowing) -> dict[str, Any]:
    """What this page lists: the precincts page by page, or the units of the level that was asked for."""
    own, others = question.stations_left(narrowing)
    units_left = question.left(narrowing, question.units)
    count = own.count + others.count
    by_units = bool(narrowing.level) and not count
    paging = page_of(page.request.GET, units_left.count if by_units else count, ROWS)
    start, stop = paging.start, paging.stop
    keys = [*own.row_ids(start, stop), *others.row_ids(max(0, start - own.count), max(0, stop - own.count))]
    rows = AreaRow.objects.filter(pk__in=[] if by_units else keys).defer("search_text", "sort_key")
    by_key = {row.pk: row for row in rows.select_related("parent")}
    precincts = [by_key[key] for key in keys] if not by_units else []
    units = []
    if by_units or paging.number == 1:
        wide = AreaRow.objects.filter(pk__in=units_left.row_ids(0, MOST_SORTED)).order_by("depth", "pk")
        wide = wide.defer("search_text", "sort_key")
        units = list(wide[start:stop] if by_units else wide[:MOST_UNITS])
    above = ancestors_of([*precincts, *units])
    protocols = PublishedProtocol.objects.filter(area__in=keys)
    received: dict[int, bool] = {}
    for area, has_broken in protocols.values_list("area_id", "has_broken"):
        received[area] = has_broken or received.get(area, False)
    return {
        "paging": paging,
        "is_more": not others.is_whole,
        "precincts": [(row, above[row.pk][1:], received.get(row.pk)) for row in precincts],
        "units": [(row, above[row.pk][1:]) for row in units],
        "more_units": bool(units) and not by_units and units_left.count > MOST_UNITS,
    }


def _filters(root: AreaRow, question: _Question, narrowing: Narrowing) -> dict[str, Any]:
    """Links to the same question narrowed otherwise, each with what it would list: (of, address, count); no
    count where more was found than is gathered."""

    def link(**other: Any) -> tuple[str, int | None]:
        one = replace(narrowing, **other)
        left = question.left(one) if question.found.is_whole else None
        return one.address(), left.count if left is not None and left.is_whole else None

    offered = in_page_order(units_below(root))
    regions = [(area, *link(area=area)) for area in offered]
    doubts = link(doubts=not narrowing.doubts)
    return {
        "everywhere": link(area=None),
        "regions": [told for told in regions if told[2] != 0 or told[0] == narrowing.area],
        "region_level": offered[0].level if offered else "",
        "any_level": link(level=""),
        "levels": [(level, *link(level=level)) for level in question.levels],
        "doubts": doubts,
        "shown": link()[1],
    }
