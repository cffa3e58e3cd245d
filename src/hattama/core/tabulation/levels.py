"""A commission's own table held against the sum of the protocols below it, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping

from hattama.core.protocols import Comparison, Lookup, Relation, holds, sides
from hattama.core.vocabulary import Finding, Verdict


def check_level(
    relation: Relation, claimed: Mapping[str, int], summed: Mapping[str, int]
) -> tuple[Finding, ...]:
    """The cells in which a commission's table breaks `relation` (as a rule `claimed == summed`).

    `claimed` is what the commission's table says, `summed` what the protocols below it add up to, both by
    figure key. A cell that stands on one side only cannot be checked. Cells come in the order of their keys.
    """
    statement = relation.statement
    if not isinstance(statement, Comparison):
        raise TypeError(f"{relation.code} does not compare levels")
    findings = []
    for key in sorted(claimed.keys() | summed.keys()):
        cell = {"claimed": claimed.get(key), "summed": summed.get(key)}
        # A levels relation names these two and nothing else; totals of rows have no meaning in a cell.
        both = sides(statement, Lookup(figure=cell.__getitem__, total=cell.__getitem__))
        if both is None:
            findings.append(Finding(relation.code, relation.severity, Verdict.CANNOT_BE_CHECKED, (key,)))
        elif not holds(statement.operator, *both, tolerance=relation.tolerance):
            findings.append(Finding(relation.code, relation.severity, Verdict.BROKEN, (key,), *both))
    return tuple(findings)
