"""Seats drawn as a half circle: one mark a seat, a shape for each list, so that no colour is needed.

The server draws it; names and figures stand outside the drawing, in its legend and in the table beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import Text

WIDTH = 1000
MARGIN = 4
MOST_SEATS = 1000
"""Beyond this many the marks are too small to be told apart, and the table says it better."""

SHAPES = 7
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Seat:
    """One mark: its centre in a drawing of WIDTH by `Hemicycle.height`, y downward."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Bench:
    """The seats of one list. `shape` from 1 to SHAPES and `colour` from 1 to COLOURS go by its place."""

    place: int
    names: Text
    seats: tuple[Seat, ...]

    @property
    def shape(self) -> int:
        """Which of the shapes marks this list."""
        return shape_of(self.place)

    @property
    def colour(self) -> int:
        """Which of the colours marks this list."""
        return colour_of(self.place)


def shape_of(place: int) -> int:
    """The shape of the list at this place, from 1."""
    return (place - 1) % SHAPES + 1


def colour_of(place: int) -> int:
    """The colour of the list at this place, from 1."""
    return (place - 1) % COLOURS + 1


@dataclass(frozen=True, slots=True)
class Hemicycle:
    """Benches from left to right; `vacant` seats are given to nobody. `radius` is that of a mark."""

    benches: tuple[Bench, ...]
    vacant: tuple[Seat, ...]
    radius: int
    height: int
    width: int = WIDTH


def hemicycle(lists: Sequence[tuple[Text, int]], open_seats: int = 0) -> Hemicycle | None:
    """The drawing of `lists` (names and seats, from left to right), seats that nobody holds at the right end.

    None where there is nothing to draw: no seat at all, or more than can be told apart.
    """
    total = sum(seats for _, seats in lists) + open_seats
    if not 0 < total <= MOST_SEATS:
        return None
    rows = _rows(total)
    outermost = 2 * len(rows) - 1
    # Half circles around one centre: the innermost row is as far out as there are rows.
    scale = (WIDTH - 2 * MARGIN) / (2 * (outermost + 0.5))
    centre = WIDTH / 2
    bottom = MARGIN + (outermost + 0.5) * scale
    placed = sorted(
        (angle, row, Seat(round(centre - radius * math.cos(angle)), round(bottom - radius * math.sin(angle))))
        for row, count in enumerate(rows)
        for radius in ((len(rows) + row) * scale,)
        for angle in _angles(count)
    )
    seats = [seat for _, _, seat in placed]
    benches, start = [], 0
    for place, (names, count) in enumerate(lists, start=1):
        if count:
            benches.append(Bench(place, names, tuple(seats[start : start + count])))
        start += count
    height = round(bottom + 0.5 * scale) + MARGIN
    return Hemicycle(tuple(benches), tuple(seats[start:]), max(1, math.floor(scale * 0.42)), height)


def _rows(total: int) -> list[int]:
    """Seats of each row, the innermost first: as few rows as hold them all, filled in proportion."""
    depth = 1
    while sum(_capacity(depth, row) for row in range(depth)) < total:
        depth += 1
    room = [_capacity(depth, row) for row in range(depth)]
    whole = sum(room)
    rows = [total * places // whole for places in room]
    by_remainder = sorted(range(depth), key=lambda row: (-(total * room[row] % whole), -row))
    for row in by_remainder[: total - sum(rows)]:
        rows[row] += 1
    return rows


def _capacity(depth: int, row: int) -> int:
    """How many marks of width 1 stand on a half circle of radius `depth + row` without touching."""
    return math.floor(math.pi * (depth + row)) + 1


def _angles(count: int) -> list[float]:
    if count == 1:
        return [math.pi / 2]
    return [math.pi * seat / (count - 1) for seat in range(count)]
