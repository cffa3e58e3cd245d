"""The custody of papers as the log carries it: records numbered by precinct, none of them ever erased.

A record that was mistaken is replaced by a later one that names its number. Who held the paper stands in
the log as what they are and, if a name was given, as a salted hash of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hattama.core.protocols import CustodyEvent, CustodyRecord, check_custody
from hattama.core.tabulation.fold import BrokenLifeCycle
from hattama.core.vocabulary import Finding

CUSTODY = "custody"
"""The kind of the entry. It changes no sum."""


class CustodyRefused(BrokenLifeCycle):
    """An entry about custody contradicts those before it; the subclass names the reason."""


class CustodyNumberOutOfOrder(CustodyRefused):
    """The record has another number than the next of its precinct."""


class ReplacedRecordDoesNotStand(CustodyRefused):
    """The record replaces one that there is not, or that was replaced before."""


class CustodyEntry(NamedTuple):
    """One record as the log carries it; `index` is the entry's place there, `body` all that it says."""

    index: int  # type: ignore[assignment]
    body: Mapping[str, Any]

    @property
    def number(self) -> int:
        """The record's number in its precinct, from 1."""
        number: int = self.body["number"]
        return number


class CustodyChain(NamedTuple):
    """All records of one precinct in their order, and which were replaced: number to the one that did it."""

    entries: tuple[CustodyEntry, ...] = ()
    replaced: Mapping[int, int] = {}

    def standing(self) -> tuple[CustodyEntry, ...]:
        """The records that nobody has replaced."""
        return tuple(entry for entry in self.entries if entry.number not in self.replaced)


def fold_custody(chain: CustodyChain, index: int, body: Mapping[str, Any]) -> CustodyChain:
    """The chain of a precinct after the entry `body`, which fits its schema. Raises a CustodyRefused."""
    if body["number"] != len(chain.entries) + 1:
        raise CustodyNumberOutOfOrder(body["number"])
    replaced = dict(chain.replaced)
    mistaken = body["replaces"]
    if mistaken is not None:
        if mistaken in replaced or not 1 <= mistaken <= len(chain.entries):
            raise ReplacedRecordDoesNotStand(mistaken)
        replaced[mistaken] = body["number"]
    return CustodyChain((*chain.entries, CustodyEntry(index, body)), replaced)


def check_chain(entries: Iterable[CustodyEntry]) -> tuple[Finding, ...]:
    """What the standing records of one precinct cannot all be true about."""
    return check_custody([_record(entry.body) for entry in entries])


def _record(body: Mapping[str, Any]) -> CustodyRecord:
    return CustodyRecord(
        body["paper"],
        body["contest"] or "",
        CustodyEvent(body["event"]),
        datetime.datetime.fromisoformat(body["at"]),
        datetime.datetime.fromisoformat(body["recorded_at"]),
    )
