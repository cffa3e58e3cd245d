"""The mapping of a table of records, in TOML: which register, who says it, which column is what.

Its keys are described in docs/developer/registers.md.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hattama.core.records import Document, FieldType, RecordKind, Register
from hattama.formats.constructions import Construction, read_construction
from hattama.formats.mapping import read_number_format
from hattama.formats.register_conditions import note_unknown
from hattama.formats.register_kinds import NOT_FOR_TYPE
from hattama.formats.table_times import is_time_zone
from hattama.formats.tables import TableOptions, read_table_options
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable, read_toml
from hattama.formats.whole_numbers import NumberFormat


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
    text: dict[str, Any] = {
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
