"""The figures of one election as the questions see them: a line a station, whatever the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Generic, NamedTuple, TypeVar

MOST_AT_A_STATION: Final = 100_000
"""No station has more voters or ballots. Laws of chance are summed over them: ten digits, typed by a slip or
out of spite, would take hours and gigabytes, and say nothing that their findings do not say."""


@dataclass(frozen=True, slots=True)
class Station:
    """One polling station. A figure that is not known is None, which is not zero.

    `cast`: voters who took part (ballots given out), the base of turnout. `counted`: the base of shares, as
    the election has it (valid ballots, or all in the boxes). `votes` in the order of the choices. `early`:
    given out before the day; `portable`: found in portable boxes; `boxes`: found in all boxes. `by_hour`:
    cumulative turnout at the times that the election names, the last at the close.
    `observed`: whether observers were there.
    """

    code: str
    district: str
    region: str
    registered: int | None
    cast: int | None
    counted: int | None
    votes: tuple[int | None, ...]
    invalid: int | None = None
    early: int | None = None
    portable: int | None = None
    boxes: int | None = None
    by_hour: tuple[int | None, ...] = ()
    observed: bool | None = None


Part = tuple[int, int]
"""A count and the whole that it is a part of: k of n."""


@dataclass(frozen=True)
class StationFigures:
    """The stations of one contest, in their source's order. `choices` name `Station.votes`, `hours` the
    readings of `Station.by_hour` before the close.
    """

    choices: tuple[str, ...]
    stations: tuple[Station, ...]
    hours: tuple[str, ...] = ()

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """Votes of each choice over all stations; a figure that is missing adds nothing."""
        sums = [0] * len(self.choices)
        for station in self.stations:
            for place, votes in enumerate(station.votes):
                if votes:
                    sums[place] += votes
        return tuple(sums)

    @cached_property
    def by_votes(self) -> tuple[int, ...]:
        """Places of the choices from most votes to fewest; the earlier first where equal."""
        return tuple(sorted(range(len(self.choices)), key=lambda place: (-self.totals[place], place)))

    @property
    def leader(self) -> int:
        """The place of the choice with most votes."""
        return self.by_votes[0]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What most questions ask of a station, for the stations that give it."""
        return self.rows_of(self.leader)

    def rows_of(self, choice: int) -> tuple[Row, ...]:
        """The same for another choice than the leader."""
        rows = []
        for station in self.stations:
            votes = station.votes[choice]
            voters, cast, counted = station.registered, station.cast, station.counted
            if voters is not None and cast is not None and counted is not None and votes is not None:
                rows.append(Row(station, voters, cast, counted, votes))
        return tuple(rows)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions of the stations, in the order in which they come."""
        return tuple(dict.fromkeys(station.region for station in self.stations))

    def within(self, region: str) -> StationFigures:
        """The stations of one region alone."""
        return replace(self, stations=tuple(one for one in self.stations if one.region == region))

    @cached_property
    def possible(self) -> StationFigures:
        """The same without stations of which a figure is beyond what any station has."""
        return replace(self, stations=tuple(filter(_is_possible, self.stations)))


def _is_possible(station: Station) -> bool:
    figures = (
        *(station.registered, station.cast, station.counted, station.invalid, station.early),
        *(station.portable, station.boxes, *station.votes, *station.by_hour),
    )
    return all(figure is None or figure <= MOST_AT_A_STATION for figure in figures)


@dataclass(frozen=True, slots=True)
class Row:
    """A station with its four figures: voters on the list, ballots given out, ballots counted, votes."""

    station: Station
    voters: int
    cast: int
    counted: int
    votes: int

    @property
    def share(self) -> Part:
        """Votes of those counted."""
        return self.votes, self.counted

    @property
    def turnout(self) -> Part:
        """Ballots given out of voters on the list."""
        return self.cast, self.voters

    @property
    def fits(self) -> bool:
        """Whether both are shares of something: no part larger than its whole, and no whole empty."""
        return 0 < self.voters >= self.cast and 0 < self.counted >= self.votes


def grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by the district of their station, in the order in which districts come."""
    return _grouped(rows, lambda row: row.station.district)


_One = TypeVar("_One")


def _grouped(stations: Sequence[_One], key: Callable[[_One], str]) -> dict[str, list[_One]]:
    groups: dict[str, list[_One]] = {}
    for one in stations:
        groups.setdefault(key(one), []).append(one)
    return groups


FEWEST_PEERS = 5
"""The middle of fewer stations is drawn by any one of them: of two, both lie as far from it."""


class Peers(NamedTuple, Generic[_One]):
    """Stations that are judged, and those whose middle they are judged by, themselves among them."""

    judged: Sequence[_One]
    among: Sequence[_One]


def held_against(
    stations: Sequence[_One], station: Callable[[_One], Station]
) -> tuple[list[Peers[_One]], list[Peers[_One]]]:
    """Stations judged by their districts, where these have FEWEST_PEERS; then those of smaller districts,
    judged by their regions, or by all where a region has as few."""
    near: list[Peers[_One]] = []
    alone: list[_One] = []
    for group in _grouped(stations, lambda one: station(one).district).values():
        if len(group) < FEWEST_PEERS:
            alone += group
        else:
            near.append(Peers(group, group))
    regions = _grouped(stations, lambda one: station(one).region)
    few = _grouped(alone, lambda one: station(one).region)
    wide = [
        Peers(judged, regions[name] if len(regions[name]) >= FEWEST_PEERS else stations)
        for name, judged in few.items()
    ]
    return near, wide
