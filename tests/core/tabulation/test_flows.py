"""Flows: what is stated follows from what came and left, or the difference is told once."""

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation import FlowStep, StepKind, check_flow

CHANGES = st.lists(st.tuples(st.sampled_from((StepKind.IN, StepKind.OUT)), st.integers(0, 10**6)), max_size=8)


def steps(*told: tuple[str, int]) -> list[FlowStep]:
    return [FlowStep(f"{kind} {count}", StepKind(kind), count) for kind, count in told]


def test_a_difference_is_told_where_it_arises_and_not_again() -> None:
    flow = steps(("in", 609), ("out", 170), ("stated", 435), ("out", 65), ("stated", 370))
    assert [(check.stated, check.follows, check.difference) for check in check_flow(flow)] == [
        (435, 439, -4),
        (370, 370, 0),
    ]


def test_a_flow_may_begin_with_a_stated_count_that_nothing_precedes() -> None:
    (check,) = check_flow(steps(("stated", 5)))
    assert (check.follows, check.difference) == (0, 5)


@given(CHANGES)
def test_what_is_stated_as_it_follows_never_differs(changes: list[tuple[StepKind, int]]) -> None:
    flow = [FlowStep("", kind, count) for kind, count in changes]
    (check,) = check_flow([*flow, FlowStep("end", StepKind.STATED, 0)])
    (again,) = check_flow([*flow, FlowStep("end", StepKind.STATED, check.follows)])
    assert again.difference == 0
