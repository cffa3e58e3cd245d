"""Two readings of one election laid side by side: preliminary and final, a copy and the official figure."""

from dataclasses import dataclass
from math import sqrt

from hattama.core.forensics.stations import Station, StationFigures
from hattama.core.forensics.tails import sign_test


@dataclass(frozen=True, slots=True)
class Change:
    """One station of both readings, and what each choice gained from the first to the second."""

    first: Station
    second: Station
    gains: tuple[int, ...]

    @property
    def size(self) -> int:
        """Sum of absolute changes."""
        return sum(map(abs, self.gains))


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """Stations that both readings have, those that changed, and whether changes lean to the leader.

    Null hypothesis of both: slips have no direction. `p_sign`: stations where the leader rose against those
    where it fell. `lean`: sum of what the leader gained less what all others did, over the root of the sum
    of squares.
    """

    stations: int
    changed: tuple[Change, ...]
    net: tuple[int, ...]
    leader: int
    up: int
    down: int
    differences: tuple[int, ...]

    @property
    def absolute(self) -> int:
        """Sum of absolute changes over all stations."""
        return sum(change.size for change in self.changed)

    @property
    def p_sign(self) -> float:
        """Two-sided p of the sign test."""
        return sign_test(self.up, self.down)

    @property
    def root(self) -> float:
        """Root of the sum of squares of what the leader gained less all others."""
        return sqrt(sum(difference * difference for difference in self.differences))

    @property
    def lean(self) -> float:
        """The sum of the same, in these units."""
        return sum(self.differences) / self.root if self.root else 0.0


def compare_readings(first: StationFigures, second: StationFigures) -> TwoReadings | None:
    """What changed from the first reading to the second, station by station; the leader is the second's.

    A station that lacks a figure in either reading is left out; so is a choice that one of them has not. None
    where the first has not the leader.
    """
    if second.choices[second.leader] not in first.choices:
        return None
    places = [
        (first.choices.index(name), second.choices.index(name))
        for name in second.choices
        if name in first.choices
    ]
    before = {(station.district, station.code): station for station in first.stations}
    changes = []
    for station in second.stations:
        earlier = before.get((station.district, station.code))
        gains = None if earlier is None else _gains(earlier, station, places)
        if earlier is not None and gains is not None:
            changes.append(Change(earlier, station, gains))
    leader = [here for _, here in places].index(second.leader)
    moved = tuple(change for change in changes if change.size)
    gained = [change.gains[leader] for change in moved]
    return TwoReadings(
        len(changes),
        moved,
        tuple(sum(change.gains[place] for change in moved) for place in range(len(places))),
        leader,
        sum(gain > 0 for gain in gained),
        sum(gain < 0 for gain in gained),
        tuple(2 * change.gains[leader] - sum(change.gains) for change in moved),
    )


def _gains(before: Station, after: Station, places: list[tuple[int, int]]) -> tuple[int, ...] | None:
    gains = []
    for there, here in places:
        was, now = before.votes[there], after.votes[here]
        if was is None or now is None:
            return None
        gains.append(now - was)
    return tuple(gains)
