"""Persons of lists: thresholds, the list's order, ties and lots, by hand and by what a council published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import (
    ChoiceVotes,
    Left,
    ListPersons,
    Method,
    Outcome,
    PartyListRules,
    PersonTies,
    PreferenceBase,
    PreferenceRule,
    Ruled,
    Status,
    Votes,
    decide,
    margins_of,
    plain_method,
)
from hattama.core.outcomes.preferences import elect_persons
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from hattama.phrases.of_rooms.outcomes import say_step

PURE_ORDER = PreferenceRule(Fraction(0), PreferenceBase.LIST_VOTES, PersonTies.LIST_ORDER)
FIVE_PER_CENT = PreferenceRule(Fraction(5, 100), PreferenceBase.LIST_VOTES, PersonTies.LOT)
"""Sweden's threshold; with the list's order for ties, that of Czechia."""
QUARTER_OF_QUOTA = PreferenceRule(Fraction(1, 4), PreferenceBase.QUOTA, PersonTies.LOT, more_than=True)
"""Kieswet art. P 15(1): more than 25 % of the quota, equal numbers by lot where that is needed."""


def rules(rule: PreferenceRule, method: Method = Method.DHONDT) -> PartyListRules:
    plain = plain_method(method)
    return PartyListRules(
        plain.method,
        None,
        plain.threshold,
        plain.threshold_base,
        plain.ties,
        preferences=Ruled(rule),
    )


def a_list(code: str, votes: int, persons: Sequence[int | None], lots: Sequence[int] = ()) -> ChoiceVotes:
    of_list = tuple(
        ChoiceVotes(
            f"{code}{place}",
            number or 0,
            lot=lots[place - 1] if lots else None,
            is_given=number is not None,
        )
        for place, number in enumerate(persons, start=1)
    )
    return ChoiceVotes(code, votes, persons=of_list)


def outcome_of(rule: PreferenceRule, seats: int, *lists: ChoiceVotes) -> Outcome:
    decided = decide(rules(rule), Votes(lists), seats=seats)
    assert isinstance(decided, Outcome)
    return decided


def elected(of_list: ListPersons) -> list[str]:
    return [line.code for line in of_list.lines if line.elected]


def test_without_a_threshold_the_most_votes_come_first_and_equal_ones_as_on_the_list() -> None:
    (found,) = outcome_of(PURE_ORDER, 3, a_list("a", 100, [10, 30, 20, 20])).persons
    assert (elected(found), found.status, found.vacant) == (["a2", "a3", "a4"], Status.DECIDED, 0)
    (fewer,) = outcome_of(PURE_ORDER, 2, a_list("a", 100, [10, 30, 20, 20])).persons
    assert elected(fewer) == ["a2", "a3"]


def test_who_does_not_reach_the_threshold_waits_for_the_list_however_many_votes_others_lack() -> None:
    # 5 % of 400 is 20: the third has it to the vote, the second lacks one.
    (found,) = outcome_of(FIVE_PER_CENT, 2, a_list("a", 400, [3, 19, 20, 1])).persons
    assert elected(found) == ["a1", "a3"]
    assert [line.passed for line in found.lines] == [False, False, True, False]
    assert found.bar == 20


def test_a_threshold_that_must_be_exceeded_is_not_reached_by_its_own_number() -> None:
    # Two lists of 80 votes and 4 seats: the quota is 40, a quarter of it 10.
    lists = (a_list("a", 80, [60, 9, 10, 1]), a_list("b", 80, [1, 68, 0, 11]))
    first, second = outcome_of(QUARTER_OF_QUOTA, 4, *lists).persons
    assert (first.bar, elected(first), elected(second)) == (10, ["a1", "a2"], ["b2", "b4"])
    assert [line.passed for line in first.lines] == [True, False, False, False]


def test_a_threshold_may_be_a_fraction_of_a_vote() -> None:
    third = PreferenceRule(Fraction(1, 3), PreferenceBase.LIST_PREFERENCES, PersonTies.LIST_ORDER)
    (found,) = outcome_of(third, 1, a_list("a", 100, [3, 4, 4])).persons
    assert (found.bar, elected(found)) == (Fraction(11, 3), ["a2"])


def test_equal_votes_at_the_last_seat_stay_open_until_the_lot_that_was_drawn_is_given() -> None:
    tied = outcome_of(FIVE_PER_CENT, 2, a_list("a", 100, [20, 40, 20]))
    (found,) = tied.persons
    assert (found.status, elected(found), tied.status) == (Status.TIE, ["a2"], Status.DECIDED)
    assert [line.elected for line in found.lines] == [None, True, None]
    (drawn,) = outcome_of(FIVE_PER_CENT, 2, a_list("a", 100, [20, 40, 20], lots=[2, 3, 1])).persons
    assert (drawn.status, elected(drawn)) == (Status.DECIDED, ["a2", "a3"])


def test_each_person_elected_says_what_gave_the_seat_votes_a_lot_or_the_lists_order() -> None:
    def by(rule: PreferenceRule, seats: int, lots: Sequence[int] = ()) -> list[str | None]:
        decided = outcome_of(rule, seats, a_list("a", 100, [20, 40, 20, 1], lots))
        told = [step.code for step in decided.steps if step.code.startswith("person_by_")]
        assert len(told) == len(elected(decided.persons[0])) and all(
            say_step(step, language) for step in decided.steps for language in ("kk", "ru", "en")
        )
        return [line.elected_by for line in decided.persons[0].lines]

    drawn = [2, 4, 1, 3]
    assert by(FIVE_PER_CENT, 2, drawn) == [None, "votes", "lot", None]
    # Where there is a seat for each of the equal the lot that was drawn gave nobody anything.
    assert by(FIVE_PER_CENT, 4, drawn) == ["votes", "votes", "votes", "list_order"]
    assert by(PURE_ORDER, 2) == ["list_order", "votes", None, None]
    assert by(FIVE_PER_CENT, 2) == [None, "votes", None, None]


def test_no_lot_is_needed_where_there_is_a_seat_for_each() -> None:
    (found,) = outcome_of(FIVE_PER_CENT, 3, a_list("a", 100, [20, 40, 20, 1])).persons
    assert (found.status, elected(found)) == (Status.DECIDED, ["a1", "a2", "a3"])


def test_votes_for_a_person_that_nobody_gave_are_not_zero_and_leave_the_list_open() -> None:
    first, second = outcome_of(
        FIVE_PER_CENT, 2, a_list("a", 100, [20, None]), a_list("b", 100, [1, 30])
    ).persons
    assert (first.status, [line.elected for line in first.lines]) == (Status.INCOMPLETE, [None, None])
    assert elected(second) == ["b2"]


def test_a_list_with_too_few_persons_leaves_seats_vacant() -> None:
    (found,) = outcome_of(PURE_ORDER, 3, a_list("a", 100, [5, 6])).persons
    assert (elected(found), found.vacant) == (["a1", "a2"], 1)


def test_a_person_who_no_longer_stands_keeps_votes_and_receives_no_seat() -> None:
    listed = a_list("a", 100, [50, 20, 10])
    gone = replace(listed.persons[0], left=Left.AFTER_VOTE)
    (found,) = outcome_of(PURE_ORDER, 2, replace(listed, persons=(gone, *listed.persons[1:]))).persons
    assert (elected(found), found.lines[0].votes, found.lines[0].elected) == (["a2", "a3"], 50, False)


def test_seats_of_lists_that_are_tied_leave_open_who_follows_and_take_nothing_back() -> None:
    # Two lists with 60 votes each, three seats: one each, and the third is open between them.
    first, second = outcome_of(PURE_ORDER, 3, a_list("a", 60, [1, 40]), a_list("b", 60, [50, 2])).persons
    assert [line.elected for line in first.lines] == [None, True]
    assert [line.elected for line in second.lines] == [True, None]


# The council of a Dutch municipality in 2022: votes, seats of lists and persons elected as the Kiesraad's own
# program has them, "actual case from GR2022" (github.com/kiesraad/abacus, in backend/apportionment the file
# src/candidate_nomination/mod.rs: "ranking change due to preferential candidate nomination"). With fewer
# than 19 seats half of the quota is asked, art. P 15(2); by which rules lists received seats is not asked.
GR2022 = (
    [1069, 303, 321, 210, 36, 101, 79, 121, 150, 149, 15, 17],
    [452, 39, 81, 76, 35, 109, 29, 25, 17, 6, 18, 9, 25, 30, 5, 18, 3],
    [229, 63, 65, 9, 10, 58, 29, 50, 6, 11, 37],
    [347, 33, 14, 82, 30, 30],
    [266, 36, 39, 36, 38, 38],
)
GR2022_SEATS = [8, 3, 2, 1, 1]
GR2022_BY_VOTES = [[1, 3, 2, 4], [1], [1], [1], [1]]
GR2022_BY_LIST = [[5, 6, 7, 8], [2, 3], [2], [], []]


def test_the_persons_of_a_dutch_council_of_2022_come_out_as_the_electoral_council_has_them() -> None:
    half = PreferenceRule(Fraction(1, 2), PreferenceBase.QUOTA, PersonTies.LOT, more_than=True)
    lists = [a_list("abcde"[place], sum(persons), persons) for place, persons in enumerate(GR2022)]
    by_lists = decide(plain_method(Method.HARE), Votes(tuple(lists)), seats=15)
    assert isinstance(by_lists, Outcome)
    lines = (replace(line, seats=seats) for line, seats in zip(by_lists.lines, GR2022_SEATS, strict=True))
    outcome = elect_persons(Ruled(half), Votes(tuple(lists)), replace(by_lists, lines=tuple(lines)))
    for found, by_votes, by_list in zip(outcome.persons, GR2022_BY_VOTES, GR2022_BY_LIST, strict=True):
        assert found.bar == Fraction(5104, 15) / 2
        passed = {line.place for line in found.lines if line.elected and line.passed}
        rest = {line.place for line in found.lines if line.elected and not line.passed}
        assert (passed, rest) == (set(by_votes), set(by_list))
    first = [step.value("number") for step in outcome.steps if step.code == "person_by_votes"][:4]
    names = [say_step(step, "en") for step in outcome.steps if step.code == "person_by_votes"][:4]
    assert first == [1, 2, 3, 4]
    assert names == [
        "1. a1, 1\u202f069: elected by votes.",
        "2. a3, 321: elected by votes.",
        "3. a2, 303: elected by votes.",
        "4. a4, 210: elected by votes.",
    ]


def test_the_document_of_an_outcome_has_every_person_with_votes_place_and_what_came_of_it() -> None:
    outcome = outcome_of(FIVE_PER_CENT, 1, a_list("a", 100, [1, 30]))
    (told,) = outcome_document(outcome)["persons"]
    assert (told["choice"], told["seats"], told["bar"], told["status"]) == ("a", 1, "5/1", "decided")
    assert told["persons"][1] == {
        "person": "a2",
        "place": 2,
        "votes": 30,
        "passed": True,
        "left": None,
        "elected": True,
        "elected_by": "votes",
    }


def test_how_near_an_outcome_is_speaks_of_lists_whatever_becomes_of_persons() -> None:
    lists = Votes((a_list("a", 60, [40, 20]), a_list("b", 41, [41])))
    with_persons = margins_of(rules(FIVE_PER_CENT), lists, seats=3)
    without = margins_of(plain_method(Method.DHONDT), lists, seats=3)
    assert with_persons is not None and without is not None
    assert [(one.votes, one.seats) for one in with_persons.every] == [
        (one.votes, one.seats) for one in without.every
    ]


PERSONS = st.lists(st.integers(0, 30), min_size=1, max_size=6)
RULES = st.builds(
    PreferenceRule,
    st.fractions(0, 1, max_denominator=20),
    st.sampled_from(PreferenceBase),
    st.sampled_from(PersonTies),
    st.booleans(),
)


@given(RULES, st.lists(PERSONS, min_size=1, max_size=4), st.integers(1, 9))
def test_as_many_are_elected_as_there_are_seats_and_nobody_over_the_threshold_stands_behind_one_below(
    rule: PreferenceRule, persons: list[list[int]], seats: int
) -> None:
    lists = [a_list(f"l{n}_", sum(of) + 1, of) for n, of in enumerate(persons)]
    decided = decide(rules(rule), Votes(tuple(lists)), seats=seats)
    for found in decided.persons if isinstance(decided, Outcome) else ():
        chosen = [line for line in found.lines if line.elected]
        waiting = [line for line in found.lines if not line.elected]
        open_seats = 0 if found.status is Status.DECIDED else found.seats - len(chosen)
        assert len(chosen) + found.vacant + open_seats == found.seats
        if any(not line.passed for line in chosen):
            assert not any(line.passed for line in waiting)
        for one in chosen:
            for other in waiting:
                if one.passed and other.passed:
                    assert (one.votes or 0) >= (other.votes or 0)
                elif not one.passed and not other.passed:
                    assert one.place < other.place


@given(RULES, PERSONS, st.integers(1, 8))
def test_another_seat_takes_none_from_whoever_has_one(
    rule: PreferenceRule, persons: list[int], seats: int
) -> None:
    if rule.of is PreferenceBase.QUOTA:
        return  # More seats make a smaller quota, and with it another threshold.
    votes = Votes((a_list("a", sum(persons) + 9, persons),))
    before, after = (decide(rules(rule), votes, seats=number) for number in (seats, seats + 1))
    assert isinstance(before, Outcome) and isinstance(after, Outcome)
    assert set(elected(before.persons[0])) <= set(elected(after.persons[0]))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_steps_about_persons_are_said_in_every_language(language: str) -> None:
    tied = outcome_of(FIVE_PER_CENT, 3, a_list("a", 100, [20, 40, 20]), a_list("b", 60, [None, 3]))
    assert all(say_step(step, language) for step in tied.steps)
