"""A map without boundaries: one hexagon for each area in a place of a grid, filled by its voters.

Where areas stand is data (`tiles.csv` of the election or of its country); areas that no list places are set
in rows below, those with most voters first. No boundary of anybody is copied.
"""

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import NO_WORDS, Words
from hattama.formats.tile_lists import Tile, parse_tiles
from hattama.rulepacks import read_country_tiles
from hattama.web.kernel.elections.tables import AreaRow

RADIUS = 60
"""From the middle of a place to its corners, in units of the drawing."""

GAP = 3
LEAST, MOST = 11, 35
"""The radius of the smallest filling, which can still be found, and of the largest, above its label."""

MARGIN = 4
ABOVE, BELOW = 16, 38
"""How far above the middle of a place its filling stands, and how far below it its label."""

FEWEST_PLACED = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """An area in a drawing. `slot` is its place or outline, `fill` the part that carries the colour.

    `x`, `y` is where its label stands; `middle` is how far down the middle of the filling is;
    a shape that is too small for a label is not named.
    """

    area: AreaRow
    label: Words
    slot: str
    fill: str
    x: int
    y: int
    middle: int
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """Shapes on one sheet. `by_voters`: the size of a filling says how many voters there are."""

    shapes: tuple[Shape, ...]
    width: int
    height: int
    by_voters: bool


def tile_sheet(areas: Sequence[AreaRow], tiles: Iterable[Tile], voters: Mapping[int, int]) -> Sheet | None:
    """The drawing of `areas`; `voters` by row id, none where they are not known. None without areas."""
    if not areas:
        return None
    placed = _placed(areas, tiles, voters)
    most = max((voters.get(area.pk, 0) for area, _ in placed), default=0)
    half = RADIUS * math.sqrt(3) / 2
    shapes = []
    for area, tile in placed:
        x = MARGIN + half * (2 * tile.column + 1 + tile.row % 2)
        y = MARGIN + RADIUS * (1 + 1.5 * tile.row)
        share = voters.get(area.pk, 0) / most if most else 1.0
        radius = max(LEAST, MOST * math.sqrt(share))
        # Above the label, which covers no colour.
        middle = y - ABOVE
        shapes.append(
            Shape(
                area=area,
                label=tile.label,
                slot=_hexagon(x, y, RADIUS - GAP),
                fill=_hexagon(x, middle, radius),
                x=round(x),
                y=round(y) + BELOW,
                middle=round(middle),
            )
        )
    width = MARGIN + max(half * (2 * tile.column + 2 + tile.row % 2) for _, tile in placed)
    height = MARGIN + max(RADIUS * (2 + 1.5 * tile.row) for _, tile in placed)
    return Sheet(tuple(shapes), math.ceil(width) + MARGIN, math.ceil(height) + MARGIN, most > 0)


def country_tiles(country: str) -> tuple[Tile, ...]:
    """The places that come with the program for a country; none where it brings none."""
    data = read_country_tiles(country)
    return () if data is None else parse_tiles(io.BytesIO(data), f"{country.lower()}-tiles.csv")


def _placed(
    areas: Sequence[AreaRow], tiles: Iterable[Tile], voters: Mapping[int, int]
) -> list[tuple[AreaRow, Tile]]:
    known = {tile.area_id: tile for tile in tiles}
    found = [(area, known[area.code]) for area in areas if area.code in known]
    if len(found) < min(FEWEST_PLACED, len(areas)):
        found = []
    named = {area.pk for area, _ in found}
    others = [area for area in areas if area.pk not in named]
    others.sort(key=lambda area: -voters.get(area.pk, 0))
    columns = 1 + max((tile.column for _, tile in found), default=_usual_columns(len(others)) - 1)
    first = 1 + max((tile.row for _, tile in found), default=-1)
    for place, area in enumerate(others):
        tile = Tile(area.code, place % columns, first + place // columns, NO_WORDS)
        found.append((area, tile))
    return found


def _usual_columns(count: int) -> int:
    """A sheet that is a little wider than high, and that a telephone can show."""
    return max(1, min(count, 8, math.ceil(math.sqrt(count * 1.2))))


def _hexagon(x: float, y: float, radius: float) -> str:
    """A hexagon that stands on a corner, in whole units."""
    corners = (
        (x + radius * math.sin(math.pi * turn / 3), y - radius * math.cos(math.pi * turn / 3))
        for turn in range(6)
    )
    return "M" + "L".join(f"{round(cx)} {round(cy)}" for cx, cy in corners) + "z"
