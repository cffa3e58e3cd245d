"""For how many more votes an outcome surely stays as it is, while votes change in one direction.

Every turn that the rules take is a comparison of whole numbers that grow or shrink by a fixed step with each
vote: a list against its threshold, a claim against its whole part, a remainder against another. As long as
none of them turns, nothing else does. What follows after is for `decide` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hattama.core.outcomes.denominators import measure
from hattama.core.outcomes.highest_averages import divisor
from hattama.core.outcomes.largest_remainders import quota_of
from hattama.core.outcomes.lone_list import share_beside_lone_list
from hattama.core.outcomes.party_lists import caps_of, first_divisor_of, is_admitted, threshold_for
from hattama.core.outcomes.result import Outcome
from hattama.core.outcomes.rules import (
    LoneList,
    Method,
    PartyListRules,
    PresidentRules,
    Remaining,
    SingleMandateRules,
    whole_of,
)
from hattama.core.outcomes.votes import AGAINST_ALL, ChoiceVotes, Votes

FOREVER = 2**62
"""More votes than can change."""

_LARGEST_EVEN_FIRST = 3
"""With a first divisor above the second, a list's claims do not fall from seat to seat."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A whole number now, and by how much one more changed vote alters it."""

    now: int
    step: int

    def __add__(self, other: Moving) -> Moving:
        return Moving(self.now + other.now, self.step + other.step)

    def __sub__(self, other: Moving) -> Moving:
        return Moving(self.now - other.now, self.step - other.step)

    def __mul__(self, times: int) -> Moving:
        return Moving(self.now * times, self.step * times)

    def stays_positive(self) -> int:
        """For how many more votes a number above zero stays above it."""
        return FOREVER if self.step >= 0 else (self.now - 1) // -self.step

    def stays_not_negative(self) -> int:
        """For how many more votes a number not below zero stays so."""
        return FOREVER if self.step >= 0 else self.now // -self.step

    def keeps_its_sign(self) -> int:
        """For how many more votes it stays above zero, below zero, or zero, whichever it is."""
        if not self.now:
            return 0 if self.step else FOREVER
        return (self if self.now > 0 else self * -1).stays_positive()

    def keeps_its_side(self) -> int:
        """The same where zero counts with the numbers above it."""
        return self.stays_not_negative() if self.now >= 0 else (self * -1).stays_positive()


@dataclass(frozen=True, slots=True)
class Course:
    """Votes and what comes of them, changing in one direction: `steps`, by how much each pile does so."""

    votes: Votes
    outcome: Outcome
    steps: Mapping[str, int]

    def pile(self, choice: ChoiceVotes) -> Moving:
        """The votes of one choice."""
        return Moving(choice.votes, self.steps.get(choice.code, 0))

    def sum(self, choices: Sequence[ChoiceVotes]) -> Moving:
        """The votes of several choices together."""
        moving = [self.pile(choice) for choice in choices]
        return Moving(sum(one.now for one in moving), sum(one.step for one in moving))

    def whole(self, rules: PartyListRules | PresidentRules) -> Moving:
        """The whole that these rules measure against."""
        base = whole_of(rules)
        now = measure(base, self.votes).total or 0
        return Moving(now, (measure(base, altered(self.votes, self.steps, 1)).total or 0) - now)


def altered(votes: Votes, steps: Mapping[str, int], times: int) -> Votes:
    """The votes after `times` changes of `steps` each; areas are left out, since nobody says where."""
    choices = tuple(
        replace(one, votes=one.votes + steps[one.code] * times) if one.code in steps else one
        for one in votes.choices
    )
    parts = dict(votes.parts)
    if AGAINST_ALL in steps:
        parts[AGAINST_ALL] = parts.get(AGAINST_ALL, 0) + steps[AGAINST_ALL] * times
    return Votes(choices, parts)


def stays_for(rules: PartyListRules | SingleMandateRules | PresidentRules, course: Course) -> int:
    """For how many more votes the outcome is surely the same as now."""
    # Without any vote at all nothing is decided.
    turns = [course.sum(course.votes.choices).keeps_its_sign()]
    if isinstance(rules, PartyListRules):
        turns += _lists(rules, course, course.outcome.total_seats or 0)
    elif isinstance(rules, PresidentRules):
        turns += _first_round(rules, course)
    else:
        turns += _ahead(course, course.votes.on_ballot, 1)
    return min(turns)


def _ahead(course: Course, choices: Sequence[ChoiceVotes], places: int) -> Iterator[int]:
    """While those on the first `places` keep votes and stay ahead of the others, and those beside them level.

    Whether any of the others has a vote at all makes no difference.
    """
    piles = sorted((course.pile(choice) for choice in choices), key=lambda pile: -pile.now)
    last = piles[min(places, len(piles)) - 1].now if piles else 0
    yield from (pile.keeps_its_sign() for pile in piles if pile.now >= last)
    yield from _apart(
        [pile for pile in piles if pile.now > last], [pile for pile in piles if pile.now <= last]
    )
    yield from _apart(
        [pile for pile in piles if pile.now == last], [pile for pile in piles if pile.now <= last]
    )


def _apart(above: Sequence[Moving], below: Sequence[Moving]) -> Iterator[int]:
    """While each of those above stays above each of those below, or level where it is."""
    # Of those that change alike only the nearest can meet.
    lowest: dict[int, Moving] = {}
    highest: dict[int, Moving] = {}
    for one in above:
        lowest[one.step] = min(one, lowest.get(one.step, one), key=_now)
    for one in below:
        highest[one.step] = max(one, highest.get(one.step, one), key=_now)
    for one in lowest.values():
        for other in highest.values():
            yield (one - other).keeps_its_sign()


def _now(moving: Moving) -> int:
    return moving.now


def _first_round(rules: PresidentRules, course: Course) -> Iterator[int]:
    majority, whole = rules.majority.value, course.whole(rules)
    for choice in course.votes.on_ballot:
        # More than the majority is asked: the bar itself counts with what is below it.
        under = whole * majority.numerator - course.pile(choice) * majority.denominator
        yield under.keeps_its_side()
    yield from _ahead(course, course.votes.on_ballot, 1)
    yield from _ahead(course, course.votes.standing, rules.leaders.value)


def _lists(rules: PartyListRules, course: Course, seats: int) -> Iterator[int]:
    whole = course.whole(rules)
    choices = course.votes.choices
    # With fewer votes than seats there is no outcome.
    yield (course.sum(choices) - Moving(seats, 0)).keeps_its_side()
    for choice in choices:
        bar = threshold_for(rules, choice)
        if not bar * whole.now:
            # With nothing to reach, one vote lets a list in.
            yield course.pile(choice).keeps_its_sign()
        yield (course.pile(choice) * bar.denominator - whole * bar.numerator).keeps_its_side()
    admitted = [choice for choice in choices if is_admitted(rules, choice, whole.now)]
    if len(admitted) == 1 and rules.lone_list is not None:
        yield from _beside(rules.lone_list.value, course, admitted[0], seats)
    elif admitted and rules.method.value.uses_quota:
        yield from _by_quota(rules, course, admitted, seats)
    elif admitted:
        yield from _by_averages(rules, course, admitted)


def _by_quota(
    rules: PartyListRules, course: Course, admitted: Sequence[ChoiceVotes], seats: int
) -> Iterator[int]:
    together = course.sum(admitted)
    times, quota = seats, together
    if rules.method.value is Method.DROOP:
        exact = quota_of(Method.DROOP, together.now, seats).numerator
        times, quota = 1, Moving(exact, 0)
        yield (together - Moving((exact - 1) * (seats + 1), 0)).stays_not_negative()
        yield (Moving(exact * (seats + 1), 0) - together).stays_positive()
    left, merits = seats, []
    most_votes = rules.remaining is not None and rules.remaining.value is Remaining.MOST_VOTES
    for choice in admitted:
        claim = course.pile(choice) * times
        given = claim.now // quota.now
        remainder = claim - quota * given
        yield remainder.stays_not_negative()
        yield (quota - remainder).stays_positive()
        left -= given
        merits.append((course.pile(choice) if most_votes else remainder, course.pile(choice)))
    merits.sort(key=lambda merit: -merit[0].now)
    yield from _apart([merit for merit, _ in merits[:left]], [merit for merit, _ in merits[left:]])
    # More votes may order equal remainders.
    level = [
        pile for merit, pile in merits if left and merit.now == merits[min(left, len(merits)) - 1][0].now
    ]
    for pile in level:
        yield from _apart([pile], level)


def _by_averages(rules: PartyListRules, course: Course, admitted: Sequence[ChoiceVotes]) -> Iterator[int]:
    method, first, caps = rules.method.value, first_divisor_of(rules), caps_of(rules, admitted)
    if first > _LARGEST_EVEN_FIRST:
        yield 0
        return
    seats, tied = course.outcome.seats, course.outcome.contenders
    asking = [choice for choice in admitted if seats[choice.code] != caps.get(choice.code)]
    for choice in admitted:
        held = seats[choice.code]
        for other in asking:
            # Where neither changes, nothing turns between the two.
            if other is choice or not (choice.code in course.steps or other.code in course.steps):
                continue
            following = divisor(method, seats[other.code], first)
            if held:
                last = divisor(method, held - 1, first)
                yield from _compared(course, choice, last, other, following)
            if choice.code in tied:
                yield from _compared(course, choice, divisor(method, held, first), other, following)


def _compared(
    course: Course, one: ChoiceVotes, by: Fraction, other: ChoiceVotes, other_by: Fraction
) -> Iterator[int]:
    """While the average of `one` stays above, below or level with that of the `other`."""
    pile, other_pile = course.pile(one), course.pile(other)
    ahead = pile * (other_by.numerator * by.denominator) - other_pile * (by.numerator * other_by.denominator)
    yield ahead.keeps_its_sign()
    if not ahead.now:
        yield (pile - other_pile).keeps_its_sign()


def _beside(rule: LoneList, course: Course, first: ChoiceVotes, seats: int) -> Iterator[int]:
    others = [choice for choice in course.votes.standing if choice is not first]
    yield from _ahead(course, others, 1)
    found = share_beside_lone_list(rule, first, course.votes.standing, seats)
    if found.quota is None:
        return
    factor, second = rule.factor, course.pile(found.seconds[0])
    together = course.pile(first) + second
    claim, unit = second * (seats * factor.numerator), together * factor.denominator
    if found.least > rule.at_least:
        yield (claim - unit * found.least).stays_not_negative()
    yield (unit * (found.least + 1) - claim).stays_positive()
    # The whole part of the first and the least of the second fit into the seats, or they do not.
    over = course.pile(first) * seats - together * (seats - found.least + 1)
    yield over.keeps_its_side()
