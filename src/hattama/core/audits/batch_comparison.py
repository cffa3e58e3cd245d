"""Batches counted again: how many to draw, and the risk that is left, after Kaplan and Markov (MACRO).

Source: P. Stark, "Risk-limiting post-election audits: P-values from common probability inequalities" (IEEE
TIFS 4, 2009), with the largest error over all assertions in the place of that over pairs of candidates.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.audits.assertions import Assertion, NoAssertions

UNIT = 10**9
"""Bounds are whole billionths, rounded up: weights that anybody can draw by again."""

_MOST_EXACT = 10_000


@dataclass(frozen=True, slots=True)
class Batch:
    """The ballots of one place: what was reported by choice and part, and the most papers there can be."""

    name: str
    votes: Mapping[str, int]
    most_ballots: int


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What an audit by batches is committed to before a seed is thrown.

    `bounds`: of each batch, in billionths, the largest error that it can hold, over all assertions, in
    parts of what would alter the outcome. `totals` are the sums of the assertions.
    """

    assertions: tuple[Assertion, ...]
    batches: tuple[Batch, ...]
    totals: tuple[int, ...]
    bounds: tuple[int, ...]

    @property
    def whole(self) -> int:
        """The sum of the bounds, in billionths (U)."""
        return sum(self.bounds)

    @property
    def most_ballots(self) -> int:
        """All papers that there can be."""
        return sum(batch.most_ballots for batch in self.batches)

    def hardest(self) -> Assertion:
        """The assertion that alone costs the most draws: its bounds come to 1 - least * papers / total."""
        told = zip(self.totals, self.assertions, strict=True)
        return max(told, key=lambda one: Fraction(-one[1].least, one[0]))[1]

    def draws(self, risk: Fraction) -> int:
        """So many draws bring the risk to `risk` where no draw shows an error.

        Decided in whole numbers where a float could not tell; of more than `_MOST_EXACT` one more is asked
        for then, since powers of so large numbers take minutes.
        """
        if self.whole <= UNIT:
            return 1
        draws = math.log(risk) / math.log1p(-UNIT / self.whole)
        count = max(1, round(draws))
        if abs(draws - count) > 1e-12 * count:
            return max(1, math.ceil(draws))
        left = self.whole - UNIT
        is_enough = count <= _MOST_EXACT and (
            left**count * risk.denominator <= risk.numerator * self.whole**count
        )
        return count if is_enough else count + 1

    def distinct(self, draws: int) -> float:
        """How many batches so many draws come to, on average."""
        return math.fsum(self._chances(draws))

    def ballots(self, draws: int) -> float:
        """How many papers are then counted again, on average."""
        chances = zip(self.batches, self._chances(draws), strict=True)
        return math.fsum(batch.most_ballots * chance for batch, chance in chances)

    def _chances(self, draws: int) -> Iterator[float]:
        """The chance of each batch to be among so many draws."""
        for bound in self.bounds:
            missed = -bound / self.whole
            yield -math.expm1(draws * math.log1p(missed)) if missed > -1 else 1.0


def plan_batches(assertions: Sequence[Assertion], batches: Sequence[Batch]) -> BatchPlan:
    """The plan for these assertions over all batches of a contest.

    Raises NoAssertions where an assertion is untrue of the reported votes or rests on a tie.
    """
    reported = [tuple([one.total(batch.votes) for one in assertions]) for batch in batches]
    totals = tuple(map(sum, zip(*reported, strict=True)))
    if not totals or min(totals) <= 0:
        raise NoAssertions("tie")
    bounds = tuple(
        max(
            -(-UNIT * (votes - one.least * batch.most_ballots) // total)
            for one, votes, total in zip(assertions, of_batch, totals, strict=True)
        )
        for batch, of_batch in zip(batches, reported, strict=True)
    )
    return BatchPlan(tuple(assertions), tuple(batches), totals, bounds)


def error_of(plan: BatchPlan, batch: Batch, counted: Mapping[str, int], lost: int = 0) -> Fraction:
    """The largest error in favour of the outcome that the second count of a batch shows; below 0 where it
    favours others. Each of the `lost` papers may have spoken against it as much as a ballot can.
    """
    return max(
        Fraction(one.total(batch.votes) - one.total(counted) - one.least * lost, total)
        for one, total in zip(plan.assertions, plan.totals, strict=True)
    )


def taint_of(
    plan: BatchPlan, index: int, counted: Mapping[str, int], ballots: int, lost: int = 0
) -> Fraction:
    """The error of a batch in parts of its bound. More papers than were committed to are an error that fills
    it.
    """
    if ballots > plan.batches[index].most_ballots:
        return Fraction(1)
    return error_of(plan, plan.batches[index], counted, lost) * UNIT / plan.bounds[index]


@dataclass(frozen=True, slots=True)
class MeasuredRisk:
    """The risk after some draws: `risk` for the eye; `is_confirmed` was decided in whole numbers."""

    draws: int
    risk: float
    is_confirmed: bool


def measured_risks(plan: BatchPlan, taints: Iterable[Fraction], limit: Fraction) -> Iterator[MeasuredRisk]:
    """The risk after each draw in turn, by the taint of the batch drawn; one drawn twice counts twice.

    A batch whose whole bound is error can never be made up for: from there on the risk stays 1.
    """
    clean = Fraction(plan.whole - UNIT, plan.whole)
    logarithm, lost, seen = 0.0, False, list[Fraction]()
    for taint in taints:
        lost = lost or taint >= 1
        seen.append(taint)
        if not lost:
            logarithm += _log(clean) - _log(1 - taint)
        is_confirmed = not lost and _is_at_most(clean, seen, logarithm, limit)
        yield MeasuredRisk(len(seen), 1.0 if lost else math.exp(min(0.0, logarithm)), is_confirmed)


def _log(share: Fraction) -> float:
    return math.log(share.numerator) - math.log(share.denominator) if share > 0 else -math.inf


def _is_at_most(clean: Fraction, seen: Sequence[Fraction], logarithm: float, limit: Fraction) -> bool:
    """Whether the risk is at most the limit, in whole numbers where a float could not tell."""
    if clean <= 0:
        return True
    wanted = _log(limit)
    if abs(logarithm - wanted) > 1e-9 * max(1.0, abs(wanted)):
        return logarithm < wanted
    left = limit.denominator * clean.numerator ** len(seen) * math.prod(one.denominator for one in seen)
    right = limit.numerator * clean.denominator ** len(seen)
    is_at_most: bool = left <= right * math.prod(one.denominator - one.numerator for one in seen)
    return is_at_most
