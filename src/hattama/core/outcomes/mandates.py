"""Seats of a list become persons, by the order of the list; and how many of them belong to quota groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hattama.core.outcomes.rules import MandateQuota


class OrderNotClear(ValueError):
    """Two persons of a list stand at the same place; the message names list and place."""


@dataclass(frozen=True, slots=True)
class ListCandidate:
    """A person on a list. `place` counts from 1 in the order by which mandates are given.

    `groups` are the quota groups that the person belongs to; None where that is not known.
    """

    name: str
    place: int
    groups: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class ListMandates:
    """Who receives the seats of a list. `vacant` seats have nobody left on the list to take them."""

    code: str
    seats: int
    elected: tuple[ListCandidate, ...]
    vacant: int


@dataclass(frozen=True, slots=True)
class QuotaCheck:
    """How many of `counted` persons must belong to a quota group, how many do, how many may or may not.

    `met` is None where those unknown would decide.
    """

    code: str
    counted: int
    needed: int
    belonging: int
    unknown: int

    @property
    def met(self) -> bool | None:
        """Whether the quota is met, or None where it cannot be known."""
        if self.belonging >= self.needed:
            return True
        return None if self.belonging + self.unknown >= self.needed else False


def give_mandates(
    seats: Mapping[str, int], lists: Mapping[str, Sequence[ListCandidate]]
) -> tuple[ListMandates, ...]:
    """The persons who receive the seats of each list, in the order of the list.

    In Kazakhstan the party's governing body sets that order within ten days of publication; where it does
    not, the Central Election Commission takes the alphabet of the state language (art. 97-1). Either way
    the order comes in as `place`. Raises `OrderNotClear` where a place is taken twice.
    """
    return tuple(_give(code, number, lists.get(code, ())) for code, number in seats.items() if number)


def check_quota(quota: MandateQuota, code: str, persons: Iterable[ListCandidate]) -> QuotaCheck:
    """Whether at least the quota's share of `persons` belong to any of its groups, each counted once.

    Asked of a list as registered (art. 89(4)) and of the mandates it received (art. 97-1(5)).
    """
    counted = tuple(persons)
    asked = frozenset(quota.groups)
    return QuotaCheck(
        code,
        len(counted),
        quota_needs(quota, len(counted)),
        sum(1 for person in counted if person.groups is not None and person.groups & asked),
        sum(1 for person in counted if person.groups is None),
    )


def quota_needs(quota: MandateQuota, counted: int) -> int:
    """How many of `counted` persons must belong to a quota group: the share, rounded up (12 of 40)."""
    needed = quota.share * counted
    return -(-needed.numerator // needed.denominator)


def _give(code: str, seats: int, candidates: Sequence[ListCandidate]) -> ListMandates:
    ranked = sorted(candidates, key=lambda candidate: candidate.place)
    for one, next_one in pairwise(ranked):
        if one.place == next_one.place:
            raise OrderNotClear(f"{code}: {one.place}")
    elected = tuple(ranked[:seats])
    return ListMandates(code, seats, elected, seats - len(elected))
