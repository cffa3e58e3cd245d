"""Mandates inside lists: by the order of the list, and the quota of thirty percent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import ListCandidate, MandateQuota, check_quota, give_mandates
from hattama.core.outcomes.mandates import OrderNotClear

QUOTA = MandateQuota(Fraction(30, 100), ("women", "youth", "persons_with_disabilities"))


def persons(belonging: int, others: int, unknown: int = 0) -> list[ListCandidate]:
    groups = [frozenset({"women"})] * belonging + [frozenset()] * others
    known = [ListCandidate(f"person {n}", n, group) for n, group in enumerate(groups, start=1)]
    return known + [ListCandidate(f"unknown {n}", 1000 + n, None) for n in range(unknown)]


def test_seats_go_to_the_first_persons_of_the_list_however_it_is_written() -> None:
    listed = [ListCandidate("third", 3), ListCandidate("first", 1), ListCandidate("second", 2)]
    (mandates,) = give_mandates({"a": 2}, {"a": listed})
    assert [person.name for person in mandates.elected] == ["first", "second"]
    assert mandates.vacant == 0


def test_a_list_that_runs_out_of_persons_leaves_seats_vacant() -> None:
    (mandates,) = give_mandates({"a": 3}, {"a": [ListCandidate("only", 1)]})
    assert (len(mandates.elected), mandates.vacant) == (1, 2)


def test_a_list_that_was_not_given_leaves_all_its_seats_vacant() -> None:
    (mandates,) = give_mandates({"a": 3}, {})
    assert mandates.vacant == 3


def test_lists_without_seats_are_not_named() -> None:
    assert give_mandates({"a": 0}, {"a": persons(1, 0)}) == ()


def test_a_place_that_is_taken_twice_is_refused() -> None:
    with pytest.raises(OrderNotClear):
        give_mandates({"a": 1}, {"a": [ListCandidate("one", 1), ListCandidate("other", 1)]})


@pytest.mark.parametrize(("received", "needed"), [(40, 12), (8, 3), (6, 2), (5, 2), (4, 2), (1, 1), (0, 0)])
def test_thirty_percent_of_the_mandates_are_rounded_up(received: int, needed: int) -> None:
    assert check_quota(QUOTA, "list", persons(0, received)).needed == needed


def test_forty_mandates_need_twelve_persons_of_the_groups() -> None:
    assert check_quota(QUOTA, "amanat", persons(12, 28)).met is True
    assert check_quota(QUOTA, "amanat", persons(11, 29)).met is False


def test_a_person_of_two_groups_counts_once() -> None:
    twice = ListCandidate("person", 1, frozenset({"women", "youth"}))
    assert check_quota(QUOTA, "list", [twice]).belonging == 1


def test_a_group_that_the_quota_does_not_name_does_not_count() -> None:
    assert check_quota(QUOTA, "list", [ListCandidate("person", 1, frozenset({"veterans"}))]).met is False


def test_persons_of_whom_it_is_not_known_may_leave_the_question_open() -> None:
    assert check_quota(QUOTA, "list", persons(1, 7, unknown=2)).met is None
    assert check_quota(QUOTA, "list", persons(3, 5, unknown=2)).met is True
    assert check_quota(QUOTA, "list", persons(0, 8, unknown=2)).met is False


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_quota_is_met_exactly_when_the_share_is(belonging: int, others: int) -> None:
    met = check_quota(QUOTA, "list", persons(belonging, others)).met
    assert met is (10 * belonging >= 3 * (belonging + others))
