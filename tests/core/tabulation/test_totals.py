"""Totals: what is taken out leaves what was there before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation import Contribution, Total

contributions = st.builds(
    Contribution,
    index=st.integers(0, 100),
    figures=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 10**9)),
    has_findings=st.booleans(),
    has_scan=st.booleans(),
)


@given(st.lists(contributions), contributions)
def test_taking_a_contribution_out_again_restores_the_total(
    before: list[Contribution], passing: Contribution
) -> None:
    total, untouched = Total(expected=9), Total(expected=9)
    for contribution in before:
        total.add(contribution, 1)
        untouched.add(contribution, 1)
    total.add(passing, 1)
    total.add(passing, -1)
    assert total == untouched


def test_missing_is_what_was_expected_and_has_not_arrived() -> None:
    total = Total(expected=3)
    total.add(Contribution(0, {}, has_findings=True, has_scan=False), 1)
    assert (total.received, total.missing, total.with_findings, total.without_scan) == (1, 2, 1, 1)
