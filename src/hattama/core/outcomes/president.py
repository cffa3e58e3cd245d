"""The election of a president: a majority of those who took part, else a second round."""

from fractions import Fraction

from hattama.core.outcomes.denominators import measure
from hattama.core.outcomes.list_steps import step_of
from hattama.core.outcomes.result import Outcome, Status, Step, Value
from hattama.core.outcomes.rules import PresidentRules
from hattama.core.outcomes.single_mandate import (
    against_all_steps,
    has_no_votes,
    left_steps,
    lines_of,
    sole_outcome,
)
from hattama.core.outcomes.votes import ChoiceVotes, Votes


def decide_president(rules: PresidentRules, votes: Votes) -> Outcome:
    """Who is elected, who goes on to a second round (`second_round_of`), or what follows where the votes
    settle neither."""
    whole = rules.base.value
    if has_no_votes(votes):
        return Outcome(rules.kind, Status.NO_VOTES, lines_of(votes, whole), (Step("no_votes"),), 1, 1)
    base = measure(whole, votes)
    if base.total is None:
        step = step_of("base_unknown", rules.base, base=whole.words, missing=base.missing_words)
        return Outcome(rules.kind, Status.INCOMPLETE, lines_of(votes, whole), (step,), 1, 1)
    lines = lines_of(votes, whole, bar=rules.majority.value)
    if (alone := sole_outcome(rules.kind, rules.sole, None, votes, lines, left_steps(votes))) is not None:
        return alone
    bar = rules.majority.value * base.total
    steps = [
        step_of("base", rules.base, base=whole.words, total=base.total),
        *against_all_steps(votes),
        *left_steps(votes),
        step_of("majority_asked", rules.majority, majority_share=rules.majority.value, bar=bar),
    ]
    ranked = sorted(votes.on_ballot, key=lambda choice: -choice.votes)
    first = ranked[0]
    values: dict[str, Value] = {
        "name": first.title,
        "votes": first.votes,
        "of_share": Fraction(first.votes, base.total),
        "bar_share": rules.majority.value,
    }
    if first.votes > bar:
        steps.append(step_of("majority_reached", rules.majority, **values))
        if first.left is not None:
            steps.append(step_of("winner_left", rules.majority, name=first.title, votes=first.votes))
            return Outcome(rules.kind, Status.LAW_IS_SILENT, lines, tuple(steps), 1, 1)
        return Outcome(
            rules.kind,
            Status.DECIDED,
            lines_of(votes, whole, first.code, bar=rules.majority.value),
            tuple(steps),
            1,
        )
    steps.append(step_of("majority_not_reached", rules.majority, **values))
    return _to_second_round(rules, votes, tuple(ranked), steps)


def _to_second_round(
    rules: PresidentRules, votes: Votes, ranked: tuple[ChoiceVotes, ...], steps: list[Step]
) -> Outcome:
    """The leaders go on; where their last place is shared, or there are too few, the law is silent.

    Where no more were on the ballot than would go on, another rule may speak of them, or none.
    """
    wanted = rules.leaders.value
    lines = lines_of(votes, rules.base.value, bar=rules.majority.value)
    if rules.no_majority is not None and len(ranked) <= wanted:
        then = rules.no_majority
        on_ballot = step_of("two_on_ballot", rules.leaders, names=tuple(choice.title for choice in ranked))
        steps += [on_ballot, step_of(f"no_majority_{then.value}", then)]
        return Outcome(rules.kind, then.value, lines, tuple(steps), 1, 1)
    # In the place of one who has left the next comes.
    with_votes = [choice for choice in ranked if choice.votes and choice.left is None]
    if len(with_votes) < wanted:
        steps.append(step_of("too_few_leaders", rules.leaders, leaders=wanted))
        contenders = tuple(choice.code for choice in with_votes)
        return Outcome(rules.kind, Status.LAW_IS_SILENT, lines, tuple(steps), 1, 1, contenders)
    last = with_votes[wanted - 1].votes
    leaders = [choice for choice in with_votes if choice.votes >= last]
    names = tuple(choice.title for choice in leaders)
    shared = len(leaders) > wanted
    status = Status.LAW_IS_SILENT if shared else Status.SECOND_ROUND
    code = "leaders_shared" if shared else "second_round"
    steps.append(step_of(code, rules.leaders, names=names, leaders=wanted))
    return Outcome(rules.kind, status, lines, tuple(steps), 1, 1, tuple(choice.code for choice in leaders))
