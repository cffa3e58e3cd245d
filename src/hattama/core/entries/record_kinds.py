"""`record_statement`, `record_deed`: what may stand in an entry about a record of a register."""

from collections.abc import Callable
from typing import Any, Final

from hattama.core.entries.parts import Body, Field, Kind, always
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
from hattama.core.vocabulary import Message, is_record_id

LONGEST_ADDRESS: Final = 500
LONGEST_TITLE: Final = 300
_KINDS_OF_SAID: Final = ({"value"}, {"least", "most"}, {"none"}, {"digest"})
PLAIN: Final = ("sha256", "address", "title", "page", "footnote")
_DOCUMENT: Final = frozenset({*PLAIN, "quotation_sha256", "language", "text"})
TEXTS: Final = {True: "authentic", False: "translation", None: "unknown"}


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
    text=one_of(*TEXTS.values()),
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
