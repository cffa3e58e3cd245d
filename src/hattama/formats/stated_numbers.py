"""Numbers that sources published of a register, as statements with place and words (rulepacks/stated).

The keys are described in docs/developer/registers.md.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from hattama.core.records import LONGEST_QUOTATION, Document, Range, Register, Said, Statement
from hattama.core.vocabulary import is_code, is_election_id
from hattama.formats.register_conditions import note_unknown
from hattama.formats.register_packs import shipped_registers
from hattama.formats.rulepack_forms import read_code
from hattama.formats.table_rows import TOO_LONG
from hattama.formats.toml_documents import NOT_ALLOWED, NOT_AN_INTEGER, TomlTable, read_toml
from hattama.rulepacks import stated_numbers


class StatedNumber(NamedTuple):
    """A statement about a register as a whole, and the election of which it speaks."""

    election: str
    statement: Statement


class _SourceDocument(NamedTuple):
    document: Document
    said_on: datetime.date | None
    is_read: bool = True


@lru_cache(maxsize=1)
def shipped_numbers() -> tuple[StatedNumber, ...]:
    """Every published number that comes with the program."""
    registers = shipped_registers()
    return tuple(
        one for name, data in stated_numbers() for one in parse_stated_numbers(data, name, registers)
    )


def parse_stated_numbers(
    data: bytes, file: str, registers: Mapping[tuple[str, str], Register]
) -> tuple[StatedNumber, ...]:
    """The statements in these bytes, in their order. Raises InputFaults with every fault and its line."""
    top = read_toml(data, file)
    head = top.table("stated") or TomlTable(top.document, ("stated",), {})
    name = head.text("register"), head.text("edition")
    register = registers.get(name)
    if register is None:
        head.fault(NOT_ALLOWED, "register", " ".join(name), ", ".join(map(" ".join, registers)))
    documents: dict[str, _SourceDocument] = {}
    for table in top.tables("document"):
        documents[read_code(table, documents)] = _read_document(table)
    tables = top.tables("statement")
    told = [_read_statement(one, register, documents) for one in tables] if register is not None else []
    top.document.refuse_if_faulty()
    return tuple(told)


def _read_document(table: TomlTable) -> _SourceDocument:
    titles = table.words("title")
    document = Document(
        sha256=table.text("sha256", required=False),
        address=table.text("address", required=False),
        title=titles.get("en", ""),
        titles=titles,
        language=table.text("language"),
        is_authentic=table.boolean("authentic") if "authentic" in table else None,
    )
    said_on = table.day("said_on") if "said_on" in table else None
    return _SourceDocument(document, said_on, table.boolean("read", default=True))


def _read_statement(
    table: TomlTable, register: Register, documents: Mapping[str, _SourceDocument]
) -> StatedNumber:
    code, source = table.text("document"), table.text("source")
    note_unknown(table, "document", [code], documents)
    note_unknown(table, "source", [source], register.precedence)
    known = documents.get(code, _SourceDocument(Document(), None))
    quotation = table.text("quotation", required=known.is_read)
    if len(quotation) > LONGEST_QUOTATION:
        table.fault(TOO_LONG, "quotation", str(len(quotation)), str(LONGEST_QUOTATION))
    statement = Statement(
        register=register.register_id,
        edition=register.edition,
        kind="",
        record_id="",
        source=source,
        values=_read_values(table, register),
        document=replace(
            known.document,
            page=table.text("page", required=False),
            footnote=table.text("footnote", required=False),
            quotation=quotation,
        ),
        as_of=table.day("as_of") if "as_of" in table else None,
        said_on=known.said_on,
    )
    election = table.text("election", check=is_election_id, expected="kz-2023")
    return StatedNumber(election, statement)


def _read_values(table: TomlTable, register: Register) -> dict[str, Said]:
    values = table.table("values")
    if values is None:
        return {}
    note_unknown(table, "values", values.values, [measure.code for measure in register.measures])
    return {code: _read_number(values, code) for code in values.values if is_code(code)}


def _read_number(values: TomlTable, code: str) -> Said:
    """An integer; a range as `[40, 50]`, `[40, "…"]` or `["…", 50]`; or "none": the source states none."""
    value = values.anything(code)
    if type(value) is int or value == "none":
        return value if type(value) is int else None
    if isinstance(value, list) and len(value) == 2 and any(type(end) is int for end in value):
        least, most = (end if type(end) is int else None for end in value)
        return Range(least, most)
    values.fault(NOT_AN_INTEGER, code, str(value))
    return None
