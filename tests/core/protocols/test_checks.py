from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import CHOICES, Scope, check_protocol, derive_figures, holds, names_in, sides
from hattama.core.protocols.relations import Lookup
from hattama.core.vocabulary import Finding, Severity, Verdict
from tests.core.protocols.small_form import BOXES, CONTEST, WHOLE, derived, protocol, relation, rules
from tests.core.protocols.written_relations import NAMES, comparisons, render_statement


def broken(fields, left, right, row="", code="ZZ-R01", severity=Severity.HARD):
    return Finding(code, severity, Verdict.BROKEN, fields, left, right, row)


def unchecked(fields, row="", code="ZZ-R01", severity=Severity.HARD):
    return Finding(code, severity, Verdict.CANNOT_BE_CHECKED, fields, row=row)


def test_a_protocol_in_which_everything_agrees_has_no_findings():
    assert check_protocol(rules(relation("issued <= listed")), CONTEST, protocol()) == ()


def test_a_broken_relation_names_its_figures_and_both_its_sides():
    findings = check_protocol(rules(relation("issued <= listed")), CONTEST, protocol(listed=499))
    assert findings == (broken(("issued", "listed"), 500, 499),)
    assert findings[0].difference == 1


def test_a_protocol_that_does_not_add_up_comes_back_unchanged():
    paper = protocol(listed=1)
    check_protocol(rules(relation("issued <= listed")), CONTEST, paper)
    assert paper == protocol(listed=1)


def test_a_soft_relation_makes_a_soft_finding():
    soft = relation("listed <= 3000", severity=Severity.SOFT)
    findings = check_protocol(rules(soft), CONTEST, protocol(listed=3001))
    assert findings == (broken(("listed",), 3001, 3000, severity=Severity.SOFT),)


def test_a_missing_figure_is_not_zero_and_the_relation_says_that_it_cannot_be_checked():
    without = {key: value for key, value in WHOLE.items() if key != "invalid"}
    findings = check_protocol(rules(relation("invalid <= issued")), CONTEST, protocol(without))
    assert findings == (
        Finding("FORM-MISSING", Severity.HARD, Verdict.BROKEN, ("invalid",)),
        unchecked(("invalid", "issued")),
    )
    assert check_protocol(rules(relation("invalid <= issued")), CONTEST, protocol(invalid=0)) == ()


def test_an_illegible_figure_leaves_its_relation_unchecked_and_is_not_called_missing():
    without = {key: value for key, value in WHOLE.items() if key != "invalid"}
    findings = check_protocol(rules(relation("invalid <= issued")), CONTEST, protocol(without, ("invalid",)))
    assert findings == (
        Finding("FORM-ILLEGIBLE", Severity.HARD, Verdict.BROKEN, ("invalid",)),
        unchecked(("invalid", "issued")),
    )


def test_missing_lines_come_in_the_order_of_the_paper():
    findings = check_protocol(rules(), CONTEST, protocol({}))
    assert findings[0].fields == ("listed", "issued", "votes[a]", "votes[b]", "invalid")


def test_a_line_that_need_not_be_given_is_not_missing():
    assert "outside" not in WHOLE
    assert check_protocol(rules(), CONTEST, protocol()) == ()


def test_lines_that_the_form_does_not_have_are_named():
    paper = protocol(
        {**WHOLE, "votes[c]": 1, "listed[1]": 1, "papers": 3, "papers[21]": 1, "papers[01]": 1, "zz": 0}
    )
    assert check_protocol(rules(), CONTEST, paper) == (
        Finding(
            "FORM-UNKNOWN",
            Severity.SOFT,
            Verdict.BROKEN,
            ("listed[1]", "papers", "papers[01]", "papers[21]", "votes[c]", "zz"),
        ),
    )


def test_a_sum_over_choices_needs_every_choice():
    statement = relation("sum(votes) <= issued")
    assert check_protocol(rules(statement), CONTEST, protocol()) == ()
    without = {key: value for key, value in WHOLE.items() if key != "votes[b]"}
    findings = check_protocol(rules(statement), CONTEST, protocol(without))
    assert findings[1] == unchecked(("votes[a]", "votes[b]", "issued"))
    over = check_protocol(rules(statement), CONTEST, protocol(**{"votes[a]": 351}))
    assert over == (broken(("votes[a]", "votes[b]", "issued"), 501, 500),)


def test_a_sum_over_numbered_rows_takes_the_rows_that_are_given_in_their_order():
    statement = relation("sum(papers) == 12")
    given_rows = {f"papers[{row}]": 1 for row in (10, 2, 1)}
    assert check_protocol(rules(statement), CONTEST, protocol({**WHOLE, **given_rows})) == (
        broken(("papers[1]", "papers[2]", "papers[10]"), 3, 12),
    )


def test_a_sum_over_numbered_rows_without_any_row_cannot_be_checked():
    assert check_protocol(rules(relation("sum(papers) == 0")), CONTEST, protocol()) == (
        unchecked(("papers",)),
    )


def test_a_sum_over_numbered_rows_with_an_illegible_row_cannot_be_checked():
    paper = protocol({**WHOLE, "papers[1]": 5}, ("papers[2]",))
    findings = check_protocol(rules(relation("sum(papers) == 5")), CONTEST, paper)
    assert findings[1:] == (unchecked(("papers[1]", "papers[2]")),)


def test_a_total_typed_in_place_of_rows_is_no_row():
    paper = protocol({**WHOLE, "papers": 0})
    findings = check_protocol(rules(relation("sum(papers) == 0")), CONTEST, paper)
    assert findings[1:] == (unchecked(("papers",)),)


def test_a_relation_asked_row_by_row_says_which_row_breaks_it():
    each = relation("papers <= requests", each=BOXES)
    paper = protocol(
        {**WHOLE, "papers[1]": 5, "requests[1]": 5, "papers[2]": 7, "requests[2]": 6, "requests[10]": 1}
    )
    assert check_protocol(rules(each), CONTEST, paper) == (
        broken(("papers[2]", "requests[2]"), 7, 6, row="2"),
        unchecked(("papers[10]", "requests[10]"), row="10"),
    )


def test_an_illegible_row_is_asked_about_too():
    each = relation("papers <= requests", each=BOXES)
    findings = check_protocol(rules(each), CONTEST, protocol(WHOLE, ("papers[3]",)))
    assert findings[1:] == (unchecked(("papers[3]", "requests[3]"), row="3"),)


def test_a_precinct_without_portable_boxes_is_not_asked_about_boxes():
    assert check_protocol(rules(relation("papers <= requests", each=BOXES)), CONTEST, protocol()) == ()


def test_a_relation_asked_of_every_choice_may_name_lines_that_stand_once():
    each = relation("votes <= issued", each=CHOICES)
    findings = check_protocol(rules(each), CONTEST, protocol(**{"votes[b]": 501}))
    assert findings == (broken(("votes[b]", "issued"), 501, 500, row="b"),)


def test_a_relation_is_asked_only_when_its_condition_holds():
    conditional = relation("outside <= 10", when="outside > 0")
    assert check_protocol(rules(conditional), CONTEST, protocol(outside=0)) == ()
    assert check_protocol(rules(conditional), CONTEST, protocol(outside=11)) == (
        broken(("outside",), 11, 10),
    )
    elsewhere = relation("invalid == 0", when="outside > 0")
    assert check_protocol(rules(elsewhere), CONTEST, protocol(outside=0)) == ()


def test_a_condition_that_cannot_be_told_leaves_the_relation_unchecked():
    conditional = relation("invalid == 0", when="outside > 0")
    assert check_protocol(rules(conditional), CONTEST, protocol()) == (unchecked(("outside", "invalid")),)


def test_a_tolerated_difference_is_agreement():
    near = relation("issued == 498", tolerance=2)
    assert check_protocol(rules(near), CONTEST, protocol()) == ()
    assert check_protocol(rules(near), CONTEST, protocol(issued=501)) == (broken(("issued",), 501, 498),)


def test_a_relation_that_is_switched_off_is_not_asked():
    off = relation("issued <= listed", enabled=False)
    assert check_protocol(rules(off), CONTEST, protocol(listed=1)) == ()


def test_relations_of_other_scopes_are_not_asked_of_one_protocol():
    level = relation("claimed == summed", scope=Scope.LEVELS)
    several = relation("same(listed)", scope=Scope.PRECINCT)
    assert check_protocol(rules(level, several), CONTEST, protocol()) == ()


def test_a_derived_quantity_is_named_by_the_figures_it_is_made_of():
    quantities = (derived("valid", "sum(votes)"), derived("found", "valid + invalid"))
    statement = relation("found <= issued")
    findings = check_protocol(rules(statement, quantities=quantities), CONTEST, protocol(invalid=51))
    assert findings == (broken(("votes[a]", "votes[b]", "invalid", "issued"), 501, 500),)
    without = {key: value for key, value in WHOLE.items() if key != "votes[a]"}
    findings = check_protocol(rules(statement, quantities=quantities), CONTEST, protocol(without))
    assert findings[1] == unchecked(("votes[a]", "votes[b]", "invalid", "issued"))


def test_derived_quantities_are_given_where_all_their_figures_are():
    quantities = (derived("valid", "sum(votes)"), derived("found", "valid + invalid"))
    with_quantities = rules(quantities=quantities)
    assert derive_figures(with_quantities, CONTEST, WHOLE) == {"valid": 450, "found": 470}
    without = {key: value for key, value in WHOLE.items() if key != "invalid"}
    assert derive_figures(with_quantities, CONTEST, without) == {"valid": 450}
    assert derive_figures(with_quantities, CONTEST, {}) == {}


def test_in_sums_of_many_protocols_rows_stand_added_up():
    added = rules(quantities=(derived("carried", "sum(papers)"),))
    assert derive_figures(added, CONTEST, {"papers": 120}) == {"carried": 120}
    assert derive_figures(added, CONTEST, {"papers[1]": 5, "papers[2]": 6}) == {"carried": 11}


def test_findings_come_in_the_order_of_the_pack():
    first = relation("issued <= 1", code="ZZ-R02")
    second = relation("listed <= 1", code="ZZ-R01")
    assert [f.code for f in check_protocol(rules(first, second), CONTEST, protocol())] == ["ZZ-R02", "ZZ-R01"]


PAPERS = st.dictionaries(
    st.sampled_from([*WHOLE, "outside", "papers[1]", "papers[2]", "requests[1]", "requests[11]", "votes[c]"]),
    st.integers(0, 600),
)
RELATIONS = (
    relation("issued <= listed", code="ZZ-R01"),
    relation("sum(votes) + invalid == issued", code="ZZ-R02"),
    relation("papers <= requests", code="ZZ-R03", each=BOXES),
    relation("sum(papers) == outside", code="ZZ-R04", when="outside > 0"),
)


@given(PAPERS, st.randoms(use_true_random=False))
def test_findings_do_not_depend_on_the_order_in_which_figures_stand(figures, chance):
    keys = list(figures)
    chance.shuffle(keys)
    shuffled = {key: figures[key] for key in keys}
    assert check_protocol(rules(*RELATIONS), CONTEST, protocol(shuffled)) == check_protocol(
        rules(*RELATIONS), CONTEST, protocol(figures)
    )


@given(comparisons, PAPERS)
def test_a_relation_with_a_missing_figure_never_passes_silently(comparison, figures):
    asked = relation(render_statement(comparison))
    findings = [f for f in check_protocol(rules(asked), CONTEST, protocol(figures)) if f.code == "ZZ-R01"]
    known = {name: figures.get(name) for name in NAMES}
    known["papers"] = (
        sum(v for k, v in figures.items() if k.startswith("papers")) if has_papers(figures) else None
    )
    known["votes"] = None if missing_votes(figures) else figures["votes[a]"] + figures["votes[b]"]
    if any(known[name.name] is None for name in names_in(comparison)):
        assert [f.verdict for f in findings] == [Verdict.CANNOT_BE_CHECKED]
        return
    both = sides(comparison, Lookup(known.get, known.get))
    if both is None:
        assert [f.verdict for f in findings] == [Verdict.CANNOT_BE_CHECKED]
    elif holds(comparison.operator, *both):
        assert findings == []
    else:
        assert [(f.verdict, f.left, f.right) for f in findings] == [(Verdict.BROKEN, *both)]


def has_papers(figures):
    return any(key.startswith("papers") for key in figures)


def missing_votes(figures):
    return "votes[a]" not in figures or "votes[b]" not in figures
