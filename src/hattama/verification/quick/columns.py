"""Control relations asked of many protocols at once: the core's own expressions, reckoned in columns.

This answers one question only: in which of these protocols may anything fail to hold? Those are then checked
one by one by `check_protocol`, which is the rule.
"""

from __future__ import annotations

import operator
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import repeat
from typing import Any

from hattama.core.protocols import (
    COMPARISONS,
    FORM_RULES,
    Comparison,
    FigureReader,
    Lookup,
    Protocol,
    ProtocolRules,
    Relation,
    Scope,
    Statement,
    check_protocol,
    derive_figures,
    holds,
    sides,
)
from hattama.core.vocabulary import Contest, Finding


class NotByColumn(Exception):
    """Relations that cannot be asked of many at once: whether they can be checked hangs on the values."""


def _each(apply: Callable[[int, int], int]) -> Callable[[Column, Any], Column]:
    def reckon(column: Column, other: Any) -> Column:
        if column.divisor == 1 and isinstance(other, Fraction) and apply is operator.mul:
            return Column([value * other.numerator for value in column.values], other.denominator)
        if not isinstance(other, Column | int) or column.divisor != 1:
            raise NotByColumn
        return Column(
            list(map(apply, column.values, repeat(other) if isinstance(other, int) else other.whole()))
        )

    return reckon


class Column:
    """A figure in many protocols, over `divisor`; expressions reckon with it as with one number."""

    def __init__(self, values: Sequence[int], divisor: int = 1) -> None:
        self.values, self.divisor = values, divisor

    def whole(self) -> Sequence[int]:
        """The values, if they stand over nothing. Raises NotByColumn."""
        if self.divisor != 1:
            raise NotByColumn
        return self.values

    __add__ = __radd__ = _each(operator.add)
    __sub__ = _each(operator.sub)
    __rsub__ = _each(lambda column, other: other - column)
    __mul__ = __rmul__ = _each(operator.mul)

    def __ceil__(self) -> Column:
        return Column([-(-value // self.divisor) for value in self.values])

    def __floor__(self) -> Column:
        # A whole side of a relation is asked for so, too.
        return self if self.divisor == 1 else Column([value // self.divisor for value in self.values])

    def __bool__(self) -> bool:
        raise NotByColumn


Columns = Sequence[Sequence[int]]
"""For each figure its values in all the protocols."""


class ColumnCheck:
    """The relations of one form, for protocols that all give exactly the figures `keys`, none illegible.

    `findings` are those that every such protocol has, whatever the values: lines left blank, relations that
    lack a figure. Raises NotByColumn.
    """

    def __init__(self, rules: ProtocolRules, contest: Contest, keys: Sequence[str]) -> None:
        if contest.ballots_differ:
            raise NotByColumn
        self._rules, self._contest, self._keys = rules, contest, keys
        nothing = [array("q")] * len(keys)
        _, unchecked = self.ask(nothing)
        self.derived(nothing)
        example = Protocol("example", contest.code, dict.fromkeys(keys, 0))
        self.findings: tuple[Finding, ...] = tuple(
            finding
            for finding in check_protocol(rules, contest, example)
            if finding.code in FORM_RULES or (finding.code, finding.row) in unchecked
        )

    def derived(self, columns: Columns) -> dict[str, Sequence[int]]:
        """The derived quantities that these protocols allow, by code, each with its value in every one."""
        values = derive_figures(self._rules, self._contest, self._read(columns))
        return {code: _in_each(value, len(columns[0])) for code, value in values.items()}

    def _read(self, columns: Columns) -> Mapping[str, Any]:
        return dict(zip(self._keys, map(Column, columns), strict=True))

    def ask(self, columns: Columns) -> tuple[set[int], set[tuple[str, str]]]:
        """Rows with more to say; relations, with the row of the form, that cannot be checked in any."""
        reader = FigureReader(self._rules, self._contest, self._read(columns))
        more: set[int] = set()
        unchecked: set[tuple[str, str]] = set()
        for relation in self._rules.relations:
            if relation.enabled and relation.scope is Scope.PROTOCOL:
                for row in reader.rows(relation.each) if relation.each else ("",):
                    found = _rows_to_ask(relation, reader.lookup(row), len(columns[0]))
                    if found is None:
                        unchecked.add((relation.code, row))
                    else:
                        more.update(found)
        return more, unchecked


def _rows_to_ask(relation: Relation, lookup: Lookup, count: int) -> Iterable[int] | None:
    """Where the relation is broken, or cannot be checked; None where it can be checked nowhere."""
    when = [True] * count if relation.when is None else _flags(relation.when, lookup, count)
    said = _flags(relation.statement, lookup, count, relation.tolerance)
    if when is None or (said is None and relation.when is None):
        return None
    if said is None:
        said = [False] * count
    return () if False not in said else [row for row in range(count) if when[row] and not said[row]]


def _flags(statement: Statement, lookup: Lookup, count: int, tolerance: int = 0) -> list[bool] | None:
    """In which protocols it holds; None where it can be told of none."""
    if not isinstance(statement, Comparison):
        raise NotByColumn
    both = sides(statement, lookup)
    if both is None:
        return None
    left, right = (_in_each(side, count) for side in both)
    if tolerance:
        return list(map(holds, repeat(statement.operator), left, right, repeat(tolerance)))
    return list(map(COMPARISONS[statement.operator], left, right))


def _in_each(value: Any, count: int) -> Sequence[int]:
    return value.whole() if isinstance(value, Column) else [value] * count
