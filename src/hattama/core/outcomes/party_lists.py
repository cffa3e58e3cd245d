"""Votes for lists become seats: who is let in, how the seats are shared, and what the law leaves open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hattama.core.norms import NOTHING_CITED
from hattama.core.outcomes.denominators import Measured, measure
from hattama.core.outcomes.highest_averages import share_by_averages
from hattama.core.outcomes.largest_remainders import QuotaDistribution, share_by_quota
from hattama.core.outcomes.list_steps import (
    admission_steps,
    averages_steps,
    base_steps,
    lone_list_steps,
    quota_steps,
)
from hattama.core.outcomes.lone_list import share_beside_lone_list
from hattama.core.outcomes.preferences import elect_persons
from hattama.core.outcomes.result import Line, NoOutcome, Outcome, Reason, Status, Step
from hattama.core.outcomes.rules import GroupRule, PartyListRules, Remaining
from hattama.core.outcomes.votes import ChoiceVotes, Votes
from hattama.core.vocabulary import share_of

MOST_SEATS = 10_000
"""More seats than any assembly has; a larger number is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class _Shared:
    status: Status
    seats: Mapping[str, int]
    steps: tuple[Step, ...]
    claims: Mapping[str, Fraction]
    open_seats: int = 0
    contenders: tuple[str, ...] = ()
    beside: str = ""
    """The list that is let in beside the one that alone reached the threshold."""


def decide_party_lists(rules: PartyListRules, votes: Votes, seats: int | None = None) -> Outcome | NoOutcome:
    """Seats for each list, with every step; no outcome without seats, or with more than there are votes.

    `seats` overrides the number that the rules name. "Against all" counts in the whole where the rule says
    so, and never receives seats.
    """
    total_seats = _seats(rules, votes, seats)
    if isinstance(total_seats, NoOutcome):
        return total_seats
    base = measure(rules.threshold_base.value, votes)
    if not votes.for_choices or not base.total:
        status = Status.INCOMPLETE if base.missing else Status.NO_VOTES
        steps = base_steps(rules, votes, base) if base.missing else (Step("no_votes"),)
        return _outcome(rules, votes, base, _Shared(status, {}, steps, {}, total_seats), (), total_seats)
    admitted = tuple(choice for choice in votes.choices if is_admitted(rules, choice, base.total))
    shared = _share(rules, votes, admitted, total_seats)
    explained = (*base_steps(rules, votes, base), *admission_steps(rules, votes, base.total, admitted))
    shared = replace(shared, steps=(*explained, *shared.steps))
    outcome = _outcome(rules, votes, base, shared, admitted, total_seats)
    return outcome if rules.preferences is None else elect_persons(rules.preferences, votes, outcome)


def is_admitted(rules: PartyListRules, choice: ChoiceVotes, total: int) -> bool:
    """Whether a list that stands has at least the threshold of `total` votes (that of its group, if any)."""
    if choice.left is not None or choice.votes <= 0:
        return False
    return choice.votes >= threshold_for(rules, choice) * total


def threshold_for(rules: PartyListRules, choice: ChoiceVotes) -> Fraction:
    """The share of the whole that this list needs."""
    group = group_of(rules, choice)
    return group.threshold if group else rules.threshold.value


def group_of(rules: PartyListRules, choice: ChoiceVotes) -> GroupRule | None:
    """The rule of the list's group, or None for ordinary lists."""
    groups = rules.groups.value if rules.groups else ()
    return next((group for group in groups if group.code == choice.group), None)


def caps_of(rules: PartyListRules, choices: Sequence[ChoiceVotes]) -> dict[str, int]:
    """How many seats a list can receive at most, for those of a group that is capped."""
    groups = {choice.code: group_of(rules, choice) for choice in choices}
    return {code: group.most_seats for code, group in groups.items() if group and group.most_seats}


def first_divisor_of(rules: PartyListRules) -> Fraction:
    """By what votes are divided for the first seat under the modified Sainte-Laguë method; 1 elsewhere."""
    return rules.first_divisor.value if rules.first_divisor else Fraction(1)


def _seats(rules: PartyListRules, votes: Votes, seats: int | None) -> int | NoOutcome:
    if seats is None and rules.seats is not None:
        seats = rules.seats.value
    most = min(MOST_SEATS, max(votes.for_choices, 1))
    if seats is None or not 1 <= seats <= MOST_SEATS:
        return NoOutcome(Reason.NO_SEATS, str(most))
    return NoOutcome(Reason.FEW_VOTES, str(most)) if votes.for_choices and seats > most else seats


def _share(rules: PartyListRules, votes: Votes, admitted: Sequence[ChoiceVotes], seats: int) -> _Shared:
    if not admitted:
        return _Shared(Status.LAW_IS_SILENT, {}, (Step("nobody_admitted"),), {}, seats)
    if len(admitted) == 1 and rules.lone_list is not None:
        found = share_beside_lone_list(rules.lone_list.value, admitted[0], votes.standing, seats)
        status = Status.LAW_IS_SILENT if found.gap else Status.DECIDED
        open_seats = seats if found.gap else 0
        steps = lone_list_steps(rules, found, seats)
        beside = found.seconds[0].code if found.claims else ""
        return _Shared(status, found.seats, steps, found.claims, open_seats, beside=beside)
    if rules.method.value.uses_quota:
        remaining = rules.remaining.value if rules.remaining else Remaining.LARGEST_REMAINDER
        by_quota = share_by_quota(admitted, seats, rules.method.value, rules.ties.value, remaining)
        return _settled(by_quota, quota_steps(rules, admitted, by_quota, seats))
    return _by_averages(rules, admitted, seats)


def _settled(by_quota: QuotaDistribution, steps: tuple[Step, ...]) -> _Shared:
    distribution = by_quota.distribution
    return _Shared(
        _status(distribution.left, distribution.tied),
        distribution.seats,
        steps,
        by_quota.claims,
        distribution.left,
        distribution.tied,
    )


def _by_averages(rules: PartyListRules, admitted: Sequence[ChoiceVotes], seats: int) -> _Shared:
    first, caps = first_divisor_of(rules), caps_of(rules, admitted)
    distribution = share_by_averages(
        admitted, seats, rules.method.value, rules.ties.value, first_divisor=first, most_seats=caps
    )
    steps = averages_steps(rules, admitted, distribution)
    status = _status(distribution.left, distribution.tied)
    return _Shared(status, distribution.seats, steps, {}, distribution.left, distribution.tied)


def _status(left: int, tied: tuple[str, ...]) -> Status:
    if not left:
        return Status.DECIDED
    return Status.TIE if tied else Status.LAW_IS_SILENT


def _outcome(
    rules: PartyListRules,
    votes: Votes,
    base: Measured,
    shared: _Shared,
    admitted: Sequence[ChoiceVotes],
    total_seats: int,
) -> Outcome:
    let_in = {choice.code for choice in admitted}
    lines = tuple(_line(choice, base.total, rules, choice.code in let_in, shared) for choice in votes.choices)
    return Outcome(
        rules.kind,
        shared.status,
        lines,
        shared.steps,
        total_seats,
        shared.open_seats,
        shared.contenders,
    )


def _line(
    choice: ChoiceVotes, total: int | None, rules: PartyListRules, admitted: bool, shared: _Shared
) -> Line:
    claim = shared.claims.get(choice.code)
    whole = None if claim is None else claim.numerator // claim.denominator
    seats = shared.seats.get(choice.code, 0)
    beside = choice.code == shared.beside
    return Line(
        choice.code,
        choice.title,
        choice.count,
        share_of(choice.count, total, rules.threshold_base.value.words, threshold_for(rules, choice)),
        (admitted or beside) if choice.is_given else None,
        claim,
        whole,
        None if claim is None or whole is None else claim - whole,
        seats,
        seats > 0,
        rules.lone_list.cited if beside and rules.lone_list else NOTHING_CITED,
        choice.left,
    )
