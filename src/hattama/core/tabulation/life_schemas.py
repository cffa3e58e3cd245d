"""What entries about a protocol's life say beside figures: status, who acted in which role, what was
reread."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from hattama.core.tabulation.entries import CONFIRMED, PRELIMINARY
from hattama.core.tabulation.entry_words import is_words
from hattama.core.tabulation.schema_types import (
    Check,
    is_area,
    is_contest,
    is_count,
    is_decision,
    is_hash,
    is_moment,
    one_of,
    optional,
)
from hattama.core.vocabulary import is_rule_code

_Field = tuple[str, str, Check]
_DONE_KEYS: Final = {"deed", "role", "area"}
_STATED_KEYS: Final = _DONE_KEYS | {"at"}


def is_done_by(value: Any) -> bool:
    """DONE: in which role, held for which area (null: the precinct itself), each deed was done; in order.

    `at` stands only where a device without a network stated when it was done.
    """
    return type(value) is list and all(map(_is_done, value))


def _is_done(value: Any) -> object:
    return (
        type(value) is dict
        and (value.keys() == _DONE_KEYS or (value.keys() == _STATED_KEYS and is_moment(value["at"])))
        and is_contest(value["deed"])
        and is_contest(value["role"])
        and (value["area"] is None or is_area(value["area"]))
    )


def is_reread(value: Any) -> bool:
    """Rule codes in their order, each once."""
    if type(value) is not list:
        return False
    if not all(type(code) is str and is_rule_code(code) for code in value):
        return False
    return all(one < other for one, other in pairwise(value))


_PLACE: Final[tuple[_Field, ...]] = (("area", "AREA", is_area), ("contest", "CODE", is_contest))
_DONE_BY: Final[_Field] = ("done_by", "a list of DONE", is_done_by)
_WORDS: Final[_Field] = ("words", "WORDS", is_words)
_NOTE: Final[_Field] = ("note_sha256", "HASH or null", optional(is_hash))

STATUS_FIELDS: Final[tuple[_Field, ...]] = (
    ("status", f"{PRELIMINARY} or {CONFIRMED}", one_of(PRELIMINARY, CONFIRMED)),
    _WORDS,
    ("reread", "a sorted list of rule codes", is_reread),
    _DONE_BY,
)
CHANGE_FIELDS: Final[tuple[_Field, ...]] = (
    _WORDS,
    ("reread", "a sorted list of rule codes", is_reread),
    _NOTE,
    _DONE_BY,
)
ANNULMENT_FIELDS: Final[tuple[_Field, ...]] = (_NOTE, _DONE_BY)
CONFIRMATION_FIELDS: Final[tuple[_Field, ...]] = (*_PLACE, ("confirms", "INDEX", is_count), _DONE_BY)
INVESTIGATION_FIELDS: Final[tuple[_Field, ...]] = (
    *_PLACE,
    ("state", "opened or closed", one_of("opened", "closed")),
    ("reason", "CODE", is_contest),
    _NOTE,
    ("decision", "DECISION or null", optional(is_decision)),
    _DONE_BY,
)


def status_agrees(body: Mapping[str, Any]) -> str | None:
    """A first version replaces nothing, and every other says what it replaces; only a first is
    preliminary."""
    is_first = body["version"] == 1
    if (body["replaces"] is None) is not is_first:
        return "replaces"
    return "status" if body["status"] == PRELIMINARY and not is_first else None
