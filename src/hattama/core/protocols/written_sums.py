"""Sums that stand on the paper beside the lines they are sums of: what is written, and what comes out."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from hattama.core.protocols.figures_lookup import FigureReader
from hattama.core.protocols.relations import Comparison, Expression, Lookup, Name, Number, holds, sides
from hattama.core.protocols.rules import ProtocolRules, Scope
from hattama.core.vocabulary import Contest, Count


class WrittenSum(NamedTuple):
    """One figure of one protocol that a relation says is made of others.

    `relation` is the code of the relation, `figure` the code of the figure, `row` the row of a repeated
    figure or empty. `written` is what the paper gives (None: blank or illegible), `computed` what the other
    lines give (None: one of them is missing).
    """

    relation: str
    figure: str
    row: str
    written: Count
    computed: Count


class _Stated(NamedTuple):
    relation: str
    figure: str
    expression: Expression
    each: str
    when: Comparison | None
    repeated: bool


def written_sums(
    rules: ProtocolRules,
    contest: Contest,
    figures: Mapping[str, int],
    illegible: Iterable[str] = (),
) -> tuple[WrittenSum, ...]:
    """Every figure that an enabled relation `figure == formula` states, written and computed.

    In the order of the pack. A figure that several relations state (two readings of one law) has a line for
    each. A relation whose condition does not hold says nothing. Derived quantities are on no paper, and are
    none of them.
    """
    reader = FigureReader(rules, contest, figures, frozenset(illegible))
    found = []
    for stated in _stated(rules):
        for row in reader.rows(stated.each) if stated.each else ("",):
            lookup = reader.lookup(row)
            if stated.when is None or _is_asked(stated.when, lookup):
                written, computed = lookup.figure(stated.figure), _value(stated.expression, lookup)
                of_row = row if stated.repeated else ""
                found.append(WrittenSum(stated.relation, stated.figure, of_row, written, computed))
    return tuple(found)


@lru_cache(maxsize=64)
def _stated(rules: ProtocolRules) -> tuple[_Stated, ...]:
    derived = {quantity.code for quantity in rules.derived}
    groups = {figure.code: figure.group for figure in rules.form.figures}
    return tuple(
        _Stated(
            *(relation.code, name, expression, relation.each),
            relation.when if isinstance(relation.when, Comparison) else None,
            bool(groups.get(name)),
        )
        for relation in rules.relations
        if relation.enabled
        and relation.scope is Scope.PROTOCOL
        and isinstance(relation.statement, Comparison)
        for name, expression in _sides(relation.statement)
        if name not in derived
    )


def _sides(statement: Comparison) -> Iterator[tuple[str, Expression]]:
    """The side that is one figure with the side that is a formula; nothing where both are plain."""
    if statement.operator != "==":
        return
    for one, other in ((statement.left, statement.right), (statement.right, statement.left)):
        if isinstance(one, Name) and not isinstance(other, Name | Number):
            yield one.name, other


def _is_asked(when: Comparison, lookup: Lookup) -> bool:
    both = sides(when, lookup)
    return both is not None and holds(when.operator, *both)


def _value(expression: Expression, lookup: Lookup) -> Count:
    value = expression.evaluate(lookup)
    # Quotients that are not rounded were refused when the pack was read.
    return None if value is None else int(value)
