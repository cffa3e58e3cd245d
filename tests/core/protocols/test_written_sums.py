"""What the paper gives as a sum, beside what its other lines add up to."""

from hattama.core.protocols.written_sums import WrittenSum, written_sums
from tests.core.protocols.small_form import BOXES, CONTEST, WHOLE, derived, protocol, relation, rules


def sums(*relations, paper=None, quantities=()):
    paper = protocol() if paper is None else paper
    return written_sums(rules(*relations, quantities=quantities), CONTEST, paper.figures, paper.illegible)


def test_a_written_sum_stands_beside_the_computed_one():
    assert sums(relation("issued == sum(votes) + invalid")) == (WrittenSum("ZZ-R01", "issued", "", 500, 470),)


def test_the_formula_may_stand_on_either_side():
    assert sums(relation("sum(votes) == issued")) == (WrittenSum("ZZ-R01", "issued", "", 500, 450),)


def test_a_line_that_is_missing_leaves_its_own_side_open_and_no_other():
    without = {key: value for key, value in WHOLE.items() if key != "votes[a]"}
    statement = relation("issued == sum(votes)")
    assert sums(statement, paper=protocol(without)) == (WrittenSum("ZZ-R01", "issued", "", 500, None),)
    unread = {key: value for key, value in WHOLE.items() if key != "issued"}
    paper = protocol(unread, ("issued",))
    assert sums(statement, paper=paper) == (WrittenSum("ZZ-R01", "issued", "", None, 450),)


def test_a_written_zero_is_a_zero():
    assert sums(relation("issued == sum(votes)"), paper=protocol(issued=0))[0].written == 0


def test_inequalities_plain_numbers_and_plain_figures_state_no_sum():
    others = ("issued <= listed", "invalid == 0", "issued == listed", "sum(votes) == issued + invalid")
    assert sums(*[relation(text) for text in others]) == ()


def test_a_derived_quantity_is_on_no_paper():
    assert (
        sums(relation("found == sum(votes) + invalid"), quantities=(derived("found", "invalid + 1"),)) == ()
    )


def test_a_relation_asked_row_by_row_gives_a_line_for_each_row():
    each = relation("papers == requests + 1", each=BOXES)
    paper = protocol({**WHOLE, "papers[1]": 5, "requests[1]": 4, "papers[2]": 7})
    assert sums(each, paper=paper) == (
        WrittenSum("ZZ-R01", "papers", "1", 5, 5),
        WrittenSum("ZZ-R01", "papers", "2", 7, None),
    )


def test_a_relation_whose_condition_does_not_hold_or_cannot_be_told_says_nothing():
    conditional = relation("issued == sum(votes)", when="outside > 0")
    assert sums(conditional, paper=protocol(outside=0)) == ()
    assert sums(conditional) == ()
    assert len(sums(conditional, paper=protocol(outside=1))) == 1


def test_a_relation_that_is_switched_off_states_nothing():
    assert sums(relation("issued == sum(votes)", enabled=False)) == ()
