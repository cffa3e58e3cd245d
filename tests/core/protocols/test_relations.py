from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hattama.core.protocols import (
    Lookup,
    Name,
    Sum,
    holds,
    names_in,
    parse_expression,
    parse_statement,
    sides,
)
from hattama.core.protocols.relations import Operation, is_whole
from tests.core.protocols.written_relations import (
    comparisons,
    expressions,
    operators,
    read_by_python,
    render_expression,
    values,
    values_with_gaps,
)


def lookup(known):
    return Lookup(figure=known.get, total=known.get)


def value_of(text, **known):
    return parse_expression(text).evaluate(lookup(known))


def test_quotients_are_exact_until_they_are_rounded():
    assert value_of("ceil(listed * 101 / 100)", listed=1000) == 1010
    assert value_of("ceil(listed * 101 / 100)", listed=1001) == 1012
    assert value_of("floor(listed * 101 / 100)", listed=1001) == 1011
    # A third, three times: binary fractions would not come back to one.
    assert value_of("floor(listed / 3 + listed / 3 + listed / 3)", listed=1) == 1


def test_an_inner_quotient_is_a_fraction_and_not_a_float():
    quotient = Operation("/", Name("listed"), Name("issued"))
    value = quotient.evaluate(lookup({"listed": 1, "issued": 3}))
    assert value == Fraction(1, 3)
    assert isinstance(value, Fraction)
    assert not is_whole(quotient)


def test_a_difference_may_be_below_zero():
    assert value_of("listed - issued", listed=3, issued=5) == -2


def test_a_quotient_by_zero_cannot_be_told():
    assert value_of("floor(listed / issued)", listed=3, issued=0) is None


def test_zero_times_a_missing_figure_is_still_missing():
    assert value_of("0 * listed + 1") is None


@given(expressions, values)
def test_a_value_is_what_python_makes_of_the_same_text(expression, known):
    try:
        expected = read_by_python(render_expression(expression), known)
    except ZeroDivisionError:
        assert expression.evaluate(lookup(known)) is None
    else:
        assert expression.evaluate(lookup(known)) == expected


@given(expressions, values)
def test_what_is_accepted_is_always_a_whole_number(expression, known):
    assert is_whole(expression)
    value = expression.evaluate(lookup(known))
    assert value is None or isinstance(value, int)


@given(expressions, values_with_gaps)
def test_whatever_names_a_missing_figure_cannot_be_told(expression, known):
    assume(any(known[name.name] is None for name in names_in(expression)))
    assert expression.evaluate(lookup(known)) is None


@given(comparisons, values_with_gaps)
def test_a_comparison_with_a_missing_side_has_no_sides(comparison, known):
    left = comparison.left.evaluate(lookup(known))
    right = comparison.right.evaluate(lookup(known))
    expected = None if left is None or right is None else (left, right)
    assert sides(comparison, lookup(known)) == expected


@given(operators, st.integers(-5, 5), st.integers(-5, 5))
def test_a_comparison_holds_when_python_says_so(operator, left, right):
    assert holds(operator, left, right) == eval(f"{left} {operator} {right}")


@pytest.mark.parametrize(
    ("difference", "agrees"), [(0, True), (3, True), (-3, True), (4, False), (-4, False)]
)
def test_a_tolerance_is_the_largest_difference_that_still_agrees(difference, agrees):
    assert holds("==", 100 + difference, 100, tolerance=3) is agrees


@pytest.mark.parametrize("operator", ["!=", "<=", ">=", "<", ">"])
def test_a_tolerance_softens_nothing_but_equality(operator):
    assert holds(operator, 103, 100, tolerance=3) == holds(operator, 103, 100)
    assert holds(operator, 97, 100, tolerance=3) == holds(operator, 97, 100)


def test_names_are_told_from_left_to_right_each_once():
    statement = parse_statement("b + sum(votes) + a == ceil(b / 2) + sum(votes) * 3")
    assert names_in(statement) == (Name("b"), Sum("votes"), Name("a"))
    assert names_in(parse_statement("same(c)")) == (Name("c"),)
