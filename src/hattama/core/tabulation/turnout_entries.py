"""Turnout as the log carries it: one entry a figure, and which figures stand when one was stated twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from hattama.core.tabulation.turnout import Notion, TurnoutPoint

TURNOUT = "turnout"
"""The kind of the entry. It changes no sum: what was announced through the day is not what was counted."""


class TurnoutEntry(NamedTuple):
    """A figure of turnout as the log carries it.

    `index` is the entry's place in the log; `contest` is None where the figure is said of the election as a
    whole; `source` is the code of who said it; `stated` is the percentage as it was written, or None.
    """

    index: int  # type: ignore[assignment]
    contest: str | None
    source: str
    point: TurnoutPoint
    stated: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """What this is a figure of: who says it of which voters, where, when, in which sense."""
        return (self.contest, self.source, self.point.area_id, self.point.notion, self.point.at)


class StandingTurnout(NamedTuple):
    """The figure that was stated last, and the earlier ones that it took the place of, oldest first."""

    entry: TurnoutEntry
    earlier: tuple[TurnoutEntry, ...]


def turnout_entry(index: int, body: Mapping[str, Any]) -> TurnoutEntry:
    """What a log entry of kind `turnout` says; `body` fits the schema of docs/format/log.md."""
    share = body["share"]
    point = TurnoutPoint(
        body["area"],
        Notion(body["notion"]),
        datetime.datetime.fromisoformat(body["at"]),
        body["voters"],
        body["registered"],
        None if share is None else percent_share(share),
    )
    return TurnoutEntry(index, body["contest"], body["source"], point, share)


def percent_share(percent: str) -> Fraction:
    """`57.02` (digits with at most one point) as a part of one, exactly."""
    return Fraction(percent) / 100


def standing_turnout(entries: Iterable[TurnoutEntry]) -> tuple[StandingTurnout, ...]:
    """Of entries about the same thing the last one stands; in the order of time, area, notion, source."""
    by_key: dict[tuple[object, ...], list[TurnoutEntry]] = {}
    for entry in sorted(entries, key=lambda one: one.index):
        by_key.setdefault(entry.key, []).append(entry)
    standing = [StandingTurnout(stated[-1], tuple(stated[:-1])) for stated in by_key.values()]
    return tuple(sorted(standing, key=_in_order))


def _in_order(standing: StandingTurnout) -> tuple[Any, ...]:
    entry = standing.entry
    return (entry.point.at, entry.point.area_id, entry.point.notion, entry.source, entry.contest or "")
