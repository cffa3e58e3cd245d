"""Tables of higher commissions: held against the protocols below and the tables below, cell by cell."""

from collections.abc import Mapping

import pytest

from hattama.core.entries import Claim, Contribution, Stage
from hattama.core.protocols import Relation, Scope
from hattama.core.tabulation import AreaTree, Total
from hattama.core.tabulation.claims import (
    PLAIN_LEVEL,
    Against,
    ClaimCheck,
    check_against_claims_below,
    check_against_protocols,
    check_claims,
    compare_claims,
    in_paper_order,
    level_relation,
)
from hattama.core.vocabulary import NO_WORDS, Area, AreaKind, Finding, Severity, Verdict, Words
from tests.core.protocols.small_form import CONTEST, derived, relation, rules
from tests.core.tabulation.vectors import read_vectors

REFERENDUM = read_vectors("referendum_2022.json")
RULES = rules(quantities=(derived("valid", "sum(votes)"),))
SUMS = {"votes[a]": 300, "votes[b]": 150, "invalid": 20}


def claim(
    figures: Mapping[str, int], area: str = "KZ", stage: Stage = Stage.FINAL, source: str = "cec"
) -> Claim:
    return Claim(area, "party_list", source, stage, figures)


def total_of(
    *papers: Mapping[str, int], expected: int = 0, annulled: tuple[Mapping[str, int], ...] = ()
) -> Total:
    total = Total(expected=expected or len(papers) + len(annulled))
    for figures in papers:
        total.add(Contribution(0, figures, has_findings=False, has_scan=True), 1)
    for figures in annulled:
        total.add(Contribution(0, figures, has_findings=False, has_scan=True, is_annulled=True), 1)
    return total


def checked(figures: Mapping[str, int], total: Total, with_annulled: Total | None = None) -> ClaimCheck:
    return check_against_protocols(RULES, CONTEST, claim(figures), total, with_annulled)


def test_a_claim_is_told_in_the_order_of_the_paper_however_it_was_kept() -> None:
    ordered = in_paper_order(claim(SUMS | {"valid": 450}), RULES, CONTEST)
    for keys in (["valid", "invalid", "votes[b]", "votes[a]"], ["votes[b]", "valid", "votes[a]", "invalid"]):
        kept = claim({key: ordered.figures[key] for key in keys})
        assert list(in_paper_order(kept, RULES, CONTEST).figures.items()) == list(ordered.figures.items())
    figures = list(ordered.figures)
    assert figures.index("votes[a]") + 1 == figures.index("votes[b]")
    assert figures[-1] == "valid"


def test_a_claim_that_is_the_sum_of_the_protocols_agrees_in_every_cell() -> None:
    check = checked(SUMS, total_of(SUMS))
    assert (check.findings, check.agree, check.missing, check.against) == ((), 3, 0, Against.PROTOCOLS)


def test_a_cell_that_differs_is_named_with_both_figures() -> None:
    check = checked(SUMS | {"invalid": 21}, total_of(SUMS))
    assert check.differing == (Finding("LEVEL-SUM", Severity.HARD, Verdict.BROKEN, ("invalid",), 21, 20),)
    assert check.agree == 2


def test_a_claim_may_give_a_quantity_that_the_papers_do_not() -> None:
    assert checked({"valid": 450}, total_of(SUMS)).agree == 1
    assert checked({"valid": 451}, total_of(SUMS)).differing[0].difference == 1


def test_what_a_claim_does_not_give_is_not_held_against_it() -> None:
    assert checked({"invalid": 20}, total_of(SUMS)).findings == ()


def test_a_cell_that_no_protocol_gives_cannot_be_compared() -> None:
    (finding,) = checked({"outside": 5}, total_of(SUMS)).findings
    assert (finding.verdict, finding.left, finding.right) == (Verdict.CANNOT_BE_CHECKED, None, None)


@pytest.mark.parametrize("claimed", [20, 21, 10**6])
def test_while_protocols_are_missing_a_claim_that_is_not_below_the_sum_cannot_be_judged(claimed: int) -> None:
    check = checked({"invalid": claimed}, total_of(SUMS, expected=2))
    assert [finding.verdict for finding in check.findings] == [Verdict.CANNOT_BE_CHECKED]
    assert (check.missing, check.agree) == (1, 0)


def test_a_claim_below_the_sum_is_wrong_whatever_is_still_to_come() -> None:
    check = checked({"invalid": 19}, total_of(SUMS, expected=2))
    assert [(f.left, f.right) for f in check.differing] == [(19, 20)]


def test_the_relation_is_the_one_that_the_pack_has_in_force() -> None:
    def level(**parts: object) -> Relation:
        return relation("claimed == summed", scope=Scope.LEVELS, **parts)

    assert level_relation(rules()) is PLAIN_LEVEL
    assert level_relation(rules(relation("issued <= listed"), level(tolerance=3))).tolerance == 3
    assert level_relation(rules(level(enabled=False))) is PLAIN_LEVEL


def test_in_2022_the_announced_result_held_the_annulled_precinct_and_the_final_one_did_not() -> None:
    annulled = {key: -change for key, change in REFERENDUM["changes"].items()}
    final, announced = REFERENDUM["final"], REFERENDUM["preliminary"]
    total = total_of(final, annulled=(annulled,))
    as_reported = total_of({key: final[key] + annulled.get(key, 0) for key in final})
    check = checked(announced, total, as_reported)
    assert {f.fields[0]: f.difference for f in check.differing} == annulled
    assert (check.annulled, check.agrees_with_annulled) == (1, True)
    assert checked(final, total, as_reported).findings == ()
    assert checked(announced | {"invalid": 1}, total, as_reported).agrees_with_annulled is False
    assert checked(announced, total).agrees_with_annulled is None


def test_a_claim_is_held_against_the_sum_of_the_claims_right_below() -> None:
    parts = [claim({"invalid": 5, "votes[a]": 1}, "R1"), claim({"invalid": 6}, "R2")]
    check = check_against_claims_below(RULES, claim({"invalid": 12, "votes[a]": 1}), parts, expected=2)
    assert [(f.fields, f.left, f.right) for f in check.differing] == [(("invalid",), 12, 11)]
    unchecked = [f.fields for f in check.findings if f.verdict is Verdict.CANNOT_BE_CHECKED]
    assert unchecked == [("votes[a]",)]
    assert check.against is Against.CLAIMS_BELOW


def test_claims_below_that_have_not_come_leave_the_sum_open() -> None:
    check = check_against_claims_below(
        RULES, claim({"invalid": 12}), [claim({"invalid": 5}, "R1")], expected=2
    )
    assert (check.missing, check.differing) == (1, ())
    check = check_against_claims_below(
        RULES, claim({"invalid": 4}), [claim({"invalid": 5}, "R1")], expected=2
    )
    assert len(check.differing) == 1


def area(area_id: str, parent: str | None, kind: AreaKind = AreaKind.UNIT) -> Area:
    return Area(area_id, parent, "", "", Words.of({"en": area_id}), NO_WORDS, NO_WORDS, "UTC", None, kind)


TREE = AreaTree.of(
    [
        area("KZ", None),
        area("R1", "KZ"),
        area("R2", "KZ"),
        area("P1", "R1", AreaKind.ORDINARY),
        area("P2", "R2", AreaKind.ORDINARY),
    ]
)


def test_every_step_from_precincts_to_the_nation_is_looked_at_by_itself() -> None:
    one, other = {"invalid": 5}, {"invalid": 7}
    totals = {
        ("R1", "party_list"): total_of(one),
        ("R2", "party_list"): total_of(other),
        ("KZ", "party_list"): total_of(one, other),
    }
    claims = [
        claim({"invalid": 5}, "R1", source="tec"),
        claim({"invalid": 8}, "R2", source="tec"),
        claim({"invalid": 13}),
        claim({"invalid": 12}, stage=Stage.PRELIMINARY),
    ]
    checks = check_claims(TREE, {"party_list": CONTEST}, {"party_list": RULES}, claims, totals)
    told = [(c.claim.area_id, c.claim.stage, c.against, [f.difference for f in c.differing]) for c in checks]
    assert told == [
        ("R1", Stage.FINAL, Against.PROTOCOLS, []),
        ("R2", Stage.FINAL, Against.PROTOCOLS, [1]),
        ("KZ", Stage.FINAL, Against.PROTOCOLS, [1]),
        ("KZ", Stage.FINAL, Against.CLAIMS_BELOW, []),
        ("KZ", Stage.PRELIMINARY, Against.PROTOCOLS, []),
    ]


def test_of_two_sources_about_one_area_the_first_is_the_one_that_is_added_up() -> None:
    totals = {(name, "party_list"): total_of({"invalid": 5}) for name in ("R1", "R2", "KZ")}
    claims = [
        claim({"invalid": 5}, "R1", source="tec"),
        claim({"invalid": 99}, "R1", source="press"),
        claim({"invalid": 5}, "R2", source="tec"),
        claim({"invalid": 10}),
    ]
    checks = check_claims(TREE, {"party_list": CONTEST}, {"party_list": RULES}, claims, totals)
    (above,) = [check for check in checks if check.against is Against.CLAIMS_BELOW]
    assert (above.agree, above.findings) == (1, ())


def test_a_cell_whose_figure_some_protocol_lacks_is_open_while_the_others_are_compared() -> None:
    total = total_of({"invalid": 5, "listed": 900}, {"listed": 800})
    check = checked({"invalid": 9, "listed": 1701}, total)
    assert [(f.fields[0], f.verdict) for f in check.findings] == [
        ("invalid", Verdict.CANNOT_BE_CHECKED),
        ("listed", Verdict.BROKEN),
    ]
    assert check.summed["invalid"] == 5
    # What is claimed below a sum that can only grow is wrong already.
    assert [f.fields[0] for f in checked({"invalid": 4}, total).differing] == ["invalid"]


def test_a_line_that_a_protocol_need_not_give_leaves_nothing_open() -> None:
    total = total_of({"listed": 900, "outside": 3}, {"listed": 800})
    assert checked({"outside": 3}, total).agree == 1


def test_the_two_stages_of_2022_differ_as_the_commission_said() -> None:
    said = [
        claim(REFERENDUM["final"]),
        claim({"invalid": 1}, "R1"),
        claim(REFERENDUM["preliminary"], stage=Stage.PRELIMINARY),
    ]
    (pair,) = compare_claims(said)
    assert (pair.first.stage, pair.second.stage) == (Stage.PRELIMINARY, Stage.FINAL)
    changes = {found.cell.key: found.change for found in pair.comparison.differ}
    assert changes == {key: change for key, change in REFERENDUM["changes"].items() if change}
