"""Seats for lists: the published results of Kazakhstan and others, thresholds, ties and gaps as results."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from hattama.core.outcomes import (
    DENOMINATORS,
    ChoiceVotes,
    GroupRule,
    Method,
    NoOutcome,
    Outcome,
    PartyListRules,
    Reason,
    Ruled,
    Status,
    TieBreak,
    Votes,
    plain_method,
    say_share,
    with_threshold,
)
from hattama.core.outcomes.party_lists import MOST_SEATS, decide_party_lists
from tests.core.outcomes.samples import contested, kazakh_lists, law, vectors, votes_for

KAZAKHSTAN = vectors("kazakhstan.json")["party_lists"]
YEAR_2023, YEAR_2021 = KAZAKHSTAN
SIX_LISTS = {
    "amanat": 3431510,
    "auyl": 693938,
    "respublica": 547154,
    "aq_zhol": 535139,
    "ppk": 432920,
    "nsdp": 331058,
}


def rules_of(year: dict[str, Any]) -> PartyListRules:
    return kazakh_lists() if year is YEAR_2023 else kazakh_lists(Fraction(7, 100), 98)


def codes(outcome: Outcome) -> list[str]:
    return [step.code for step in outcome.steps]


@pytest.mark.parametrize("year", KAZAKHSTAN, ids=lambda year: year["name"])
def test_a_published_result_of_kazakhstan_comes_out(year: dict[str, Any]) -> None:
    outcome = decide_party_lists(rules_of(year), votes_for(year["votes"], year["parts"]))
    assert outcome.status is Status.DECIDED
    assert outcome.seats == year["expected"]
    assert sum(outcome.seats.values()) == outcome.total_seats
    for code, published in year["shares"].items():
        share = outcome.line(code).share
        assert share is not None
        assert share.whole == year["base"]
        assert say_share(share.fraction, "en").rstrip("\u202f%") == published


def test_the_claims_of_2023_are_those_of_the_register() -> None:
    outcome = decide_party_lists(kazakh_lists(), votes_for(SIX_LISTS))
    claims = [line.claim for line in outcome.lines if line.claim is not None]
    shown = [str(round(claim * 10_000)) for claim in claims]
    assert shown == ["396493", "80181", "63221", "61832", "50022", "38252"]
    assert [line.whole for line in outcome.lines] == [39, 8, 6, 6, 5, 3]
    extra = [step.value("name") for step in outcome.steps if step.code == "seat_by_largest_remainder"]
    assert extra == [outcome.line("nsdp").names, outcome.line("amanat").names]


def test_five_percent_in_2021_would_have_given_a_fourth_party_seats() -> None:
    votes = votes_for(YEAR_2021["votes"])
    outcome = decide_party_lists(with_threshold(rules_of(YEAR_2021), Fraction(5, 100)), votes)
    assert list(outcome.seats.values()) == [72, 11, 9, 6, 0]


def test_a_list_with_exactly_the_threshold_is_let_in_and_one_vote_fewer_is_not() -> None:
    at_the_bar = decide_party_lists(kazakh_lists(), votes_for({"a": 60_000, "b": 35_000, "c": 5_000}))
    below = decide_party_lists(kazakh_lists(), votes_for({"a": 60_000, "b": 35_001, "c": 4_999}))
    assert at_the_bar.line("c").admitted is True
    assert below.line("c").admitted is False
    assert below.seats["c"] == 0


def test_votes_against_all_raise_the_threshold_and_never_win_seats() -> None:
    lists = {"a": 60_000, "b": 35_000, "c": 5_000}
    outcome = decide_party_lists(kazakh_lists(), votes_for(lists, {"against_all": 1}))
    assert outcome.line("c").admitted is False
    assert "against_all" not in outcome.seats
    assert "against_all_no_seats" in codes(outcome)


def test_most_votes_against_all_still_win_no_seat() -> None:
    outcome = decide_party_lists(kazakh_lists(seats=10), votes_for({"a": 60, "b": 55}, {"against_all": 885}))
    assert outcome.status is Status.DECIDED
    assert outcome.seats == {"a": 5, "b": 5}


def test_a_row_against_all_that_is_not_given_is_said_and_not_taken_for_zero() -> None:
    assert "against_all_not_given" in codes(decide_party_lists(kazakh_lists(), votes_for(SIX_LISTS)))


def test_invalid_ballots_do_not_raise_the_threshold() -> None:
    lists = {"a": 60_000, "b": 35_000, "c": 5_000}
    outcome = decide_party_lists(kazakh_lists(), votes_for(lists, {"invalid": 50_000, "against_all": 0}))
    assert outcome.line("c").admitted is True


def test_the_whole_of_the_threshold_is_a_setting() -> None:
    votes = votes_for({"a": 60_000, "b": 35_000, "c": 5_000}, {"invalid": 50_000})
    of_ballots = plain_method(Method.HARE, Fraction(5, 100), base=DENOMINATORS["ballots"])
    assert decide_party_lists(of_ballots, votes, 10).line("c").admitted is False


def test_a_whole_that_cannot_be_known_leaves_the_result_incomplete() -> None:
    of_ballots = plain_method(Method.HARE, Fraction(5, 100), base=DENOMINATORS["ballots"])
    outcome = decide_party_lists(of_ballots, votes_for({"a": 6, "b": 4}), 3)
    assert outcome.status is Status.INCOMPLETE
    assert codes(outcome) == ["base_unknown"]
    assert outcome.open_seats == 3


def test_no_votes_are_a_result_of_their_own() -> None:
    outcome = decide_party_lists(kazakh_lists(), votes_for({"a": 0, "b": 0}))
    assert outcome.status is Status.NO_VOTES
    assert outcome.open_seats == 69


def test_no_list_over_the_threshold_is_a_gap_in_the_law() -> None:
    even = {f"list_{n}": 100 for n in range(1, 26)}
    outcome = decide_party_lists(kazakh_lists(), votes_for(even))
    assert outcome.status is Status.LAW_IS_SILENT
    assert codes(outcome)[-1] == "nobody_admitted"
    assert set(outcome.seats.values()) == {0}


def test_one_list_alone_lets_the_next_one_in() -> None:
    outcome = decide_party_lists(kazakh_lists(), votes_for({"a": 900_000, "b": 40_000}))
    assert outcome.status is Status.DECIDED
    assert outcome.seats == {"a": 67, "b": 2}


def test_where_the_law_gives_more_seats_than_there_are_nothing_is_guessed() -> None:
    outcome = decide_party_lists(kazakh_lists(), votes_for({"a": 900_000, "b": 10_000}))
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.open_seats == 69
    assert outcome.seats == {"a": 0, "b": 0}
    assert outcome.steps[-1].code == "lone_too_many_seats"
    assert [outcome.steps[-1].value(name) for name in ("first", "second", "together")] == [68, 2, 70]


def test_a_lone_list_takes_all_seats_where_the_rules_know_no_second() -> None:
    outcome = decide_party_lists(plain_method(Method.DHONDT, Fraction(1, 2)), votes_for({"a": 9, "b": 1}), 3)
    assert outcome.seats == {"a": 3, "b": 0}


def test_equal_remainders_without_an_order_of_registration_stay_open() -> None:
    votes = {"a": 100, "b": 100, "c": 100}
    outcome = decide_party_lists(kazakh_lists(seats=4), votes_for(votes))
    assert outcome.status is Status.TIE
    assert outcome.seats == {"a": 1, "b": 1, "c": 1}
    assert outcome.open_seats == 1
    assert outcome.contenders == ("a", "b", "c")
    assert codes(outcome)[-1] == "tie_order_unknown"


def test_equal_remainders_go_to_the_list_registered_earlier() -> None:
    votes = votes_for({"a": 100, "b": 100, "c": 100}, registered=True)
    outcome = decide_party_lists(kazakh_lists(seats=4), votes)
    assert outcome.status is Status.DECIDED
    assert outcome.seats == {"a": 2, "b": 1, "c": 1}
    assert "tie_by_registration" in codes(outcome)


def test_a_plain_method_leaves_a_tie_open() -> None:
    outcome = decide_party_lists(
        plain_method(Method.DHONDT), votes_for({"a": 10, "b": 10}, registered=True), 1
    )
    assert outcome.status is Status.TIE
    assert codes(outcome)[-1] == "tie_open"


def test_seats_that_a_method_gives_to_nobody_are_named() -> None:
    outcome = decide_party_lists(plain_method(Method.DROOP), votes_for({"a": 10}), 9)
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.open_seats == 3
    assert codes(outcome)[-1] == "seats_over"


def test_sweden_2014_comes_out_with_its_threshold() -> None:
    (sweden,) = [e for e in vectors("national_results.json")["examples"] if "threshold" in e]
    rules = plain_method(
        Method.MODIFIED_SAINTE_LAGUE,
        Fraction(sweden["threshold"]),
        first_divisor=Fraction(sweden["first_divisor"]),
    )
    assert decide_party_lists(rules, votes_for(sweden["votes"]), sweden["seats"]).seats == sweden["expected"]


def test_a_group_has_a_threshold_and_a_cap_of_its_own() -> None:
    rules = PartyListRules(
        method=Ruled(Method.DHONDT),
        seats=Ruled(10),
        threshold=Ruled(Fraction(5, 100)),
        threshold_base=Ruled(DENOMINATORS["valid"]),
        ties=Ruled((TieBreak.MORE_VOTES,)),
        groups=Ruled((GroupRule("independent", Fraction(1, 100), 1),), law("law 2")),
    )
    votes = Votes(
        (
            ChoiceVotes("party", 9_000),
            ChoiceVotes("small_party", 400),
            ChoiceVotes("person", 5_000, group="independent"),
            ChoiceVotes("minor", 100, group="independent"),
        )
    )
    outcome = decide_party_lists(rules, votes)
    assert outcome.seats == {"party": 9, "small_party": 0, "person": 1, "minor": 0}
    assert outcome.line("small_party").admitted is False
    group_step = next(step for step in outcome.steps if step.code == "group_threshold")
    assert group_step.cited.document == "law 2"


@pytest.mark.parametrize("seats", [0, -1, MOST_SEATS + 1])
def test_a_number_of_seats_that_cannot_be_is_refused(seats: int) -> None:
    decided = decide_party_lists(kazakh_lists(), votes_for(SIX_LISTS), seats)
    assert decided == NoOutcome(Reason.NO_SEATS, str(MOST_SEATS))


def test_more_seats_than_votes_are_refused() -> None:
    decided = decide_party_lists(plain_method(Method.HARE), votes_for({"a": 3, "b": 2}), 6)
    assert decided == NoOutcome(Reason.FEW_VOTES, "5")


def test_rules_without_seats_ask_for_a_number() -> None:
    decided = decide_party_lists(plain_method(Method.HARE), votes_for({"a": 3}))
    assert decided == NoOutcome(Reason.NO_SEATS, "3")


def plain_kazakhstan(numbers: list[int], seats: int) -> list[int] | None:
    """Art. 97-1 a second time, in integers alone; None where it stops. Lists stand as registered."""
    bar = sum(numbers)
    inside = [p for p, votes in enumerate(numbers) if votes and votes * 100 >= 5 * bar]
    given_seats = [0] * len(numbers)
    if not inside:
        return None
    if len(inside) == 1:
        others = sorted((votes, p) for p, votes in enumerate(numbers) if p not in inside and votes)
        if not others or (len(others) > 1 and others[-1][0] == others[-2][0]):
            return None
        second, at = others[-1]
        both = numbers[inside[0]] + second
        least = max(2, second * seats * 7 // (both * 10))
        if numbers[inside[0]] * seats // both + least > seats:
            return None
        given_seats[inside[0]], given_seats[at] = seats - least, least
        return given_seats
    total = sum(numbers[p] for p in inside)
    for p in inside:
        given_seats[p] = numbers[p] * seats // total
    rests = sorted(inside, key=lambda p: (-(numbers[p] * seats % total), p))
    for p in rests[: seats - sum(given_seats)]:
        given_seats[p] += 1
    return given_seats


@given(contested(69))
def test_the_rules_of_kazakhstan_agree_with_a_second_implementation(
    contest: tuple[tuple[ChoiceVotes, ...], int],
) -> None:
    lists = tuple(sorted(contest[0], key=lambda choice: choice.registered_order or 0))
    outcome = decide_party_lists(kazakh_lists(seats=contest[1]), Votes(lists))
    expected = plain_kazakhstan([choice.votes for choice in lists], contest[1])
    if expected is None:
        assert outcome.status is Status.LAW_IS_SILENT
    else:
        assert outcome.status is Status.DECIDED
        assert list(outcome.seats.values()) == expected


@given(contested(69))
def test_seats_given_and_open_are_all_the_seats(contest: tuple[tuple[ChoiceVotes, ...], int]) -> None:
    lists, seats = contest
    for rules in (kazakh_lists(), plain_method(Method.DHONDT, Fraction(3, 100)), plain_method(Method.DROOP)):
        outcome = decide_party_lists(rules, Votes(lists), seats)
        assert sum(outcome.seats.values()) + outcome.open_seats == seats
        assert (outcome.status is Status.DECIDED) == (outcome.open_seats == 0)
