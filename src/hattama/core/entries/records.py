"""`record_statement`, `record_deed`: what somebody said of a record, and what was done about it.

Free texts, names of people, files' names and all that is not for every eye enter as salted hashes. Whoever
has the texts gives them to the fold; where they are forgotten the log stays whole and the values sealed.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import Body, BrokenLifeCycle, Field, Kind, always, salted_sha256
from hattama.core.entries.schema_types import (
    by_code,
    is_contest,
    is_count,
    is_date,
    is_election,
    is_hash,
    is_moment,
    is_text,
    object_of,
    one_of,
    optional,
)
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
    is_record_id,
    read_day,
    read_said,
    said_body,
    said_text,
)
from hattama.core.vocabulary import Message

LONGEST_ADDRESS: Final = 500
LONGEST_TITLE: Final = 300
_KINDS_OF_SAID: Final = ({"value"}, {"least", "most"}, {"none"}, {"digest"})
_PLAIN: Final = ("sha256", "address", "title", "page", "footnote")
_DOCUMENT: Final = frozenset({*_PLAIN, "quotation_sha256", "language", "text"})
_TEXTS: Final = {True: "authentic", False: "translation", None: "unknown"}


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
    plain = {key: getattr(document, key) or None for key in _PLAIN}
    text = _TEXTS[document.is_authentic]
    return {**plain, "quotation_sha256": quotation, "language": document.language or None, "text": text}


def _read_document(body: Body | None, opened: Mapping[str, str]) -> Document | None:
    if body is None:
        return None
    plain: dict[str, Any] = {key: body[key] or "" for key in (*_PLAIN, "language")}
    is_authentic = next(told for told, word in _TEXTS.items() if word == body["text"])
    document = Document(**plain, is_authentic=is_authentic)
    return replace(document, quotation=opened.get(body["quotation_sha256"] or "", ""))


def _is_short(most: int) -> Callable[[Any], object]:
    return optional(is_text(1, most))


is_source_document = object_of(
    sha256=optional(is_hash),
    address=_is_short(LONGEST_ADDRESS),
    title=_is_short(LONGEST_TITLE),
    page=_is_short(LONGEST_TITLE),
    footnote=_is_short(LONGEST_TITLE),
    quotation_sha256=optional(is_hash),
    language=_is_short(8),
    text=one_of(*_TEXTS.values()),
)
"""WHERE: a file by its hash or an address, the place in it, and a hash of the words quoted."""


def is_said(value: Any) -> bool:
    """SAID: a value, a range, none, or a hash; whether the field can hold it the fold asks."""
    if type(value) is not dict or not value or value.keys() not in _KINDS_OF_SAID:
        return False
    if "digest" in value:
        return bool(is_hash(value["digest"]))
    return value.get("none", True) is True and all(map(_is_plain, value.values()))


def _is_plain(value: Any) -> bool:
    if type(value) is dict:
        return len(value) <= len(_DOCUMENT) and all(map(_is_plain, value.values()))
    return value is None or type(value) in (str, int, bool)


def _is_record(value: Any) -> bool:
    return type(value) is str and is_record_id(value)


def _has_record(body: Body) -> str | None:
    """A statement names a record and its kind, or neither: then it is about the register as a whole. Where it
    states nothing, it takes back what was said of a record."""
    if (body["record"] is None) is not (body["record_kind"] is None):
        return "record"
    takes_back = body["record"] is not None and body["replaces"] is not None
    return None if body["values"] or takes_back else "values"


_ABOUT: Final[tuple[Field, ...]] = (
    ("register", "an identifier", is_election),
    ("edition", "an identifier", is_election),
)
_SAID_BY: Final[tuple[Field, ...]] = (
    ("source", "CODE", is_contest),
    ("document", "WHERE or null", optional(is_source_document)),
)

STATEMENT: Final = Kind(
    "record_statement",
    always(Message("Statement about a record of a register")),
    (
        *_ABOUT,
        ("record_kind", "CODE or null", optional(is_contest)),
        ("record", "RECORD or null", optional(_is_record)),
        *_SAID_BY,
        ("organisation", "a text of 1 to 300 characters or null", _is_short(LONGEST_TITLE)),
        ("as_of", "DATE or null", optional(is_date)),
        ("said_on", "DATE or null", optional(is_date)),
        ("values", "SAID by CODE", by_code(is_said)),
        ("replaces", "INDEX or null", optional(is_count)),
    ),
    _has_record,
)

DEED: Final = Kind(
    "record_deed",
    always(Message("Deed in a record of a register")),
    (
        *_ABOUT,
        ("record_kind", "CODE", is_contest),
        ("record", "RECORD", _is_record),
        ("deed", "CODE", is_contest),
        ("at", "MOMENT", is_moment),
        ("by", "CODE or null", optional(is_contest)),
        *_SAID_BY,
        ("attached", "HASH by CODE", by_code(is_hash)),
    ),
)

RECORD_KINDS: Final = frozenset({STATEMENT.name, DEED.name})
