"""Measures: numbers that follow from records, each a share of a named base, beside the published ones.

A measure is written in the language of control relations, in which `count(kind where …)` and
`sum(field of kind where …)` stand for names:

    count(complaint where missed(decide)) + count(complaint where state == "returned")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hattama.core.protocols import Lookup, holds, parse_expression, sides
from hattama.core.records.conditions import ConditionSyntaxError, is_true, parse_condition
from hattama.core.records.facts import RecordFacts
from hattama.core.records.kinds import Aggregate, Measure, MeasureFormula, Register
from hattama.core.records.records import (
    Moment,
    RecordFinding,
    RecordRule,
    Registry,
    differences,
)
from hattama.core.records.statements import Statement
from hattama.core.vocabulary import Share, tally

_CALL: Final = re.compile(r"\b(count|sum)[ ]*\(")
_COUNT: Final = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?:\bwhere\b(.*))?", re.ASCII | re.DOTALL)
_SUM: Final = re.compile(
    r"\s*([a-z][a-z0-9_]*)\s+of\s+([a-z][a-z0-9_]*)\s*(?:\bwhere\b(.*))?", re.ASCII | re.DOTALL
)


def parse_formula(text: str) -> MeasureFormula:
    """The formula that `text` is. Raises RelationSyntaxError or ConditionSyntaxError."""
    aggregates: dict[str, Aggregate] = {}
    plain, at = "", 0
    while (call := _CALL.search(text, at)) is not None:
        end = _closing(text, call.end())
        name = f"n{len(aggregates) + 1}"
        aggregates[name] = _aggregate(call.group(1), text[call.end() : end], call.end())
        # As long as what it stands for: a fault further on is told at its own place.
        plain += text[at : call.start()] + name.ljust(end + 1 - call.start())
        at = end + 1
    return MeasureFormula(text, parse_expression(plain + text[at:]), aggregates)


def _closing(text: str, start: int) -> int:
    depth, is_quoted = 1, False
    for at in range(start, len(text)):
        is_quoted ^= text[at] == '"'
        depth += 0 if is_quoted else {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            return at
    raise ConditionSyntaxError(len(text) + 1, "", ")")


def _aggregate(word: str, inside: str, start: int) -> Aggregate:
    read = (_COUNT if word == "count" else _SUM).fullmatch(inside)
    if read is None:
        expected = "kind where …" if word == "count" else "field of kind where …"
        raise ConditionSyntaxError(start + 1, inside, expected)
    field, kind, where = ("", read[1], read[2]) if word == "count" else (read[1], read[2], read[3])
    if where is None:
        return Aggregate(kind, field, None)
    try:
        return Aggregate(kind, field, parse_condition(where))
    except ConditionSyntaxError as error:
        position = start + len(inside) - len(where) + error.position
        raise ConditionSyntaxError(position, error.found, error.expected) from None


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """What a measure comes to. `untold`: records of which it cannot be told whether, or how much, they count.

    `parts`: the same by each value of the measure's field, the empty string where none is stated; each of the
    base of that value where the measure has a base.
    """

    measure: Measure
    number: int | None
    base: int | None
    untold: int
    parts: tuple[tuple[str, int | None, int | None], ...] = ()

    @property
    def share(self) -> Share | None:
        """The number as a share of its base; None without a base, or where either cannot be told."""
        return _share(self.measure, self.number, self.base)


def _share(measure: Measure, number: int | None, base: int | None) -> Share | None:
    if measure.base is None or number is None or not base:
        return None
    return Share(number, base, measure.base_words, measure.bar)


def measure_records(measure: Measure, register: Register, registry: Registry, moment: Moment) -> MeasureValue:
    """What the records of a register come to."""
    facts = [RecordFacts(record, registry, moment) for record in registry.of(register.register_id)]
    number, untold = _evaluate(measure.formula, facts)
    base, _ = _evaluate(measure.base, facts)
    return MeasureValue(measure, number, base, untold, tuple(_parts(measure, facts)))


def _parts(measure: Measure, facts: list[RecordFacts]) -> Iterator[tuple[str, int | None, int | None]]:
    if not measure.by:
        return
    groups: dict[str, list[RecordFacts]] = {}
    for one in facts:
        value = one.operand((measure.by,))
        groups.setdefault("" if value is None else str(value), []).append(one)
    for value in sorted(groups):
        yield value, _evaluate(measure.formula, groups[value])[0], _evaluate(measure.base, groups[value])[0]


def _evaluate(formula: MeasureFormula | None, facts: list[RecordFacts]) -> tuple[int | None, int]:
    """The value, and how many records could not be told."""
    if formula is None:
        return None, 0
    counted = {name: _counted(one, facts) for name, one in formula.aggregates.items()}
    lookup = Lookup(lambda name: counted[name][0], lambda name: None)
    value = formula.expression.evaluate(lookup)
    return None if value is None else int(value), sum(untold for _, untold in counted.values())


def _counted(aggregate: Aggregate, facts: list[RecordFacts]) -> tuple[int, int]:
    of_kind = [one for one in facts if one.record.kind.code == aggregate.kind]
    told = [True if aggregate.where is None else is_true(aggregate.where, one) for one in of_kind]
    chosen = [one for one, is_in in zip(of_kind, told, strict=True) if is_in]
    untold = told.count(None)
    if not aggregate.field:
        return len(chosen), untold
    total = tally(one.amount(aggregate.field) for one in chosen)
    return total.total, untold + len(chosen) - total.contributors


def register_findings(register: Register, registry: Registry, moment: Moment) -> Iterator[RecordFinding]:
    """What is found of published numbers: against one another, and against what follows from the records.

    A register that holds no records says nothing of what its sources counted.
    """
    has_records = bool(registry.of(register.register_id))
    for measure in register.measures:
        numbers = registry.numbers(register, measure)
        yield from differences("", measure.code, numbers)
        if has_records and measure.formula is not None:
            computed = measure_records(measure, register, registry, moment).number
            yield from _against(computed, measure, numbers)
    for source in register.precedence:
        yield from _broken(register, registry, source)


def _against(computed: int | None, measure: Measure, numbers: Iterable[Statement]) -> Iterator[RecordFinding]:
    for statement in numbers:
        stated = statement.values[measure.code]
        if type(stated) is int and computed is not None and stated != computed:
            yield RecordFinding(RecordRule.PUBLISHED, "", measure.code, (statement,), stated, computed)


def _broken(register: Register, registry: Registry, source: str) -> Iterator[RecordFinding]:
    """Relations that the numbers of one source, taken by themselves, do not keep."""
    of_source = _published_by(source, registry.published.get(register.register_id, ()))
    for relation in register.relations:
        pair = sides(relation.comparison, Lookup(lambda name: of_source.get(name), lambda name: None))
        if pair is not None and not holds(relation.comparison.operator, *pair):
            yield RecordFinding(RecordRule.NUMBERS, "", relation.code, (), *pair)


def _published_by(source: str, told: Iterable[Statement]) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for statement in sorted((one for one in told if one.source == source), key=_said_when):
        numbers |= {code: said for code, said in statement.values.items() if type(said) is int}
    return numbers


def _said_when(statement: Statement) -> tuple[int, int, str]:
    of, said = (day.toordinal() if day else 0 for day in (statement.day, statement.said_on))
    return of, said, repr(sorted(statement.values.items()))
