"""The language of control relations: what a lawyer writes, read into values and evaluated exactly.

    statement  :=  expression comparison expression  |  same(name)
    comparison :=  ==  !=  <=  >=  <  >
    expression :=  term { (+ | -) term }
    term       :=  factor { (* | /) factor }
    factor     :=  whole number  |  name  |  sum(name)  |  within(name)  |  (expression)
                   |  ceil(expression)  |  floor(expression)

A name is a figure or a derived quantity; `within` adds up the persons of one list. A quotient is exact, and
must be rounded by `ceil` or `floor` before it is compared: both sides of every comparison are whole numbers,
so nothing is ever rounded unseen.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Any, NamedTuple

Value = int | Fraction | None
"""An exact number, or None where an operand is missing (or a divisor is zero): the value cannot be told."""

LONGEST_TEXT = 500
"""How many characters an expression or statement may have."""

DEEPEST_NESTING = 16
"""How many parentheses may be open at once."""

LONGEST_NUMBER = 15
"""How many digits a number may have: every one is then below 2^53."""

RESERVED = frozenset({"sum", "within", "ceil", "floor", "same"})
"""Words of the language, which may not name a figure."""


class Refusal(StrEnum):
    """Why a text is not a relation."""

    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    NUMBER_TOO_LONG = "number_too_long"
    UNKNOWN_SIGN = "unknown_sign"
    SINGLE_EQUALS = "single_equals"
    OPERAND_EXPECTED = "operand_expected"
    NAME_EXPECTED = "name_expected"
    OPENING_EXPECTED = "opening_expected"
    CLOSING_EXPECTED = "closing_expected"
    COMPARISON_EXPECTED = "comparison_expected"
    CHAINED_COMPARISON = "chained_comparison"
    END_EXPECTED = "end_expected"
    QUOTIENT_NOT_ROUNDED = "quotient_not_rounded"


class RelationSyntaxError(ValueError):
    """A text that is not a relation. `position` counts characters from 1; `found` is what stands there."""

    def __init__(self, reason: Refusal, position: int, found: str = "") -> None:
        super().__init__(f"{reason} at {position}: {found!r}")
        self.reason = reason
        self.position = position
        self.found = found


class Lookup(NamedTuple):
    """Where an expression finds its operands: `figure` by name, `total` of a repeated figure by name,
    `within` that of the persons of the list that is asked about."""

    figure: Callable[[str], int | None]
    total: Callable[[str], int | None]
    within: Callable[[str], int | None] = lambda name: None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number as written."""

    value: int

    def evaluate(self, lookup: Lookup) -> Value:
        return self.value


@dataclass(frozen=True, slots=True)
class Name:
    """A figure that stands once, a derived quantity, or, asked row by row, the figure of this row."""

    name: str

    def evaluate(self, lookup: Lookup) -> Value:
        return lookup.figure(self.name)


@dataclass(frozen=True, slots=True)
class Sum:
    """All rows of a repeated figure added up."""

    name: str

    def evaluate(self, lookup: Lookup) -> Value:
        return lookup.total(self.name)


@dataclass(frozen=True, slots=True)
class Within:
    """The rows of a repeated figure that stand for the persons of one list, added up."""

    name: str

    def evaluate(self, lookup: Lookup) -> Value:
        return lookup.within(self.name)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A value rounded to a whole number: up (`ceil`) or down (`floor`)."""

    function: str
    operand: Expression

    def evaluate(self, lookup: Lookup) -> Value:
        value = self.operand.evaluate(lookup)
        if value is None:
            return None
        return ceil(value) if self.function == "ceil" else floor(value)


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands joined by `+`, `-`, `*` or `/`."""

    operator: str
    left: Expression
    right: Expression

    def evaluate(self, lookup: Lookup) -> Value:
        left = self.left.evaluate(lookup)
        right = self.right.evaluate(lookup)
        if left is None or right is None:
            return None
        return _OPERATIONS[self.operator](left, right)


Expression = Number | Name | Sum | Within | Rounded | Operation
"""What has a value."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two expressions compared; `tolerance` of the relation that holds it applies to `==` alone."""

    left: Expression
    operator: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Same:
    """One figure that must be the same in all protocols of a precinct."""

    name: str


Statement = Comparison | Same
"""What holds or does not."""


_OPERATIONS: dict[str, Callable[[int | Fraction, int | Fraction], Value]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: left * Fraction(1, right) if right else None,
}

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<=": operator.le,
        ">=": operator.ge,
        "<": operator.lt,
        ">": operator.gt,
    }
)
"""What each sign of a comparison asks, of two values of one type."""


def sides(comparison: Comparison, lookup: Lookup) -> tuple[int, int] | None:
    """Both sides of `comparison`, or None when either cannot be told."""
    left = comparison.left.evaluate(lookup)
    right = comparison.right.evaluate(lookup)
    if left is None or right is None:
        return None
    # Both are whole: a quotient that is not rounded was refused when the text was read.
    return floor(left), floor(right)


def holds(sign: str, left: int, right: int, tolerance: int = 0) -> bool:
    """Whether `left sign right`; for `==` a difference of up to `tolerance` still counts as agreement."""
    if sign == "==":
        return abs(left - right) <= tolerance
    return COMPARISONS[sign](left, right)


Named = Name | Sum | Within
"""What names a figure."""


def names_in(part: Expression | Statement) -> tuple[Named, ...]:
    """The names and sums in `part`, from left to right, each once."""
    return tuple(dict.fromkeys(_names(part)))


def _names(part: Expression | Statement) -> tuple[Named, ...]:
    if isinstance(part, Named):
        return (part,)
    if isinstance(part, Same):
        return (Name(part.name),)
    if isinstance(part, Rounded):
        return _names(part.operand)
    if isinstance(part, Operation | Comparison):
        return _names(part.left) + _names(part.right)
    return ()


def is_whole(expression: Expression) -> bool:
    """Whether `expression` can only be a whole number: it holds no quotient outside `ceil` and `floor`."""
    if isinstance(expression, Operation):
        return expression.operator != "/" and is_whole(expression.left) and is_whole(expression.right)
    return True
