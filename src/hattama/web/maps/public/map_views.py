"""Maps: a measure of a contest over the areas below an area, drawn by the server, with its table; and polling
stations as points: where they are, and whether their protocol is in and adds up.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from hattama.phrases import say
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import plain_area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, election_file, election_page, page_language
from hattama.web.kernel.published.browsing import load_root, placed, totals_of
from hattama.web.maps.positions import Position
from hattama.web.maps.public.map_drawing import ContestMap, load_map, map_choices, precincts_address, zoomed
from hattama.web.maps.public.map_measures import CHANGE, SHARE
from hattama.web.results.public.area_tables import PrecinctRow
from hattama.web.results.public.comparisons import usual_other
from hattama.web.results.templatetags.hattama_results import shape_path

WIDTH = 600
HEIGHT = 420
MARGIN = 24
SIZE = 8
MOST_LINKS = 80
"""Up to so many points are links; beyond them the table beside has the links, and the page stays small."""

RECEIVED, BROKEN, MISSING = "received", "broken", "missing"
MARKS = {RECEIVED: 1, BROKEN: 3, MISSING: 2}
"""A mark for each state, so that no colour is needed: a disc, a triangle, a square."""


@dataclass(frozen=True, slots=True)
class Point:
    """A polling station in the drawing. `path` is its mark."""

    area: AreaRow
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class PointsSheet:
    """The points of a district; `left_out` polling stations have no place on the roster."""

    points: tuple[Point, ...]
    left_out: int
    width: int
    height: int

    @property
    def are_links(self) -> bool:
        """Whether each point leads to its polling station."""
        return len(self.points) <= MOST_LINKS

    @property
    def paths(self) -> list[tuple[str, str]]:
        """All marks of each state as one path, for many points."""
        return [
            (state, "".join(point.path for point in self.points if point.state == state))
            for state in (RECEIVED, BROKEN, MISSING)
        ]

    @property
    def legend(self) -> list[tuple[str, str, int]]:
        """Each state that occurs with its mark at the origin of a small drawing, and how many there are."""
        counted = [(state, [point for point in self.points if point.state == state]) for state in MARKS]
        return [(state, shape_path(MARKS[state], 8, 8, 6), len(of_it)) for state, of_it in counted if of_it]


def points_sheet(rows: Sequence[PrecinctRow], positions: Mapping[str, Position]) -> PointsSheet | None:
    """The drawing of those of `rows` where the contest is held; None where fewer than two have a place."""
    rows = [row for row in rows if row.is_held]
    placed = [(row, positions[row.area.code]) for row in rows if row.area.code in positions]
    if len(placed) < 2:
        return None
    spots = _spots([position for _, position in placed])
    height = max(y for _, y in spots) + MARGIN
    points = tuple(
        Point(row.area, state := _state(row), shape_path(MARKS[state], x, y, SIZE))
        for (row, _), (x, y) in zip(placed, spots, strict=True)
    )
    return PointsSheet(points, len(rows) - len(placed), WIDTH, height)


def _spots(positions: Iterable[Position]) -> list[tuple[int, int]]:
    """Places in the drawing, north up, a degree of longitude as wide as at the middle."""
    listed = list(positions)
    south, north = min(lat for lat, _ in listed), max(lat for lat, _ in listed)
    west, east = min(lon for _, lon in listed), max(lon for _, lon in listed)
    squeeze = max(0.05, math.cos(math.radians((south + north) / 2_000_000)))
    wide, high = max(1.0, (east - west) * squeeze), max(1, north - south)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    return [
        (round((lon - west) * squeeze * scale) + MARGIN, round((north - lat) * scale) + MARGIN)
        for lat, lon in listed
    ]


def _state(row: PrecinctRow) -> str:
    if row.protocol is None:
        return MISSING
    return BROKEN if row.broken else RECEIVED


COLUMNS = (
    "area_id", "area", "expected", "received", "preliminary", "measure", "value", "part", "whole", "share_of",
)  # fmt: skip


@election_page
def election_map(page: ElectionPage, contest: str, measure: str) -> HttpResponse:
    """The map of the whole election."""
    return _map(page, load_root(page.row), contest, measure)


@election_page
def area_map(page: ElectionPage, area_id: str, contest: str, measure: str) -> HttpResponse:
    """The map of an area; the root's stands under the election."""
    area = page.area(area_id)
    if area.depth == 0:
        return page.moved("public:map", contest, measure)
    return _map(page, area, contest, measure)


def _map(page: ElectionPage, area: AreaRow, contest: str, measure: str) -> HttpResponse:
    if not area.is_precinct and not AreaRow.objects.filter(parent=area, kind="unit").exists():
        # Below are polling stations: their points stand on the area's own page.
        return redirect(precincts_address(page, area, page.contest(contest)))
    shown = zoomed(page, asked_map(page, area, contest, measure))
    measures, shares = map_choices(shown.contest)
    held = totals_of([area])[area.pk]
    context = {
        **placed(area),
        "map": shown,
        "contest": shown.contest,
        "measures": measures,
        "shares": shares,
        "changes": [(code.replace(SHARE, CHANGE, 1), name) for code, name in shares]
        if usual_other(page, shown.contest)
        else [],
        "contests": [one for one in page.definition.election.contests if one.code in held],
    }
    return page.render("maps/map.html", "results", context)


def asked_map(page: ElectionPage, area: AreaRow, contest: str, measure: str) -> ContestMap:
    """The map of the address. Raises Http404 where there is nothing to draw."""
    shown = load_map(page, area, page.contest(contest), measure)
    if shown is None:
        raise Http404(area.code)
    return shown


@election_file
def map_csv(page: ElectionPage, area_id: str, contest: str, measure: str) -> HttpResponse:
    """The table of a map in the language of the address, with the exact parts and wholes of its shares."""
    area = page.area(area_id)
    shown = asked_map(page, area, contest, measure)
    language = page_language()
    rows = [
        (
            row.area.code,
            plain_area_name(row.area),
            *((row.total.expected, row.total.received, row.total.preliminary) if row.total else ("",) * 3),
            measure,
            row.words,
            *((row.share.part, row.share.whole, say(row.share.of, language)) if row.share else ("",) * 3),
        )
        for row in shown.measures.rows
    ]
    return page.table(f"{area_id}-{contest}-{measure}", COLUMNS, rows)
