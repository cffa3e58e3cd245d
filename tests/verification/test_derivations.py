"""What is reckoned in columns is what is reckoned protocol by protocol."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import flatten_figures
from hattama.core.protocols import Lookup, Number, derive_figures, parse_expression
from hattama.core.protocols.relations import Operation
from hattama.verification.quick.columns import Column, ColumnCheck, NotByColumn
from tests.verification.made_log import make_foundation, protocol

FOUNDATION = make_foundation(4)
RULES = FOUNDATION.rules["contest0"]
CONTEST = FOUNDATION.election.contest("contest0")
KEYS = sorted(flatten_figures(protocol(FOUNDATION, "P000000", "contest0")["figures"]))


@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=len(KEYS), max_size=len(KEYS)), min_size=1, max_size=5)
)
def test_derived_quantities_of_columns_are_those_of_each_protocol(rows: list[list[int]]) -> None:
    assert RULES.derived
    derived = ColumnCheck(RULES, CONTEST, KEYS).derived(list(zip(*rows, strict=True)))
    each = [derive_figures(RULES, CONTEST, dict(zip(KEYS, row, strict=True))) for row in rows]
    assert {code: list(values) for code, values in derived.items()} == {
        code: [one[code] for one in each] for code in each[0]
    }


VALUES = st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, 10**15)), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "text",
    [
        *("a + b", "a - b", "1 + a", "1 - a", "a * b", "2 * a", "a * 3 - (b - a)", "(a - b) * (a + 7)"),
        *("ceil(a / 2)", "floor(a / 3)", "ceil((a - b) / 7)", "floor((a - b) / 7) + ceil(a / 2) * b"),
        *("ceil(a)", "floor(a + b)", "ceil(2 / 3) + a"),
    ],
)
@given(VALUES)
def test_an_expression_in_columns_has_the_value_that_it_has_for_each(
    text: str, rows: list[tuple[int, int]]
) -> None:
    expression = parse_expression(text)
    columns = {"a": Column([row[0] for row in rows]), "b": Column([row[1] for row in rows])}
    found = expression.evaluate(Lookup(columns.get, columns.get))  # type: ignore[arg-type]
    assert list(found.whole()) == [expression.evaluate(Lookup({"a": a, "b": b}.get, {}.get)) for a, b in rows]


@pytest.mark.parametrize(
    "text",
    [
        "ceil(a / b)",
        "ceil(a / 2 + b)",
        "ceil(b - a / 2)",
        "floor(a / 2 / 3)",
        "ceil(a + 1 / 2)",
        "ceil(2 * (a / 3))",
    ],
)
def test_what_may_hang_on_a_value_or_holds_a_quotient_within_is_not_asked_in_columns(text: str) -> None:
    columns = {"a": Column([1, 2]), "b": Column([0, 1])}
    with pytest.raises(NotByColumn):
        parse_expression(text).evaluate(Lookup(columns.get, columns.get))  # type: ignore[arg-type]


def test_a_quotient_has_the_exact_value_that_it_always_had() -> None:
    lookup = Lookup({}.get, {}.get)
    two_thirds = Operation("/", Number(2), Number(3))
    assert two_thirds.evaluate(lookup) == Fraction(2, 3)
    assert Operation("/", Number(7), two_thirds).evaluate(lookup) == Fraction(21, 2)
    assert Operation("/", Number(7), Number(0)).evaluate(lookup) is None
