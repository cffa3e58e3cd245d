"""One list alone over the threshold: what art. 97-1 gives, and the three places where it is silent."""

from fractions import Fraction

from hattama.core.outcomes import LoneList
from hattama.core.outcomes.lone_list import LoneListGap, share_beside_lone_list
from tests.core.outcomes.samples import choices

RULE = LoneList(Fraction(7, 10), 2)


def test_the_second_list_receives_seven_tenths_of_its_claim() -> None:
    first, *others = choices({"a": 900_000, "b": 100_000})
    found = share_beside_lone_list(RULE, first, (first, *others), 100)
    assert found.claims == {"a": Fraction(90), "b": Fraction(7)}
    assert found.seats == {"a": 93, "b": 7}


def test_the_second_list_receives_at_least_two_seats() -> None:
    first, *others = choices({"a": 900_000, "b": 40_000})
    found = share_beside_lone_list(RULE, first, (first, *others), 69)
    assert (found.whole, found.least) == (66, 2)
    assert found.seats == {"a": 67, "b": 2}


def test_the_next_list_is_the_one_with_the_next_most_votes() -> None:
    first, *others = choices({"a": 900, "b": 20, "c": 30, "d": 0})
    found = share_beside_lone_list(RULE, first, (first, *others), 50)
    assert [choice.code for choice in found.seconds] == ["c"]
    assert set(found.seats) == {"a", "c"}


def test_the_least_of_the_second_may_be_one_seat_too_many() -> None:
    first, *others = choices({"a": 900_000, "b": 10_000})
    found = share_beside_lone_list(RULE, first, (first, *others), 69)
    assert found.gap is LoneListGap.TOO_MANY_SEATS
    assert (found.whole, found.least, found.seats) == (68, 2, {})


def test_exactly_as_many_as_there_are_is_no_gap() -> None:
    first, *others = choices({"a": 98, "b": 2})
    found = share_beside_lone_list(RULE, first, (first, *others), 100)
    assert found.gap is None
    assert found.seats == {"a": 98, "b": 2}


def test_a_second_place_that_is_shared_is_a_gap() -> None:
    first, *others = choices({"a": 900, "b": 30, "c": 30})
    found = share_beside_lone_list(RULE, first, (first, *others), 50)
    assert found.gap is LoneListGap.SECOND_SHARED
    assert [choice.code for choice in found.seconds] == ["b", "c"]


def test_a_list_without_votes_is_not_let_in() -> None:
    first, *others = choices({"a": 900, "b": 0})
    assert share_beside_lone_list(RULE, first, (first, *others), 50).gap is LoneListGap.NO_SECOND
