"""The entries of a log, in order, sorted to the precincts they speak of."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from hattama.core.entries import (
    AFTER_CLOSE,
    TELLING_KINDS,
    TURNOUT,
    check_entry_schema,
    deciding_deeds,
    is_moment,
    refuse_strange_turnout,
)
from hattama.core.tabulation import NIGHT_KINDS
from hattama.core.transparency_log import parse_canonical
from hattama.verification.foundation import Foundation
from hattama.verification.frames import RosterCheck
from hattama.verification.histories import Body, Event
from hattama.verification.quick import Quick
from hattama.verification.trouble_kinds import (
    ENTRY_REFUSED,
    LIFE_CYCLE_BROKEN,
    ORDER_BROKEN,
    SCHEMA_BROKEN,
    noting,
    noting_broken,
)
from hattama.verification.troubles import Troubles

_AREA_FIRST = b'{"area":"'
_ROSTER_FIRST = b'{"kind":"roster",'
_CONTEST_NEXT = b'","contest":"'


class Share(NamedTuple):
    """The precincts of one part: identifiers from `first` on and below `end` (None: to the last).

    The part with `first` empty also answers for entries that speak of no precinct.
    """

    first: bytes = b""
    end: bytes | None = None

    def holds(self, area: bytes) -> bool:
        """Whether this area is of this share."""
        return self.first <= area and (self.end is None or area < self.end)


def shares(foundation: Foundation, parts: int) -> list[Share]:
    """The precincts in as many shares of the same size, in the order of their identifiers."""
    precincts = foundation.precincts
    bounds = [precincts[len(precincts) * part // parts].encode() for part in range(1, parts)]
    return [Share(*pair) for pair in zip([b"", *bounds], [*bounds, None], strict=True)]


def sound_body(index: int, entry: bytes, troubles: Troubles) -> dict[str, Any] | None:
    """What an entry says, fit for its schema; None, noted, where it is not."""
    with noting(troubles, ENTRY_REFUSED, entry=index):
        body: Any = parse_canonical(entry)
        problems = check_entry_schema(body)
        for one in problems:
            troubles.add(SCHEMA_BROKEN.at(entry=index, found=one.place or "—", expected=one.expected))
        if not problems:
            assert isinstance(body, dict)
            return body
    return None


class Sorter:
    """Takes the entries of a log one by one and keeps those of one share by precinct."""

    def __init__(self, foundation: Foundation, share: Share, troubles: Troubles) -> None:
        self._foundation = foundation
        self._share = share
        self._troubles = troubles
        self._is_sound_moment = lru_cache(maxsize=4096)(self._is_late_enough)
        self.precincts = [area for area in foundation.precincts if share.holds(area.encode())]
        self._slots = {area.encode(): slot for slot, area in enumerate(self.precincts)}
        self.quick = Quick(foundation, self.precincts)
        self._told: dict[int, list[tuple[int, bytes]]] = {}
        """By the place of the precinct, what the quick way did not take."""
        self.frame: list[Event] = []
        """Entries that speak of no precinct; those of the roster in the first share alone."""
        self.nights: dict[str, list[Event]] = {}
        """Entries about times and papers, by area."""
        self.roster = RosterCheck(foundation)
        self.roster_end = 0
        """How many entries there were up to the last one of the roster."""
        self._closed = False
        self.deciders: dict[tuple[str, str], int] = {}
        """By role and area, the first entry that somebody decided about in this role. What the quick
        way takes came about as the entry of which it learned the shape, and that stands before it."""

    def take(self, index: int, entry: bytes) -> None:
        """Take the entry at this index. What is wrong with it by itself is noted, and it is left out."""
        if entry.startswith(_AREA_FIRST):
            end = entry.find(b'"', 9)
            area = entry[9:end]
            if not self._share.holds(area):
                return
            slot = self._slots.get(area, -1)
            is_plain = slot >= 0 and not self._closed and entry.startswith(_CONTEST_NEXT, end)
            if is_plain and self.quick.take(index, entry, slot, self._is_sound_moment):
                return
        elif entry.startswith(_ROSTER_FIRST):
            self.roster_end = index + 1
            if self._share.first:
                return
        self._take_whole(index, entry)

    def _is_late_enough(self, moment: bytes) -> bool:
        """Whether it is a moment at which no polls can have been open: else it is asked where, one by one."""
        text, since = moment.decode("ascii"), self._foundation.counted_everywhere_from
        if not is_moment(text):
            return False
        return since is None or datetime.fromisoformat(text) >= since

    def _take_whole(self, index: int, entry: bytes) -> None:
        """The slow way: read it as JSON, hold it against its schema."""
        body = self._sound_body(index, entry)
        if body is None:
            return
        if body["kind"] not in TELLING_KINDS:
            self._take_framing(index, body)
            return
        area = body["area"].encode()
        if not self._share.holds(area):
            return
        slot = self._slots.get(area)
        if slot is None:
            self._troubles.add(LIFE_CYCLE_BROKEN.at(entry=index, found="NotOnTheRoster"))
            return
        self._refuse_after_close(index, body)
        for key in deciding_deeds(body):
            self.deciders.setdefault(key, index)
        if not self._closed:
            self.quick.learn(body, entry)
            if self.quick.take(index, entry, slot, self._is_sound_moment):
                return
        self._told.setdefault(slot, []).append((index, entry))

    def _take_framing(self, index: int, body: Body) -> None:
        """An entry that tells nothing of a precinct's protocol."""
        if body["kind"] == TURNOUT:
            # Nothing is added up from it; of where it speaks, and until when, can be held against the log.
            with noting_broken(self._troubles, index):
                refuse_strange_turnout(body, self._foundation.areas, self._foundation.rules)
            self._refuse_after_close(index, body)
            return
        if body["kind"] in NIGHT_KINDS:
            self._take_night(index, body)
            return
        event = Event(index, body)
        self.frame.append(self.roster.take(event) if body["kind"] == "roster" else event)
        self._closed |= body["kind"] == "close"

    def _take_night(self, index: int, body: Body) -> None:
        """What a commission says of counting night: kept by area, and held against the rules later."""
        if body["area"] not in self._foundation.areas:
            self._troubles.add(LIFE_CYCLE_BROKEN.at(entry=index, found="NoSuchArea"))
        elif self._refuse_after_close(index, body):
            self.nights.setdefault(body["area"], []).append(Event(index, body))

    def _refuse_after_close(self, index: int, body: Body) -> bool:
        """Note what a closed log does not take any more; whether it was in time."""
        if not self._closed or body["kind"] in AFTER_CLOSE:
            return True
        self._troubles.add(
            ORDER_BROKEN.at(entry=index, found=body["kind"], expected=", ".join(sorted(AFTER_CLOSE)))
        )
        return False

    def _sound_body(self, index: int, entry: bytes) -> dict[str, Any] | None:
        troubles = Troubles()
        body = sound_body(index, entry, troubles)
        # Each entry that cannot be read is noted by one share only.
        if entry.startswith(_AREA_FIRST) or not self._share.first:
            self._troubles.merge(troubles)
        return body

    @property
    def told(self) -> Collection[int]:
        """The places of precincts of which anything is told that the quick way did not take."""
        return self._told

    def entries_of(self, slot: int) -> list[tuple[int, bytes]]:
        """All entries about a precinct, in the order of the log."""
        return sorted([*self.quick.entries_of(slot), *self._told.get(slot, ())])
