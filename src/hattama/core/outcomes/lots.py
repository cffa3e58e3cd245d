"""Who is tied where a lot may decide: what an entry about a lot is held against."""

from dataclasses import replace

from hattama.core.outcomes.decision import decide
from hattama.core.outcomes.result import Outcome, Status
from hattama.core.outcomes.rules import ContestRules
from hattama.core.outcomes.votes import ChoiceVotes, Votes


def tied_for_lot(
    rules: ContestRules | None, votes: Votes, choice: str | None, *, seats: int | None = None
) -> tuple[str, ...]:
    """Between whom a lot decides in a contest, or among the persons of a list (`choice`), if none was drawn;
    nobody where nothing is tied, or where a law orders them and the order alone is not given."""
    decided = decide(rules, replace(votes, choices=_without_lot(votes, choice)), seats=seats)
    if not isinstance(decided, Outcome):
        return ()
    if choice is not None:
        return next((one.tied for one in decided.persons if one.code == choice), ())
    is_ordered_by_law = any(step.code == "tie_order_unknown" for step in decided.steps)
    return decided.contenders if decided.status is Status.TIE and not is_ordered_by_law else ()


def _without_lot(votes: Votes, choice: str | None) -> tuple[ChoiceVotes, ...]:
    if choice is None:
        return tuple(replace(one, lot=None) for one in votes.choices)
    return tuple(
        replace(one, persons=tuple(replace(person, lot=None) for person in one.persons))
        if one.code == choice
        else one
        for one in votes.choices
    )
