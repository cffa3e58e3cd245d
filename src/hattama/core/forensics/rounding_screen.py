"""Do the shares of a published result lie too close to whole tenths of a percent?

Votes that were counted fall anywhere between two tenths of a percent. Votes that were computed from
rounded percentages fall on a tenth, give or take the rounding to whole votes. The screen counts the shares
within a few votes of an exact tenth and says how often chance alone would give as many or more.

Null hypothesis: where between two tenths of a percent a share falls is uniform, and independent from share
to share, but for the last, which follows from the others as they add up to one. So it is for shares of some
tenths: a choice without a vote lies on a tenth whatever was done. A small probability is a signal that asks
for a look at the protocols, and no proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from hattama.core.vocabulary import Message

TENTH_OF_A_PERCENT = Fraction(1, 1000)
WITHIN_VOTES = 5
SIGNAL_BELOW = Fraction(1, 10_000)
"""How rare the count must be under the null hypothesis to be called a signal."""
LARGEST_CHANCE = Fraction(1, 20)
"""Where chance puts one share near a unit more often, the count tells nothing."""
SCREENED_FROM = 5
"""Parts of fewer units are not screened: where so small a share falls is no matter of chance."""

NULL_HYPOTHESIS = Message(
    "Null hypothesis: where a share falls between two tenths of a percent is random and "
    "independent of others."
)
CAVEAT = Message(
    "This is no proof but a signal to look at the protocols. The shares of one result depend on each other."
)


class NothingToScreen(ValueError):
    """There are no figures, a figure is negative, or all are zero."""


@dataclass(frozen=True, slots=True)
class ScreenedShare:
    """One figure: the nearest number of whole units (tenths of a percent), and its distance in votes."""

    code: str
    votes: int
    units: int
    distance: Fraction
    near: bool


@dataclass(frozen=True, slots=True)
class RoundingScreen:
    """What the screen found.

    `chance` is the probability that one share lies within `within` votes of a whole unit under the null
    hypothesis; `expected` that of all shares together; `tail` bounds the probability of `near` or more.
    `signal` is None where the total is so small that `chance` is above LARGEST_CHANCE. `shares`: those of
    at least SCREENED_FROM units.
    """

    total: int
    unit: Fraction
    within: int
    shares: tuple[ScreenedShare, ...]
    chance: Fraction
    near: int
    tail: Fraction
    signal: bool | None

    @property
    def expected(self) -> Fraction:
        """How many shares chance alone would put near a unit."""
        return self.chance * len(self.shares)


def screen_rounding(figures: Sequence[tuple[str, int]]) -> RoundingScreen:
    """Screen the parts of one whole (code and votes each); the whole is their sum.

    Raises `NothingToScreen` where there is nothing to screen.
    """
    total = sum(votes for _, votes in figures)
    if total <= 0 or any(votes < 0 for _, votes in figures):
        raise NothingToScreen(f"{len(figures)} figures, {total} votes")
    step = TENTH_OF_A_PERCENT * total
    large = [(code, votes) for code, votes in figures if votes >= SCREENED_FROM * step]
    shares = tuple(_screened(code, votes, step) for code, votes in large)
    # Where a unit is a whole number of votes, votes stand at its whole places alone, both ends among them.
    places = 2 * WITHIN_VOTES + (step.denominator == 1)
    chance = min(Fraction(1), Fraction(places) * Fraction(1, step))
    near = sum(share.near for share in shares)
    # Where all lie near, one of them follows from the others: it was no trial.
    free = len(shares) - (near == len(shares) > 0)
    tail = _at_least(min(near, free), free, chance)
    signal = None if chance > LARGEST_CHANCE else tail < SIGNAL_BELOW
    return RoundingScreen(total, TENTH_OF_A_PERCENT, WITHIN_VOTES, shares, chance, near, tail, signal)


def _screened(code: str, votes: int, step: Fraction) -> ScreenedShare:
    units = round(Fraction(votes) * Fraction(1, step))
    distance = abs(votes - units * step)
    return ScreenedShare(code, votes, units, distance, distance <= WITHIN_VOTES)


def _at_least(count: int, trials: int, chance: Fraction) -> Fraction:
    """The probability of `count` or more successes in `trials` independent trials, exact."""
    return sum(
        (comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(count, trials + 1)),
        Fraction(0),
    )
