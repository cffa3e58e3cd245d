"""What may be asked: the parameters of lists with their limits, said once to readers and to the check.

The English words are those of the published description; the page at /api/ says them in three languages. A
cursor says where the next part of a list begins: it holds the key of the last row that was given out. It
grants nothing and hides nothing; it is opaque so that nobody builds one and is surprised later.
"""

import base64
import binascii
import json
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from hattama.core.entries import Notion
from hattama.core.tabulation import rule_book
from hattama.core.vocabulary import AreaKind, Contest, Severity, Verdict
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.search_lists import load_levels
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import find_area, load_root
from hattama.web.kernel.published.missing import load_finding_counts
from hattama.web.open_data.api.answering import Asked
from hattama.web.open_data.api.refusals import (
    SAID_BACK,
    InvalidCursor,
    InvalidParameter,
    UnknownArea,
    UnknownContest,
)
from hattama.web.open_data.api.result_documents import DifferenceVerdict
from hattama.web.open_data.listings import PROTOCOL_STATES

MOST_LENGTH = 160
_MOST_KEY = 2**53


def encode_cursor(of: str, key: tuple[int, ...]) -> str:
    """The cursor after the row with this key, in the list named `of`."""
    data = json.dumps([of, *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_cursor(text: str | None, of: str, first: tuple[int, ...]) -> tuple[int, ...]:
    """The key that a cursor of the list `of` holds; `first`, the key before every row, where there is none.

    Raises InvalidCursor for whatever `encode_cursor` does not write.
    """
    if text is None:
        return first
    found = _decoded(text)
    if not isinstance(found, list) or len(found) != len(first) + 1:
        raise InvalidCursor
    key = tuple(found[1:])
    if not all(type(part) is int and -1 <= part < _MOST_KEY for part in key):
        raise InvalidCursor
    # Of this list, and in the one way in which it is written.
    if encode_cursor(of, key) != text:
        raise InvalidCursor
    return key


def _decoded(text: str) -> object:
    if len(text) > MOST_LENGTH or not text.isascii():
        raise InvalidCursor
    try:
        # Strictly: what is not of the alphabet is not skipped over.
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return json.loads(data)
    except (binascii.Error, ValueError, RecursionError):
        raise InvalidCursor from None


MOST_ROWS = 500
ROWS = 100
_MOST_INDEX = 2**53 - 1
_CODE = r"^[a-z][a-z0-9_]{0,47}$"

State = StrEnum("State", {state.upper(): state for state in PROTOCOL_STATES})  # type: ignore[misc]


def _area(words: str) -> Any:
    return Field(None, max_length=64, pattern=r"^[A-Za-z0-9._-]+$", description=words)


def _contest() -> Any:
    return code_asked(_("code of a contest"))


def code_asked(words: str) -> Any:
    """A parameter that is a code, or is not given."""
    return Field(None, pattern=_CODE, description=words)


class PartOfList(Schema):
    """Where a part of a list begins and how long it is."""

    cursor: str | None = Field(
        None, max_length=MOST_LENGTH, description=_("what stood in “next” of the part before")
    )
    limit: int = Field(ROWS, ge=1, le=MOST_ROWS, description=_("how many rows at most"))


class AreaFilters(PartOfList):
    """Which areas."""

    within: str | None = _area(_("identifier of an area: it and everything below it"))
    parent: str | None = _area(_("identifier of an area: what lies right below it"))
    level: str | None = Field(None, pattern=_CODE, description=_("level of areas, such as region"))
    kind: AreaKind | None = Field(None, description=_("kind of area; unit: above the polling stations"))


class PrecinctFilters(PartOfList):
    """Which precincts."""

    area: str | None = _area(_("identifier of an area: it and everything below it"))
    kind: AreaKind | None = Field(None, description=_("kind of polling station"))


class ProtocolFilters(PartOfList):
    """Which protocols."""

    area: str | None = _area(_("identifier of an area: it and everything below it"))
    contest: str | None = _contest()
    status: State | None = Field(None, description=_("what the protocol is now"))
    findings: bool | None = Field(
        None, description=_("whether a relation that the law requires does not hold in it")
    )
    code: str | None = Field(
        None, pattern=r"^[A-Z][A-Z0-9-]{0,23}$", description=_("code of a rule that speaks of it")
    )
    scan: bool | None = Field(
        None, description=_("whether a scan of the signed paper with these figures stands beside it")
    )
    changed_since: int | None = Field(
        None, ge=0, le=_MOST_INDEX, description=_("size of the log: what changed after it")
    )


class FindingFilters(PartOfList):
    """Which findings."""

    area: str | None = _area(_("identifier of an area: it and everything below it"))
    contest: str | None = _contest()
    code: str | None = Field(None, pattern=r"^[A-Z][A-Z0-9-]{0,23}$", description=_("code of a rule"))
    severity: Severity | None = Field(
        None, description=_("hard: the law requires it; soft: it is worth a look")
    )
    verdict: Verdict | None = Field(None, description=_("broken, or could not be checked"))


class ClaimFilters(PartOfList):
    """Which claims."""

    area: str | None = _area(_("identifier of an area: it and everything below it"))
    contest: str | None = _contest()


class DifferenceFilters(PartOfList):
    """Which cells of claims."""

    area: str | None = _area(_("identifier of the area that the claim is about"))
    contest: str | None = _contest()
    verdict: DifferenceVerdict | None = Field(
        None, description=_("whether the figures agree, differ or cannot be compared")
    )


class TurnoutFilters(PartOfList):
    """Whose turnout."""

    area: str | None = _area(_("identifier of an area: it and what lies right below it; else the whole"))
    notion: Notion | None = Field(None, description=_("which turnout: ballots handed out, used or found"))
    source: str | None = Field(None, pattern=_CODE, description=_("code of who stated it"))


class TotalsQuestion(Schema):
    """As of when."""

    tree_size: int | None = Field(
        None, ge=0, le=_MOST_INDEX, description=_("as the first so many entries of the log give it")
    )


def asked_of(request: HttpRequest) -> tuple[ElectionRow, int]:
    """The election that a question is about and the size of its log, as `answering` has found them."""
    asked: Asked = request.asked  # type: ignore[attr-defined]
    if asked.election is None:
        raise AssertionError(request.path)
    return asked.election, asked.tree_size


def area_asked(election: ElectionRow, area_id: str | None) -> AreaRow | None:
    """The area of this identifier, None where none is asked for. Raises UnknownArea."""
    if area_id is None:
        return None
    area = find_area(election.election_id, area_id)
    if area is None:
        raise UnknownArea
    return area


def area_named(election: ElectionRow, area_id: str) -> AreaRow:
    """The area of this identifier. Raises UnknownArea."""
    area = area_asked(election, area_id)
    if area is None:
        raise UnknownArea
    return area


def contest_asked(election: ElectionRow, code: str | None) -> str | None:
    """The code, where the election has such a contest. Raises UnknownContest."""
    return None if code is None else contest_named(election, code).code


def contest_named(election: ElectionRow, code: str) -> Contest:
    """The contest of this code. Raises UnknownContest."""
    for contest in load_definition(election).election.contests:
        if contest.code == code:
            return contest
    raise UnknownContest


def level_asked(election: ElectionRow, level: str | None) -> str | None:
    """The level, where the roster has areas of it. Raises InvalidParameter."""
    units, stations = load_levels(election)
    return known_among("level", level, {*units, *stations})


def rule_asked(election: ElectionRow, code: str | None) -> str | None:
    """The rule's code, where the election's rules or its log's findings have it. Raises InvalidParameter."""
    known = rule_book(load_definition(election).rules.values())
    if code in known:
        return code
    return known_among("code", code, {*known, *load_finding_counts(load_root(election))})


def known_among(name: str, value: str | None, known: Collection[str]) -> str | None:
    """The value: whoever misspells one must not take it for one that nothing has. Raises InvalidParameter."""
    if value is not None and value not in known:
        raise InvalidParameter(name=name, found=value[:SAID_BACK], allowed=", ".join(sorted(known)))
    return value
