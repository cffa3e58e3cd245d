"""A map of boundaries: outlines projected, brought to a coarse grid and written as paths.

Equirectangular with the width of a degree at the middle of the map: near enough for reading shares, and a
straight line stays one. The grid is the same for all, so that neighbours keep one border between them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import NO_WORDS
from hattama.formats.boundaries import MICRO, Boundary, Ring
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.maps.public.map_tiles import Shape, Sheet

WIDTH = 900
MARGIN = 6
MOST_BYTES = 50_000
"""How long all paths together may be: the page stays below 100 KB."""

GRIDS = (1, 2, 3, 4, 6, 9, 14, 20)
"""Cells of the grid in units of the drawing, the finest first: the first that fits is taken."""

LEAST = 5
"""Half the width of the mark of an area that the grid has swallowed."""

ROOM_FOR_LABEL = 60
HALF_WORLD = 180 * MICRO

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _View:
    """From positions to the drawing."""

    west: int
    north: int
    scale: float
    squeeze: float

    def point(self, longitude: int, latitude: int) -> tuple[float, float]:
        x = (longitude - self.west) * self.squeeze * self.scale + MARGIN
        return x, (self.north - latitude) * self.scale + MARGIN


def outline_sheet(areas: Sequence[AreaRow], boundaries: Mapping[str, Boundary]) -> Sheet | None:
    """The drawing of `areas` that have a boundary, the largest first so that none hides another.

    None where fewer than two of them, or not nearly all, have one: a map with holes would mislead.
    """
    found = [(area, boundaries[area.code]) for area in areas if area.code in boundaries]
    if len(found) < 2 or len(found) * 10 < len(areas) * 8:
        return None
    rings = {area.code: [_one_side(ring) for ring in boundary.rings] for area, boundary in found}
    view, height = _view_of([ring for of_area in rings.values() for ring in of_area])
    for cell in GRIDS:
        drawn = {key: _on_grid(of_area, view, cell) for key, of_area in rings.items()}
        paths = {key: "".join(_path(ring) for ring in of_area) for key, of_area in drawn.items()}
        if sum(map(len, paths.values())) <= MOST_BYTES:
            break
    shapes = [_shape(area, paths[area.code], drawn[area.code]) for area, _ in found]
    order = sorted(range(len(shapes)), key=lambda place: -_surface(drawn[found[place][0].code]))
    return Sheet(tuple(shapes[place] for place in order), WIDTH, height, by_voters=False)


def _one_side(ring: Ring) -> Ring:
    """A ring across the date line, brought to one side of it."""
    longitudes = [longitude for longitude, _ in ring]
    if max(longitudes) - min(longitudes) <= HALF_WORLD:
        return ring
    return tuple((x + 2 * HALF_WORLD if x < 0 else x, y) for x, y in ring)


def _view_of(rings: Iterable[Ring]) -> tuple[_View, int]:
    positions = [position for ring in rings for position in ring]
    west, east = min(x for x, _ in positions), max(x for x, _ in positions)
    south, north = min(y for _, y in positions), max(y for _, y in positions)
    squeeze = max(0.05, math.cos(math.radians((south + north) / 2 / MICRO)))
    wide, high = max(1, (east - west) * squeeze), max(1, north - south)
    # A country that is much higher than wide would not fit a screen.
    scale = min((WIDTH - 2 * MARGIN) / wide, WIDTH / high)
    return _View(west, north, scale, squeeze), math.ceil(high * scale) + 2 * MARGIN


def _on_grid(rings: Iterable[Ring], view: _View, cell: int) -> list[list[Point]]:
    kept = []
    centre: Point | None = None
    for ring in rings:
        points: list[Point] = []
        for longitude, latitude in ring:
            x, y = view.point(longitude, latitude)
            point = (round(x / cell) * cell, round(y / cell) * cell)
            if not points or point != points[-1]:
                points.append(point)
        centre = centre or (points[0] if points else None)
        straight = _without_needless(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)
        if len(straight) > 2:
            kept.append(straight)
    if kept or centre is None:
        return kept
    x, y = centre
    return [[(x, y - LEAST), (x + LEAST, y), (x, y + LEAST), (x - LEAST, y)]]


def _without_needless(points: Sequence[Point]) -> list[Point]:
    """The corners alone: a point on the straight line between its neighbours says nothing."""
    count = len(points)
    return [
        points[place]
        for place in range(count)
        if _turn(points[place - 1], points[place], points[(place + 1) % count]) != 0
    ]


def _turn(before: Point, at: Point, after: Point) -> int:
    return (at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0])


def _path(points: Sequence[Point]) -> str:
    (x, y), *rest = points
    steps = []
    for next_x, next_y in rest:
        steps.append(f"l{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}{''.join(steps)}z"


def _surface(rings: Sequence[Sequence[Point]]) -> int:
    """Twice the surface of the largest ring."""
    return max((abs(_shoelace(ring)) for ring in rings), default=0)


def _shoelace(ring: Sequence[Point]) -> int:
    return sum(
        x * ring[(place + 1) % len(ring)][1] - ring[(place + 1) % len(ring)][0] * y
        for place, (x, y) in enumerate(ring)
    )


def _shape(area: AreaRow, path: str, rings: Sequence[Sequence[Point]]) -> Shape:
    largest = max(rings, key=lambda ring: abs(_shoelace(ring)))
    x, y = _middle(largest)
    room = max(px for px, _ in largest) - min(px for px, _ in largest)
    return Shape(area, NO_WORDS, slot="", fill=path, x=x, y=y, middle=y - 34, is_named=room >= ROOM_FOR_LABEL)


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of mass of a ring."""
    twice = _shoelace(ring)
    if not twice:
        return ring[0]
    x = y = 0
    for place, (px, py) in enumerate(ring):
        nx, ny = ring[(place + 1) % len(ring)]
        cross = px * ny - nx * py
        x += (px + nx) * cross
        y += (py + ny) * cross
    return round(x / (3 * twice)), round(y / (3 * twice))
