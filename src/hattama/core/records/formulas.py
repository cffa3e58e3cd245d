"""Formulas: numbers that follow from many records, read from text and evaluated exactly.

They are written in the language of control relations, in which these stand for names:

    count(complaint where missed(decide)) + count(complaint where state == "returned")
    sum(fine of complaint), median(hours(held_at, published_at) of meeting)
    distinct(right, commission of incident)     how many different ones there are
    greatest(employer of member)                how many have the commonest one
    kappa(tone, second_tone of item)            Cohen's kappa of two who judged the same, in thousandths
    value(commission.voters)                    the number that all records have there
    at(wage, given_on), at(wage, voting)        what a dated table says for that day, or for the day of voting

A sum and a median are of a field or a span; of an even number of values the median is the lower middle one.
Where records stand in groups, those of one group are meant; `every member` are those of all.
"""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from hattama.core.protocols import Comparison, Lookup, parse_expression, parse_statement, sides
from hattama.core.records.conditions import (
    ConditionSyntaxError,
    Facts,
    Operand,
    Path,
    Span,
    is_true,
    parse_condition,
    parse_operands,
    value_of,
)
from hattama.core.records.pack_numbers import (
    Aggregate,
    Call,
    DatedCall,
    DatedTable,
    FieldCall,
    GroupRelation,
    MeasureFormula,
)
from hattama.core.records.records import Record
from hattama.core.vocabulary import tally

_Read = TypeVar("_Read")
_Counted = TypeVar("_Counted", bound="CountedFacts")
_Counted_co = TypeVar("_Counted_co", bound="CountedFacts", covariant=True)
_CALL: Final = re.compile(r"\b(count|sum|median|distinct|greatest|kappa|value|at)[ ]*\(")
_INSIDE: Final = re.compile(
    r"(?:(?P<operands>[a-z0-9_.,()\s]+?)\s+of\s+)?\s*(?P<every>every\s+)?(?P<kind>[a-z][a-z0-9_]*)\s*(?:\bwhere\b(?P<where>.*))?",
    re.ASCII | re.DOTALL,
)
_DATED: Final = re.compile(r"\s*(?P<table>[a-z][a-z0-9_]*)\s*,(?P<operands>.*)", re.ASCII | re.DOTALL)
_VALUE: Final = re.compile(r"(?P<operands>.*)", re.ASCII | re.DOTALL)
_OPERANDS: Final = {
    **{"count": (0, 0), "sum": (1, 1), "median": (1, 1)},
    **{"distinct": (1, 4), "greatest": (1, 4), "kappa": (2, 2)},
}
"""Of how many operands, at least and at most, each word speaks."""


def parse_formula(text: str) -> MeasureFormula:
    """The formula that `text` is. Raises RelationSyntaxError or ConditionSyntaxError."""
    plain, calls = _without_calls(text)
    return MeasureFormula(text, parse_expression(plain), calls)


def parse_group_relation(text: str) -> GroupRelation:
    """Two formulas compared. Raises RelationSyntaxError or ConditionSyntaxError."""
    plain, calls = _without_calls(text)
    comparison = parse_statement(plain)
    if not isinstance(comparison, Comparison):
        raise ConditionSyntaxError(1, text, "count(kind) <= 1")
    return GroupRelation(text, comparison, calls)


def _without_calls(text: str) -> tuple[str, dict[str, Call]]:
    calls: dict[str, Call] = {}
    plain, at = "", 0
    while (call := _CALL.search(text, at)) is not None:
        end = _closing(text, call.end())
        name = f"n{len(calls) + 1}"
        calls[name] = _call(call.group(1), text[call.end() : end], call.end())
        # As long as what it stands for: a fault further on is told at its own place.
        plain += text[at : call.start()] + name.ljust(end + 1 - call.start())
        at = end + 1
    return plain + text[at:], calls


def _closing(text: str, start: int) -> int:
    depth, is_quoted = 1, False
    for at in range(start, len(text)):
        is_quoted ^= text[at] == '"'
        depth += 0 if is_quoted else {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            return at
    raise ConditionSyntaxError(len(text) + 1, "", ")")


def _call(word: str, inside: str, start: int) -> Call:
    if word not in ("at", "value"):
        return _aggregate(word, inside, start)
    read = (_DATED if word == "at" else _VALUE).fullmatch(inside)
    paths = _inside(parse_operands, read, "operands", start) if read else None
    if read is None or not paths or len(paths) > 1 or not isinstance(paths[0], Path):
        raise ConditionSyntaxError(start + 1, inside, "table, path" if word == "at" else "path")
    return DatedCall(read["table"], paths[0]) if word == "at" else FieldCall(paths[0])


def _aggregate(word: str, inside: str, start: int) -> Aggregate:
    read = _INSIDE.fullmatch(inside)
    least, most = _OPERANDS[word]
    operands = _inside(parse_operands, read, "operands", start) if read else None
    if read is None or not least <= len(operands or ()) <= most:
        expected = ", ".join(["field"] * least)
        raise ConditionSyntaxError(
            start + 1, inside, f"{expected} of kind where …" if least else "kind where …"
        )
    where = _inside(parse_condition, read, "where", start)
    return Aggregate(word, read["kind"], operands or (), where, bool(read["every"]))


def _inside(parse: Callable[[str], _Read], read: re.Match[str], group: str, start: int) -> _Read | None:
    """What a part of the text inside parentheses is read as; a fault in it is told at its own place."""
    if read[group] is None:
        return None
    try:
        return parse(read[group])
    except ConditionSyntaxError as error:
        position = start + read.start(group) + error.position
        raise ConditionSyntaxError(position, error.found, error.expected) from None


class CountedFacts(Facts, Protocol):
    """Facts about one record of many."""

    @property
    def record(self) -> Record:
        """The record."""

    def amount(self, *path: str) -> int | None:
        """The number at a path, or the amount in the currency of the field there; None: none is known."""


@dataclass(frozen=True, slots=True)
class Reckoning(Generic[_Counted_co]):
    """What formulas are evaluated with: the records of all groups, the tables by day, the day of voting."""

    every: Sequence[_Counted_co]
    tables: Sequence[DatedTable]
    polling_on: datetime.date


def evaluate(
    formula: MeasureFormula | None, group: Sequence[_Counted], reckoning: Reckoning[_Counted]
) -> tuple[int | None, int]:
    """The value of a formula over a group, and how many records could not be told."""
    if formula is None:
        return None, 0
    counted = {name: _value(call, group, reckoning) for name, call in formula.calls.items()}
    value = formula.expression.evaluate(Lookup(lambda name: counted[name][0], lambda name: None))
    return None if value is None else int(value), sum(untold for _, untold in counted.values())


def both_sides(
    relation: GroupRelation, group: Sequence[_Counted], reckoning: Reckoning[_Counted]
) -> tuple[int, int] | None:
    """Both sides of a relation over a group; None where a record of it could not be told."""
    counted = {name: _value(call, group, reckoning) for name, call in relation.calls.items()}
    if any(untold for _, untold in counted.values()):
        return None
    return sides(relation.comparison, Lookup(lambda name: counted[name][0], lambda name: None))


def _value(call: Call, group: Sequence[_Counted], reckoning: Reckoning[_Counted]) -> tuple[int | None, int]:
    if isinstance(call, Aggregate):
        return _counted(call, reckoning.every if call.is_of_every else group)
    if isinstance(call, FieldCall):
        return _only(one.amount(*call.path.names) for one in group), 0
    day = reckoning.polling_on if call.is_of_voting else _only(value_of(call.path, one) for one in group)
    table = next((table for table in reckoning.tables if table.code == call.table), None)
    return (table.on(day) if table is not None and isinstance(day, datetime.date) else None), 0


def _only(values: Iterable[_Read]) -> _Read | None:
    """What all values are; None where they differ, or there are none."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _counted(aggregate: Aggregate, facts: Sequence[CountedFacts]) -> tuple[int | None, int]:
    of_kind = [one for one in facts if one.record.kind.code == aggregate.kind]
    told = [True if aggregate.where is None else is_true(aggregate.where, one) for one in of_kind]
    chosen = [one for one, is_in in zip(of_kind, told, strict=True) if is_in]
    untold = told.count(None)
    if aggregate.word == "count":
        # Where it can be told of none whether it counts, that is not none.
        return (None if of_kind and untold == len(of_kind) else len(chosen)), untold
    if aggregate.word in ("sum", "median"):
        amounts = tally(_amount(one, aggregate.operands[0]) for one in chosen)
        untold += len(chosen) - amounts.contributors
        if aggregate.word == "sum":
            # Where nobody tells an amount their sum is not nothing, it is not known.
            return (amounts.total if amounts.contributors or not chosen else None), untold
        known = [amount for one in chosen if (amount := _amount(one, aggregate.operands[0])) is not None]
        return (sorted(known)[(len(known) - 1) // 2] if known else None), untold
    rows = [[value_of(operand, one) for operand in aggregate.operands] for one in chosen]
    full = [tuple(row) for row in rows if None not in row]
    return _of_rows(aggregate.word, full), untold + len(rows) - len(full)


def _of_rows(word: str, rows: Sequence[tuple[Operand | None, ...]]) -> int | None:
    if word == "distinct":
        return len(set(rows))
    return max(Counter(rows).values(), default=0) if word == "greatest" else _kappa(rows)


def _amount(facts: CountedFacts, operand: Path | Span) -> int | None:
    if isinstance(operand, Path):
        return facts.amount(*operand.names)
    value = value_of(operand, facts)
    return value if isinstance(value, int) else None


def _kappa(pairs: Sequence[tuple[Operand | None, ...]]) -> int | None:
    """Cohen's kappa in thousandths, rounded half up; None where chance alone would agree in everything."""
    size, same = len(pairs), sum(one == other for one, other in pairs)
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    by_chance = sum(first[value] * second[value] for value in first)
    room = size * size - by_chance
    return (2000 * (size * same - by_chance) + room) // (2 * room) if room else None
