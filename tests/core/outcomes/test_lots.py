"""Where nothing else orders equal claims, what a lot drew does; and who is tied does not hang on it."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import (
    ChoiceVotes,
    Method,
    Ruled,
    SingleMandateRules,
    Status,
    TieBreak,
    Votes,
    Winner,
    decide,
    plain_method,
    tied_for_lot,
)
from hattama.core.outcomes.denominators import VALID

SEATS = replace(plain_method(Method.DHONDT, Fraction(0)), ties=Ruled(()))
ONE_SEAT = SingleMandateRules(Ruled(Winner.MOST_VOTES), Ruled(Status.TIE), Ruled(VALID))
COUNTS = {"a": 70, "b": 30, "c": 30, "d": 10}


def votes(**lots):
    return Votes(tuple(ChoiceVotes(code, count, lot=lots.get(code)) for code, count in COUNTS.items()))


def level(**lots):
    return Votes(tuple(ChoiceVotes(code, 30, lot=lots.get(code)) for code in "abc"))


def test_the_last_seat_goes_to_whom_the_lot_drew_first_and_the_step_says_so():
    open_tie = decide(SEATS, votes(), seats=3)
    assert (open_tie.status, open_tie.contenders) == (Status.TIE, ("b", "c"))
    drawn = decide(SEATS, votes(c=1, b=2), seats=3)
    assert (drawn.status, drawn.seats) == (Status.DECIDED, {"a": 2, "b": 0, "c": 1, "d": 0})
    assert "tie_by_lot" in [step.code for step in drawn.steps]


def test_one_seat_goes_to_whom_the_lot_drew_first():
    assert decide(ONE_SEAT, level()).status is Status.TIE
    drawn = decide(ONE_SEAT, level(b=1, c=2, a=3))
    assert (drawn.status, drawn.elected, drawn.open_seats) == (Status.DECIDED, ("b",), 0)
    assert decide(ONE_SEAT, level(b=1, c=2)).status is Status.TIE, "of one of the tied nothing was drawn"


def test_a_law_that_orders_them_otherwise_or_repeats_the_vote_asks_no_lot():
    by_order = replace(SEATS, ties=Ruled((TieBreak.REGISTERED_EARLIER,)))
    assert decide(by_order, votes(c=1, b=2), seats=3).status is Status.TIE
    assert tied_for_lot(by_order, votes(), None, seats=3) == ()
    again = replace(ONE_SEAT, tie=Ruled(Status.REPEAT))
    assert decide(again, level(a=1, b=2, c=3)).status is Status.REPEAT
    assert tied_for_lot(again, level(), None) == ()


def test_a_law_that_says_by_lot_is_told_as_such_where_the_lot_lacks():
    by_lot = replace(SEATS, ties=Ruled((TieBreak.LOT,)))
    assert "tie_lot_unknown" in [step.code for step in decide(by_lot, votes(), seats=3).steps]
    assert "tie_open" in [step.code for step in decide(SEATS, votes(), seats=3).steps]


@given(st.permutations(["b", "c"]), st.permutations(list("abc")))
def test_between_whom_a_lot_decides_does_not_hang_on_what_was_drawn(some, every):
    places = {code: place for place, code in enumerate(some, start=1)}
    assert tied_for_lot(SEATS, votes(**places), None, seats=3) == ("b", "c")
    assert tied_for_lot(SEATS, votes(**places), None, seats=2) == ()
    places = {code: place for place, code in enumerate(every, start=1)}
    assert tied_for_lot(ONE_SEAT, level(**places), None) == ("a", "b", "c")
    assert decide(ONE_SEAT, level(**places)).elected == (every[0],)
