"""Records read from anybody's table by a mapping: statements and deeds, or every fault by row and column.

A mapping is TOML: `[import]` says which register and who says it, `[fields]` which column is what, `[[deed]]`
what was done when. The keys are described in docs/developer/registers.md. Half a table is never read.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hattama.core.records import (
    Document,
    Field,
    FieldType,
    RecordDeed,
    RecordKind,
    Register,
    Said,
    Statement,
    UnfitValue,
    is_record_id,
    read_said,
    said_body,
)
from hattama.core.vocabulary import Fault, Message
from hattama.formats.constructions import CellRefused, Columns, Construction, TextOf, read_construction
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.mapping import read_number_format
from hattama.formats.register_conditions import note_unknown
from hattama.formats.register_kinds import NOT_FOR_TYPE
from hattama.formats.table_rows import NOT_PRINTABLE, Cell, Table
from hattama.formats.table_times import is_time_zone, on_the_clock
from hattama.formats.tables import TableOptions, open_table, read_table_options
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable, read_toml
from hattama.formats.visible_texts import hidden_sign
from hattama.formats.whole_numbers import NumberFormat

NOT_FITTING = FaultKind.of(
    "REGISTER-CELL", Message("this does not fit: {found}; a value looks like {expected}")
)
NO_SUCH_CODE = FaultKind.of(
    "REGISTER-CODE", Message("the list has no such code: {found}; it has: {expected}")
)
NOTHING_THERE = FaultKind.of("REGISTER-EMPTY", Message("every record must have this, and the cell is empty"))
NO_SUCH_AREA = FaultKind.of("REGISTER-AREA", Message("the election has no such area: {found}"))
GIVEN_BEFORE = FaultKind.of("REGISTER-TWICE", Message("this record was given before: {found}"))
NOT_COME = FaultKind.of(
    "REGISTER-AHEAD", Message("this moment has not come yet: {found}; a register says what was done")
)
MOST_FAULTS = 10_000
_AMOUNT = re.compile(r"(-?[0-9]{1,13})(?:[.,]([0-9]{2}))?", re.ASCII)


Registers = Mapping[tuple[str, str], Register]


@dataclass(frozen=True, slots=True)
class DeedColumns:
    """Where a row says when a deed was done, and by whom."""

    code: str
    at: Construction
    by: Construction | None
    pattern: str


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """Which columns of a table are what of one kind of records; who says it, and by which document."""

    file: str
    register: Register
    kind: RecordKind
    source: str
    organisation: str
    document: Document | None
    as_of: datetime.date | None
    said_on: datetime.date | None
    time_zone: str
    language: str
    none: frozenset[str]
    record_id: Construction | None
    fields: Mapping[str, Construction]
    patterns: Mapping[str, str]
    deeds: tuple[DeedColumns, ...]
    table: TableOptions
    numbers: NumberFormat


def parse_record_mapping(
    data: bytes, file: str, registers: Mapping[tuple[str, str], Register]
) -> RecordMapping:
    """The mapping in `data`. Raises InputFaults with everything that is wrong."""
    top = read_toml(data, file)
    head = top.table("import") or TomlTable(top.document, ("import",), {})
    name, edition = head.text("register"), head.text("edition")
    register = registers.get((name, edition))
    if register is None:
        possible = ", ".join(" ".join(one) for one in registers)
        head.fault(NOT_ALLOWED, "register", f"{name} {edition}", possible)
        top.document.refuse_if_faulty(so_far=True)
        raise AssertionError("an unknown register is a fault")
    code = head.text("kind")
    note_unknown(head, "kind", [code], [kind.code for kind in register.kinds])
    kind = register.kind(code) or register.kinds[0]
    mapping = _read_mapping(top, head, file, register, kind)
    top.document.refuse_if_faulty()
    return mapping


def _read_mapping(
    top: TomlTable, head: TomlTable, file: str, register: Register, kind: RecordKind
) -> RecordMapping:
    source, zone = head.text("source"), head.text("time_zone", required=False) or "UTC"
    note_unknown(head, "source", [source], register.precedence)
    if not is_time_zone(zone):
        head.fault(NOT_ALLOWED, "time_zone", zone, "Asia/Almaty")
    patterns = top.table("patterns", required=False)
    return RecordMapping(
        file=file,
        register=register,
        kind=kind,
        source=source,
        organisation=head.text("organisation", required=False),
        document=_read_document(top),
        as_of=head.day("as_of") if "as_of" in head else None,
        said_on=head.day("said_on") if "said_on" in head else None,
        time_zone=zone,
        language=head.text("language", required=False) or "kk",
        none=frozenset(head.texts("none")),
        record_id=read_construction(head, "record", required=False),
        fields=_read_fields(top, kind),
        patterns={} if patterns is None else {key: patterns.text(key) for key in patterns.values},
        deeds=tuple(_read_deeds(top, register, kind)),
        table=read_table_options(top),
        numbers=read_number_format(top),
    )


def _read_document(top: TomlTable) -> Document | None:
    table = top.table("document", required=False)
    if table is None:
        return None
    text = {
        key: table.text(key, required=False) for key in ("sha256", "address", "title", "page", "language")
    }
    return Document(**text, is_authentic=table.boolean("authentic") if "authentic" in table else None)


def _read_fields(top: TomlTable, kind: RecordKind) -> dict[str, Construction]:
    table = top.table("fields")
    if table is None:
        return {}
    note_unknown(table, "", table.values, [field.code for field in kind.fields])
    fields: dict[str, Construction] = {}
    for code in table.values:
        field = kind.field(code)
        if field is not None and field.type is FieldType.FILE:
            table.fault(NOT_FOR_TYPE, code, FieldType.FILE, "column")
        construction = read_construction(table, code)
        if construction is not None:
            fields[code] = construction
    return fields


def _read_deeds(top: TomlTable, register: Register, kind: RecordKind) -> Iterator[DeedColumns]:
    for table in top.tables("deed", required=False):
        code = table.text("code")
        note_unknown(table, "code", [code], [deed.code for deed in kind.course.deeds])
        at, by = read_construction(table, "at"), read_construction(table, "by", required=False)
        if by is not None and by.constant is not None:
            note_unknown(table, "by", [by.constant], [body.code for body in register.bodies])
        if at is not None:
            yield DeedColumns(code, at, by, table.text("pattern", required=False))


Told = Statement | RecordDeed


def read_record_table(
    path: Path,
    mapping: RecordMapping,
    new_id: Callable[[], str],
    areas: Collection[str] | None = None,
    *,
    most_rows: int | None = None,
    until: datetime.datetime | None = None,
) -> list[Told]:
    """What every row of the table says, in its order; a deed after the statement that opens its record.

    `new_id` draws a name for a record where the mapping names no column; `areas` are those of the election,
    where it is known. No deed was done after `until`. Raises InputFaults with every fault, or where there are
    more than `most_rows`.
    """
    with open_table(path, mapping.table, most_rows=most_rows) as table:
        reader = _RowReader(table, mapping, new_id, areas, until)
        refuse_if_any(reader.columns.faults)
        told = [one for row, cells in table.rows for one in reader.read(row, cells)]
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
        self._id = self._fit(mapping.record_id)
        self._fields = [(_field(mapping, code), self._fit(one)) for code, one in mapping.fields.items()]
        self._deeds = [(one, self._fit(one.at), self._fit(one.by)) for one in mapping.deeds]

    def _fit(self, construction: Construction | None) -> TextOf | None:
        return None if construction is None else construction.fit(self.columns, dates=True)

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
            self._fault(NOT_FITTING, row, field.code, text, str(error))

    def _body(self, row: int, field: Field, text: str) -> Any:
        """What JSON would say of the text of a cell."""
        self._refuse_unknown(row, field, text)
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
            self._fault(NO_SUCH_CODE, row, field.code, text, ", ".join(item.code for item in field.items))
        if field.type is FieldType.AREA and self._areas is not None and text not in self._areas:
            self._fault(NO_SUCH_AREA, row, field.code, text)

    def _money(self, field: Field, text: str) -> dict[str, object] | None:
        amount = _AMOUNT.fullmatch("".join(text.split()))
        if amount is None:
            return None
        minor = abs(int(amount[1])) * 100 + int(amount[2] or 0)
        day = self._mapping.as_of.isoformat() if self._mapping.as_of else None
        return {"minor": -minor if text.startswith("-") else minor, "currency": field.currency, "on": day}

    def _moment(self, row: int, name: str, text: str, pattern: str) -> datetime.datetime | None:
        if not text:
            return None
        try:
            read = datetime.datetime.strptime(text, pattern) if pattern else _iso(text)  # noqa: DTZ007
            return on_the_clock(read, self._mapping.time_zone, text)
        except ValueError:
            self._fault(NOT_FITTING, row, name, text, pattern or "2023-03-19, 2023-03-19 17:59")
            return None

    def _by(self, row: int, name: str, by_of: TextOf | None, cells: Sequence[Cell]) -> str:
        by = self._text(row, name, by_of, cells)
        bodies = [body.code for body in self._mapping.register.bodies]
        if by and by not in bodies:
            self._fault(NO_SUCH_CODE, row, name, by, ", ".join(bodies))
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

    def _fault(self, kind: FaultKind, row: int, field: str, found: str = "", expected: str = "") -> None:
        self._note(kind.at(self._file, row=row, field=field, found=found, expected=expected))

    def _note(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise InputFaults(self.faults)


def _field(mapping: RecordMapping, code: str) -> Field:
    field = mapping.kind.field(code)
    assert field is not None, "a mapping names fields of its kind alone"
    return field


_iso = datetime.datetime.fromisoformat


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
