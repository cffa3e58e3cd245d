"""Single ballots drawn and read: the risk after each, by ALPHA.

Source: P. Stark, "ALPHA: audit that learns from previously hand-audited ballots" (Annals of Applied
Statistics 17, 2023).
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.audits.assertions import Assertion

NOT_FOUND = "not_found"
"""What is said of a ballot that was drawn and is not there."""

_NULL_MEAN = 0.5
_EPSILON = 2.0**-52


@dataclass(frozen=True, slots=True)
class Guess:
    """What is thought of the mean before the first ballot, and how fast that is given up.

    `mean` of the values of all ballots; `ballots`: so many drawn ones weigh as much as the guess, None for
    never giving it up; `room` kept between the estimate and the null mean, shrinking with the root of the
    ballots drawn.
    """

    mean: float
    ballots: int | None = 100
    room: float = 0.0


def polled_value(assertion: Assertion, choice: str | None) -> float:
    """The value of a ballot, from 0 to `assertion.upper`: the assertion is that the mean is above 1/2.

    One that weighs nothing is 1/2; one that was drawn and NOT_FOUND counts as the worst.
    """
    if choice == NOT_FOUND:
        return 0.0
    return (assertion.weight(choice) - assertion.least) / (-2 * assertion.least)


def reported_mean(assertion: Assertion, votes: Mapping[str, int], ballots: int) -> float:
    """The mean of the values of all ballots, if what was reported is so."""
    return float((Fraction(assertion.total(votes), ballots) - assertion.least) / (-2 * assertion.least))


def ballots_to_draw(assertion: Assertion, votes: Mapping[str, int], ballots: int, limit: Fraction) -> float:
    """So many ballots bring the risk to `limit` on average, if what was reported is so."""
    mean, upper = reported_mean(assertion, votes, ballots), float(assertion.upper)
    mean = min(mean, upper * (1 - 1e-9))
    left, growth = ballots, 0.0
    for choice, number in votes.items():
        value = polled_value(assertion, choice)
        growth += number * math.log(max(_factor(value, _NULL_MEAN, upper, mean), 1e-12))
        left -= number
    growth += max(0, left) * math.log(_factor(0.5, _NULL_MEAN, upper, mean))
    return math.inf if growth <= 0 else -math.log(limit) * ballots / growth


def alpha_risks(
    values: Iterable[float], upper: float, guess: Guess, population: int | None = None
) -> Iterator[float]:
    """The risk after each ballot: drawn with replacement, or without it from `population` ballots.

    An audit may stop at the first that is at most its limit.
    """
    martingale, total = 1.0, 0.0
    for before, value in enumerate(values):
        mean = _NULL_MEAN if population is None else (population * _NULL_MEAN - total) / (population - before)
        if mean < 0:
            martingale = math.inf
        else:
            martingale *= _factor(
                value, mean, upper, _estimate(guess, before, total, mean, upper, population)
            )
        total += value
        yield min(1.0, 1 / martingale) if martingale > 0 else 1.0


def _estimate(
    guess: Guess, before: int, total: float, mean: float, upper: float, population: int | None
) -> float:
    if guess.ballots is None:
        return guess.mean if population is None else (population * guess.mean - total) / (population - before)
    room = guess.room / math.sqrt(guess.ballots + before)
    learnt = (guess.ballots * guess.mean + total) / (guess.ballots + before)
    return min(upper * (1 - _EPSILON) - room, max(learnt, mean * (1 + _EPSILON) + room))


def _factor(value: float, mean: float, upper: float, estimate: float) -> float:
    """How much likelier a value is under the estimate than under the null."""
    if not 0 < mean < upper:
        return 1.0 if value == mean else math.inf if value > mean else 0.0
    return (value * estimate / mean + (upper - value) * (upper - estimate) / (upper - mean)) / upper
