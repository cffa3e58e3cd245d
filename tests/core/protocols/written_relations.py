"""Expressions for properties: any whole one, and another reader to compare with (Python itself)."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from hattama.core.protocols.relations import (
    Comparison,
    Expression,
    Name,
    Number,
    Operation,
    Rounded,
    Same,
    Statement,
    Sum,
)

NAMES = ("listed", "issued", "invalid")
SUMS = ("votes", "papers")

_leaves = st.one_of(
    st.integers(0, 999).map(Number),
    st.sampled_from(NAMES).map(Name),
    st.sampled_from(SUMS).map(Sum),
)


def _with_quotients(children: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(Operation, st.sampled_from("+-*/"), children, children)


_quotients = st.recursive(_leaves, _with_quotients, max_leaves=5)


def _larger(children: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        st.builds(Operation, st.sampled_from("+-*"), children, children),
        st.builds(Rounded, st.sampled_from(["ceil", "floor"]), children),
        st.builds(Rounded, st.sampled_from(["ceil", "floor"]), _quotients),
    )


expressions = st.recursive(_leaves, _larger, max_leaves=8)
"""Expressions that are whole numbers, as every text that is accepted is."""

operators = st.sampled_from(["==", "!=", "<=", ">=", "<", ">"])

comparisons = st.builds(Comparison, expressions, operators, expressions)

_known = st.integers(0, 50)
values = st.fixed_dictionaries({name: _known for name in (*NAMES, *SUMS)})
values_with_gaps = st.fixed_dictionaries({name: st.none() | _known for name in (*NAMES, *SUMS)})


def read_by_python(text: str, known: Mapping[str, int]) -> Fraction | bool:
    """What Python makes of the same text, every number a fraction. Raises ZeroDivisionError."""
    fractions = {name: Fraction(value) for name, value in known.items()}
    surroundings = {
        "F": Fraction,
        "ceil": lambda value: Fraction(math.ceil(value)),
        "floor": lambda value: Fraction(math.floor(value)),
        "sum": lambda value: value,
        **fractions,
    }
    return eval(re.sub(r"\b(\d+)\b", r"F(\1)", text), {"__builtins__": {}}, surroundings)


def render_statement(statement: Statement) -> str:
    """The statement as text with as few parentheses as say the same; parsing it gives the same value."""
    if isinstance(statement, Same):
        return f"same({statement.name})"
    return f"{render_expression(statement.left)} {statement.operator} {render_expression(statement.right)}"


def render_expression(expression: Expression) -> str:
    """The expression as text with as few parentheses as say the same; parsing it gives the same value."""
    if isinstance(expression, Number):
        return str(expression.value)
    if isinstance(expression, Name):
        return expression.name
    if isinstance(expression, Sum):
        return f"sum({expression.name})"
    if isinstance(expression, Rounded):
        return f"{expression.function}({render_expression(expression.operand)})"
    left = _operand(expression.left, weaker_than=_strength(expression))
    # Operations are read from the left, so an equally strong operation on the right keeps its parentheses.
    right = _operand(expression.right, weaker_than=_strength(expression) + 1)
    return f"{left} {expression.operator} {right}"


def _strength(expression: Expression) -> int:
    if not isinstance(expression, Operation):
        return 3
    return 1 if expression.operator in "+-" else 2


def _operand(expression: Expression, weaker_than: int) -> str:
    text = render_expression(expression)
    return f"({text})" if _strength(expression) < weaker_than else text
