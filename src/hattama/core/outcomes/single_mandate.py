"""One seat for the candidate with the most votes; a shared first place is a result."""

from fractions import Fraction

from hattama.core.outcomes.denominators import Denominator, measure
from hattama.core.outcomes.distribution import TieOrdered, settle
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
    if has_no_votes(votes):
        return Outcome(rules.kind, Status.NO_VOTES, lines, (Step("no_votes"),), 1, 1)
    opening = (*against_all_steps(votes), *left_steps(votes))
    if (alone := sole_outcome(rules.kind, rules.sole, rules.none_left, votes, lines, opening)) is not None:
        return alone
    leaders = leading(votes.on_ballot)
    standing = tuple(choice for choice in leaders if choice.left is None)
    tie = rules.tie_of_two if rules.tie_of_two is not None and len(votes.on_ballot) <= 2 else rules.tie
    if tie.value is Status.TIE and len(standing) > 1:
        _, ordered = settle(standing, 1, ())
        if isinstance(ordered, TieOrdered):
            return _drawn(rules, tie, votes, standing, ordered, opening)
    if len(leaders) > 1 and (len(standing) != 1 or tie.value is not Status.REPEAT):
        status, steps = _shared_first_place(rules, tie, votes, leaders)
        codes = tuple(choice.code for choice in standing)
        return Outcome(rules.kind, status, lines, (*opening, *steps), 1, 1, codes)
    if not standing:
        step = step_of("winner_left", rules.winner, name=leaders[0].title, votes=leaders[0].votes)
        return Outcome(rules.kind, Status.LAW_IS_SILENT, lines, (*opening, step), 1, 1)
    return _elected(rules, votes, standing[0], len(leaders) > 1, opening)


def _drawn(
    rules: SingleMandateRules,
    tie: Ruled[Status],
    votes: Votes,
    tied: tuple[ChoiceVotes, ...],
    ordered: TieOrdered,
    opening: tuple[Step, ...],
) -> Outcome:
    titles = {choice.code: choice.title for choice in tied}
    step = step_of("tie_by_lot", tie, names=tuple(titles[code] for code in ordered.codes))
    lines = lines_of(votes, rules.base.value, ordered.codes[0])
    return Outcome(rules.kind, Status.DECIDED, lines, (*opening, step), 1)


def has_no_votes(votes: Votes) -> bool:
    """Whether nobody voted for any of those whom people could elect."""
    return bool(votes.on_ballot or not votes.for_choices) and not any(c.votes for c in votes.on_ballot)


def _elected(
    rules: SingleMandateRules, votes: Votes, winner: ChoiceVotes, was_tied: bool, opening: tuple[Step, ...]
) -> Outcome:
    code = "sole_candidate" if len(votes.on_ballot) == 1 else "most_votes"
    rule: Ruled[object] = rules.winner
    if was_tied:
        # Those tied with this one have left: with one alone no repeat voting is held.
        code, rule = "last_of_tied", rules.tie
    step = step_of(code, rule, name=winner.title, votes=winner.votes)
    lines = lines_of(votes, rules.base.value, winner.code)
    return Outcome(rules.kind, Status.DECIDED, lines, (*opening, step), 1)


def sole_outcome(
    kind: str,
    sole: Ruled[Status] | None,
    none_left: Ruled[Status] | None,
    votes: Votes,
    lines: tuple[Line, ...],
    opening: tuple[Step, ...],
) -> Outcome | None:
    """What the law orders where one alone was on the ballot, or nobody; None where neither is so."""
    ballot = votes.on_ballot
    if not ballot:
        rule = none_left or sole
        status = Status.LAW_IS_SILENT if rule is None else rule.value
        return Outcome(kind, status, lines, (*opening, step_of(f"nobody_left_{status}", rule)), 1, 1)
    if sole is None or len(ballot) > 1:
        return None
    step = step_of(f"sole_{sole.value}", sole, name=ballot[0].title, votes=ballot[0].votes)
    return Outcome(kind, sole.value, lines, (*opening, step), 1, 1, (ballot[0].code,))


def left_steps(votes: Votes) -> tuple[Step, ...]:
    """Says of each choice that has left that its votes elect nobody."""
    return tuple(
        step_of(f"left_{choice.left}", name=choice.title, votes=choice.votes)
        for choice in votes.choices
        if choice.left is not None
    )


def _shared_first_place(
    rules: SingleMandateRules, tie: Ruled[Status], votes: Votes, leaders: tuple[ChoiceVotes, ...]
) -> tuple[Status, tuple[Step, ...]]:
    shared: dict[str, Value] = {
        "names": tuple(choice.title for choice in leaders),
        "votes": leaders[0].votes,
    }
    if tie is rules.tie_of_two:
        ballot = tuple(choice.title for choice in votes.on_ballot)
        on_ballot = step_of("two_on_ballot", rules.tie, names=ballot)
        return tie.value, (on_ballot, step_of(f"first_shared_{tie.value}", tie, **shared))
    standing = sum(choice.left is None for choice in leaders)
    if tie.value is Status.REPEAT and not standing:
        return Status.LAW_IS_SILENT, (step_of("first_shared_law_is_silent", tie, **shared),)
    most = rules.repeat_leaders
    if most is not None and standing > most.value:
        return Status.LAW_IS_SILENT, (step_of("first_shared_by_more", most, leaders=most.value, **shared),)
    return tie.value, (step_of(f"first_shared_{tie.value}", tie, **shared),)


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
            choice.count,
            share_of(choice.count, total, base.words, bar),
            seats=int(choice.code == elected),
            elected=choice.code == elected,
            left=choice.left,
        )
        for choice in votes.choices
    )
