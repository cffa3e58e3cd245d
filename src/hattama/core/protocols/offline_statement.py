"""A statement that a device signs without a network: what a person typed from the paper, when, for whom.

A room for values: the bytes that are signed are SIGNED_PREFIX and the canonical JSON of the document (see
docs/commission/offline.md); who makes canonical bytes and who holds keys are elsewhere.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from hattama.core.vocabulary import YEARS, is_area_id, is_code, is_election_id, is_sha256

SIGNED_PREFIX: Final = b"hattama offline statement\n"
"""Stands before the statement in what is signed, so that no signature over something else is one of these."""
KIND: Final = "offline_entry"
SCHEMA: Final = 1
LONGEST_EXPLANATION: Final = 4000
LONGEST_WORDS: Final = 200
MOST_FIGURES: Final = 2000
LARGEST_FIGURE: Final = 10**15 - 1
"""Fifteen digits, as the form takes them."""

_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,47}(?:\[[a-z0-9_]{1,48}\])?", re.ASCII)
_ON_PAPER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", re.ASCII)
_ACTED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}", re.ASCII)


class EntryStep(StrEnum):
    """Which of the two entries the typist was asked for when the form was fetched."""

    FIRST = "first"
    SECOND = "second"


class StatementMalformed(Exception):
    """A document is no statement; the argument names the key at fault, empty for the whole."""


@dataclass(frozen=True, slots=True)
class OfflineStatement:
    """What one person typed for one protocol without a network.

    `figures`, `illegible` and `words` as in Protocol: blank is absent and not zero. `signed_on_paper` is the
    paper's own date and time by the precinct's clock, without offset as the paper has none, or None.
    `acted_at` (aware) is the time of the act by the device's clock. `nonce` (32 hex digits) tells two acts
    apart; `key_id` is the SHA-256 of the public key, `definition_sha256` and `rule_pack_sha256` name the
    form.
    """

    election_id: str
    contest: str
    area_id: str
    definition_sha256: str
    rule_pack_sha256: str
    step: EntryStep
    figures: Mapping[str, int]
    illegible: frozenset[str]
    words: Mapping[str, str]
    signed_on_paper: datetime.datetime | None
    explanation: str
    acted_at: datetime.datetime
    nonce: str
    key_id: str


def parse_offline(document: object) -> OfflineStatement:
    """The statement that a document is. Raises StatementMalformed; never anything else, whatever it holds."""
    if type(document) is not dict or document.keys() != _FIELDS.keys():
        raise StatementMalformed("")
    for name, is_right in _FIELDS.items():
        if not is_right(document[name]):
            raise StatementMalformed(name)
    figures = {key: value for key, value in document["figures"]}
    illegible = frozenset(document["illegible"])
    if illegible & figures.keys():
        raise StatementMalformed("illegible")
    paper = document["signed_at"]
    # No zone: the paper has none, and the precinct's is known where the statement is taken in.
    on_paper = None if paper is None else datetime.datetime.fromisoformat(paper)
    return OfflineStatement(
        election_id=document["election"],
        contest=document["contest"],
        area_id=document["area"],
        definition_sha256=document["definition_sha256"],
        rule_pack_sha256=document["rule_pack_sha256"],
        step=EntryStep(document["step"]),
        figures=figures,
        illegible=illegible,
        words={key: text for key, text in document["words"]},
        signed_on_paper=on_paper,
        explanation=document["explanation"],
        acted_at=datetime.datetime.fromisoformat(document["acted_at"]),
        nonce=document["nonce"],
        key_id=document["key"],
    )


def _text(matches: Callable[[str], object]) -> Callable[[Any], bool]:
    return lambda value: type(value) is str and bool(matches(value))


def _is_sorted_keys(keys: list[Any]) -> bool:
    fit = all(type(key) is str and _KEY.fullmatch(key) for key in keys)
    return fit and len(keys) <= MOST_FIGURES and all(one < other for one, other in pairwise(keys))


def _pairs(is_value: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if type(value) is not list or not all(type(pair) is list and len(pair) == 2 for pair in value):
            return False
        return _is_sorted_keys([key for key, _ in value]) and all(is_value(item) for _, item in value)

    return check


def _is_figure(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_FIGURE


def _is_real(text: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def _is_paper_moment(value: Any) -> bool:
    return value is None or (type(value) is str and bool(_ON_PAPER.fullmatch(value)) and _is_real(value))


_FIELDS: Final[dict[str, Callable[[Any], bool]]] = {
    "kind": lambda value: value == KIND,
    "schema": lambda value: type(value) is int and value == SCHEMA,
    "election": _text(is_election_id),
    "contest": _text(is_code),
    "area": _text(is_area_id),
    "definition_sha256": is_sha256,
    "rule_pack_sha256": is_sha256,
    "step": lambda value: type(value) is str and value in list(EntryStep),
    "figures": _pairs(_is_figure),
    "illegible": lambda value: type(value) is list and _is_sorted_keys(value),
    "words": _pairs(lambda value: type(value) is str and 0 < len(value) <= LONGEST_WORDS),
    "signed_at": _is_paper_moment,
    "explanation": lambda value: type(value) is str and len(value) <= LONGEST_EXPLANATION,
    "acted_at": lambda value: type(value) is str and bool(_ACTED.fullmatch(value)) and _is_real(value),
    "nonce": _text(_NONCE.fullmatch),
    "key": is_sha256,
}
