"""Seats by a quota: each list its whole quotas, the rest to the largest remainders or to the most votes.

Hare: votes divided by seats, exactly. Droop: votes divided by seats plus one, whole part, plus one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import floor

from hattama.core.outcomes.distribution import Distribution, Event, SeatGiven, SeatsOver, TieOpen, settle
from hattama.core.outcomes.rules import Method, Remaining, TieBreak
from hattama.core.outcomes.votes import ChoiceVotes


@dataclass(frozen=True, slots=True)
class QuotaDistribution:
    """`claims` are votes divided by `quota`, exact; `distribution` tells of seats left by whole quotas."""

    quota: Fraction
    claims: dict[str, Fraction]
    distribution: Distribution


def quota_of(method: Method, votes: int, seats: int) -> Fraction:
    """The quota for `votes` of all lists let in and `seats` to share (both at least 1)."""
    if method is Method.DROOP:
        return Fraction(votes // (seats + 1) + 1)
    return Fraction(votes, seats)


def share_by_quota(
    lists: Sequence[ChoiceVotes],
    seats: int,
    method: Method,
    ties: Sequence[TieBreak] = (),
    remaining: Remaining = Remaining.LARGEST_REMAINDER,
) -> QuotaDistribution:
    """Share `seats` among `lists` (with at least one vote together).

    The seats that whole quotas leave go by `remaining`, at most one to a list. Equal claims to the last of
    them are ordered by `ties`, else they stay open; where more seats are left than there are lists (small
    numbers under Droop) they stay over: both are results.
    """
    quota = quota_of(method, sum(choice.votes for choice in lists), seats)
    claims = {choice.code: Fraction(choice.votes) * Fraction(1, quota) for choice in lists}
    given = {code: floor(claim) for code, claim in claims.items()}
    merits = {code: claim - given[code] for code, claim in claims.items()}
    if remaining is Remaining.MOST_VOTES:
        merits = {choice.code: Fraction(choice.votes) for choice in lists}
    left = seats - sum(given.values())
    events: list[Event] = []
    ranked = sorted(lists, key=lambda choice: merits[choice.code], reverse=True)
    for merit, equal in groupby(ranked, key=lambda choice: merits[choice.code]):
        if not left:
            break
        winners, decided = settle(tuple(equal), left, ties)
        if decided is not None:
            events.append(decided)
        if isinstance(decided, TieOpen):
            left = 0
            break
        for choice in winners:
            given[choice.code] += 1
            events.append(SeatGiven(seats - left + 1, choice.code, merit))
            left -= 1
    if left:
        events.append(SeatsOver(left))
    return QuotaDistribution(quota, claims, Distribution(given, tuple(events)))
