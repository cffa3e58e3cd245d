"""The reasoning behind seats for lists, told step by step from what the distribution recorded."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from hattama.core.outcomes.denominators import Measured
from hattama.core.outcomes.distribution import Distribution, Event, SeatGiven, SeatsOver, TieOpen, TieOrdered
from hattama.core.outcomes.largest_remainders import QuotaDistribution
from hattama.core.outcomes.lone_list import LoneListDistribution, LoneListGap
from hattama.core.outcomes.result import Step, Value
from hattama.core.outcomes.rules import PartyListRules, Remaining, Ruled, TieBreak
from hattama.core.outcomes.votes import AGAINST_ALL, ChoiceVotes, Votes
from hattama.core.vocabulary import Words


def step_of(code: str, rule: Ruled[object] | None = None, **values: Value) -> Step:
    """A step with the article of the rule that it follows from."""
    given = tuple(values.items())
    return Step(code, given, rule.cited, rule.inferred) if rule else Step(code, given)


def base_steps(rules: PartyListRules, votes: Votes, base: Measured) -> tuple[Step, ...]:
    """The whole against which the threshold is measured, and what could not be counted in."""
    whole = rules.threshold_base
    if base.total is None:
        return (step_of("base_unknown", whole, base=whole.value.words, missing=base.missing_words),)
    steps = [step_of("base", whole, base=whole.value.words, total=base.total)]
    if AGAINST_ALL in base.left_out and rules.against_all is not None and rules.against_all.value:
        steps.append(step_of("against_all_not_given", rules.against_all))
    against_all = votes.part(AGAINST_ALL)
    if against_all is not None:
        steps.append(step_of("against_all_no_seats", rules.against_all, votes=against_all))
    if base.stated is not None:
        steps.append(step_of("base_stated", whole, total=base.total, stated=base.stated))
    return tuple(steps)


def admission_steps(
    rules: PartyListRules, votes: Votes, total: int, admitted: Sequence[ChoiceVotes]
) -> tuple[Step, ...]:
    """The threshold in votes, and each list held against it."""
    let_in = {choice.code for choice in admitted}
    groups = {group.code: group for group in (rules.groups.value if rules.groups else ())}
    steps = [_threshold_step("threshold", rules.threshold, rules.threshold.value, total)]
    for group in groups.values():
        step = _threshold_step("group_threshold", rules.groups, group.threshold, total)
        steps.append(Step(step.code, (("group", group.code), *step.values), step.cited, step.inferred))
    for choice in votes.choices:
        if choice.left is not None:
            steps.append(step_of(f"left_{choice.left}", name=choice.title, votes=choice.votes))
            continue
        if not choice.is_given:
            steps.append(step_of("votes_not_given", name=choice.title))
            continue
        code = "admitted" if choice.code in let_in else "not_admitted"
        rule: Ruled[object] | None = rules.groups if choice.group in groups else rules.threshold
        part = Fraction(choice.votes, total)
        bar = groups[choice.group].threshold if choice.group in groups else rules.threshold.value
        steps.append(step_of(code, rule, name=choice.title, votes=choice.votes, of_share=part, bar_share=bar))
    return tuple(steps)


def _threshold_step(code: str, rule: Ruled[object] | None, threshold: Fraction, total: int) -> Step:
    bar = threshold * total
    least = max(1, -(-bar.numerator // bar.denominator))
    return step_of(code, rule, threshold_share=threshold, total=total, bar=bar, least=least)


def quota_steps(
    rules: PartyListRules, admitted: Sequence[ChoiceVotes], found: QuotaDistribution, seats: int
) -> tuple[Step, ...]:
    """The quota, each list's whole seats, and the seats that were left."""
    votes = sum(choice.votes for choice in admitted)
    code = f"quota_{rules.method.value}"
    steps = [step_of(code, rules.method, votes=votes, seats=seats, quota=found.quota)]
    for choice in admitted:
        claim = found.claims[choice.code]
        whole = floor(claim)
        steps.append(
            step_of(
                "whole_seats",
                rules.method,
                name=choice.title,
                votes=choice.votes,
                quota=found.quota,
                claim=claim,
                whole=whole,
                remainder=claim - whole,
            )
        )
    given = sum(floor(claim) for claim in found.claims.values())
    steps.append(step_of("whole_given", rules.method, given=given, seats=seats, left=seats - given))
    remaining = rules.remaining.value if rules.remaining else Remaining.LARGEST_REMAINDER
    seat_code = f"seat_by_{remaining}"
    return (*steps, *_event_steps(rules, admitted, found.distribution, seat_code))


def averages_steps(
    rules: PartyListRules, admitted: Sequence[ChoiceVotes], distribution: Distribution
) -> tuple[Step, ...]:
    """Every seat with the division that won it."""
    first = rules.first_divisor.value if rules.first_divisor else Fraction(1)
    code = f"divisors_{rules.method.value}"
    opening = step_of(code, rules.first_divisor or rules.method, first=first)
    return (opening, *_event_steps(rules, admitted, distribution, "seat_by_average"))


def _event_steps(
    rules: PartyListRules, lists: Sequence[ChoiceVotes], distribution: Distribution, seat_code: str
) -> tuple[Step, ...]:
    by_code = {choice.code: choice for choice in lists}
    return tuple(_event_step(rules, by_code, event, seat_code) for event in distribution.events)


_ORDERED_BY = {
    TieBreak.REGISTERED_EARLIER: "tie_by_registration",
    TieBreak.MORE_VOTES: "tie_by_votes",
    TieBreak.LOT: "tie_by_lot",
}


def _event_step(rules: PartyListRules, by_code: dict[str, ChoiceVotes], event: Event, seat_code: str) -> Step:
    def names(codes: Sequence[str]) -> tuple[Words, ...]:
        return tuple(by_code[code].title for code in codes)

    match event:
        case SeatGiven(number, code, merit, divisor):
            choice = by_code[code]
            values: dict[str, Value] = {"number": number, "name": choice.title, "merit": merit}
            if divisor is not None:
                values |= {"votes": choice.votes, "divisor": divisor}
            return step_of(seat_code, rules.remaining or rules.method, **values)
        case TieOrdered(codes, rule):
            return step_of(_ORDERED_BY[rule], rules.ties, names=names(codes))
        case TieOpen(codes, left, needs_order):
            by_lot = TieBreak.LOT in rules.ties.value
            code = "tie_order_unknown" if needs_order else "tie_lot_unknown" if by_lot else "tie_open"
            return step_of(code, rules.ties, names=names(codes), left=left)
        case SeatsOver(left):
            return step_of("seats_over", rules.method, left=left)


def lone_list_steps(rules: PartyListRules, found: LoneListDistribution, seats: int) -> tuple[Step, ...]:
    """Why a second list was let in, and how the seats were shared between the two, or why they were not."""
    rule = rules.lone_list
    steps = [step_of("lone_list", rule, name=found.first.title)]
    if found.quota is None or rule is None:
        names = tuple(choice.title for choice in found.seconds)
        return (*steps, step_of(str(found.gap), rule, names=names))
    second = found.seconds[0]
    votes = found.first.votes + second.votes
    claims = found.claims
    steps += [
        step_of("lone_second", rule, name=second.title, votes=second.votes),
        step_of("quota_hare", rule, votes=votes, seats=seats, quota=found.quota),
        step_of(
            "lone_first_whole",
            rule,
            name=found.first.title,
            claim=claims[found.first.code],
            whole=found.whole,
        ),
        step_of(
            "lone_second_seats",
            rule,
            name=second.title,
            factor=rule.value.factor,
            claim=claims[second.code],
            at_least=rule.value.at_least,
            seats=found.least,
        ),
    ]
    if found.gap is LoneListGap.TOO_MANY_SEATS:
        together = found.whole + found.least
        gap = step_of(found.gap, rule, first=found.whole, second=found.least, together=together, seats=seats)
        return (*steps, gap)
    left = seats - found.whole - found.least
    return (*steps, step_of("lone_rest", rule, left=left, name=found.first.title))
