"""The frame of a sample, frozen by its hash, and the sample that a seed draws from it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hattama.core.audits import draw_in_order


class StationTwice(ValueError):
    """A frame that holds a station twice would give it two chances."""


@dataclass(frozen=True, slots=True)
class FrameStation:
    """One station that can be drawn. `cluster`: the commune that it lies in, where these are drawn."""

    code: str
    stratum: str
    cluster: str = ""
    registered: int | None = None


@dataclass(frozen=True)
class Frame:
    """All stations that can be drawn, in the order of their codes whatever order they came in."""

    stations: tuple[FrameStation, ...]

    @classmethod
    def of(cls, stations: Iterable[FrameStation]) -> Frame:
        """The frame of these stations. Raises StationTwice."""
        ordered = tuple(sorted(stations, key=lambda one: one.code))
        codes = Counter(one.code for one in ordered)
        for code, times in codes.items():
            if times > 1:
                raise StationTwice(code)
        return cls(ordered)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of a line `[code, stratum, cluster, registered]` a station: JSON, UTF-8, no spaces, and a
        line feed after each."""
        lines = (
            json.dumps(
                [one.code, one.stratum, one.cluster, one.registered],
                ensure_ascii=False,
                separators=(",", ":"),
            )
            for one in self.stations
        )
        return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()

    @cached_property
    def strata(self) -> Mapping[str, tuple[FrameStation, ...]]:
        """The stations of each stratum; strata in the order of their names."""
        grouped: dict[str, list[FrameStation]] = {}
        for one in self.stations:
            grouped.setdefault(one.stratum, []).append(one)
        return {name: tuple(grouped[name]) for name in sorted(grouped)}

    def units(self, *, clustered: bool) -> dict[str, int]:
        """How many units each stratum has to draw from: stations, or clusters of them."""
        if not clustered:
            return {name: len(stations) for name, stations in self.strata.items()}
        return {name: len({one.cluster for one in stations}) for name, stations in self.strata.items()}


@dataclass(frozen=True, slots=True)
class DrawnStation:
    """A station that the seed drew. `of_stations`: so many stations its cluster has, where one was drawn."""

    code: str
    cluster: str = ""
    of_stations: int = 1
    registered: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """What was drawn of one stratum, in the order of the draw. `units`: so many it has to draw from, stations
    or clusters; `of_stations`: so many stations it has.

    `registered` are the voters of all its stations, None where one of them does not say.
    """

    name: str
    units: int
    of_stations: int
    registered: int | None
    drawn: tuple[DrawnStation, ...]


@dataclass(frozen=True)
class Sample:
    """A sample with all that an estimate needs of its frame, and all that is needed to draw it again."""

    frame_sha256: str
    seed: str
    is_clustered: bool
    strata: tuple[DrawnStratum, ...]

    @cached_property
    def stations(self) -> Mapping[str, DrawnStation]:
        """By code, in the order of strata and of the draw."""
        return {one.code: one for stratum in self.strata for one in stratum.drawn}

    @property
    def of_stations(self) -> int:
        """How many stations the whole frame has."""
        return sum(stratum.of_stations for stratum in self.strata)

    @property
    def registered(self) -> int | None:
        """Voters on the lists of the whole frame."""
        return _sum([stratum.registered for stratum in self.strata])


def draw_sample(frame: Frame, allocation: Mapping[str, int], seed: str, *, in_cluster: int = 0) -> Sample:
    """The first `allocation[stratum]` units of each stratum in the order that `seed` gives their names.

    With `in_cluster` the units are clusters, and so many stations are drawn in each of them in the same way,
    or all where it has no more. The order is that of `draw_in_order`: the ticket of a name does not depend on
    which others there are. Raises SeedTooShort.
    """
    drawn = []
    for name, stations in frame.strata.items():
        size = allocation[name]
        registered = _sum([one.registered for one in stations])
        if in_cluster:
            units = len({one.cluster for one in stations})
            picked = _in_clusters(stations, seed, size, in_cluster)
        else:
            units, by_code = len(stations), {one.code: one for one in stations}
            order = [by_code[code] for code in draw_in_order(seed, by_code)[:size]]
            picked = tuple(DrawnStation(one.code, one.cluster, 1, one.registered) for one in order)
        drawn.append(DrawnStratum(name, units, len(stations), registered, picked))
    return Sample(frame.sha256, seed, bool(in_cluster), tuple(drawn))


def _in_clusters(
    stations: Sequence[FrameStation], seed: str, size: int, in_cluster: int
) -> tuple[DrawnStation, ...]:
    clusters: dict[str, dict[str, FrameStation]] = {}
    for one in stations:
        clusters.setdefault(one.cluster, {})[one.code] = one
    return tuple(
        DrawnStation(code, cluster, len(clusters[cluster]), clusters[cluster][code].registered)
        for cluster in draw_in_order(seed, clusters)[:size]
        for code in draw_in_order(seed, clusters[cluster])[:in_cluster]
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
