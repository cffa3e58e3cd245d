"""One seat for the candidate with the most votes; a shared first place is a result."""

from __future__ import annotations

from hattama.core.outcomes.denominators import Denominator, measure
from hattama.core.outcomes.list_steps import step_of
from hattama.core.outcomes.result import Line, Outcome, Status, Step
from hattama.core.outcomes.rules import SingleMandateRules
from hattama.core.outcomes.votes import AGAINST_ALL, ChoiceVotes, Votes
from hattama.core.vocabulary import share_of


def decide_single_mandate(rules: SingleMandateRules, votes: Votes) -> Outcome:
    """Who is elected, or among whom voting is repeated.

    "Against all" elects nobody and hinders nobody: the law read for this project knows no consequence of it.
    """
    if not votes.for_choices:
        steps: tuple[Step, ...] = (Step("no_votes"),)
        return Outcome(rules.kind, Status.NO_VOTES, lines_of(votes, rules.base.value), steps, 1, 1)
    leaders = leading(votes.choices)
    opening = against_all_steps(votes)
    if len(leaders) > 1:
        names = tuple(choice.title for choice in leaders)
        step = step_of(f"first_shared_{rules.tie.value}", rules.tie, names=names, votes=leaders[0].votes)
        lines = lines_of(votes, rules.base.value)
        codes = tuple(choice.code for choice in leaders)
        return Outcome(rules.kind, rules.tie.value, lines, (*opening, step), 1, 1, codes)
    winner = leaders[0]
    code = "sole_candidate" if len(votes.choices) == 1 else "most_votes"
    step = step_of(code, rules.winner, name=winner.title, votes=winner.votes)
    lines = lines_of(votes, rules.base.value, winner.code)
    return Outcome(rules.kind, Status.DECIDED, lines, (*opening, step), 1)


def leading(choices: tuple[ChoiceVotes, ...]) -> tuple[ChoiceVotes, ...]:
    """The choices that share the most votes, in ballot order."""
    most = max(choice.votes for choice in choices)
    return tuple(choice for choice in choices if choice.votes == most)


def against_all_steps(votes: Votes) -> tuple[Step, ...]:
    """Says how many voted against all, where that was counted, and that it elects nobody."""
    against_all = votes.part(AGAINST_ALL)
    return () if against_all is None else (step_of("against_all_elects_nobody", votes=against_all),)


def lines_of(votes: Votes, base: Denominator, elected: str = "") -> tuple[Line, ...]:
    """A line for each candidate with its share of `base`; the one seat stands with `elected`."""
    total = measure(base, votes).total
    return tuple(
        Line(
            choice.code,
            choice.title,
            choice.votes,
            share_of(choice.votes, total, base.words),
            seats=int(choice.code == elected),
            elected=choice.code == elected,
        )
        for choice in votes.choices
    )
