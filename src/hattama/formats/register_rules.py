"""The rules of a kind in a register pack: `[[kind.rule]]`, with one of five tests."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from hattama.core.records import (
    Aggregate,
    Alike,
    ConditionSyntaxError,
    FieldType,
    KindRule,
    Must,
    Outlying,
    Path,
    RecordKind,
    Recurring,
    Related,
    parse_group_relation,
    parse_operands,
)
from hattama.formats.pack_law import PackLaw
from hattama.formats.register_conditions import (
    check_condition,
    check_paths,
    note_condition,
    note_unknown,
    read_condition,
)
from hattama.formats.register_formulas import FormulaNames, check_calls, read_formula
from hattama.formats.rulepack_forms import read_code
from hattama.formats.toml_documents import KEY_MISSING, NOT_ALLOWED, TomlTable, words_in_all_languages

_TESTS: Final = ("must", "same", "recurs", "outlier", "relation")

Test = Must | Alike | Recurring | Outlying | Related


def read_rules(table: TomlTable, kind: RecordKind, law: PackLaw) -> RecordKind:
    """The kind with its rules; what they say of the records of others is checked by `check_rules`."""
    rules: dict[str, KindRule] = {}
    numbers = [field.code for field in kind.fields if field.type in (FieldType.WHOLE_NUMBER, FieldType.MONEY)]
    for one in table.tables("rule", required=False):
        code = read_code(one, rules)
        named = [key for key in _TESTS if key in one]
        if len(named) != 1:
            one.fault(NOT_ALLOWED, "code", " ".join(named) or "–", " | ".join(_TESTS))
        test = _read_test(one, named[0], numbers) if len(named) == 1 else None
        where, words = read_condition(one, "where"), words_in_all_languages(one, "words")
        since, until = (one.day(key) if key in one else None for key in ("since", "until"))
        cited = law.read_cited(one, required=False, or_document=True, since=since)
        if test is not None:
            rules[code] = KindRule(code, words, test, where, cited, since, until)
    return replace(kind, rules=tuple(rules.values()))


def _read_test(table: TomlTable, key: str, numbers: list[str]) -> Test | None:
    if key == "must":
        condition = read_condition(table, key)
        return None if condition is None else Must(condition)
    if key == "relation":
        relation = read_formula(table, key, parse_group_relation)
        return None if relation is None else Related(relation, _paths(table, "by"))
    if key == "same":
        return Alike(_paths(table, key), table.integer("most", least=1, default=1) or 1)
    if key == "recurs":
        over = _paths(table, "over")
        if len(over) != 1:
            table.fault(KEY_MISSING, "over")
            return None
        return Recurring(_paths(table, key), over[0], table.integer("least", least=2, default=2) or 2)
    number, base = table.text(key), table.text("base")
    note_unknown(table, key, [number], numbers)
    note_unknown(table, "base", [base], numbers)
    fence, least = (table.integer(name, least=1, default=usual) or usual for name, usual in _USUAL.items())
    return Outlying(number, base, fence, least)


_USUAL: Final = {"fence": 3, "least": 1}


def _paths(table: TomlTable, key: str) -> tuple[Path, ...]:
    return tuple(path for text in table.texts(key) for path in _read_path(table, key, text))


def _read_path(table: TomlTable, key: str, text: str) -> Iterator[Path]:
    try:
        yield from (one for one in parse_operands(text) if isinstance(one, Path))
    except ConditionSyntaxError as error:
        note_condition(table, key, text, error)


def read_fraction(table: TomlTable, key: str) -> Fraction | None:
    """A share as two whole numbers; None where there is none."""
    text = table.text(key, required=False)
    if not text:
        return None
    numerator, slash, denominator = text.partition("/")
    if not (slash and numerator.isdecimal() and denominator.isdecimal() and int(denominator)):
        table.fault(NOT_ALLOWED, key, text, "1/4")
        return None
    return Fraction(int(numerator), int(denominator))


def check_rules(table: TomlTable, kind: RecordKind, names: FormulaNames) -> None:
    """Hold the rules of a kind against its fields and those that its links lead to."""
    for one, rule in zip(table.tables("rule", required=False), kind.rules, strict=False):
        conditions = [rule.where, rule.test.condition if isinstance(rule.test, Must) else None]
        for condition in conditions:
            if condition is not None:
                check_condition(one, "where", condition, kind, names.kinds)
        check_paths(one, "same", _paths_of(rule.test), kind, names.kinds)
        if isinstance(rule.test, Related):
            _check_relation(one, rule.test, kind, names)


def _check_relation(table: TomlTable, test: Related, kind: RecordKind, names: FormulaNames) -> None:
    """A rule speaks of records of its own kind alone."""
    check_calls(table, "relation", test.relation, [kind], names)
    counted = (call.kind for call in test.relation.calls.values() if isinstance(call, Aggregate))
    note_unknown(table, "relation", counted, [kind.code])


def _paths_of(test: Test) -> tuple[Path, ...]:
    if isinstance(test, Recurring):
        return (*test.fields, test.over)
    return test.fields if isinstance(test, Alike | Related) else ()
