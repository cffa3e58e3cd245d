"""Turnout as the log carries it: one entry a figure, and which figures stand when one was stated twice."""

import datetime
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import AREA_OR_CONTEST, Kind, NoSuchArea, NoSuchContest, always
from hattama.core.entries.schema_types import is_contest, is_count, is_moment, is_percent, one_of, optional
from hattama.core.vocabulary import Count, Message


class Notion(StrEnum):
    """Which turnout a figure is; the words are those of the parts of a protocol form."""

    BALLOTS_ISSUED = "ballots_issued"
    """Voters who received ballots: what is announced through the day."""
    PARTICIPANTS = "participants"
    """Voters who took part, as the law counts them."""
    BALLOTS_FOUND = "ballots_found"
    """Ballots found in the boxes."""


NOTION_WORDS: Mapping[Notion, Message] = MappingProxyType(
    {
        Notion.BALLOTS_ISSUED: Message("Voters who received ballots"),
        Notion.PARTICIPANTS: Message("Voters who took part"),
        Notion.BALLOTS_FOUND: Message("Ballots found in the boxes"),
    }
)
"""What each notion is called: the same number of voters is never called turnout without saying which."""


class PointSaysNothing(ValueError):
    """A point gives neither the number of voters nor a share of those registered."""


@dataclass(frozen=True, slots=True)
class TurnoutPoint:
    """One figure of one area at one moment.

    `at` is aware. `voters` and `registered` are counts, `share` the share of registered voters as it was
    stated (a part of one), as a percentage with `places` decimals; what is not given is None. Raises
    PointSaysNothing where neither voters nor share is given.
    """

    area_id: str
    notion: Notion
    at: datetime.datetime
    voters: Count = None
    registered: Count = None
    share: Fraction | None = None
    places: int = 2

    def __post_init__(self) -> None:
        if self.voters is None and self.share is None:
            raise PointSaysNothing(f"{self.area_id}, {self.at.isoformat()}")

    @property
    def known_share(self) -> Fraction | None:
        """The exact share where both counts are given, else the stated one."""
        if self.voters is not None and self.registered:
            return Fraction(self.voters, self.registered)
        return self.share

    @property
    def rounded_by(self) -> Fraction:
        """By how much the exact share may lie off the known one: half of the last decimal of a stated one."""
        is_exact = self.voters is not None and self.registered
        return Fraction(0) if is_exact else Fraction(1, 2 * 10 ** (2 + self.places))


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
        *stated_share(share),
    )
    return TurnoutEntry(index, body["contest"], body["source"], point, share)


class StatedShare(NamedTuple):
    """A percentage as a point has it."""

    share: Fraction | None = None
    places: int = 0


def stated_share(percent: str | None) -> StatedShare:
    """`57.02` (digits with at most one point) as a part of one, exactly, and how many decimals it has."""
    if percent is None:
        return StatedShare()
    return StatedShare(Fraction(percent) / 100, len(percent.partition(".")[2]))


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


def refuse_strange_turnout(body: Mapping[str, Any], areas: Container[str], contests: Container[str]) -> None:
    """Raise NoSuchArea or NoSuchContest for turnout of what the election does not have."""
    if body["area"] not in areas:
        raise NoSuchArea(body["area"])
    if body["contest"] is not None and body["contest"] not in contests:
        raise NoSuchContest(body["contest"])


KIND: Final = Kind(
    TURNOUT,
    always(Message("Turnout stated")),
    (
        *AREA_OR_CONTEST,
        ("notion", " ".join(Notion), one_of(*Notion)),
        ("at", "MOMENT", is_moment),
        ("voters", "COUNT or null", optional(is_count)),
        ("registered", "COUNT or null", optional(is_count)),
        ("share", "percent or null", optional(is_percent)),
        ("source", "CODE", is_contest),
    ),
    lambda body: "voters" if body["voters"] is None and body["share"] is None else None,
)
"""`share`: the percentage as it was written."""
