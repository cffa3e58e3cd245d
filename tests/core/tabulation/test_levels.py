import pytest

from hattama.core.protocols import Scope
from hattama.core.tabulation.claims import check_level
from hattama.core.vocabulary import Finding, Severity, Verdict
from tests.core.protocols.small_form import relation

LEVEL = relation("claimed == summed", scope=Scope.LEVELS)


def test_a_table_that_is_the_sum_of_the_protocols_below_has_no_findings():
    cells = {"participants": 600, "votes[a]": 300}
    assert check_level(LEVEL, cells, dict(cells)) == ()


def test_each_cell_that_is_not_the_sum_is_a_finding_of_its_own():
    claimed = {"participants": 600, "votes[b]": 200, "votes[a]": 310}
    summed = {"participants": 600, "votes[a]": 300, "votes[b]": 210}
    assert check_level(LEVEL, claimed, summed) == (
        Finding("ZZ-R01", Severity.HARD, Verdict.BROKEN, ("votes[a]",), 310, 300),
        Finding("ZZ-R01", Severity.HARD, Verdict.BROKEN, ("votes[b]",), 200, 210),
    )


@pytest.mark.parametrize(("claimed", "summed"), [({"invalid": 0}, {}), ({}, {"invalid": 0})])
def test_a_cell_that_stands_on_one_side_only_cannot_be_checked(claimed, summed):
    assert check_level(LEVEL, claimed, summed) == (
        Finding("ZZ-R01", Severity.HARD, Verdict.CANNOT_BE_CHECKED, ("invalid",)),
    )


def test_a_pack_may_tolerate_a_difference_between_levels():
    tolerant = relation("claimed == summed", scope=Scope.LEVELS, tolerance=2)
    assert check_level(tolerant, {"invalid": 10}, {"invalid": 12}) == ()
    assert len(check_level(tolerant, {"invalid": 10}, {"invalid": 13})) == 1


def test_a_pack_may_ask_for_less_than_equality():
    at_most = relation("claimed <= summed", scope=Scope.LEVELS)
    assert check_level(at_most, {"invalid": 10}, {"invalid": 12}) == ()
    assert len(check_level(at_most, {"invalid": 13}, {"invalid": 12})) == 1
