"""What the records of a register come to, beside what sources published: as a table and as a document."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hattama.core.records import (
    Measure,
    MeasureValue,
    Moment,
    RecordFinding,
    Register,
    Registry,
    measure_records,
    register_findings,
)
from hattama.core.vocabulary import Message
from hattama.publish.register_tables import (
    CURRENCY,
    RegisterTable,
    described,
    number_document,
    said_document,
    table_of,
    whole_units,
)
from hattama.publish.table_descriptions import Kind
from hattama.publish.tables import Row
from hattama.publish.views import render_json

MOST_PARTS: Final = 1000
"""Of a measure no more parts are told in one document; the table has them all."""


@dataclass(frozen=True, slots=True)
class RegisterNumbers:
    """All measures of a register by code, as seen from a moment, and what is found of published ones."""

    register: Register
    registry: Registry
    at: datetime.datetime
    values: Mapping[str, MeasureValue]
    findings: tuple[RecordFinding, ...]

    @property
    def has_records(self) -> bool:
        """Whether anything can follow from records."""
        return bool(self.registry.of(self.register.register_id))

    def value(self, measure: Measure) -> MeasureValue | None:
        """What a measure comes to; None where it only can be published, or there are no records."""
        return self.values[measure.code] if measure.formula is not None and self.has_records else None


def reckon(register: Register, registry: Registry, moment: Moment) -> RegisterNumbers:
    """Every measure of a register."""
    values = {one.code: measure_records(one, register, registry, moment) for one in register.measures}
    findings = tuple(register_findings(register, registry, moment))
    return RegisterNumbers(register, registry, moment.at, values, findings)


def numbers_document(numbers: RegisterNumbers) -> dict[str, Any]:
    """The numbers as programs read them, amounts of money as text in whole units.

    `at`: the moment as of which time limits are looked at.
    """
    register = numbers.register
    return {
        "register_id": register.register_id,
        "edition": register.edition,
        "pack_sha256": register.sha256,
        "at": numbers.at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "measures": [_measure(one, numbers) for one in register.measures],
        "relations_broken": [
            {"relation": one.about, **_sides(one, register.currency_of(one.about))}
            for one in numbers.findings
            if one.about in {relation.code for relation in register.relations}
        ],
    }


def published_document(numbers: RegisterNumbers) -> dict[str, Any]:
    """Of the numbers those alone that sources published, as `numbers_document` has them."""
    whole = numbers_document(numbers)
    told = ("measure", "words", "currency", "published", "findings")
    return {
        **{key: whole[key] for key in ("register_id", "edition", "relations_broken")},
        "measures": [{key: one[key] for key in told} for one in whole["measures"] if one["published"]],
    }


def _measure(measure: Measure, numbers: RegisterNumbers) -> dict[str, Any]:
    value = numbers.value(measure)
    parts = () if value is None else value.parts
    return {
        "measure": measure.code,
        "words": dict(measure.words),
        "base_words": dict(measure.base_words),
        "formula": None if measure.formula is None else measure.formula.text,
        "base_formula": None if measure.base is None else measure.base.text,
        "norms": list(measure.cited.ids),
        "currency": measure.currency or None,
        "by": measure.by or None,
        "number": None if value is None else number_document(value.number, measure.currency),
        "base": None if value is None else number_document(value.base, measure.currency),
        "untold": None if value is None else value.untold,
        "parts": [_part(measure, *part) for part in parts[:MOST_PARTS]],
        "parts_left_out": max(0, len(parts) - MOST_PARTS),
        "published": [
            said_document(one, measure.code, measure.currency)
            for one in numbers.registry.numbers(numbers.register, measure)
        ],
        "findings": [
            {"code": one.rule.value, **_sides(one, measure.currency)}
            for one in numbers.findings
            if one.about == measure.code
        ],
    }


def _part(measure: Measure, value: str, number: int | None, base: int | None) -> dict[str, Any]:
    said = {"number": number, "base": base}
    return {"value": value} | {key: number_document(one, measure.currency) for key, one in said.items()}


def _sides(finding: RecordFinding, currency: str) -> dict[str, int | str | None]:
    sides = {"left": finding.left, "right": finding.right}
    return {key: number_document(one, currency) for key, one in sides.items()}


def numbers_table(numbers: RegisterNumbers) -> RegisterTable:
    """The same as a table: a row for each measure, and one for each of its parts."""
    table = table_of(numbers.register, "numbers", _NUMBERS, _COLUMNS)
    return RegisterTable(table, tuple(_rows(numbers)), render_json(numbers_document(numbers)))


def _rows(numbers: RegisterNumbers) -> Iterator[Row]:
    at = numbers.at.astimezone(datetime.UTC).isoformat(timespec="seconds")
    for measure in numbers.register.measures:
        value = numbers.value(measure)
        if value is not None:
            yield _row(measure, "", value.number, value.base, value.untold, at)
            for part in value.parts:
                yield _row(measure, *part, None, at)


def _row(
    measure: Measure, part: str, number: int | None, base: int | None, untold: int | None, at: str
) -> Row:
    amounts = (_cell(one, measure.currency) for one in (number, base))
    return (measure.code, part, *amounts, measure.currency, _cell(untold), at)


def _cell(number: int | None, currency: str = "") -> object:
    return "" if number is None else whole_units(number) if currency else number


_NUMBERS: Final = Message("numbers that follow from the records")
_COLUMNS: Final = (
    described("measure", Kind.IDENTIFIER, Message("The measure"), needed=True),
    described("part", Kind.TEXT, Message("Of which part of the records; empty: of all")),
    described("number", Kind.DECIMAL, Message("What it comes to")),
    described("base", Kind.DECIMAL, Message("The whole of which it is a share")),
    described("currency", Kind.IDENTIFIER, CURRENCY),
    described("untold", Kind.INTEGER, Message("Records of which it cannot be told whether they count")),
    described("at", Kind.MOMENT, Message("As of when time limits are looked at"), needed=True),
)
