"""Flows of pages: what must be there after some left and some joined."""

from hattama.core.records import FlowStep, Turn, flow_balances

STEPS = (
    FlowStep("nominated", Turn.STANDS),
    FlowStep("withdrew", Turn.LEAVES),
    FlowStep("refused", Turn.LEAVES),
    FlowStep("registered", Turn.STANDS),
    FlowStep("removed", Turn.LEAVES),
    FlowStep("reinstated", Turn.JOINS),
    FlowStep("on_ballot", Turn.STANDS),
)
PUBLISHED = {"nominated": 609, "withdrew": 45, "refused": 125, "registered": 435}


def test_each_standing_number_closes_a_balance_with_its_gap() -> None:
    numbers = PUBLISHED | {"removed": 87, "reinstated": 22, "on_ballot": 370}
    balances = flow_balances(STEPS, numbers)
    assert (balances["registered"].expected, balances["registered"].gap) == (439, -4)
    assert (balances["on_ballot"].expected, balances["on_ballot"].gap) == (370, 0)
    assert "nominated" not in balances


def test_a_number_that_nobody_states_is_what_the_sum_leaves() -> None:
    """Q07: 451 received, 223 answered; that 228 are left no source says."""
    steps = (
        FlowStep("received", Turn.STANDS),
        FlowStep("answered", Turn.LEAVES),
        FlowStep("open", Turn.STANDS),
    )
    balance = flow_balances(steps, {"received": 451, "answered": 223})["open"]
    assert (balance.expected, balance.after, balance.gap) == (228, None, 0)
    assert not flow_balances(steps, {"received": 451}), "nothing is left of what nobody counted"


def test_a_sum_with_a_number_that_nobody_knows_is_not_held_against_anything() -> None:
    assert set(flow_balances(STEPS, PUBLISHED | {"on_ballot": 370})) == {"registered"}
