"""How near an outcome is: held to trying every vote on small elections, to known figures on large ones."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import (
    ChoiceVotes,
    ContestRules,
    GroupRule,
    Left,
    LoneList,
    Method,
    NoOutcome,
    Outcome,
    PartyListRules,
    Remaining,
    Ruled,
    Status,
    TieBreak,
    Votes,
    decide,
    margins,
    margins_of,
    plain_method,
    second_round_of,
)
from hattama.core.outcomes.margins import BarMargin, Margins, VoteChange
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, kazakh_lists, vectors, votes_for
from tests.drawn import examples

HUNDREDTHS = st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 5), Fraction(1, 3)])
TIES = st.sampled_from([(), (TieBreak.REGISTERED_EARLIER,), (TieBreak.MORE_VOTES,)])
LISTS_2023, LISTS_2021 = vectors("kazakhstan.json")["party_lists"][:2]


@st.composite
def list_rules(draw: st.DrawFn) -> ContestRules:
    method = draw(st.sampled_from(tuple(Method)))
    rules = replace(plain_method(method, draw(HUNDREDTHS)), ties=Ruled(draw(TIES)))
    if method is Method.HARE and draw(st.booleans()):
        lone = LoneList(Fraction(7, 10), draw(st.integers(0, 2)))
        return replace(rules, lone_list=Ruled(lone), threshold=Ruled(Fraction(2, 5)))
    if method.uses_quota:
        return replace(rules, remaining=Ruled(draw(st.sampled_from(tuple(Remaining)))))
    if draw(st.booleans()):
        return replace(rules, groups=Ruled((GroupRule("independent", Fraction(1, 8), 1),)))
    first = draw(st.sampled_from([Fraction(7, 5), Fraction(3), Fraction(4)]))
    return rules if rules.first_divisor is None else replace(rules, first_divisor=Ruled(first))


@st.composite
def few_votes(draw: st.DrawFn) -> Votes:
    numbers = draw(st.lists(st.integers(0, 14), min_size=1, max_size=4).filter(any))
    choices = tuple(
        ChoiceVotes(
            "abcd"[place],
            number,
            registered_order=place + 1 if draw(st.booleans()) else None,
            group=draw(st.sampled_from(["", "independent"])),
            left=draw(st.sampled_from([None, None, None, *Left])),
        )
        for place, number in enumerate(numbers)
    )
    return Votes(choices, draw(st.sampled_from([{}, {"against_all": 0}, {"against_all": 5}])))


def came_to(decided: Outcome | NoOutcome) -> object:
    if isinstance(decided, NoOutcome):
        return decided.reason
    seats = [line.seats for line in decided.lines]
    return decided.status, seats, decided.open_seats, sorted(decided.contenders)


def changed(votes: Votes, source: str, target: str, number: int) -> Votes:
    def of(code: str, held: int) -> int:
        return held + number * ((code == target) - (code == source))

    choices = tuple(replace(choice, votes=of(choice.code, choice.votes)) for choice in votes.choices)
    return Votes(choices, {code: of(code, held) for code, held in votes.parts.items()})


def by_trying(rules: ContestRules, votes: Votes, seats: int | None) -> dict[tuple[str, str], int]:
    """For every direction the fewest votes, found by trying one more and one more."""
    held = {choice.code: choice.votes for choice in votes.choices} | dict(votes.parts)
    directions = [*permutations(held, 2), *(("", code) for code in held), *((code, "") for code in held)]
    before = came_to(decide(rules, votes, seats=seats))
    found: dict[tuple[str, str], int] = {}
    for source, target in directions:
        for number in range(1, (held[source] if source else sum(held.values())) + 1):
            then = decide(rules, changed(votes, source, target, number), seats=seats)
            if came_to(then) != before:
                found[source, target] = number
                break
    return found


def least_for(pile: str, tried: Mapping[tuple[str, str], int]) -> dict[tuple[VoteChange, bool], int]:
    """Of each kind, the fewest that give to a pile or take from it."""
    least: dict[tuple[VoteChange, bool], int] = {}
    for (source, target), votes in tried.items():
        if pile in (source, target):
            change = (
                VoteChange.MOVED if source and target else VoteChange.ADDED if target else VoteChange.TAKEN
            )
            key = (change, target == pile)
            least[key] = min(votes, least.get(key, votes))
    return least


def agrees(rules: ContestRules, votes: Votes, seats: int | None = None) -> None:
    margins = margins_of(rules, votes, seats=seats)
    if margins is None:
        decided = decide(rules, votes, seats=seats)
        nothing = (Status.NO_VOTES, Status.INCOMPLETE)
        assert isinstance(decided, NoOutcome) or decided.status in nothing
        return
    tried = by_trying(rules, votes, seats)
    piles = [*(choice.code for choice in votes.choices), *votes.parts]
    for pile in piles:
        found = {(m.change, m.target == pile): m.votes for m in margins.of_choice(pile)}
        assert found == least_for(pile, tried)
    assert min(tried.values(), default=None) == (margins.smallest and margins.smallest.votes)
    for margin in margins.every:
        then = decide(
            rules,
            changed(votes, margin.source, margin.target, margin.votes),
            seats=seats,
        )
        assert margin.then == then


@examples(40)
@given(list_rules(), few_votes(), st.integers(1, 7))
def test_the_margins_of_lists_are_those_found_by_trying_every_vote(
    rules: ContestRules, votes: Votes, seats: int
) -> None:
    agrees(rules, votes, seats)


@given(few_votes(), st.sampled_from([DISTRICT, PRESIDENT]), st.booleans())
def test_the_margins_of_one_seat_are_those_found_by_trying_every_vote(
    votes: Votes, rules: ContestRules, has_no_special_cases: bool
) -> None:
    if has_no_special_cases:
        rules = replace(rules, sole=None)
    agrees(rules, votes)


@given(few_votes())
def test_so_are_those_of_a_second_round(votes: Votes) -> None:
    agrees(second_round_of(PRESIDENT), votes)


@given(few_votes(), HUNDREDTHS)
def test_the_votes_to_a_threshold_are_the_fewest_that_cross_it(votes: Votes, threshold: Fraction) -> None:
    margins = margins_of(plain_method(Method.HARE, threshold), votes, seats=1)
    assert margins is not None
    total = sum(choice.votes for choice in votes.choices) + votes.parts.get("against_all", 0)
    for bar, choice in zip(margins.bars, votes.standing, strict=True):
        others = votes.for_choices - choice.votes
        assert bar.reached == (choice.votes > 0 and choice.votes >= threshold * total)
        sign = -1 if bar.reached else 1

        def crosses(held: int, whole: int, was: bool = bar.reached) -> bool:
            return (held > 0 and held >= threshold * whole) != was

        tries = {
            "moved": (choice.votes if bar.reached else others, sign, 0),
            "added": (total, 0 if bar.reached else 1, 1),
            "taken": (choice.votes if bar.reached else others, -1 if bar.reached else 0, -1),
        }
        for kind, (most, held, whole) in tries.items():
            numbers = range(1, most + 1)
            expected = next((n for n in numbers if crosses(choice.votes + held * n, total + whole * n)), None)
            assert getattr(bar, kind) == expected


def of_year(year: Mapping[str, dict[str, int]], threshold: Fraction, seats: int) -> Margins:
    votes = votes_for(year["votes"], year["parts"], registered=True)
    margins = margins_of(kazakh_lists(threshold, seats), votes)
    assert margins is not None
    return margins


def test_in_2023_the_fewest_votes_are_those_that_take_the_last_list_below_five_percent() -> None:
    margins = of_year(LISTS_2023, Fraction(5, 100), 69)
    moved = margins.smallest
    assert moved is not None
    assert (moved.change, moved.votes, moved.source) == (VoteChange.MOVED, 12_736, "nsdp")
    assert dict(moved.seats) == {"amanat": 2, "respublica": 1, "aq_zhol": 1, "nsdp": -4}
    assert [margin.change for margin in margins.least] == [
        VoteChange.MOVED,
        VoteChange.TAKEN,
        VoteChange.ADDED,
    ]
    (nsdp,) = [bar for bar in margins.bars if bar.code == "nsdp"]
    assert nsdp == BarMargin("nsdp", Fraction(5, 100), True, 12_736, 254_720, 13_407)
    one_less = kazakh_lists(), {**LISTS_2023["votes"]}
    one_less[1]["nsdp"] -= 12_735
    one_less[1]["amanat"] += 12_735
    assert decide(one_less[0], votes_for(one_less[1], LISTS_2023["parts"])).seats == margins.outcome.seats


def test_in_2021_eleven_thousand_votes_moved_take_a_seat_from_one_list_to_another() -> None:
    moved = of_year(LISTS_2021, Fraction(7, 100), 98).smallest
    assert moved is not None
    assert (moved.votes, moved.source, moved.target) == (11_127, "aq_zhol", "nur_otan")
    assert dict(moved.seats) == {"nur_otan": 1, "aq_zhol": -1}


@pytest.mark.parametrize("lead", [1, 2, 3, 100])
def test_in_a_district_half_the_lead_moved_makes_a_tie_or_another_winner(lead: int) -> None:
    margins = margins_of(DISTRICT, votes_for({"a": 1000 + lead, "b": 1000, "c": 5}))
    assert margins is not None
    found = {(m.change, m.source, m.target): m for m in margins.every}
    moved = found[VoteChange.MOVED, "a", "b"]
    assert moved.votes == -(-lead // 2)
    assert moved.status is (Status.DECIDED if lead % 2 else Status.REPEAT)
    assert found[VoteChange.ADDED, "", "b"].votes == found[VoteChange.TAKEN, "a", ""].votes == lead


def test_a_president_loses_the_majority_before_the_lead() -> None:
    """51 of 100: one vote moved to another leaves 50, which is not more than half."""
    margins = margins_of(PRESIDENT, votes_for({"a": 51, "b": 30, "c": 19}))
    assert margins is not None
    smallest = margins.smallest
    assert smallest is not None
    assert (smallest.votes, smallest.status) == (1, Status.SECOND_ROUND)
    assert margins.bars[0] == BarMargin("a", Fraction(1, 2), True, 1, 2, 2)
    assert margins.bars[1].moved == 21


@pytest.mark.parametrize("rules", [DISTRICT, PRESIDENT, plain_method(Method.DHONDT, Fraction(0))])
def test_what_is_asked_of_the_rules_grows_with_the_choices_and_not_with_their_pairs(
    rules: ContestRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def deciding(*given: object, **named: object) -> Outcome | NoOutcome:
        asked.append(given)
        return decide(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(margins, "decide", deciding)
    votes = votes_for({f"c{place}": 1_000_000 // (place + 1) + place for place in range(25)})
    assert margins_of(rules, votes, seats=40 if isinstance(rules, PartyListRules) else None) is not None
    assert len(asked) < 6 * 25


def test_where_nothing_is_decided_nothing_is_near() -> None:
    assert margins_of(None, votes_for({"a": 3})) is None
    assert margins_of(kazakh_lists(), votes_for({"a": 0})) is None
    alone = margins_of(replace(DISTRICT, sole=None), votes_for({"a": 9}))
    assert alone is not None
    assert [(margin.change, margin.votes) for margin in alone.every] == [(VoteChange.TAKEN, 9)]
