"""How near the answer of a referendum is: the first vote along one direction with which it is another.

Turnout, majority and each region turn at most once while votes change in one direction. Changed votes lie
where they do most: in the regions that turn soonest.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate

from hattama.core.outcomes.referendum import conclusions_of, decide_referendum, turnout_holds
from hattama.core.outcomes.result import NoOutcome, Outcome
from hattama.core.outcomes.rules import ReferendumRules
from hattama.core.outcomes.unaltered import altered
from hattama.core.outcomes.votes import Votes


def first_change(
    rules: ReferendumRules, votes: Votes, steps: Mapping[str, int], most: int
) -> tuple[int, Outcome | NoOutcome] | None:
    """The fewest of up to `most` votes, changed by `steps` each, that give another answer, and the outcome
    then; None where none do. Regions of which nothing is known cannot turn.
    """
    soonest = sorted(_regions(rules, votes, steps, most), key=lambda found: found[0])
    sums = list(accumulate(number for number, _ in soonest))
    nation = [
        _turn(lambda held: turnout_holds(rules, held), votes, steps, most),
        _turn(lambda held: _is_enough(rules, held), votes, steps, most),
        _turn(lambda held: held.for_choices > 0, votes, steps, most),
    ]
    answer = _answer(decide_referendum(rules, votes))
    for number in sorted({number for number in (*nation, *sums) if number is not None and number <= most}):
        turned = dict(area for _, area in soonest[: sum(1 for needed in sums if needed <= number)])
        areas = tuple((name, turned.get(name, area)) for name, area in votes.areas)
        then = decide_referendum(rules, replace(altered(votes, steps, number), areas=areas))
        if _answer(then) != answer:
            return number, then
    return None


def _regions(
    rules: ReferendumRules, votes: Votes, steps: Mapping[str, int], most: int
) -> list[tuple[int, tuple[str, Votes]]]:
    """The fewest votes that turn each region which can be turned, and the region after them."""
    found = []
    for name, area in votes.areas:
        losing = [code for code, step in steps.items() if step < 0]
        here = min(most, *(area.choice(code).votes for code in losing)) if losing else most
        number = _turn(lambda held: _is_enough(rules, held), area, steps, here)
        if number is not None:
            found.append((number, (name, altered(area, steps, number))))
    return found


def _turn(
    holds: Callable[[Votes], bool | None], votes: Votes, steps: Mapping[str, int], most: int
) -> int | None:
    """The fewest votes after which a condition that is known holds no more, or holds at last."""
    now = holds(votes)
    if now is None or holds(altered(votes, steps, most)) in (now, None):
        return None
    return bisect_left(range(most), True, key=lambda number: holds(altered(votes, steps, number)) != now)


def _is_enough(rules: ReferendumRules, votes: Votes) -> bool | None:
    return conclusions_of(rules, votes)[0].enough


def _answer(outcome: Outcome | NoOutcome) -> object:
    return outcome.answer if isinstance(outcome, Outcome) else outcome.reason
