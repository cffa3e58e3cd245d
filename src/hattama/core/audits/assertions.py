"""What must be true of the ballots for an outcome to be right, as sums that are greater than nothing.

An assertion gives every ballot a weight; it is true when the weights of all ballots come to more than 0. All
assertions of an outcome together hold exactly when the outcome is right and rests on no tie. After P. Stark,
"Sets of half-average nulls generate risk-limiting audits: SHANGRLA" (2020); the pairs of lists under largest
remainders follow from max r - min r < 1 for r = votes/quota - seats.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from hattama.core.outcomes import (
    ContestRules,
    Denominator,
    Method,
    Outcome,
    PartyListRules,
    PresidentRules,
    Remaining,
    SingleMandateRules,
    Status,
    Votes,
)
from hattama.core.vocabulary import Message


class AssertionKind(StrEnum):
    """What an assertion says of its choice."""

    MORE_VOTES = "more_votes"
    """More votes than the other choice."""
    OVER = "over"
    """At least a share of the base: a majority, or the threshold of a list."""
    UNDER = "under"
    """Less than a share of the base."""
    SEATS = "seats"
    """Not so many votes beyond its seats that one seat of the other choice would be its own."""


ASSERTION_WORDS: Final = {
    AssertionKind.MORE_VOTES: Message("{choice} has more votes than {other}"),
    AssertionKind.OVER: Message("{choice} has the share that the law asks for"),
    AssertionKind.UNDER: Message("{choice} has less than the share that the law asks for"),
    AssertionKind.SEATS: Message("{choice} has no claim to a seat of {other}"),
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """The sum over all ballots of their weights is greater than 0.

    `own` is the weight of a ballot for `choice`, `others` that of one for `other`, `rest` that of one for
    any other choice in `base`; every other ballot, an invalid one too, weighs nothing.
    """

    kind: AssertionKind
    choice: str
    other: str | None
    own: int
    others: int
    rest: int
    scale: int
    """Weights are whole numbers, so many times the true ones."""
    base: frozenset[str]

    @property
    def least(self) -> int:
        """The smallest weight of a ballot."""
        return min(self.own, self.others, self.rest, 0)

    @property
    def greatest(self) -> int:
        """The largest weight of a ballot."""
        return max(self.own, self.others, self.rest, 0)

    @property
    def upper(self) -> Fraction:
        """The value of the best ballot, where the least counts 0 and one that weighs nothing 1/2."""
        return Fraction(self.greatest - self.least, -2 * self.least)

    def weight(self, choice: str | None) -> int:
        """The weight of a ballot for this choice or part; None: for neither."""
        if choice == self.choice:
            return self.own
        if choice is not None and choice == self.other:
            return self.others
        return self.rest if choice in self.base else 0

    def total(self, votes: Mapping[str, int]) -> int:
        """The sum of the weights of these votes."""
        rest = self.rest
        total = rest * sum(votes.get(choice, 0) for choice in self.base) if rest else 0
        total += (self.own - (rest if self.choice in self.base else 0)) * votes.get(self.choice, 0)
        if self.other is not None:
            total += (self.others - (rest if self.other in self.base else 0)) * votes.get(self.other, 0)
        return total


class NoAssertions(ValueError):
    """An outcome that no sums of weights of single ballots decide, or that is none: count all of them."""


def more_votes(choice: str, other: str) -> Assertion:
    """`choice` has more votes than `other`."""
    return Assertion(AssertionKind.MORE_VOTES, choice, other, 1, -1, 0, 1, frozenset())


def over(choice: str, share: Fraction, base: frozenset[str]) -> Assertion:
    """`choice` has more than `share` of the votes of `base`."""
    part, whole = share.as_integer_ratio()
    return Assertion(AssertionKind.OVER, choice, None, whole - part, 0, -part, whole, base)


def under(choice: str, share: Fraction, base: frozenset[str]) -> Assertion:
    """`choice` has less than `share` of the votes of `base`."""
    part, whole = share.as_integer_ratio()
    return Assertion(AssertionKind.UNDER, choice, None, part - whole, 0, part, whole, base)


def pairs_of_lists(seats: Mapping[str, int]) -> Iterator[Assertion]:
    """That `seats` are those of the lists let in by Hare's quota and the largest remainders."""
    whole, base = sum(seats.values()), frozenset(seats)
    for one in seats:
        for another in seats:
            if one != another:
                part = seats[one] - seats[another] + 1
                weights = (part - whole, part + whole, part, whole)
                yield Assertion(AssertionKind.SEATS, one, another, *weights, base)


def assertions_of(rules: ContestRules, votes: Votes, outcome: Outcome) -> tuple[Assertion, ...]:
    """Everything that must be true of the ballots for `outcome`, decided by `rules` of `votes`, to be right.

    Single mandate, second round: the winner has more votes than anybody. President: more than the majority
    of the base. Lists by the largest remainders: who is over and who under the threshold, and every pair of
    lists let in. Parts counted beside the choices go by their own codes. Raises NoAssertions, with a word
    for the reason, for every other method, where a choice left, a list was let in below the threshold, or
    nobody won.
    """
    if outcome.status is not Status.DECIDED:
        raise NoAssertions(outcome.status.value)
    if any(choice.left is not None for choice in votes.choices):
        raise NoAssertions("left")
    codes = frozenset(choice.code for choice in votes.choices)
    if isinstance(rules, PartyListRules):
        return _of_lists(rules, codes, outcome)
    winners = [line.code for line in outcome.lines if line.elected]
    if not winners or not isinstance(rules, PresidentRules | SingleMandateRules):
        raise NoAssertions(rules.kind)
    if isinstance(rules, PresidentRules) and any(step.code == "majority_reached" for step in outcome.steps):
        return (over(winners[0], rules.majority.value, _base(rules.base.value, codes)),)
    return tuple(more_votes(winners[0], code) for code in sorted(codes - {winners[0]}))


def _of_lists(rules: PartyListRules, codes: frozenset[str], outcome: Outcome) -> tuple[Assertion, ...]:
    remaining = Remaining.LARGEST_REMAINDER if rules.remaining is None else rules.remaining.value
    if (rules.method.value, remaining) != (Method.HARE, Remaining.LARGEST_REMAINDER) or rules.groups:
        raise NoAssertions(rules.method.value)
    # Without a threshold a list that nobody chose is one of those that share, though it was not let in.
    admitted = {line.code: line.seats for line in outcome.lines if line.admitted or not rules.threshold.value}
    if len(admitted) < 2 or any(line.let_in_by for line in outcome.lines):
        raise NoAssertions("lone_list")
    share, base = rules.threshold.value, _base(rules.threshold_base.value, codes)
    bars = (
        [(over if code in admitted else under)(code, share, base) for code in sorted(codes)] if share else []
    )
    return (*bars, *pairs_of_lists(admitted))


def _base(whole: Denominator, codes: frozenset[str]) -> frozenset[str]:
    if not whole.choices:
        raise NoAssertions(whole.code)
    return codes | {*whole.required, *whole.optional}
