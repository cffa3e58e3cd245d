"""Where one list alone reaches the threshold, the next one is let in beside it (Kazakhstan, art. 97-1).

The quotient is the votes of the two divided by the seats. The second list's claim is multiplied by 0.7; its
whole part is what it receives, but at least what the rule says. The rest goes to the list that reached the
threshold. The law does not say what happens where the whole part of the first and the least of the second
are together more than there are seats, where nobody else has votes, or where two lists share the second
place: then nothing is distributed, and the gap is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import floor

from hattama.core.outcomes.rules import LoneList
from hattama.core.outcomes.votes import ChoiceVotes


class LoneListGap(StrEnum):
    """What the law leaves open."""

    TOO_MANY_SEATS = "lone_too_many_seats"
    NO_SECOND = "lone_no_second"
    SECOND_SHARED = "lone_second_shared"


@dataclass(frozen=True, slots=True)
class LoneListDistribution:
    """Seats of the two lists, or the gap; `whole` and `least` are what the law gives each before the rest."""

    first: ChoiceVotes
    seconds: tuple[ChoiceVotes, ...]
    gap: LoneListGap | None
    quota: Fraction | None = None
    claims: Mapping[str, Fraction] = field(default_factory=dict)
    whole: int = 0
    least: int = 0
    seats: Mapping[str, int] = field(default_factory=dict)


def share_beside_lone_list(
    rule: LoneList, first: ChoiceVotes, choices: Sequence[ChoiceVotes], seats: int
) -> LoneListDistribution:
    """Share `seats` between the `first` list and the one with the next most votes among `choices`."""
    others = [choice for choice in choices if choice.code != first.code and choice.votes]
    if not others:
        return LoneListDistribution(first, (), LoneListGap.NO_SECOND)
    most = max(choice.votes for choice in others)
    seconds = tuple(choice for choice in others if choice.votes == most)
    if len(seconds) > 1:
        return LoneListDistribution(first, seconds, LoneListGap.SECOND_SHARED)
    second = seconds[0]
    quota = Fraction(first.votes + second.votes, seats)
    claims = {
        first.code: Fraction(first.votes) * Fraction(1, quota),
        second.code: Fraction(second.votes) * Fraction(1, quota) * rule.factor,
    }
    whole = floor(claims[first.code])
    least = max(rule.at_least, floor(claims[second.code]))
    if whole + least > seats:
        gap = LoneListGap.TOO_MANY_SEATS
        return LoneListDistribution(first, seconds, gap, quota, claims, whole, least)
    given = {first.code: seats - least, second.code: least}
    return LoneListDistribution(first, seconds, None, quota, claims, whole, least, given)
