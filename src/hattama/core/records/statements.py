"""Statements: what somebody said of a record, by which document; and which of several is shown first.

Nothing said is ever overwritten. A pack ranks its sources; of two statements the higher source is shown
first, then the one that speaks of the later day. The choice does not depend on which came in first.
"""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hattama.core.records.values import (
    FieldType,
    Range,
    Said,
    Sealed,
    UnfitValue,
    Value,
    read_value,
    value_body,
)
from hattama.core.vocabulary import Words

LONGEST_QUOTATION: Final = 500


@dataclass(frozen=True, slots=True)
class Document:
    """Where something is written: a file by `sha256` or an `address`, and the place in it.

    `language` is that of the text quoted; `is_authentic` False where it is a translation, None: not known.
    `titles`: the title in several languages, where it comes with the program and stands in no log.
    """

    sha256: str = ""
    address: str = ""
    title: str = ""
    page: str = ""
    footnote: str = ""
    quotation: str = ""
    language: str = ""
    is_authentic: bool | None = None
    titles: Words | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What `source` says of one record: a value, a range or none for each of several fields.

    `record_id` is empty where it speaks of the register as a whole: then `values` are by measure, the
    numbers that somebody published. `source` is a code of the pack's list; `organisation` names one that it
    does not list. `as_of`: the day that it speaks of; `said_on`: when it was said. `index`: its place in the
    log; `replaces`: that of a statement which it takes back (a slip in typing; it stays in the log). Without
    `values` it puts nothing in its place, and may take back a deed as well.
    """

    register: str
    edition: str
    kind: str
    record_id: str
    source: str
    values: Mapping[str, Said]
    organisation: str = ""
    document: Document | None = None
    as_of: datetime.date | None = None
    said_on: datetime.date | None = None
    replaces: int | None = None
    index: int = -1

    @property
    def day(self) -> datetime.date | None:
        """The day it speaks of, else that on which it was said."""
        return self.as_of or self.said_on


def said_body(said: Said) -> dict[str, Any]:
    """What is said of a field as JSON holds it; `read_said` reads it back."""
    if said is None:
        return {"none": True}
    if isinstance(said, Sealed):
        return {"digest": said.sha256}
    if isinstance(said, Range):
        return {
            "least": None if said.least is None else value_body(said.least),
            "most": None if said.most is None else value_body(said.most),
        }
    return {"value": value_body(said)}


def read_said(type_: FieldType, body: Mapping[str, Any]) -> Said:
    """What JSON says of a field of this type. Raises UnfitValue."""
    if body == {"none": True}:
        return None
    if body.keys() == {"digest"}:
        return Sealed(body["digest"])
    if body.keys() == {"value"}:
        return read_value(type_, body["value"])
    if body.keys() != {"least", "most"} or type_ not in _ORDERED:
        raise UnfitValue('{"value": …}')
    least, most = (None if body[end] is None else read_value(type_, body[end]) for end in ("least", "most"))
    return Range(least, most)


_ORDERED: Final = frozenset({FieldType.WHOLE_NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.DATETIME})


def said_text(said: Said) -> str:
    """What is said as one line of text, the same for the same thing said: what a seal hashes."""
    return json.dumps(said_body(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ranked(statements: Iterable[Statement], name: str, sources: Sequence[str]) -> tuple[Statement, ...]:
    """The statements about a field, the one to show first at the front; those taken back are left out.

    `sources` are in the order of precedence. That somebody states none ranks behind every value stated.
    """
    known = tuple(statements)
    taken_back = {one.replaces for one in known if one.replaces is not None}
    about = [one for one in known if name in one.values and one.index not in taken_back]
    if len(about) > 1:
        about.sort(key=lambda one: _rank(one, name, sources))
    return tuple(about)


def _rank(one: Statement, name: str, sources: Sequence[str]) -> tuple[object, ...]:
    place = sources.index(one.source) if one.source in sources else len(sources)
    ordinals = (-(day.toordinal() if day else 0) for day in (one.day, one.said_on))
    # What is left decides between equals by what they say alone: two readers must choose alike.
    return (one.values[name] is None, place, *ordinals, said_text(one.values[name]), _told_by(one))


def _told_by(one: Statement) -> tuple[str, ...]:
    document = one.document
    place = (document.sha256, document.address, document.page, document.footnote) if document else ()
    return (one.source, one.organisation, *place)


def agree(one: Said, other: Said) -> bool:
    """Whether two things said can both be true: a range agrees with what lies in it, silence with all."""
    if one is None or other is None or one == other:
        return True
    if isinstance(one, Range) and isinstance(other, Range):
        return _below(one.least, other.most) and _below(other.least, one.most)
    if isinstance(one, Range):
        return not isinstance(other, Sealed) and _below(one.least, other) and _below(other, one.most)
    return isinstance(other, Range) and agree(other, one)


def _below(low: Said, high: Said) -> bool:
    """Whether `low` is not above `high`; an open end is not above anything."""
    if low is None or high is None:
        return True
    left, right = _order(low), _order(high)
    return left is not None and right is not None and left[0] == right[0] and left[1] <= right[1]


def _order(value: Said) -> tuple[str, Any] | None:
    """What a value is measured in, and how much it is; None for what has no order."""
    body: Any = value_body(value) if isinstance(value, Value) else None
    if isinstance(value, datetime.datetime):
        return "moment", value
    if isinstance(value, datetime.date):
        return "day", value
    if type(body) is int:
        return "number", body
    if isinstance(body, dict) and "minor" in body:
        return body["currency"], body["minor"]
    return None
