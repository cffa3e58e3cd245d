"""Equal claims: who receives the last seats, by which rule, or nobody."""

from hattama.core.outcomes import ChoiceVotes, TieBreak
from hattama.core.outcomes.distribution import Distribution, SeatsOver, TieOpen, TieOrdered, settle

BOTH = (TieBreak.REGISTERED_EARLIER, TieBreak.MORE_VOTES)


def test_a_seat_for_each_needs_no_rule() -> None:
    equal = (ChoiceVotes("a", 1), ChoiceVotes("b", 1))
    assert settle(equal, 2, ()) == (equal, None)


def test_the_next_rule_is_asked_where_the_first_cannot_tell() -> None:
    equal = (ChoiceVotes("a", 1), ChoiceVotes("b", 2))
    winners, decided = settle(equal, 1, BOTH)
    assert [choice.code for choice in winners] == ["b"]
    assert decided == TieOrdered(("b", "a"), TieBreak.MORE_VOTES)


def test_a_rule_that_tells_only_some_apart_is_not_used() -> None:
    equal = tuple(ChoiceVotes(code, votes) for code, votes in (("a", 3), ("b", 2), ("c", 2)))
    assert settle(equal, 1, (TieBreak.MORE_VOTES,)) == ((), TieOpen(("a", "b", "c"), 1, needs_order=False))


def test_an_unknown_order_of_registration_is_named_as_what_is_lacking() -> None:
    equal = (ChoiceVotes("a", 1, registered_order=1), ChoiceVotes("b", 1))
    assert settle(equal, 1, (TieBreak.REGISTERED_EARLIER,))[1] == TieOpen(("a", "b"), 1, needs_order=True)


def test_seats_left_are_those_of_open_ties_and_those_over() -> None:
    assert Distribution({"a": 1}, (TieOpen(("a", "b"), 2, False),)).left == 2
    assert Distribution({"a": 1}, (SeatsOver(3),)).left == 3
    assert Distribution({"a": 1}).left == 0
    assert Distribution({"a": 1}, (TieOpen(("a", "b"), 2, False),)).tied == ("a", "b")
