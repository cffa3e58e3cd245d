"""One seat for the candidate with the most votes; a shared first place is a result."""

from __future__ import annotations

from fractions import Fraction

from hattama.core.outcomes.denominators import Denominator, measure
from hattama.core.outcomes.list_steps import step_of
from hattama.core.outcomes.result import Line, Outcome, Status, Step, Value
from hattama.core.outcomes.rules import Ruled, SingleMandateRules
from hattama.core.outcomes.votes import AGAINST_ALL, ChoiceVotes, Votes
from hattama.core.vocabulary import share_of


def decide_single_mandate(rules: SingleMandateRules, votes: Votes) -> Outcome:
    """Who is elected, or what follows where nobody is.

    "Against all" elects nobody and hinders nobody: the law read for this project knows no consequence of it.
    """
    lines = lines_of(votes, rules.base.value)
    if not votes.for_choices:
        return Outcome(rules.kind, Status.NO_VOTES, lines, (Step("no_votes"),), 1, 1)
    opening = against_all_steps(votes)
    if (alone := sole_step(rules.sole, votes.choices)) is not None and rules.sole is not None:
        return Outcome(rules.kind, rules.sole.value, lines, (*opening, alone), 1, 1, (votes.choices[0].code,))
    leaders = leading(votes.choices)
    if len(leaders) > 1:
        status, steps = _shared_first_place(rules, votes, leaders)
        codes = tuple(choice.code for choice in leaders)
        return Outcome(rules.kind, status, lines, (*opening, *steps), 1, 1, codes)
    winner = leaders[0]
    code = "sole_candidate" if len(votes.choices) == 1 else "most_votes"
    step = step_of(code, rules.winner, name=winner.title, votes=winner.votes)
    lines = lines_of(votes, rules.base.value, winner.code)
    return Outcome(rules.kind, Status.DECIDED, lines, (*opening, step), 1)


def sole_step(sole: Ruled[Status] | None, choices: tuple[ChoiceVotes, ...]) -> Step | None:
    """What the law orders where one alone was on the ballot; None where there were more, or no rule."""
    if sole is None or len(choices) != 1:
        return None
    return step_of(f"sole_{sole.value}", sole, name=choices[0].title, votes=choices[0].votes)


def _shared_first_place(
    rules: SingleMandateRules, votes: Votes, leaders: tuple[ChoiceVotes, ...]
) -> tuple[Status, tuple[Step, ...]]:
    names = tuple(choice.title for choice in leaders)
    shared: dict[str, Value] = {"names": names, "votes": leaders[0].votes}
    if rules.tie_of_two is not None and len(votes.choices) <= 2:
        tie = rules.tie_of_two
        on_ballot = step_of("two_on_ballot", rules.tie, names=tuple(choice.title for choice in votes.choices))
        return tie.value, (on_ballot, step_of(f"first_shared_{tie.value}", tie, **shared))
    most = rules.repeat_leaders
    if most is not None and len(leaders) > most.value:
        return Status.LAW_IS_SILENT, (step_of("first_shared_by_more", most, leaders=most.value, **shared),)
    return rules.tie.value, (step_of(f"first_shared_{rules.tie.value}", rules.tie, **shared),)


def leading(choices: tuple[ChoiceVotes, ...]) -> tuple[ChoiceVotes, ...]:
    """The choices that share the most votes, in ballot order."""
    most = max(choice.votes for choice in choices)
    return tuple(choice for choice in choices if choice.votes == most)


def against_all_steps(votes: Votes) -> tuple[Step, ...]:
    """Says how many voted against all, where that was counted, and that it elects nobody."""
    against_all = votes.part(AGAINST_ALL)
    return () if against_all is None else (step_of("against_all_elects_nobody", votes=against_all),)


def lines_of(
    votes: Votes, base: Denominator, elected: str = "", *, bar: Fraction | None = None
) -> tuple[Line, ...]:
    """A line for each candidate with its share of `base`; the one seat stands with `elected`."""
    total = measure(base, votes).total
    return tuple(
        Line(
            choice.code,
            choice.title,
            choice.votes,
            share_of(choice.votes, total, base.words, bar),
            seats=int(choice.code == elected),
            elected=choice.code == elected,
        )
        for choice in votes.choices
    )
