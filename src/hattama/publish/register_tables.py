"""Registers as files: a table for each kind of records, one of every statement, one of every deed.

Only what a pack calls public stands in them. A table of records holds what is shown first of each field; what
others say, with source and place, is in the table of statements. What was erased is empty and named.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from hattama.core.records import (
    Field,
    FieldType,
    Money,
    NamedFile,
    Range,
    Record,
    RecordKind,
    Register,
    Registry,
    Said,
    Sealed,
    Statement,
    Visibility,
    said_body,
)
from hattama.core.vocabulary import Message, Words, inert_cell
from hattama.phrases import LANGUAGES, in_every_language
from hattama.publish.json_lines import render_line
from hattama.publish.table_descriptions import Column, Kind, Table
from hattama.publish.tables import Row
from hattama.publish.views import render_json

_KINDS: Final = MappingProxyType(
    {
        FieldType.WHOLE_NUMBER: Kind.INTEGER,
        FieldType.MONEY: Kind.DECIMAL,
        FieldType.DATE: Kind.DAY,
        FieldType.DATETIME: Kind.MOMENT,
        FieldType.TEXT: Kind.TEXT,
        FieldType.ORGANISATION: Kind.TEXT,
        FieldType.PERSON: Kind.TEXT,
    }
)
"""What stands in a column of a field; of every other type, what names something."""

_RECORD, _STATE = Message("The record"), Message("Where the record stands")
_OPENED, _LAST = Message("Log entry that opened the record"), Message("Last log entry about the record")
_RANGES, _ERASED = Message("Fields of which a range is stated"), Message("Fields whose text was erased")
CURRENCY: Final = Message("Currency of the amount, which is in whole units")
_FIELD, _VALUE = (
    Message("Field, or measure where the register as a whole is meant"),
    Message("Value, as JSON; money in whole units"),
)
_SOURCE, _ORGANISATION = Message("Who says it"), Message("The organisation by name")
_AS_OF, _SAID_ON = Message("The day that it speaks of"), Message("The day on which it was said")
_TITLE, _ADDRESS, _PLACE = Message("Document"), Message("Its address or SHA-256"), Message("Place in it")
_QUOTATION, _FIRST = Message("Its words"), Message("Whether it is shown first")
_ENTRY, _KIND = Message("Log entry"), Message("Kind of record")
_DEED, _AT, _BY = Message("What was done"), Message("When"), Message("By which body")
_STATEMENTS, _DEEDS = Message("every statement, with source and place"), Message("everything that was done")


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A table with its rows; `document`: the same as JSON, where the table is of one kind of records."""

    table: Table
    rows: tuple[Row, ...]
    document: bytes = b""


def register_tables(register: Register, registry: Registry) -> Iterator[RegisterTable]:
    """The tables of a register, those without a row left out."""
    for kind in register.kinds:
        records = registry.of(register.register_id, kind.code)
        if records:
            rows = tuple(_record_row(record, kind) for record in records)
            yield RegisterTable(_kind_table(register, kind), rows, _document(register, kind, records))
    told = tuple(_statement_rows(register, registry))
    if told:
        yield RegisterTable(table_of(register, "statements", _STATEMENTS, _STATEMENT_COLUMNS), told)
    done = tuple(row for record in registry.of(register.register_id) for row in _deed_rows(record))
    if done:
        yield RegisterTable(table_of(register, "deeds", _DEEDS, _DEED_COLUMNS), done)


def _path(register: Register, name: str) -> str:
    return f"registers/{register.register_id}/{name}.csv"


def _titled(register: Register, more: Mapping[str, str]) -> Words:
    return Words.of({code: f"{register.names.say(code)}: {more[code]}" for code in LANGUAGES})


def described(name: str, kind: Kind, words: Message | Words, *, needed: bool = False) -> Column:
    """A column with its words in every language."""
    return Column(name, kind, in_every_language(words), needed)


def table_of(register: Register, name: str, title: Message, columns: tuple[Column, ...]) -> Table:
    """A table of a register, by its own name."""
    return Table(_path(register, name), _titled(register, in_every_language(title)), columns)


_STATEMENT_COLUMNS: Final = (
    described("record", Kind.IDENTIFIER, _RECORD),
    described("kind", Kind.IDENTIFIER, _KIND),
    described("field", Kind.IDENTIFIER, _FIELD, needed=True),
    described("value", Kind.TEXT, _VALUE),
    described("source", Kind.IDENTIFIER, _SOURCE, needed=True),
    described("organisation", Kind.TEXT, _ORGANISATION),
    described("as_of", Kind.DAY, _AS_OF),
    described("said_on", Kind.DAY, _SAID_ON),
    described("document", Kind.TEXT, _TITLE),
    described("document_address", Kind.TEXT, _ADDRESS),
    described("place", Kind.TEXT, _PLACE),
    described("quotation", Kind.TEXT, _QUOTATION),
    described("shown_first", Kind.FLAG, _FIRST, needed=True),
    described("log_index", Kind.INTEGER, _ENTRY),
)
_DEED_COLUMNS: Final = (
    described("record", Kind.IDENTIFIER, _RECORD, needed=True),
    described("kind", Kind.IDENTIFIER, _KIND, needed=True),
    described("deed", Kind.IDENTIFIER, _DEED, needed=True),
    described("at", Kind.MOMENT, _AT, needed=True),
    described("by", Kind.IDENTIFIER, _BY),
    described("source", Kind.IDENTIFIER, _SOURCE, needed=True),
    described("state", Kind.IDENTIFIER, _STATE),
    described("log_index", Kind.INTEGER, _ENTRY),
)


def _kind_table(register: Register, kind: RecordKind) -> Table:
    columns = (
        described("record", Kind.IDENTIFIER, _RECORD, needed=True),
        described("state", Kind.IDENTIFIER, _STATE),
        *(column for field in _public(kind) for column in _field_columns(field)),
        described("ranges", Kind.TEXT, _RANGES),
        described("erased", Kind.TEXT, _ERASED),
        described("differs", Kind.TEXT, Message("Fields of which sources state different values")),
        described("opened_index", Kind.INTEGER, _OPENED, needed=True),
        described("log_index", Kind.INTEGER, _LAST, needed=True),
    )
    return Table(_path(register, kind.code), _titled(register, kind.words), columns, ("record",))


def _public(kind: RecordKind) -> Iterator[Field]:
    return (field for field in kind.fields if field.visibility is Visibility.PUBLIC)


# A field may be called as one of our own columns is: its own begin with `field_` then.
_OURS: Final = frozenset({"record", "state", "ranges", "erased", "differs", "opened_index", "log_index"})


def _field_columns(field: Field) -> Iterator[Column]:
    name = f"field_{field.code}" if field.code in _OURS else field.code
    if field.type is FieldType.WORDS:
        for language in LANGUAGES:
            yield Column(f"{name}_{language}", Kind.TEXT, field.words)
        return
    yield Column(name, _KINDS.get(field.type, Kind.IDENTIFIER), field.words)
    if field.type is FieldType.MONEY:
        yield described(f"{name}_currency", Kind.IDENTIFIER, CURRENCY)


def _record_row(record: Record, kind: RecordKind) -> Row:
    said = {field.code: record.value(field.code) for field in _public(kind)}
    state = record.state
    indexes = [*(one.index for one in record.statements), *(one.index for one in record.deeds)]
    differing = (one.about for one in record.findings() if one.statements and one.about in said)
    return (
        record.record_id,
        "" if state is None else state.code,
        *(cell for field in _public(kind) for cell in _cells(field, said[field.code])),
        " ".join(code for code, value in said.items() if isinstance(value, Range)),
        " ".join(code for code, value in said.items() if isinstance(value, Sealed)),
        " ".join(dict.fromkeys(differing)),
        min(indexes),
        max(indexes),
    )


def _cells(field: Field, said: Said) -> Iterator[object]:
    if field.type is FieldType.WORDS:
        texts = said if isinstance(said, Words) else {}
        yield from (inert_cell(texts.get(language, "")) for language in LANGUAGES)
        return
    yield "" if said is None or isinstance(said, Range | Sealed | Words) else _plain(said)
    if field.type is FieldType.MONEY:
        yield said.currency if isinstance(said, Money) else ""


def _plain(said: str | int | datetime.date | Money | NamedFile) -> object:
    if isinstance(said, Money):
        return whole_units(said.minor)
    if isinstance(said, datetime.datetime):
        return said.isoformat(timespec="seconds")
    if isinstance(said, datetime.date):
        return said.isoformat()
    if isinstance(said, NamedFile):
        return said.sha256
    return inert_cell(said) if isinstance(said, str) else said


STATED_COLUMNS: Final = tuple(column.name for column in _STATEMENT_COLUMNS[2:-1])
"""Of the columns of statements those that say something of a number of a register as a whole."""


def stated_rows(register: Register, registry: Registry) -> Iterator[Row]:
    """What sources published of the register as a whole, in STATED_COLUMNS."""
    return (row[2:-1] for row in _measure_rows(register, registry))


def _statement_rows(register: Register, registry: Registry) -> Iterator[Row]:
    """Every value that somebody stated of a public field, then the numbers of the register as a whole."""
    for record in registry.of(register.register_id):
        for field in _public(record.kind):
            for place, statement in enumerate(record.standing(field.code)):
                yield _statement_row(statement, field.code, place == 0)
    yield from _measure_rows(register, registry)


def _measure_rows(register: Register, registry: Registry) -> Iterator[Row]:
    for measure in register.measures:
        for place, statement in enumerate(registry.numbers(register, measure)):
            yield _statement_row(statement, measure.code, place == 0, measure.currency)


def _statement_row(statement: Statement, code: str, is_first: bool, currency: str = "") -> Row:
    document, said = statement.document, statement.values[code]
    place = "" if document is None else "; ".join(filter(None, (document.page, document.footnote)))
    return (
        *(statement.record_id, statement.kind, code),
        "" if isinstance(said, Sealed) else render_line(_said_document(said, currency)).decode().rstrip(),
        *(statement.source, inert_cell(statement.organisation)),
        *(_day(statement.as_of), _day(statement.said_on)),
        inert_cell(document.title) if document else "",
        inert_cell(document.address or document.sha256) if document else "",
        inert_cell(place),
        inert_cell(document.quotation) if document else "",
        int(is_first),
        statement.index if statement.index >= 0 else "",
    )


def _deed_rows(record: Record) -> Iterator[Row]:
    for done, _before, after in record.walk():
        at = done.at.isoformat(timespec="seconds")
        yield (record.record_id, record.kind.code, done.deed, at, done.by, done.source, after, done.index)


def _day(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()


def _document(register: Register, kind: RecordKind, records: Iterable[Record]) -> bytes:
    head = {"register_id": register.register_id, "edition": register.edition, "kind": kind.code}
    return render_json({**head, "records": [record_document(record) for record in records]})


def record_document(record: Record) -> dict[str, Any]:
    """A record as programs read it: of each public field all that is stated, what is shown first in front.

    Of one of which all was taken back nothing but that, and so no state.
    """
    state = None if record.is_withdrawn else record.state
    return {
        "record": record.record_id,
        "register_id": record.register.register_id,
        "edition": record.register.edition,
        "kind": record.kind.code,
        "state": None if state is None else state.code,
        "taken_back": record.is_withdrawn,
        "fields": {
            field.code: [said_document(one, field.code) for one in record.standing(field.code)]
            for field in _public(record.kind)
            if record.standing(field.code)
        },
        "deeds": [
            {
                "deed": done.deed,
                "at": done.at.isoformat(timespec="seconds"),
                "by": done.by or None,
                "source": done.source,
                "state": after,
                "log_index": done.index,
            }
            for done, _before, after in record.walk()
        ],
    }


def whole_units(minor: int) -> Decimal:
    """An amount as everything says it that is read by programs: in whole units, as an import reads it."""
    return Decimal(minor).scaleb(-2)


def number_document(number: int | None, currency: str) -> int | str | None:
    """A number as JSON has it; an amount of a currency as the text of its whole units, `1050000.50`."""
    return number if number is None or not currency else str(whole_units(number))


def _said_document(said: Said, currency: str) -> dict[str, Any]:
    if isinstance(said, Sealed):
        return {"erased": True}
    return {key: _value_document(value, currency) for key, value in said_body(said).items()}


def _value_document(value: Any, currency: str) -> Any:
    """A value of a statement; that of a measure is a bare number, whose currency the measure has."""
    if isinstance(value, dict) and "minor" in value:
        amount = number_document(value["minor"], value["currency"])
        return {"amount": amount, "currency": value["currency"], "on": value["on"]}
    return number_document(value, currency) if type(value) is int else value


def said_document(statement: Statement, code: str, currency: str = "") -> dict[str, Any]:
    """What a statement says of a field, or of a measure that has a currency, with its source and place."""
    said, document = statement.values[code], statement.document
    return {
        "said": _said_document(said, currency),
        "source": statement.source,
        "organisation": statement.organisation or None,
        "as_of": _day(statement.as_of) or None,
        "said_on": _day(statement.said_on) or None,
        "document": None
        if document is None
        else {
            "title": document.title or None,
            "address": document.address or None,
            "sha256": document.sha256 or None,
            "page": document.page or None,
            "footnote": document.footnote or None,
            "quotation": document.quotation or None,
        },
        "log_index": statement.index if statement.index >= 0 else None,
    }
