"""Expressions for properties: any whole one, and another reader to compare with (Python itself)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from hattama.core.protocols import Comparison, Name, Number, Operation, Rounded, Sum

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
