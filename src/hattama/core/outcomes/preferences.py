"""Seats of lists become persons by the votes that these received: an outcome that builds on another.

On each list those with enough votes of their own come first, the most votes first; after them the others in
the list's order. The order does not hang on how many seats the list has, so whoever has one of the settled
seats keeps it whatever becomes of seats that are still open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from math import ceil, floor

from hattama.core.outcomes.distribution import TieOpen, settle
from hattama.core.outcomes.list_steps import step_of
from hattama.core.outcomes.result import ElectedBy, ListPersons, Outcome, PersonLine, Status, Step
from hattama.core.outcomes.rules import PreferenceBase, PreferenceRule, Ruled, TieBreak
from hattama.core.outcomes.votes import ChoiceVotes, Votes


@dataclass(frozen=True, slots=True)
class _Elected:
    """Who of a list is elected, in that order and by what, who is tied for the seats left, and how many
    nobody takes."""

    by: Mapping[str, ElectedBy]
    steps: tuple[Step, ...]
    tied: tuple[str, ...] = ()
    vacant: int = 0


def elect_persons(rule: Ruled[PreferenceRule], votes: Votes, outcome: Outcome) -> Outcome:
    """The outcome with the persons of every list that has any, and the steps that lead to them."""
    told = [
        _of_list(rule, votes, outcome, choice, outcome.line(choice.code).seats)
        for choice in votes.choices
        if choice.persons
    ]
    steps = tuple(step for _, of_list in told for step in of_list)
    return replace(outcome, persons=tuple(one for one, _ in told), steps=(*outcome.steps, *steps))


def _of_list(
    rule: Ruled[PreferenceRule], votes: Votes, outcome: Outcome, choice: ChoiceVotes, seats: int
) -> tuple[ListPersons, tuple[Step, ...]]:
    total = _whole(rule.value.of, votes, choice, outcome.total_seats or 1)
    silent = tuple(one for one in choice.persons if one.left is None and not one.is_given)
    bar = None if total is None else rule.value.threshold * total
    if not seats:
        found, status = _Elected({}, ()), Status.DECIDED
    elif silent or bar is None:
        names = tuple(one.title for one in silent) or (choice.title,)
        step = step_of("persons_unknown", rule, name=choice.title, seats=seats, names=names)
        found, status = _Elected({}, (step,)), Status.INCOMPLETE
    else:
        found = _elect(rule, choice, seats, bar)
        opening = _opening(rule, choice, seats, total or Fraction(0), bar)
        found = replace(found, steps=(*opening, *found.steps))
        status = Status.TIE if found.tied else Status.DECIDED
    # Where seats of lists are open, more of this list may be elected.
    grows = outcome.open_seats and (not outcome.contenders or choice.code in outcome.contenders)
    lines = tuple(
        PersonLine(
            one.code,
            one.title,
            one.count,
            place,
            _passes(rule.value, one, bar) if one.left is None else False,
            _is_elected(one, found, is_open=bool(grows) or status is Status.INCOMPLETE),
            one.left,
            found.by.get(one.code),
        )
        for place, one in enumerate(choice.persons, start=1)
    )
    return (
        ListPersons(choice.code, choice.title, seats, status, bar, lines, found.vacant, found.tied),
        found.steps,
    )


def _whole(of: PreferenceBase, votes: Votes, choice: ChoiceVotes, seats: int) -> Fraction | None:
    """What the threshold is a share of; None where it is not known."""
    if of is PreferenceBase.LIST_VOTES:
        return Fraction(choice.votes) if choice.is_given else None
    asked = votes.choices if of is PreferenceBase.QUOTA else choice.persons
    if not all(one.is_given for one in asked):
        return None
    together = sum(one.votes for one in asked)
    return Fraction(together, seats) if of is PreferenceBase.QUOTA else Fraction(together)


def _passes(rule: PreferenceRule, person: ChoiceVotes, bar: Fraction | None) -> bool | None:
    if bar is None or not person.is_given:
        return None
    return person.votes > bar if rule.more_than else person.votes >= bar


def _is_elected(person: ChoiceVotes, found: _Elected, *, is_open: bool) -> bool | None:
    if person.code in found.by:
        return True
    return None if person.left is None and (is_open or person.code in found.tied) else False


def _opening(
    rule: Ruled[PreferenceRule], choice: ChoiceVotes, seats: int, total: Fraction, bar: Fraction
) -> tuple[Step, ...]:
    asked = rule.value
    gone = [one for one in choice.persons if one.left is not None]
    left = tuple(
        step_of(f"left_{one.left}", rule, name=one.title, votes=one.votes) for one in gone if one.is_given
    )
    if not asked.threshold and not asked.more_than:
        return (step_of("persons_by_votes", rule, name=choice.title, seats=seats), *left)
    least = floor(bar) + 1 if asked.more_than else ceil(bar)
    opening = step_of(
        "persons_bar",
        rule,
        name=choice.title,
        seats=seats,
        threshold_share=asked.threshold,
        base=asked.of.words,
        total=total,
        bar=bar,
        least=least,
    )
    return (opening, *left)


def _elect(rule: Ruled[PreferenceRule], choice: ChoiceVotes, seats: int, bar: Fraction) -> _Elected:
    standing = [one for one in choice.persons if one.left is None]
    ahead = [one for one in standing if _passes(rule.value, one, bar)]
    by: dict[str, ElectedBy] = {}
    steps: list[Step] = []
    for _, equal in groupby(sorted(ahead, key=lambda one: -one.votes), key=lambda one: one.votes):
        level, left = tuple(equal), seats - len(by)
        ties = () if rule.value.ties == "lot" else (TieBreak.REGISTERED_EARLIER,)
        taken, event = settle(_ordered(rule.value, choice, level), left, ties)
        if isinstance(event, TieOpen):
            names = tuple(one.title for one in level)
            steps.append(step_of("persons_tie_open", rule, names=names, left=left))
            return _Elected(by, tuple(steps), tuple(one.code for one in level))
        merit = ElectedBy.VOTES
        if event is not None and taken:
            merit = ElectedBy(rule.value.ties)
            ranked = tuple(next(one.title for one in level if one.code == code) for code in event.codes)
            steps.append(step_of(f"persons_tie_by_{rule.value.ties}", rule, names=ranked))
        for one in taken:
            by[one.code] = merit
            code = _PERSON_BY[merit]
            steps.append(step_of(code, rule, name=one.title, votes=one.votes, number=len(by)))
    by_list = [one for one in standing if one not in ahead][: seats - len(by)]
    for one in by_list:
        by[one.code] = ElectedBy.LIST_ORDER
        place = choice.persons.index(one) + 1
        steps.append(step_of("person_by_list", rule, name=one.title, place=place, number=len(by)))
    vacant = seats - len(by)
    if vacant:
        steps.append(step_of("persons_vacant", rule, name=choice.title, left=vacant))
    return _Elected(by, tuple(steps), (), vacant)


_PERSON_BY: Mapping[ElectedBy, str] = {
    ElectedBy.VOTES: "person_by_votes",
    ElectedBy.LIST_ORDER: "person_by_votes_then_list",
    ElectedBy.LOT: "person_by_lot",
}
"""The step about a person over the threshold, by what decided."""


def _ordered(rule: PreferenceRule, choice: ChoiceVotes, level: Sequence[ChoiceVotes]) -> list[ChoiceVotes]:
    """Persons with equal votes, each with its place in what orders them: the list, or what the lot drew."""
    if rule.ties == "lot":
        return list(level)
    return [replace(one, registered_order=choice.persons.index(one) + 1) for one in level]
