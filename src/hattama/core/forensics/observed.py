"""Stations with observers against stations without: valid only where a lot sent the observers.

Ratio estimate in strata (Särndal, Swensson, Wretman 1992): the leader's share over all stations from those
observed, with its interval, and the difference from those not observed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from hattama.core.forensics.stations import Row
from hattama.core.forensics.tails import normal_at_least, student_quantile


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
    """The leader's share as the observed stations give it, beside the official one and that of the others."""

    strata: int
    observed: int
    stations: int
    estimate: float
    error: float
    official: float
    unobserved: float
    error_of_difference: float

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
        """Observed less unobserved."""
        return self.estimate - self.unobserved

    @property
    def z(self) -> float:
        """The difference in standard errors."""
        return self.difference / self.error_of_difference if self.error_of_difference else 0.0

    @property
    def p(self) -> float:
        """Two-sided, by the normal law."""
        return 2 * normal_at_least(abs(self.z))


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
    others = [row for stations in strata.values() for row, observed in stations if not observed]
    ballots = sum(weight * row.counted for _, weight, drawn in weighted for row in drawn)
    if not others or not ballots or not sum(row.counted for row in others):
        return None
    estimate = sum(weight * row.votes for _, weight, drawn in weighted for row in drawn) / ballots
    residuals = ((size, [row.votes - estimate * row.counted for row in drawn]) for size, _, drawn in weighted)
    error = sqrt(fsum(variance_of_total(size, values) for size, values in residuals)) / ballots
    observed = len(rows) - len(others)
    return ObservedShare(
        len(strata),
        observed,
        len(rows),
        estimate,
        error,
        sum(row.votes for row in rows) / sum(row.counted for row in rows),
        sum(row.votes for row in others) / sum(row.counted for row in others),
        error * len(rows) / len(others),
    )
