"""Stations with observers against stations without: valid only where a lot sent the observers.

Ratio estimate in strata (Särndal, Swensson, Wretman 1992): the leader's share over all stations from those
observed, with its interval, and its difference from the official share. The share of those not observed is no
yardstick: where the lot sent more observers to one stratum than to another, the others stand elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from hattama.core.forensics.stations import Row
from hattama.core.forensics.tails import student_at_least, student_quantile


def variance_of_total(units: float, drawn: Sequence[float]) -> float:
    """The variance of a stratum's estimated total, from `drawn` of its `units`; of a ratio's residuals it is
    what the stratum adds to the ratio's. The finite correction counts units; one alone tells none."""
    if len(drawn) < 2:
        return 0.0
    mean = fsum(drawn) / len(drawn)
    spread = fsum((value - mean) ** 2 for value in drawn) / (len(drawn) - 1)
    return units**2 * (1 - len(drawn) / units) * spread / len(drawn)


@dataclass(frozen=True, slots=True)
class ObservedShare:
    """The leader's share as the observed stations give it, beside the official one."""

    strata: int
    observed: int
    stations: int
    estimate: float
    error: float
    official: float

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return self.observed - self.strata

    @property
    def interval(self) -> tuple[float, float]:
        """At 95 %, by Student's law."""
        half = student_quantile(0.975, self.df) * self.error
        return self.estimate - half, self.estimate + half

    @property
    def difference(self) -> float:
        """Observed less official."""
        return self.estimate - self.official

    @property
    def p(self) -> float:
        """Two-sided, by Student's law."""
        return 2 * student_at_least(abs(self.difference) / self.error, self.df) if self.error else 1.0


def compare_observed(strata: Mapping[str, Sequence[tuple[Row, bool]]]) -> ObservedShare | None:
    """Stations of each stratum, each with whether it was observed.

    None where a stratum has fewer than two observed stations, or nobody was left unobserved.
    """
    weighted: list[tuple[float, float, list[Row]]] = []
    for stations in strata.values():
        drawn = [row for row, observed in stations if observed]
        if len(drawn) < 2:
            return None
        weighted.append((float(len(stations)), len(stations) / len(drawn), drawn))
    rows = [row for stations in strata.values() for row, _ in stations]
    observed = sum(len(drawn) for _, _, drawn in weighted)
    ballots = sum(weight * row.counted for _, weight, drawn in weighted for row in drawn)
    if observed == len(rows) or not ballots:
        return None
    estimate = sum(weight * row.votes for _, weight, drawn in weighted for row in drawn) / ballots
    residuals = ((size, [row.votes - estimate * row.counted for row in drawn]) for size, _, drawn in weighted)
    error = sqrt(fsum(variance_of_total(size, values) for size, values in residuals)) / ballots
    return ObservedShare(
        len(strata),
        observed,
        len(rows),
        estimate,
        error,
        sum(row.votes for row in rows) / sum(row.counted for row in rows),
    )
