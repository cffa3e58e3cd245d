"""Queues in a row: who waits how long at each, when arrivals, service times and servers are given.

No clock runs here and nothing is drawn by chance: times go in, times come out, in seconds. A station takes
whoever came first. What leaves one station arrives at the next, so each can be worked out after the other,
exactly, without a list of events.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass


class FewerThanOne(ValueError):
    """A station without a server, or a batch that holds nobody."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Everybody's stay at one station, in the order of their numbers; `busy`: server-seconds of work done."""

    name: str
    servers: int
    arrived: Sequence[float]
    left: Sequence[float]
    busy: float

    @property
    def stays(self) -> list[float]:
        """Seconds that each was here, waiting and served."""
        return [left - arrived for arrived, left in zip(self.arrived, self.left, strict=True)]

    @property
    def span(self) -> float:
        """Seconds from the first arrival to the last to leave."""
        return max(self.left) - min(self.arrived)

    @property
    def utilisation(self) -> float:
        """The share of the servers' time that was work."""
        return self.busy / (self.servers * self.span) if self.span else 0.0


def served_by_many(name: str, arrived: Sequence[float], services: Sequence[float], servers: int) -> Stay:
    """A station of `servers` alike with one queue. Raises FewerThanOne."""
    if servers < 1:
        raise FewerThanOne(name)
    free = [0.0] * servers if not arrived else [min(arrived)] * servers
    left = [0.0] * len(arrived)
    for number in sorted(range(len(arrived)), key=arrived.__getitem__):
        begun = max(arrived[number], free[0])
        left[number] = begun + services[number]
        heapq.heapreplace(free, left[number])
    return Stay(name, servers, arrived, left, sum(services))


def served_in_batches(name: str, arrived: Sequence[float], fixed: float, each: float, most: int) -> Stay:
    """One server that takes all who wait, up to `most`, and lets them go together: the writer of a log.

    A batch of n takes `fixed` + n * `each` seconds. Raises FewerThanOne.
    """
    if most < 1:
        raise FewerThanOne(name)
    order = sorted(range(len(arrived)), key=arrived.__getitem__)
    left = [0.0] * len(arrived)
    at, now, busy = 0, 0.0, 0.0
    while at < len(order):
        begun = max(now, arrived[order[at]])
        stop = at
        while stop < len(order) and stop - at < most and arrived[order[stop]] <= begun:
            stop += 1
        took = fixed + each * (stop - at)
        now, busy = begun + took, busy + took
        for number in order[at:stop]:
            left[number] = now
        at = stop
    return Stay(name, 1, arrived, left, busy)


def delayed(name: str, arrived: Sequence[float], services: Sequence[float]) -> Stay:
    """A station where nobody waits for another: each is served at once."""
    left = [moment + taken for moment, taken in zip(arrived, services, strict=True)]
    return Stay(name, max(1, len(arrived)), arrived, left, sum(services))


def inside(stay: Stay) -> tuple[float, int]:
    """How many were here on average over the span, by adding up the area below the steps, and at most."""
    comes, goes = sorted(stay.arrived), sorted(stay.left)
    area, since, here, most, gone = 0.0, 0.0, 0, 0, 0
    for moment in comes:
        while goes[gone] <= moment:
            area += here * (goes[gone] - since)
            since, here, gone = goes[gone], here - 1, gone + 1
        area += here * (moment - since)
        since, here = moment, here + 1
        most = max(most, here)
    for moment in goes[gone:]:
        area += here * (moment - since)
        since, here = moment, here - 1
    return (area / stay.span if stay.span else 0.0), most
