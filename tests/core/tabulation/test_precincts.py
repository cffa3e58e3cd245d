import itertools

import pytest

from hattama.core.protocols import Scope
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.vocabulary import Finding, Severity, Verdict
from tests.core.protocols.small_form import protocol, relation, rules

SAME_LIST = relation("same(listed)", scope=Scope.PRECINCT)
NEAR = relation("same(issued)", code="ZZ-R02", scope=Scope.PRECINCT, tolerance=10, severity=Severity.SOFT)
RULES = rules(SAME_LIST, NEAR)
TWO = {"party_list": RULES, "single_mandate": RULES}


def test_protocols_of_one_precinct_that_agree_have_no_findings():
    assert check_precinct(TWO, {"party_list": protocol(), "single_mandate": protocol(issued=510)}) == ()


def test_different_numbers_of_voters_at_one_precinct_are_a_finding():
    findings = check_precinct(TWO, {"party_list": protocol(), "single_mandate": protocol(listed=890)})
    assert findings == (
        Finding(
            "ZZ-R01",
            Severity.HARD,
            Verdict.BROKEN,
            ("party_list/listed", "single_mandate/listed"),
            890,
            900,
        ),
    )


def test_a_difference_above_the_tolerance_is_a_finding():
    findings = check_precinct(TWO, {"party_list": protocol(), "single_mandate": protocol(issued=511)})
    assert [(f.code, f.left, f.right) for f in findings] == [("ZZ-R02", 500, 511)]


@pytest.mark.parametrize("order", list(itertools.permutations(["a", "b", "c"])))
def test_among_three_contests_the_extremes_count_in_whatever_order_they_come(order):
    protocols = {"a": protocol(issued=495), "b": protocol(issued=500), "c": protocol(issued=506)}
    findings = check_precinct(dict.fromkeys(order, RULES), {contest: protocols[contest] for contest in order})
    assert [(f.code, f.fields, f.left, f.right) for f in findings] == [
        ("ZZ-R02", ("a/issued", "b/issued", "c/issued"), 495, 506)
    ]


def test_while_a_protocol_is_missing_nothing_is_compared_and_that_is_said():
    findings = check_precinct(TWO, {"party_list": protocol()})
    assert {(f.code, f.verdict) for f in findings} == {
        ("ZZ-R01", Verdict.CANNOT_BE_CHECKED),
        ("ZZ-R02", Verdict.CANNOT_BE_CHECKED),
    }


def test_a_missing_figure_is_not_compared_as_zero():
    findings = check_precinct(
        TWO, {"party_list": protocol({}), "single_mandate": protocol(listed=0, issued=0)}
    )
    assert all(f.verdict is Verdict.CANNOT_BE_CHECKED for f in findings)
    assert len(findings) == 2


def test_a_precinct_with_one_contest_has_nothing_to_compare():
    assert check_precinct({"party_list": RULES}, {"party_list": protocol()}) == ()
    assert check_precinct({"party_list": RULES}, {}) == ()


def test_a_relation_that_is_switched_off_is_not_asked():
    off = rules(relation("same(listed)", scope=Scope.PRECINCT, enabled=False))
    assert (
        check_precinct(
            dict.fromkeys(TWO, off), {"party_list": protocol(), "single_mandate": protocol(listed=1)}
        )
        == ()
    )


def test_relations_of_one_protocol_are_not_asked_of_a_precinct():
    assert check_precinct(dict.fromkeys(TWO, rules(relation("issued <= listed"))), {}) == ()
