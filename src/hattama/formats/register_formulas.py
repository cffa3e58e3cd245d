"""The numbers of a register pack: formulas, each name in them held against the pack; tables by day."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from hattama.core.protocols import RelationSyntaxError, names_in
from hattama.core.records import (
    Aggregate,
    ConditionSyntaxError,
    DatedCall,
    DatedTable,
    DatedValue,
    GroupRelation,
    MeasureFormula,
    RecordKind,
    paths_of,
)
from hattama.formats.pack_law import PackLaw
from hattama.formats.register_conditions import check_condition, check_paths, note_condition, note_unknown
from hattama.formats.rulepack_faults import TWICE
from hattama.formats.rulepack_forms import note_syntax, read_code
from hattama.formats.toml_documents import NOT_AN_INTEGER, TomlTable, words_in_all_languages

_WORDS = ("count(…)", "sum(…)", "median(…)", "distinct(…)", "greatest(…)", "kappa(…)", "value(…)", "at(…)")
_Formula = TypeVar("_Formula", MeasureFormula, GroupRelation)


@dataclass(frozen=True, slots=True)
class FormulaNames:
    """What formulas of a pack may name."""

    kinds: Mapping[str, RecordKind]
    tables: Mapping[str, DatedTable]


def read_formula(table: TomlTable, key: str, parse: Callable[[str], _Formula]) -> _Formula | None:
    """What `parse` makes of the text under `key`; None when absent or faulty."""
    text = table.text(key, required=False)
    if not text:
        return None
    try:
        formula = parse(text)
    except ConditionSyntaxError as error:
        note_condition(table, key, text, error)
        return None
    except RelationSyntaxError as error:
        note_syntax(table, key, text, error)
        return None
    written = formula.expression if isinstance(formula, MeasureFormula) else formula.comparison
    note_unknown(table, key, (one.name for one in names_in(written) if one.name not in formula.calls), _WORDS)
    return formula


def check_calls(
    table: TomlTable,
    key: str,
    formula: MeasureFormula | GroupRelation,
    kinds: Iterable[RecordKind],
    names: FormulaNames,
) -> None:
    """Hold every name in a formula against the pack; `kinds` are those of the records of a group."""
    of_group = tuple(kinds)
    for call in formula.calls.values():
        if isinstance(call, Aggregate):
            _check_aggregate(table, key, call, names.kinds)
            continue
        if isinstance(call, DatedCall):
            note_unknown(table, key, [call.table], names.tables)
            if call.is_of_voting:
                continue
        for kind in of_group:
            check_paths(table, key, [call.path], kind, names.kinds)


def _check_aggregate(
    table: TomlTable, key: str, aggregate: Aggregate, kinds: Mapping[str, RecordKind]
) -> None:
    note_unknown(table, key, [aggregate.kind], kinds)
    kind = kinds.get(aggregate.kind)
    if kind is None:
        return
    for operand in aggregate.operands:
        check_paths(table, key, paths_of(operand), kind, kinds)
    if aggregate.where is not None:
        check_condition(table, key, aggregate.where, kind, kinds)


def read_tables(document: TomlTable, law: PackLaw) -> dict[str, DatedTable]:
    """The tables by day."""
    tables: dict[str, DatedTable] = {}
    for table in document.tables("table", required=False):
        code = read_code(table, tables)
        values: dict[datetime.date, DatedValue] = {}
        for one in table.tables("values"):
            value = _read_value(one, law)
            if value.since in values:
                one.fault(TWICE, "since", value.since.isoformat())
            values[value.since] = value
        tables[code] = DatedTable(
            code,
            words_in_all_languages(table, "words"),
            tuple(values.values()),
            currency=table.text("currency", required="exchanges" in table),
            exchanges=table.text("exchanges", required=False),
        )
    return tables


def _read_value(table: TomlTable, law: PackLaw) -> DatedValue:
    number = table.anything("value")
    if type(number) is not int:
        table.fault(NOT_AN_INTEGER, "value", str(number))
    since = table.day("since")
    return DatedValue(
        since,
        number if type(number) is int else 0,
        law.read_cited(table, or_document=True, since=since),
        table.day("until") if "until" in table else None,
    )
