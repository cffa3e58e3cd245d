"""Arrival over time by region: a small line for each area below, all over the same span of time."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.tabulation import Total
from hattama.web.kernel.elections.tables import AreaRow

WIDTH = 240
HEIGHT = 40
STEPS = 40
"""Into how many spans the time is cut: as many as a small line can show."""


@dataclass(frozen=True, slots=True)
class RegionArrival:
    """An area below with what it lacks. `points`: its line in a drawing of WIDTH by HEIGHT, or empty.

    `progress` is in thousandths of what is expected; `last` is when its newest protocol came.
    """

    area: AreaRow
    total: Total
    points: str
    progress: int
    last: datetime.datetime | None


def region_arrivals(
    areas: Iterable[AreaRow],
    totals: Mapping[int, Mapping[str, Total]],
    contest: str,
    arrivals: Mapping[int, Sequence[datetime.datetime]],
) -> tuple[RegionArrival, ...]:
    """One row for each of `areas` in which `contest` is held, in their order."""
    moments = [moment for came in arrivals.values() for moment in (came[0], came[-1])]
    start, end = min(moments, default=None), max(moments, default=None)
    rows = []
    for area in areas:
        total = totals.get(area.pk, {}).get(contest)
        if total is None:
            continue
        came = arrivals.get(area.pk, ())
        points = _points(came, start, end, total.expected) if start and end and start < end else ""
        progress = total.received * 1000 // total.expected if total.expected else 0
        rows.append(RegionArrival(area, total, points, progress, came[-1] if came else None))
    return tuple(rows)


def _points(
    came: Sequence[datetime.datetime], start: datetime.datetime, end: datetime.datetime, expected: int
) -> str:
    if not expected:
        return ""
    points: list[tuple[int, int]] = []
    for step in range(STEPS + 1):
        count = bisect_right(came, start + (end - start) * step / STEPS)
        points.append((WIDTH * step // STEPS, HEIGHT - min(count, expected) * HEIGHT // expected))
    # A point between two others of its own height says nothing: most of them go.
    kept = [
        point
        for place, point in enumerate(points)
        if not 0 < place < STEPS or not points[place - 1][1] == point[1] == points[place + 1][1]
    ]
    return " ".join(f"{x},{y}" for x, y in kept)
