"""The same stations in two elections: changes of turnout and share less those of their district."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from hattama.core.forensics.stations import Row, StationFigures, held_against
from hattama.core.forensics.tails import binomial_at_least
from hattama.core.vocabulary import Contest

FEWEST_VOTERS = 100
JUMP = 0.25
BOTH = 0.2


@dataclass(frozen=True, slots=True)
class Shift:
    """One station in both elections; `turnout` and `share` are changes less the median change of its
    district, of its region where the district has too few stations."""

    before: Row
    after: Row
    turnout: float
    share: float

    @property
    def plain(self) -> tuple[float, float]:
        """The changes of turnout and of share as they are."""
        return _changes(self.before, self.after)

    @property
    def together(self) -> bool:
        """Turnout and share both rose by more than 20 points above the district."""
        return self.turnout > BOTH and self.share > BOTH

    @property
    def apart(self) -> bool:
        """Turnout rose and share fell by more than 20 points against the district."""
        return self.turnout > BOTH and self.share < -BOTH


@dataclass(frozen=True, slots=True)
class TwoElections:
    """Stations with equal keys whose registers are alike, and how far they moved against their districts."""

    matched: int
    shifts: tuple[Shift, ...]

    @property
    def turnout_deviation(self) -> float:
        """The median absolute change of turnout against the district."""
        return median(abs(shift.turnout) for shift in self.shifts)

    @property
    def share_deviation(self) -> float:
        """The median absolute change of share against the district."""
        return median(abs(shift.share) for shift in self.shifts)

    @property
    def jumps(self) -> tuple[Shift, ...]:
        """Stations whose turnout rose by more than 25 points above their district."""
        return tuple(shift for shift in self.shifts if shift.turnout > JUMP)

    @property
    def together(self) -> int:
        """Stations where turnout and share jumped together."""
        return sum(shift.together for shift in self.shifts)

    @property
    def apart(self) -> int:
        """Stations where they jumped apart."""
        return sum(shift.apart for shift in self.shifts)

    @property
    def p(self) -> float:
        """One-sided: as many together or more, if jumps go with a rise as often as a fall."""
        both = self.together + self.apart
        return binomial_at_least(self.together, both, 0.5) if both else 1.0


def contest_alike(contest: Contest, others: Iterable[Contest]) -> Contest | None:
    """The contest of another election that `contest` is held against: of its kind and code, else the only one
    of its kind. Votes in another kind of contest are for others."""
    alike = [one for one in others if one.kind == contest.kind]
    named = [one for one in alike if one.code == contest.code] or alike
    return named[0] if len(named) == 1 else None


def compare_elections(earlier: StationFigures, later: StationFigures) -> TwoElections:
    """Stations of both elections by region, district and code; each with its election's own leader.

    A number is often given to another place later: kept are stations of at least 100 voters in both whose
    registers lie within 4/5 to 5/4 of one another.
    """
    then = {_key(row): row for row in earlier.rows}
    pairs = [(then[_key(row)], row) for row in later.rows if _key(row) in then]
    used = [(before, after) for before, after in pairs if _alike(before, after)]
    near, wide = held_against(used, lambda pair: pair[0].station)
    shifts = []
    for judged, among in (*near, *wide):
        usual_turnout, usual_share = map(median, zip(*(_changes(*pair) for pair in among), strict=True))
        for pair in judged:
            turnout, share = _changes(*pair)
            shifts.append(Shift(*pair, turnout - usual_turnout, share - usual_share))
    return TwoElections(len(pairs), tuple(shifts))


def _changes(before: Row, after: Row) -> tuple[float, float]:
    return (
        after.cast / after.voters - before.cast / before.voters,
        after.votes / after.counted - before.votes / before.counted,
    )


def _key(row: Row) -> tuple[str, str, str]:
    return row.station.region, row.station.district, row.station.code


def _alike(before: Row, after: Row) -> bool:
    sizes = all(
        row.voters >= FEWEST_VOTERS and row.counted > 0 and row.cast <= row.voters for row in (before, after)
    )
    return sizes and 4 * before.voters <= 5 * after.voters and 4 * after.voters <= 5 * before.voters
