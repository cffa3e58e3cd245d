"""Polling stations of a district as points: where they are, and whether their protocol is in and adds up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.maps.positions import Position
from hattama.web.results.public.area_tables import PrecinctRow
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
    """The drawing of `rows`; None where fewer than two of them have a place."""
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
