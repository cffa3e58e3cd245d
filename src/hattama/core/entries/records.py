"""What somebody said of a record, and what was done about it: into an entry, and back into the record.

Free texts, names of people, files' names and all that is not for every eye enter as salted hashes. Whoever
has the texts gives them to the fold; where they are forgotten the log stays whole and the values sealed.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from hattama.core.entries.parts import Body, BrokenLifeCycle, salted_sha256
from hattama.core.entries.record_kinds import DEED, PLAIN, STATEMENT, TEXTS, is_said
from hattama.core.records import (
    Document,
    FieldType,
    RecordDeed,
    RecordRefused,
    Register,
    Registry,
    Sealed,
    Statement,
    UnfitValue,
    read_day,
    read_said,
    said_body,
    said_text,
)


class RecordUnfit(BrokenLifeCycle):
    """What is said fits no record of its kind, or is open where the log may hold a hash alone."""


class Opened(NamedTuple):
    """A text that the log holds as a hash, and the salt by which it is that."""

    salt: str
    text: str


def statement_body(
    statement: Statement, register: Register, salt_of: Callable[[str], str], recorded_at: datetime.datetime
) -> tuple[dict[str, Any], dict[str, Opened]]:
    """The body of the entry, and what must be kept beside the log: each sealed text by its hash.

    `salt_of` gives a fresh salt of 32 hex digits for a field (`quotation` for that of the document).
    """
    kept: dict[str, Opened] = {}
    kind = register.kind(statement.kind)
    values: dict[str, Any] = {}
    for code, said in statement.values.items():
        field = kind.field(code) if kind is not None else None
        is_sealed = field is not None and field.is_sealed and not isinstance(said, Sealed)
        sealed = _seal(said_text(said), salt_of(code), kept) if is_sealed else None
        values[code] = said_body(said) if sealed is None else {"digest": sealed}
    body = STATEMENT.body(
        recorded_at,
        **_about(statement),
        source=statement.source,
        organisation=statement.organisation or None,
        document=_document_body(statement.document, salt_of, kept),
        as_of=statement.as_of,
        said_on=statement.said_on,
        values=values,
        replaces=statement.replaces,
    )
    return body, kept


def record_deed_body(
    deed: RecordDeed, salt_of: Callable[[str], str], recorded_at: datetime.datetime
) -> tuple[dict[str, Any], dict[str, Opened]]:
    """The body of the entry, and what must be kept beside the log."""
    kept: dict[str, Opened] = {}
    body = DEED.body(
        recorded_at,
        **_about(deed),
        deed=deed.deed,
        at=deed.at,
        by=deed.by or None,
        source=deed.source,
        document=_document_body(deed.document, salt_of, kept),
        attached=dict(deed.attached),
    )
    return body, kept


def fold_record(registry: Registry, index: int, body: Body, opened: Mapping[str, str]) -> None:
    """Take an entry of either kind into `registry`; `opened`: texts by the hash that the log has of them.

    Raises RecordUnfit, and then nothing has changed.
    """
    try:
        if body["kind"] == DEED.name:
            registry.do(_read_deed(index, body, opened))
        else:
            registry.say(_read_statement(registry, index, body, opened))
    except (RecordRefused, UnfitValue) as refusal:
        raise RecordUnfit(f"entry {index}: {refusal}") from None


def _read_statement(registry: Registry, index: int, body: Body, opened: Mapping[str, str]) -> Statement:
    register = registry.packs.get((body["register"], body["edition"]))
    if register is None:
        raise RecordRefused(f"{body['register']} {body['edition']}")
    values = {code: _read_value(register, body, code, said, opened) for code, said in body["values"].items()}
    return Statement(
        **_read_about(body),
        source=body["source"],
        values=values,
        organisation=body["organisation"] or "",
        document=_read_document(body["document"], opened),
        as_of=read_day(body["as_of"]) if body["as_of"] else None,
        said_on=read_day(body["said_on"]) if body["said_on"] else None,
        replaces=body["replaces"],
        index=index,
    )


def _read_value(register: Register, body: Body, code: str, said: Any, opened: Mapping[str, str]) -> Any:
    kind = register.kind(body["record_kind"] or "")
    field = kind.field(code) if kind is not None else None
    if kind is not None and field is None:
        raise RecordRefused(code)
    if field is None:
        return read_said(FieldType.WHOLE_NUMBER, said)
    if field.is_sealed is not (said.keys() == {"digest"}):
        raise RecordRefused(code)
    text = opened.get(said["digest"]) if field.is_sealed else None
    return read_said(field.type, said if text is None else _read_text(text))


def _read_text(text: str) -> Any:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not is_said(said):
        raise RecordRefused("text")
    return said


def _read_deed(index: int, body: Body, opened: Mapping[str, str]) -> RecordDeed:
    return RecordDeed(
        **_read_about(body),
        deed=body["deed"],
        at=datetime.datetime.fromisoformat(body["at"]),
        by=body["by"] or "",
        source=body["source"],
        document=_read_document(body["document"], opened),
        attached=body["attached"],
        index=index,
    )


def _about(told: Statement | RecordDeed) -> dict[str, Any]:
    return {
        "register": told.register,
        "edition": told.edition,
        "record_kind": told.kind or None,
        "record": told.record_id or None,
    }


def _read_about(body: Body) -> dict[str, Any]:
    return {
        "register": body["register"],
        "edition": body["edition"],
        "kind": body["record_kind"] or "",
        "record_id": body["record"] or "",
    }


def _seal(text: str, salt: str, kept: dict[str, Opened]) -> str:
    digest = salted_sha256(text, salt)
    kept[digest] = Opened(salt, text)
    return digest


def _document_body(
    document: Document | None, salt_of: Callable[[str], str], kept: dict[str, Opened]
) -> dict[str, Any] | None:
    if document is None:
        return None
    quotation = _seal(document.quotation, salt_of("quotation"), kept) if document.quotation else None
    plain = {key: getattr(document, key) or None for key in PLAIN}
    text = TEXTS[document.is_authentic]
    return {**plain, "quotation_sha256": quotation, "language": document.language or None, "text": text}


def _read_document(body: Body | None, opened: Mapping[str, str]) -> Document | None:
    if body is None:
        return None
    plain: dict[str, Any] = {key: body[key] or "" for key in (*PLAIN, "language")}
    is_authentic = next(told for told, word in TEXTS.items() if word == body["text"])
    document = Document(**plain, is_authentic=is_authentic)
    return replace(document, quotation=opened.get(body["quotation_sha256"] or "", ""))
