"""Records read from anybody's table by a mapping: statements and deeds, or every fault by row and column.

Half a table is never read.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hattama.core.records import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Field,
    FieldType,
    Item,
    RecordDeed,
    Said,
    Statement,
    UnfitValue,
    read_said,
    said_body,
)
from hattama.core.vocabulary import Fault, Message, Words, is_record_id
from hattama.formats.constructions import CellRefused, Columns, Construction, TextOf
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.register_mappings import RecordMapping
from hattama.formats.table_rows import NOT_PRINTABLE, Cell, Table
from hattama.formats.table_times import on_the_clock
from hattama.formats.tables import open_table
from hattama.formats.visible_texts import hidden_sign
from hattama.phrases import LANGUAGES

NOT_FITTING = FaultKind.of(
    "REGISTER-CELL", Message("this does not fit: {found}; a value looks like {expected}")
)
NO_SUCH_CODE = FaultKind.of(
    "REGISTER-CODE", Message("the list has no such code: {found}; it has: {expected}")
)
TOO_LONG = FaultKind.of("REGISTER-LONG", Message("too long: {found} characters; at most {expected}"))
NO_SUCH_RECORD = FaultKind.of(
    "REGISTER-LINK", Message("neither the register nor this table has such a record: {found}")
)
NOTHING_THERE = FaultKind.of("REGISTER-EMPTY", Message("every record must have this, and the cell is empty"))
NO_SUCH_AREA = FaultKind.of("REGISTER-AREA", Message("the election has no such area: {found}"))
GIVEN_BEFORE = FaultKind.of("REGISTER-TWICE", Message("this record was given before: {found}"))
NOT_COME = FaultKind.of(
    "REGISTER-AHEAD", Message("this moment has not come yet: {found}; a register says what was done")
)
MOST_FAULTS = 10_000
_AMOUNT = re.compile(r"(-?[0-9]{1,13})(?:[.,]([0-9]{1,2}))?", re.ASCII)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(.*)", re.ASCII)
_LONGEST_FOUND = 60
_LOOKS = {FieldType.MONEY: "10500.50", FieldType.DATE: "2023-03-19", FieldType.DATETIME: "2023-03-19 17:59"}
"""How a value looks in a cell, where it looks otherwise in JSON."""
_LONGEST = {FieldType.PERSON: LONGEST_NAME, FieldType.ORGANISATION: LONGEST_NAME}
_LONGEST |= {FieldType.TEXT: LONGEST_TEXT, FieldType.WORDS: LONGEST_TEXT}


Told = Statement | RecordDeed


def read_record_table(
    path: Path,
    mapping: RecordMapping,
    new_id: Callable[[], str],
    areas: Collection[str] | None = None,
    records: Collection[str] | None = None,
    *,
    most_rows: int | None = None,
    until: datetime.datetime | None = None,
) -> list[Told]:
    """What every row of the table says, in its order; a deed after the statement that opens its record.

    `new_id` draws a name for a record where the mapping names no column; `areas` are those of the election,
    where it is known, and `records` those that a link may lead to beside the table's own. No deed was done
    after `until`. Raises InputFaults with every fault, or where there are more than `most_rows`.
    """
    with open_table(path, mapping.table, most_rows=most_rows) as table:
        reader = _RowReader(table, mapping, new_id, areas, until)
        refuse_if_any(reader.columns.faults)
        told = [one for row, cells in table.rows for one in reader.read(row, cells)]
    if records is not None:
        reader.refuse_unlinked(records)
    refuse_if_any(reader.faults)
    return told


class _RowReader:
    def __init__(
        self,
        table: Table,
        mapping: RecordMapping,
        new_id: Callable[[], str],
        areas: Collection[str] | None = None,
        until: datetime.datetime | None = None,
    ) -> None:
        self._areas, self._until = areas, until
        self.columns = Columns(table.file, table.columns, mapping.table.header_row)
        self.faults: list[Fault] = []
        self._file, self._mapping, self._new_id = table.file, mapping, new_id
        self._number = mapping.numbers.reader()
        self._ids: set[str] = set()
        self._links: list[tuple[int, str, str]] = []
        self._headings = dict(_headings(mapping))
        self._codes = {field: _codes_by_words(_field(mapping, field).items) for field in mapping.fields}
        self._bodies = _codes_by_words(mapping.register.bodies)
        self._id = self._fit(mapping.record_id)
        self._fields = [(_field(mapping, code), self._fit(one)) for code, one in mapping.fields.items()]
        self._deeds = [(one, self._fit(one.at), self._fit(one.by)) for one in mapping.deeds]

    def _fit(self, construction: Construction | None) -> TextOf | None:
        return None if construction is None else construction.fit(self.columns, dates=True)

    def refuse_unlinked(self, records: Collection[str]) -> None:
        """Note a fault for each link that leads neither to one of `records` nor to one of the table."""
        known = {*records, *self._ids}
        for row, name, text in self._links:
            if text not in known:
                self._fault(NO_SUCH_RECORD, row, name, text)

    def read(self, row: int, cells: Sequence[Cell] | Fault) -> Iterator[Told]:
        """What the row says; faults are noted."""
        if isinstance(cells, Fault):
            self._note(cells)
            return
        record_id = self._record_id(row, cells)
        values = {
            field.code: said
            for field, text_of in self._fields
            for said in self._said(row, field, text_of, cells)
        }
        about: dict[str, Any] = {
            "register": self._mapping.register.register_id,
            "edition": self._mapping.register.edition,
            "kind": self._mapping.kind.code,
            "record_id": record_id,
        }
        if values:
            yield self._statement(about, values)
        for columns, at_of, by_of in self._deeds:
            at = self._moment(row, columns.code, self._text(row, columns.code, at_of, cells), columns.pattern)
            if at is not None and self._until is not None and at > self._until:
                self._fault(NOT_COME, row, columns.code, f"{at:%Y-%m-%d %H:%M}")
            elif at is not None:
                by = self._by(row, columns.code, by_of, cells)
                source, document = self._mapping.source, self._mapping.document
                yield RecordDeed(**about, deed=columns.code, at=at, by=by, source=source, document=document)

    def _statement(self, about: Mapping[str, Any], values: Mapping[str, Said]) -> Statement:
        mapping = self._mapping
        return Statement(
            **about,
            source=mapping.source,
            values=values,
            organisation=mapping.organisation,
            document=mapping.document,
            as_of=mapping.as_of,
            said_on=mapping.said_on,
        )

    def _record_id(self, row: int, cells: Sequence[Cell]) -> str:
        if self._id is None:
            return self._new_id()
        record_id = self._text(row, "record", self._id, cells)
        if not is_record_id(record_id):
            self._fault(NOT_FITTING, row, "record", record_id, "k3v9p2x7")
        elif record_id in self._ids:
            self._fault(GIVEN_BEFORE, row, "record", record_id)
        self._ids.add(record_id)
        return record_id

    def _said(self, row: int, field: Field, text_of: TextOf | None, cells: Sequence[Cell]) -> Iterator[Said]:
        before = len(self.faults)
        text = self._text(row, field.code, text_of, cells)
        if text in self._mapping.none:
            yield None
            return
        if not text:
            if field.required and len(self.faults) == before:
                self._fault(NOTHING_THERE, row, field.code)
            return
        body = self._body(row, field, text)
        if len(self.faults) > before:
            return
        try:
            yield read_said(field.type, {"value": body})
        except UnfitValue as error:
            if len(text) > _LONGEST.get(field.type, len(text)):
                self._fault(TOO_LONG, row, field.code, str(len(text)), str(_LONGEST[field.type]))
            else:
                self._fault(NOT_FITTING, row, field.code, text, _LOOKS.get(field.type, str(error)))

    def _body(self, row: int, field: Field, text: str) -> Any:
        """What JSON would say of the text of a cell."""
        text = self._codes[field.code].get(text.casefold(), text)
        self._refuse_unknown(row, field, text)
        if field.type is FieldType.LINK:
            self._links.append((row, field.code, text))
        if field.type is FieldType.WORDS:
            return {self._mapping.language: text}
        if field.type is FieldType.WHOLE_NUMBER:
            number = self._number(text)
            if isinstance(number, FaultKind):
                self._fault(number, row, field.code, text)
            return number
        if field.type is FieldType.MONEY:
            return self._money(field, text)
        if field.type in (FieldType.DATE, FieldType.DATETIME):
            moment = self._moment(row, field.code, text, self._mapping.patterns.get(field.code, ""))
            if moment is None or field.type is FieldType.DATE:
                return None if moment is None else moment.date().isoformat()
            return moment.isoformat(timespec="seconds")
        return text

    def _refuse_unknown(self, row: int, field: Field, text: str) -> None:
        if field.type is FieldType.CODE and field.item(text) is None:
            self._fault(NO_SUCH_CODE, row, field.code, text, among=[item.words for item in field.items])
        if field.type is FieldType.AREA and self._areas is not None and text not in self._areas:
            self._fault(NO_SUCH_AREA, row, field.code, text)

    def _money(self, field: Field, text: str) -> dict[str, object] | None:
        amount = _AMOUNT.fullmatch("".join(text.split()))
        if amount is None:
            return None
        # A spreadsheet keeps 1500.50 as 1500.5.
        minor = abs(int(amount[1])) * 100 + int((amount[2] or "").ljust(2, "0"))
        day = self._mapping.as_of.isoformat() if self._mapping.as_of else None
        return {"minor": -minor if text.startswith("-") else minor, "currency": field.currency, "on": day}

    def _moment(self, row: int, name: str, text: str, pattern: str) -> datetime.datetime | None:
        if not text:
            return None
        try:
            read = datetime.datetime.strptime(text, pattern) if pattern else _moment(text)  # noqa: DTZ007
            return on_the_clock(read, self._mapping.time_zone, text)
        except ValueError:
            self._fault(NOT_FITTING, row, name, text, pattern or "2023-03-19, 19.03.2023, 2023-03-19 17:59")
            return None

    def _by(self, row: int, name: str, by_of: TextOf | None, cells: Sequence[Cell]) -> str:
        text, bodies = self._text(row, f"{name} by", by_of, cells), self._mapping.register.bodies
        by = self._bodies.get(text.casefold(), text)
        if by and self._mapping.register.body(by) is None:
            self._fault(NO_SUCH_CODE, row, f"{name} by", by, among=[body.words for body in bodies])
        return by

    def _text(self, row: int, name: str, text_of: TextOf | None, cells: Sequence[Cell]) -> str:
        try:
            text = text_of(cells) if text_of else ""
        except CellRefused as refusal:
            self._fault(refusal.kind, row, refusal.column or name, refusal.found)
            return ""
        if sign := hidden_sign(text, several_lines=True):
            self._fault(NOT_PRINTABLE, row, name, sign)
            return ""
        return text

    def _fault(
        self,
        kind: FaultKind,
        row: int,
        name: str,
        found: str = "",
        expected: str = "",
        among: Sequence[Words] = (),
    ) -> None:
        """Note a fault of a field or deed, by the heading of its column. `among`: what could stand there."""
        found = found if len(found) <= _LONGEST_FOUND else f"{found[:_LONGEST_FOUND]}…"
        if among:
            told = {code: "; ".join(one.say(code) for one in among) for code in LANGUAGES}
            kind = FaultKind(kind.code, kind.words.given(expected=Words.of(told)))
        heading = self._headings.get(name, name)
        self._note(kind.at(self._file, row=row, field=heading, found=found, expected=expected))

    def _note(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise InputFaults(self.faults)


def _headings(mapping: RecordMapping) -> Iterator[tuple[str, str]]:
    """How the column is headed that a field, a deed or its body is read from, where it is one column."""
    named = [("record", mapping.record_id), *mapping.fields.items()]
    for one in mapping.deeds:
        named += [(one.code, one.at), (f"{one.code} by", one.by)]
    for name, construction in named:
        if construction is not None and construction.column:
            yield name, construction.column


def _codes_by_words(items: Iterable[Item]) -> dict[str, str]:
    """What a cell may say for each code: the code, or its words in any language, if they are of it alone."""
    codes: dict[str, set[str]] = {}
    for item in items:
        for text in item.words.values():
            codes.setdefault(text.casefold(), set()).add(item.code)
    return {text: min(some) for text, some in codes.items() if len(some) == 1} | {
        item.code: item.code for item in items
    }


def _moment(text: str) -> datetime.datetime:
    """A day or moment as 2023-03-19 17:59, or as 19.03.2023 17:59. Raises ValueError."""
    dotted = _DOTTED.fullmatch(text)
    if dotted is None:
        return datetime.datetime.fromisoformat(text)
    return datetime.datetime.fromisoformat(f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}{dotted[4]}")


def _field(mapping: RecordMapping, code: str) -> Field:
    field = mapping.kind.field(code)
    assert field is not None, "a mapping names fields of its kind alone"
    return field


def told_document(told: Told) -> dict[str, Any]:
    """A statement or deed as JSON, nothing sealed: what an import would say."""
    about = {"register": told.register, "edition": told.edition, "kind": told.kind, "record": told.record_id}
    if isinstance(told, RecordDeed):
        at = told.at.isoformat(timespec="seconds")
        return {**about, "source": told.source, "deed": told.deed, "at": at, "by": told.by or None}
    return {
        **about,
        "source": told.source,
        "as_of": told.as_of.isoformat() if told.as_of else None,
        "values": {code: said_body(said) for code, said in told.values.items()},
    }
