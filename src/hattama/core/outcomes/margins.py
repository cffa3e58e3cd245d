"""How near an outcome is: the fewest votes whose change would give another, exactly.

Votes change in three ways: moved from one pile to another, added to one, taken from one. Along one such
direction the outcome is looked at only where a comparison of the rules turns (see `unaltered`), in order, so
the first vote that alters it is found whatever lies beyond. Votes against all are a pile as well, since they
count in the whole. To turn one comparison, one kind of change between one pair of piles is the cheapest way;
changes of several kinds together are not searched. Of a referendum with regions the votes that change lie
where they do most (see `referendum_margins`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import permutations

from hattama.core.outcomes.decision import decide
from hattama.core.outcomes.denominators import measure
from hattama.core.outcomes.party_lists import threshold_for
from hattama.core.outcomes.referendum_margins import first_change
from hattama.core.outcomes.result import NoOutcome, Outcome, Status
from hattama.core.outcomes.rules import (
    ContestRules,
    PartyListRules,
    PresidentRules,
    ReferendumRules,
    SingleMandateRules,
    whole_of,
)
from hattama.core.outcomes.unaltered import FOREVER, Course, altered, stays_for
from hattama.core.outcomes.votes import AGAINST_ALL, Votes
from hattama.core.vocabulary import Message


class VoteChange(StrEnum):
    """What is done with votes."""

    MOVED = "moved"
    ADDED = "added"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Margin:
    """`votes` is the fewest whose change alters the outcome: from `source`, to `target`.

    `then` is the outcome after it. `seats` says who gains seats and who loses them.
    """

    change: VoteChange
    votes: int
    source: str
    target: str
    seats: tuple[tuple[str, int], ...]
    then: Outcome | NoOutcome

    @property
    def status(self) -> Status | None:
        """How far the rules would lead then; None where there would be no outcome."""
        return self.then.status if isinstance(self.then, Outcome) else None


@dataclass(frozen=True, slots=True)
class BarMargin:
    """How near one choice is to its threshold or majority, on one side of it or the other (`reached`).

    The fewest votes that would take it across: `moved` from it to others or from others to it; `added` to it,
    or to others where it has reached the bar; `taken` from it, or from others where it has not. None where no
    such number would.
    """

    code: str
    bar: Fraction
    reached: bool
    moved: int | None
    added: int | None
    taken: int | None


@dataclass(frozen=True, slots=True)
class Margins:
    """How near `outcome` is. `every` holds the least changes for each pile, the smallest first.

    Those are the least moved to it, moved from it, added to it and taken from it; one that alters nothing is
    left out. Votes are added up to as many as were cast.
    """

    outcome: Outcome
    every: tuple[Margin, ...]
    bars: tuple[BarMargin, ...]

    @property
    def smallest(self) -> Margin | None:
        """The fewest votes of all; None where no change of one kind alters the outcome."""
        return self.every[0] if self.every else None

    @property
    def least(self) -> tuple[Margin, ...]:
        """The least change of each kind, smallest first."""
        kinds: dict[VoteChange, Margin] = {}
        for margin in self.every:
            kinds.setdefault(margin.change, margin)
        return tuple(kinds.values())

    def of_choice(self, code: str) -> tuple[Margin, ...]:
        """For one pile the least votes moved to it, moved from it, added to it and taken from it."""
        found: dict[tuple[VoteChange, bool], Margin] = {}
        for margin in self.every:
            if code in (margin.source, margin.target):
                found.setdefault((margin.change, margin.target == code), margin)
        return tuple(found.values())


def margins_of(rules: ContestRules | None, votes: Votes, *, seats: int | None = None) -> Margins | None:
    """How near the outcome of these votes is; None where there is none, or none of a kind that is asked."""
    outcome = decide(rules, votes, seats=seats)
    if rules is None or not isinstance(outcome, Outcome):
        return None
    if outcome.status in (Status.NO_VOTES, Status.INCOMPLETE):
        return None
    if isinstance(rules, ReferendumRules):
        return _of_answers(rules, votes, outcome)
    search = _Search(rules, votes, outcome)
    return Margins(outcome, search.least_of_each_pile(), tuple(_bars(rules, votes)))


def _of_answers(rules: ReferendumRules, votes: Votes, outcome: Outcome) -> Margins | None:
    """How near a referendum is; None where regions count and nobody says how they voted."""
    if rules.regions_share is not None and not votes.areas:
        return None
    total = measure(rules.base.value, votes).total or 0
    held = votes.choice(rules.for_code).votes
    bar = _bar_margin(rules.for_code, rules.majority.value, held, total, votes.for_choices, above=True)
    found = []
    for steps in _directions(Votes(votes.choices)):
        change = first_change(rules, votes, steps, _most(votes, steps))
        if change is not None:
            found.append(Margin(_keys(steps)[0][0], change[0], *_ends(steps), (), change[1]))
    return Margins(outcome, tuple(sorted(found, key=lambda margin: margin.votes)), (bar,))


def _most(votes: Votes, steps: Mapping[str, int]) -> int:
    losing = [code for code, step in steps.items() if step < 0]
    return _held(votes, losing[0]) if losing else sum(_held(votes, code) for code in _piles(votes))


def _piles(votes: Votes) -> list[str]:
    against_all = [AGAINST_ALL] if votes.part(AGAINST_ALL) is not None else []
    return [choice.code for choice in votes.choices] + against_all


def _directions(votes: Votes) -> Iterator[dict[str, int]]:
    piles = _piles(votes)
    yield from ({source: -1, target: 1} for source, target in permutations(piles, 2))
    yield from ({target: 1} for target in piles)
    yield from ({source: -1} for source in piles)


_Key = tuple[VoteChange, str, bool]


@dataclass(frozen=True, slots=True)
class _Search:
    rules: PartyListRules | SingleMandateRules | PresidentRules
    votes: Votes
    outcome: Outcome

    def least_of_each_pile(self) -> tuple[Margin, ...]:
        """Of each kind the least change that takes from a pile and the least that gives to it."""
        least: dict[_Key, Margin] = {}
        waiting = list(self._soonest_at_best())
        heapify(waiting)
        # In the order of the first turn: most cannot beat what is known by then for both their piles.
        while waiting:
            first, is_exact, place, steps = heappop(waiting)
            keys = _keys(steps)
            beaten = max((least[key].votes if key in least else FOREVER) for key in keys)
            most = min(_most(self.votes, steps), beaten - 1)
            if first > most:
                continue
            if not is_exact:
                exact = self._unaltered(steps, 0, self.outcome) + 1
                heappush(waiting, (exact, True, place, steps))
                continue
            margin = self._along(steps, first, most)
            if margin is not None:
                better = (key for key in keys if key not in least or margin.votes < least[key].votes)
                least |= dict.fromkeys(better, margin)
        return tuple(sorted(dict.fromkeys(least.values()), key=lambda margin: margin.votes))

    def _soonest_at_best(self) -> Iterator[tuple[int, bool, int, dict[str, int]]]:
        """Every direction with the vote of its first turn, whether that is exact, and its place.

        Of votes moved it is first known from below: a comparison that does not turn by `taken` votes taken or
        by `added` added goes at most 1/taken + 1/added of its way with each.
        """
        alone: dict[tuple[str, str], int] = {}
        for steps in _directions(self.votes):
            if len(steps) == 1:
                alone[_ends(steps)] = self._unaltered(steps, 0, self.outcome)
        for place, steps in enumerate(_directions(self.votes)):
            source, target = _ends(steps)
            if len(steps) == 1:
                yield alone[source, target] + 1, True, place, steps
                continue
            taken, added = alone[source, ""], alone["", target]
            yield (taken * added // (taken + added) if taken and added else 0) + 1, False, place, steps

    def _along(self, steps: Mapping[str, int], number: int, most: int) -> Margin | None:
        """The first vote in this direction with which the outcome is another, from `number` up to `most`."""
        while number <= most:
            votes = altered(self.votes, steps, number)
            then = decide(self.rules, votes, seats=self.outcome.total_seats)
            if _came_to(then) != _came_to(self.outcome) or not isinstance(then, Outcome):
                return self._margin(steps, number, then)
            if number == most:
                break
            number += self._unaltered(steps, number, then) + 1
        return None

    def _unaltered(self, steps: Mapping[str, int], number: int, outcome: Outcome) -> int:
        course = Course(altered(self.votes, steps, number), outcome, steps)
        return stays_for(self.rules, course)

    def _margin(self, steps: Mapping[str, int], number: int, then: Outcome | NoOutcome) -> Margin:
        source, target = _ends(steps)
        change = _keys(steps)[0][0]
        before = {line.code: line.seats for line in self.outcome.lines}
        after = {line.code: line.seats for line in then.lines} if isinstance(then, Outcome) else {}
        seats = tuple(
            (code, after.get(code, 0) - held) for code, held in before.items() if after.get(code, 0) != held
        )
        return Margin(change, number, source, target, seats, then)


def _ends(steps: Mapping[str, int]) -> tuple[str, str]:
    source = next((code for code, step in steps.items() if step < 0), "")
    return source, next((code for code, step in steps.items() if step > 0), "")


def _keys(steps: Mapping[str, int]) -> tuple[_Key, ...]:
    """For which piles a change in this direction counts: that which gives, that which receives."""
    source, target = _ends(steps)
    if source and target:
        return (VoteChange.MOVED, source, False), (VoteChange.MOVED, target, True)
    return ((VoteChange.ADDED, target, True),) if target else ((VoteChange.TAKEN, source, False),)


def _held(votes: Votes, code: str) -> int:
    return (votes.part(code) or 0) if code == AGAINST_ALL else votes.choice(code).votes


def _came_to(outcome: Outcome | NoOutcome) -> object:
    """What an outcome comes to, whatever the steps: two with the same are one outcome."""
    if isinstance(outcome, NoOutcome):
        return outcome.reason
    seats = tuple(line.seats for line in outcome.lines)
    return outcome.status, seats, outcome.open_seats, frozenset(outcome.contenders)


def _bars(rules: PartyListRules | SingleMandateRules | PresidentRules, votes: Votes) -> Iterable[BarMargin]:
    if isinstance(rules, SingleMandateRules):
        return
    total, above = measure(whole_of(rules), votes).total or 0, isinstance(rules, PresidentRules)
    for choice in votes.standing:
        bar = rules.majority.value if isinstance(rules, PresidentRules) else threshold_for(rules, choice)
        yield _bar_margin(choice.code, bar, choice.votes, total, votes.for_choices, above=above)


def _bar_margin(code: str, bar: Fraction, votes: int, total: int, cast: int, *, above: bool) -> BarMargin:
    """`above`: more than the bar is asked, not the bar itself."""

    def passes(held: int, whole: int) -> bool:
        return held > 0 and (held > bar * whole if above else held >= bar * whole)

    reached = passes(votes, total)
    most = votes if reached else cast - votes

    def fewest(most: int, held: int, whole: int) -> int | None:
        """The fewest times that this step, alone, leads across; whether it does grows with their number."""
        if most < 1 or passes(votes + held * most, total + whole * most) == reached:
            return None
        low, high = 1, most
        while low < high:
            middle = (low + high) // 2
            if passes(votes + held * middle, total + whole * middle) == reached:
                low = middle + 1
            else:
                high = middle
        return low

    sign = -1 if reached else 1
    return BarMargin(
        code,
        bar,
        reached,
        fewest(most, sign, 0),
        fewest(total, 0 if reached else 1, 1),
        fewest(most, -1 if reached else 0, -1),
    )


CHANGE_WORDS = {
    VoteChange.MOVED: Message("Moved from {source} to {target}"),
    VoteChange.ADDED: Message("Added to {target}"),
    VoteChange.TAKEN: Message("Taken from {source}"),
}

MARGIN_WORDS = {
    "heading": Message("The fewest votes that would alter this outcome"),
    "change": Message("Change of votes"),
    "votes": Message("Votes", "column"),
    "then": Message("What would come out"),
    "choice": Message("List, candidate"),
    "moved_to": Message("Moved to it"),
    "moved_from": Message("Moved from it"),
    "added": Message("Added to it"),
    "taken": Message("Taken from it"),
    "bars": Message("The fewest votes to each threshold or majority"),
    "bar": Message("Asked"),
    "reached": Message("Reached"),
    "moved_across": Message("Moved from it or to it"),
    "added_across": Message("Added to it or to others"),
    "taken_across": Message("Taken from it or from others"),
    "every": Message("For each list or candidate, the fewest votes that would alter the outcome"),
    "nothing": Message("No change of one kind between two of them alters this outcome."),
}
