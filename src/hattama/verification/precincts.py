"""A share of the precincts, one after another: findings, life cycle, sums, scans; what files show of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from hattama.core.entries import VERSION_KINDS
from hattama.core.transparency_log import leaf_hash
from hattama.publish.json_lines import read_proven
from hattama.publish.state import render_precinct_state
from hattama.verification.foundation import Foundation
from hattama.verification.frames import standing_areas
from hattama.verification.histories import Event, Replay
from hattama.verification.places import Limits, Place
from hattama.verification.quick import Shown
from hattama.verification.scans import ExplanationCheck, ScanCheck
from hattama.verification.sorting import Sorter
from hattama.verification.standings import History, Page
from hattama.verification.sums import Ledger, Schedule
from hattama.verification.tables import protocol_tables
from hattama.verification.trees import Stretch
from hattama.verification.trouble_kinds import PAPER_DATED_AMISS
from hattama.verification.troubles import Troubles

_NOTHING_RECEIVED = b'{"entries":[],"protocol":null}'

_AT_OF = attrgetter("at")

_TOLERANCE = timedelta(minutes=5)
"""By how much the clock on the wall of a precinct may run before the log's."""


class PrecinctWalk:
    """Goes through the precincts of a sorter in the order of their identifiers."""

    def __init__(
        self,
        foundation: Foundation,
        place: Place,
        sorter: Sorter,
        stretch: Stretch,
        schedule: Schedule,
        limits: Limits,
        troubles: Troubles,
    ) -> None:
        self._foundation = foundation
        self._sorter = sorter
        self._stretch = stretch
        self._schedule = schedule
        self._limits = limits
        self._area_of = standing_areas(foundation, sorter.frame, limits.table_size)
        self._troubles = troubles
        self.scans = ScanCheck(place, troubles, read=limits.with_scans)
        self.explanations = ExplanationCheck(place, troubles)
        # Where nothing beside the log is held against it, the ordinary are done once they are added up.
        self._shows_more = limits.with_scans or limits.table_size is not None
        self._in_order = {
            contests: [(one, b'"%b":' % one.encode()) for one in sorted(contests)]
            for contests in set(foundation.contests_at.values())
        }
        """For contests that are held together, each in the order of a line, and how it begins there."""
        heads, self._tables = protocol_tables(foundation)
        self._no_rows = [b""] * len(heads)
        self.ledger: Ledger = {}
        self.versions: dict[str, int] = {}
        """How many entries with figures the log held when the tables were made, by contest."""
        self.lacks_words = False
        """Whether the text of an explanation that these files show is not at hand."""

    def pages(self) -> Iterator[Page]:
        """The precincts as the files beside the log show them; all else is done on the way."""
        sorter = self._sorter
        odd = sorter.quick.settle(sorter.told, self.ledger, self._schedule)
        for slot in range(len(sorter.precincts)) if self._shows_more else sorted(odd):
            if slot not in odd:
                page = self._ordinary(slot, sorter.quick.shown_of(slot, self._stretch.leaf))
                if page is not None:
                    yield page
                continue
            entries = sorter.entries_of(slot)
            events = self._replay(slot, [Event(at, read_proven(entry)) for at, entry in entries])
            if self._shows_more:
                yield from self._precinct(slot, entries, events)

    def _replay(self, slot: int, events: Sequence[Event]) -> list[Event]:
        """The events that the rules allow."""
        replay = Replay(self._foundation, self._sorter.precincts[slot], self._troubles)
        return [event for event in events if replay.take(event, self.ledger, self._schedule)]

    def _precinct(
        self, slot: int, entries: Sequence[tuple[int, bytes]], events: Sequence[Event]
    ) -> Iterator[Page]:
        precinct = self._sorter.precincts[slot]
        leaves = {at: (self._stretch.leaf(at) or leaf_hash(entry)).hex() for at, entry in entries}
        explanations = self.explanations.texts_of(events) if self._limits.table_size is not None else {}
        history = History(self._foundation.contests_at[precinct], events, leaves, explanations)
        for at, body in history.events:
            if body.get("signed_at") is not None:
                self._check_date(at, body["signed_at"], body["recorded_at"])
        newest = history.at(self._limits.size)
        self.scans.take(s for one in newest.values() if one.protocol for s in one.protocol.scans)
        self.scans.take_documents(history.events)
        if self._limits.table_size is not None:
            self.explanations.take(newest)
            yield self._page(history, precinct, self._limits.table_size)

    def _ordinary(self, slot: int, shown: Sequence[Shown]) -> Page | None:
        """The same of a precinct of which each protocol is a first version with all figures."""
        for one in shown:
            if one.signed_at is not None:
                self._check_date(one.at, one.signed_at, one.recorded_at)
        if scans := [one.scan for one in shown if one.scan]:
            self.scans.take(scans)
        size = self._limits.table_size
        if size is None:
            return None
        told = {one.contest: one for one in shown if one.at < size}
        last = 1 + max(map(_AT_OF, told.values()), default=self._sorter.roster_end - 1)
        precinct, contests, rows = self._sorter.precincts[slot], [], []
        for contest, start in self._in_order[self._foundation.contests_at[precinct]]:
            newest = told.get(contest)
            if newest is None:
                contests.append(start + _NOTHING_RECEIVED)
                continue
            text, *pieces = newest.texts
            contests.append(start + text)
            self._count(contest)
            rows.append(pieces)
        # Nearly all have one protocol, of which nothing need be put together.
        texts = rows[0] if len(rows) == 1 else [*map(b"".join, zip(*rows, strict=True))] or [*self._no_rows]
        area, path = self._area_of(precinct), self._foundation.paths[precinct]
        before, _, after = render_precinct_state(area, path, {}, {}, last).rpartition(b"{}")
        texts.append(b"%b{%b}%b" % (before, b",".join(contests), after))
        return Page(precinct, texts)

    def _check_date(self, at: int, signed: str, recorded: str) -> None:
        """Note a paper that was signed before polling day, or after its entry was recorded."""
        signed_at = datetime.fromisoformat(signed)
        latest = datetime.fromisoformat(recorded) + _TOLERANCE
        if signed_at > latest or signed_at.date() < self._foundation.election.polling_on:
            self._troubles.add(PAPER_DATED_AMISS.at(entry=at, found=signed, expected=recorded))

    def _count(self, contest: str) -> None:
        self.versions[contest] = self.versions.get(contest, 0) + 1

    def _page(self, history: History, precinct: str, table_size: int) -> Page:
        for at, body in history.events:
            if at < table_size and body["kind"] in VERSION_KINDS:
                self._count(body["contest"])
        state = history.state_at(precinct, table_size)
        words = (record.explanation for record in state.protocols.values())
        self.lacks_words |= any(word and word.withdrawn_by is None and not word.salt for word in words)
        path = self._foundation.paths[precinct]
        line = state.line(self._area_of(precinct), path, self._sorter.roster_end)
        return Page(precinct, [*(rows for _, rows in self._tables.take(state.records())), line])
