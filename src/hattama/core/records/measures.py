"""Measures: numbers that follow from records, each a share of a named base, beside the published ones.

A measure is written in the language of control relations, in which these stand for names:

    count(complaint where missed(decide)) + count(complaint where state == "returned")
    sum(fine of complaint), median(hours(held_at, published_at) of meeting)
    distinct(right, commission of incident)     how many different ones there are
    kappa(tone, second_tone of item)            Cohen's kappa of two who judged the same, in thousandths

A sum and a median are of a field or a span; of an even number of values the median is the lower middle one.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from hattama.core.protocols import Lookup, holds, parse_expression, sides
from hattama.core.records.conditions import (
    ConditionSyntaxError,
    Operand,
    Path,
    Span,
    is_true,
    parse_condition,
    parse_operands,
    value_of,
)
from hattama.core.records.facts import RecordFacts, facts_of
from hattama.core.records.kinds import Aggregate, DayStep, Measure, MeasureFormula, Register
from hattama.core.records.records import (
    Moment,
    RecordFinding,
    RecordRule,
    Registry,
    differences,
)
from hattama.core.records.statements import Statement
from hattama.core.vocabulary import Share, tally

_CALL: Final = re.compile(r"\b(count|sum|median|distinct|kappa)[ ]*\(")
_INSIDE: Final = re.compile(
    r"(?:(?P<operands>[a-z0-9_.,()\s]+?)\s+of\s+)?\s*(?P<kind>[a-z][a-z0-9_]*)\s*(?:\bwhere\b(?P<where>.*))?",
    re.ASCII | re.DOTALL,
)
_OPERANDS: Final = {"count": (0, 0), "sum": (1, 1), "median": (1, 1), "distinct": (1, 4), "kappa": (2, 2)}
"""Of how many operands, at least and at most, each word speaks."""


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
    read = _INSIDE.fullmatch(inside)
    least, most = _OPERANDS[word]
    operands = _inside(parse_operands, read, "operands", start) if read else None
    if read is None or not least <= len(operands or ()) <= most:
        expected = ", ".join(["field"] * least)
        raise ConditionSyntaxError(
            start + 1, inside, f"{expected} of kind where …" if least else "kind where …"
        )
    return Aggregate(word, read["kind"], operands or (), _inside(parse_condition, read, "where", start))


_Read = TypeVar("_Read")


def _inside(parse: Callable[[str], _Read], read: re.Match[str], group: str, start: int) -> _Read | None:
    """What a part of the text inside parentheses is read as; a fault in it is told at its own place."""
    if read[group] is None:
        return None
    try:
        return parse(read[group])
    except ConditionSyntaxError as error:
        position = start + read.start(group) + error.position
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
    facts = facts_of(registry, moment, register.register_id)
    number, untold = _evaluate(measure.formula, facts)
    base, _ = _evaluate(measure.base, facts)
    return MeasureValue(measure, number, base, untold, tuple(_parts(measure, facts)))


def _parts(measure: Measure, facts: list[RecordFacts]) -> Iterator[tuple[str, int | None, int | None]]:
    if not measure.by:
        return
    groups: dict[str, list[RecordFacts]] = {}
    for one in facts:
        groups.setdefault(_part(one.operand((measure.by,)), measure.step), []).append(one)
    for value in sorted(groups):
        base = _evaluate(measure.base, facts if measure.of_all else groups[value])[0]
        yield value, _evaluate(measure.formula, groups[value])[0], base


def _part(value: Operand | None, step: DayStep) -> str:
    if not isinstance(value, datetime.date) or step is DayStep.DAY:
        return "" if value is None else str(value)
    back = value.weekday() if step is DayStep.WEEK else value.day - 1
    return str(value - datetime.timedelta(days=back))


def _evaluate(formula: MeasureFormula | None, facts: list[RecordFacts]) -> tuple[int | None, int]:
    """The value, and how many records could not be told."""
    if formula is None:
        return None, 0
    counted = {name: _counted(one, facts) for name, one in formula.aggregates.items()}
    lookup = Lookup(lambda name: counted[name][0], lambda name: None)
    value = formula.expression.evaluate(lookup)
    return None if value is None else int(value), sum(untold for _, untold in counted.values())


def _counted(aggregate: Aggregate, facts: list[RecordFacts]) -> tuple[int | None, int]:
    of_kind = [one for one in facts if one.record.kind.code == aggregate.kind]
    told = [True if aggregate.where is None else is_true(aggregate.where, one) for one in of_kind]
    chosen = [one for one, is_in in zip(of_kind, told, strict=True) if is_in]
    untold = told.count(None)
    if aggregate.word == "count":
        return len(chosen), untold
    if aggregate.word in ("sum", "median"):
        amounts = tally(_amount(one, aggregate.operands[0]) for one in chosen)
        untold += len(chosen) - amounts.contributors
        if aggregate.word == "sum":
            return amounts.total, untold
        known = [amount for one in chosen if (amount := _amount(one, aggregate.operands[0])) is not None]
        return (sorted(known)[(len(known) - 1) // 2] if known else None), untold
    rows = [[value_of(operand, one) for operand in aggregate.operands] for one in chosen]
    full = [tuple(row) for row in rows if None not in row]
    number = len(set(full)) if aggregate.word == "distinct" else _kappa(full)
    return number, untold + len(rows) - len(full)


def _amount(facts: RecordFacts, operand: Path | Span) -> int | None:
    if isinstance(operand, Path) and len(operand.names) == 1:
        return facts.amount(operand.names[0])
    value = value_of(operand, facts)
    return value if isinstance(value, int) else None


def _kappa(pairs: Sequence[tuple[Operand | None, ...]]) -> int | None:
    """Cohen's kappa in thousandths, rounded half up; None where chance alone would agree in everything."""
    size, same = len(pairs), sum(one == other for one, other in pairs)
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    by_chance = sum(first[value] * second[value] for value in first)
    room = size * size - by_chance
    return (2000 * (size * same - by_chance) + room) // (2 * room) if room else None


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
