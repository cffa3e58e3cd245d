"""Measures: numbers that follow from records, each a share of a named base, beside the published ones."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hattama.core.protocols import Lookup, holds, sides
from hattama.core.records.conditions import Operand
from hattama.core.records.facts import RecordFacts, facts_of
from hattama.core.records.formulas import Reckoning, evaluate
from hattama.core.records.kinds import DayStep, Measure, NumberRelation, Register
from hattama.core.records.pack_numbers import DatedCall, DatedTable
from hattama.core.records.records import Moment, RecordFinding, RecordRule, Registry, differences
from hattama.core.records.statements import Statement
from hattama.core.vocabulary import Share


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
        return self.share_of(self.number, self.base)

    def share_of(self, number: int | None, base: int | None) -> Share | None:
        """The number of a part as a share of the base of that part."""
        if self.measure.base is None or number is None or not base:
            return None
        return Share(number, base, self.measure.base_words, self.measure.bar)


def measure_records(measure: Measure, register: Register, registry: Registry, moment: Moment) -> MeasureValue:
    """What the records of a register come to."""
    facts = facts_of(registry, moment, register.register_id)
    reckoning = Reckoning(facts, register.tables, moment.polling_on)
    parts = tuple(_parts(measure, reckoning))
    if not measure.has_total:
        return MeasureValue(measure, None, None, 0, parts)
    number, untold = evaluate(measure.formula, facts, reckoning)
    base, _ = evaluate(measure.base, facts, reckoning)
    return MeasureValue(measure, number, base, untold, parts)


def _parts(
    measure: Measure, reckoning: Reckoning[RecordFacts]
) -> Iterator[tuple[str, int | None, int | None]]:
    if not measure.by or measure.formula is None:
        return
    groups: dict[str, list[RecordFacts]] = {}
    for one in reckoning.every:
        if one.record.kind.code in measure.formula.kinds:
            groups.setdefault(_part(one.operand(measure.by_path), measure.step), []).append(one)
    for value in sorted(groups):
        number, _ = evaluate(measure.formula, groups[value], reckoning)
        whole = reckoning.every if measure.of_all else groups[value]
        yield value, number, evaluate(measure.base, whole, reckoning)[0]


def measure_cells(
    measure: Measure,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    step: DayStep,
    reckoning: Reckoning[RecordFacts],
) -> dict[tuple[str, str], int | None]:
    """What a measure comes to by the values of two paths at once."""
    if measure.formula is None:
        return {}
    groups: dict[tuple[str, str], list[RecordFacts]] = {}
    for one in reckoning.every:
        if one.record.kind.code in measure.formula.kinds:
            cell = _part(one.operand(rows), step), _part(one.operand(columns), step)
            groups.setdefault(cell, []).append(one)
    return {cell: evaluate(measure.formula, group, reckoning)[0] for cell, group in groups.items()}


def unknown_tables(measure: Measure, register: Register, polling_on: datetime.date) -> list[DatedTable]:
    """The tables that a measure asks for the day of voting and that say nothing of that day."""
    calls = [
        call for one in (measure.formula, measure.base) if one is not None for call in one.calls.values()
    ]
    asked = {call.table for call in calls if isinstance(call, DatedCall) and call.is_of_voting}
    return [table for table in register.tables if table.code in asked and table.on(polling_on) is None]


def _part(value: Operand | None, step: DayStep) -> str:
    if not isinstance(value, datetime.date) or step is DayStep.DAY:
        return "" if value is None else str(value)
    back = value.weekday() if step is DayStep.WEEK else value.day - 1
    return str(value - datetime.timedelta(days=back))


def register_findings(register: Register, registry: Registry, moment: Moment) -> Iterator[RecordFinding]:
    """What is found of published numbers: against one another, and against what follows from the records.

    A register that holds no records says nothing of what its sources counted.
    """
    has_records = bool(registry.of(register.register_id))
    for measure in register.measures:
        numbers = registry.numbers(register, measure)
        yield from differences("", measure.code, numbers)
        if measure.formula is not None and (has_records or not measure.formula.needs_records):
            computed = measure_records(measure, register, registry, moment).number
            yield from _against(computed, measure, numbers)
    for source in register.precedence:
        own = [relation for relation in register.relations if not relation.is_across]
        yield from _broken(own, _published_by(source, registry.published.get(register.register_id, ())))
    across = [relation for relation in register.relations if relation.is_across]
    yield from _broken(across, numbers_shown_first(register, registry))


def published_share(
    measure: Measure, statement: Statement, register: Register, registry: Registry
) -> Share | None:
    """What a source published as a share of what it published of the measure that `of` names."""
    whole = statement.values.get(measure.of)
    if whole is None:
        told = registry.published.get(register.register_id, ())
        whole = _published_by(statement.source, told).get(measure.of)
    part = statement.values[measure.code]
    if type(part) is not int or type(whole) is not int or not whole:
        return None
    return Share(part, whole, measure.base_words, measure.bar)


def _against(computed: int | None, measure: Measure, numbers: Iterable[Statement]) -> Iterator[RecordFinding]:
    for statement in numbers:
        stated = statement.values[measure.code]
        if type(stated) is int and computed is not None and stated != computed:
            yield RecordFinding(RecordRule.PUBLISHED, "", measure.code, (statement,), stated, computed)


def _broken(relations: Iterable[NumberRelation], numbers: Mapping[str, int]) -> Iterator[RecordFinding]:
    """Relations that published numbers do not keep."""
    for relation in relations:
        pair = sides(relation.comparison, Lookup(lambda name: numbers.get(name), lambda name: None))
        if pair is not None and not holds(relation.comparison.operator, *pair):
            yield RecordFinding(RecordRule.NUMBERS, "", relation.code, (), *pair)


def numbers_shown_first(register: Register, registry: Registry) -> Mapping[str, int]:
    """The published number of each measure that is shown first, where it is one."""
    numbers: dict[str, int] = {}
    for measure in register.measures:
        first = next(iter(registry.numbers(register, measure)), None)
        said = None if first is None else first.values[measure.code]
        if type(said) is int:
            numbers[measure.code] = said
    return numbers


def _published_by(source: str, told: Iterable[Statement]) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for statement in sorted((one for one in told if one.source == source), key=_said_when):
        numbers |= {code: said for code, said in statement.values.items() if type(said) is int}
    return numbers


def _said_when(statement: Statement) -> tuple[int, int, str]:
    of, said = (day.toordinal() if day else 0 for day in (statement.day, statement.said_on))
    return of, said, repr(sorted(statement.values.items()))
