"""Totals: what is taken out leaves what was there before."""

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import Contribution
from hattama.core.tabulation import Total, derive_sums
from hattama.core.vocabulary import Tally
from tests.core.protocols.small_form import CONTEST, derived, rules

contributions = st.builds(
    Contribution,
    index=st.integers(0, 100),
    figures=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 10**9)),
    has_findings=st.booleans(),
    has_scan=st.booleans(),
    is_annulled=st.booleans(),
    derived=st.dictionaries(st.sampled_from(["valid", "found"]), st.integers(0, 10**9)),
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


@given(st.lists(contributions), contributions, contributions)
def test_exchanging_is_taking_out_and_putting_in(
    before: list[Contribution], old: Contribution, new: Contribution
) -> None:
    one, other = Total(expected=9), Total(expected=9)
    for contribution in [*before, old]:
        one.add(contribution, 1)
        other.add(contribution, 1)
    # The same figures again are the quick way: only what stands beside them changes.
    for successor in (old._replace(has_scan=new.has_scan, is_annulled=new.is_annulled), new):
        one.exchange(old, successor)
        other.add(old, -1)
        other.add(successor, 1)
        assert one == other
        old = successor


def test_the_facts_of_a_total_hold_every_count() -> None:
    total = Total(expected=3)
    total.add(Contribution(0, {"votes[a]": 5, "listed": 9}, has_findings=True, has_scan=False), 1)
    total.add(Contribution(1, {"listed": 1}, has_findings=True, has_scan=False, is_annulled=True), 1)
    assert total.facts() == {
        "expected": 3,
        "received": 2,
        "annulled": 1,
        "with_findings": 1,
        "without_scan": 1,
        "preliminary": 0,
        "figures": {"votes": {"a": [5, 1]}, "listed": [9, 1]},
    }


def test_missing_is_what_was_expected_and_has_not_arrived() -> None:
    total = Total(expected=3)
    total.add(Contribution(0, {}, has_findings=True, has_scan=False), 1)
    assert (total.received, total.missing, total.with_findings, total.without_scan) == (1, 2, 1, 1)


RULES = rules(quantities=(derived("valid", "sum(votes)"), derived("found", "valid + invalid")))


def test_a_quantity_follows_from_its_parts_where_every_counted_protocol_gives_them() -> None:
    figures = {"votes[a]": Tally(300, 9), "votes[b]": Tally(150, 9), "invalid": Tally(20, 9)}
    total = Total(expected=20, received=10, annulled=1, figures=figures)
    assert derive_sums(RULES, CONTEST, total) == {"valid": Tally(450, 9), "found": Tally(470, 9)}


def test_parts_of_different_protocols_are_not_added_up() -> None:
    # Nine protocols each, but not the same nine: 450 would be the sum of nobody's ballots.
    figures = {"votes[a]": Tally(300, 9), "votes[b]": Tally(150, 9), "invalid": Tally(20, 10)}
    total = Total(expected=20, received=10, figures=figures)
    assert derive_sums(RULES, CONTEST, total) == {}
    total.derived["valid"] = Tally(401, 8)
    assert derive_sums(RULES, CONTEST, total) == {"valid": Tally(401, 8)}
