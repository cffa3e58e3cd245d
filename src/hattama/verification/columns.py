"""Control relations asked of many protocols at once, figure by figure in columns.

This answers one question only: in which of these protocols does anything fail to hold? Those are then checked
one by one by `check_protocol`, which is the rule; here it is made quick for the many in which all is well.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import NamedTuple, TypeAlias

from hattama.core.protocols import (
    CHOICES,
    FORM_RULES,
    Comparison,
    Expression,
    Name,
    Number,
    Operation,
    Protocol,
    ProtocolRules,
    Relation,
    Rounded,
    Scope,
    Statement,
    Sum,
    check_protocol,
    figure_key,
    holds,
    is_row_number,
    split_key,
)
from hattama.core.vocabulary import Contest, Finding, Verdict

Columns: TypeAlias = Sequence[Sequence[int]]
"""For each figure its values in all the protocols."""

Values: TypeAlias = Iterable[int]
Term: TypeAlias = int | Callable[[Columns], Values]
"""A constant, or what gives one value for each protocol."""


class NotByColumn(Exception):
    """Relations that cannot be asked in columns: whether they can be checked hangs on the values."""


class _Comparison(NamedTuple):
    operator: str
    left: Term
    right: Term
    tolerance: int = 0

    def rows_where(self, columns: Columns, count: int, *, it_holds: bool) -> set[int]:
        """The protocols, by their place, in which the comparison holds, or does not."""
        left, right = _all(self.left, columns, count), _all(self.right, columns, count)
        if self.tolerance:
            flags = [holds(self.operator, *sides, self.tolerance) for sides in zip(left, right, strict=True)]
        else:
            flags = list(map(_COMPARISONS[self.operator], left, right))
        if it_holds not in flags:
            return set()
        return {row for row, flag in enumerate(flags) if flag is it_holds}


class _Asked(NamedTuple):
    """A relation of one row: what must hold (None: cannot be checked) wherever `when` does."""

    statement: _Comparison | None
    when: _Comparison | None


class ColumnCheck:
    """The relations of one form, for protocols that all give exactly the figures `keys`, none illegible.

    `findings` are those that every such protocol has, whatever the values: lines left blank, relations that
    lack a figure. Raises NotByColumn.
    """

    def __init__(self, rules: ProtocolRules, contest: Contest, keys: Sequence[str]) -> None:
        self._rules = rules
        self._places = {key: place for place, key in enumerate(keys)}
        self._choices = tuple(choice.code for choice in contest.choices)
        self._groups = {figure.code: figure.group for figure in rules.form.figures if figure.group}
        self._derived = {quantity.code: quantity.expression for quantity in rules.derived}
        self._unchecked: set[tuple[str, str]] = set()
        self._asked: list[_Asked] = []
        for relation in rules.relations:
            if relation.enabled and relation.scope is Scope.PROTOCOL:
                for row in self._rows(relation.each) if relation.each else ("",):
                    self._ask(relation, row)
        self.findings = self._constant_findings(contest)

    def rows_with_more(self, columns: Columns, count: int) -> set[int]:
        """The protocols, by their place, about which there may be more to say than `findings`."""
        rows: set[int] = set()
        for statement, when in self._asked:
            if statement is None:
                assert when is not None, "a relation that can never be checked is among the findings"
                rows |= when.rows_where(columns, count, it_holds=True)
                continue
            broken = statement.rows_where(columns, count, it_holds=False)
            if broken and when is not None:
                broken &= when.rows_where(columns, count, it_holds=True)
            rows |= broken
        return rows

    def _constant_findings(self, contest: Contest) -> tuple[Finding, ...]:
        example = Protocol("example", contest.code, dict.fromkeys(self._places, 0))
        found = check_protocol(self._rules, contest, example)
        constant = tuple(
            finding
            for finding in found
            if finding.code in FORM_RULES or (finding.code, finding.row) in self._unchecked
        )
        unchecked = {(f.code, f.row) for f in constant if f.verdict is Verdict.CANNOT_BE_CHECKED}
        if unchecked != self._unchecked:
            raise NotByColumn
        return constant

    def _ask(self, relation: Relation, row: str) -> None:
        when = None if relation.when is None else self._comparison(relation.when, row)
        statement = self._comparison(relation.statement, row, relation.tolerance)
        if (relation.when is not None and when is None) or (statement is None and when is None):
            self._unchecked.add((relation.code, row))
        else:
            self._asked.append(_Asked(statement, when))

    def _comparison(self, statement: Statement, row: str, tolerance: int = 0) -> _Comparison | None:
        if not isinstance(statement, Comparison):
            raise NotByColumn
        left, right = self._term(statement.left, row), self._term(statement.right, row)
        if left is None or right is None:
            return None
        return _Comparison(statement.operator, left, right, tolerance)

    def _term(self, expression: Expression, row: str) -> Term | None:
        """What gives the expression's values; None where a figure is missing."""
        if isinstance(expression, Number):
            return expression.value
        if isinstance(expression, Name):
            return self._figure(expression.name, row)
        if isinstance(expression, Sum):
            return self._total(expression.name)
        if isinstance(expression, Rounded):
            return self._rounded(expression, row)
        return self._operation(expression, row)

    def _figure(self, name: str, row: str) -> Term | None:
        if name in self._derived:
            return self._term(self._derived[name], "")
        return self._column(figure_key(name, row if name in self._groups else ""))

    def _column(self, key: str) -> Term | None:
        place = self._places.get(key)
        return None if place is None else operator.itemgetter(place)

    def _total(self, name: str) -> Term | None:
        if self._groups[name] == CHOICES:
            rows: tuple[str, ...] = self._choices
        else:
            rows = tuple(
                row for code, row in map(split_key, self._places) if code == name and self._is_row(code, row)
            )
        places = [self._places.get(figure_key(name, row)) for row in rows]
        known = [place for place in places if place is not None]
        if not known or len(known) < len(places):
            return None
        return lambda columns: list(map(sum, zip(*[columns[place] for place in known], strict=True)))

    def _rounded(self, expression: Rounded, row: str) -> Term | None:
        inner = expression.operand
        if not isinstance(inner, Operation) or inner.operator != "/":
            return self._term(inner, row)
        divisor = inner.right.value if isinstance(inner.right, Number) else 0
        if not divisor:
            raise NotByColumn
        whole = self._term(inner.left, row)
        if whole is None or isinstance(whole, int):
            return None if whole is None else _divide(expression.function, whole, divisor)
        return lambda columns: [_divide(expression.function, value, divisor) for value in whole(columns)]

    def _operation(self, expression: Operation, row: str) -> Term | None:
        if expression.operator == "/":
            raise NotByColumn
        left, right = self._term(expression.left, row), self._term(expression.right, row)
        if left is None or right is None:
            return None
        apply = _OPERATIONS[expression.operator]
        if isinstance(left, int) and isinstance(right, int):
            return apply(left, right)
        return lambda columns: list(map(apply, _values(left, columns), _values(right, columns)))

    def _rows(self, group: str) -> tuple[str, ...]:
        if group == CHOICES:
            return self._choices
        given = {
            row
            for code, row in map(split_key, self._places)
            if self._groups.get(code) == group and self._is_row(code, row)
        }
        return tuple(sorted(given, key=int))

    def _is_row(self, code: str, row: str) -> bool:
        return is_row_number(row, self._rules.form.group(self._groups[code]).max_rows)


_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def _divide(function: str, value: int, divisor: int) -> int:
    return -(-value // divisor) if function == "ceil" else value // divisor


def _values(term: Term, columns: Columns) -> Values:
    return repeat(term) if isinstance(term, int) else term(columns)


def _all(term: Term, columns: Columns, count: int) -> list[int]:
    return [term] * count if isinstance(term, int) else list(term(columns))
