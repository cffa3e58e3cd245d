"""Derived quantities of many protocols that give the same figures, added up."""

from __future__ import annotations

from collections.abc import Sequence

from hattama.core.protocols import Expression, Name, Operation, ProtocolRules, Sum
from hattama.verification.foundation import Foundation


def derived_sums(
    foundation: Foundation, contest: str, keys: Sequence[str], columns: Sequence[Sequence[int]]
) -> dict[str, tuple[int, int]]:
    """For each derived quantity its sum over the protocols, and how many of them allow it.

    `columns`: for each of `keys` its value in every protocol, of which there is at least one.
    """
    if is_additive(foundation.rules[contest]):
        # What is made of sums and differences alone is of the sums what it adds up to of the parts.
        sums = [sum(column) for column in columns]
        derived = foundation.derive(contest, dict(zip(keys, sums, strict=True)))
        return {code: (value, len(columns[0])) for code, value in derived.items()}
    found: dict[str, tuple[int, int]] = {}
    for row in zip(*columns, strict=True):
        for code, value in foundation.derive(contest, dict(zip(keys, row, strict=True))).items():
            total, count = found.get(code, (0, 0))
            found[code] = (total + value, count + 1)
    return found


def is_additive(rules: ProtocolRules) -> bool:
    """Whether all derived quantities of a form are sums and differences of its figures."""
    return all(_is_additive(quantity.expression) for quantity in rules.derived)


def _is_additive(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        parts = (expression.left, expression.right)
        return expression.operator in ("+", "-") and all(_is_additive(part) for part in parts)
    return isinstance(expression, Name | Sum)
