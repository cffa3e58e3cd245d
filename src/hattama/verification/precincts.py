"""A share of the precincts, one after another: findings, life cycle, sums, scans; what files show of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hattama.core.entries import VERSION_KINDS
from hattama.core.transparency_log import leaf_hash
from hattama.publish.json_lines import read_proven
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Event, Replay
from hattama.verification.places import Limits, Place
from hattama.verification.scans import ExplanationCheck, ScanCheck
from hattama.verification.sorting import Sorter
from hattama.verification.standings import History, PrecinctState
from hattama.verification.sums import Ledger, Schedule
from hattama.verification.trouble_kinds import PAPER_DATED_AMISS
from hattama.verification.troubles import Troubles

_TOLERANCE = timedelta(minutes=5)
"""By how much the clock on the wall of a precinct may run before the log's."""


class PrecinctWalk:
    """Goes through the precincts of a sorter in the order of their identifiers."""

    def __init__(
        self,
        foundation: Foundation,
        place: Place,
        sorter: Sorter,
        schedule: Schedule,
        limits: Limits,
        troubles: Troubles,
    ) -> None:
        self._foundation = foundation
        self._sorter = sorter
        self._schedule = schedule
        self._limits = limits
        self._troubles = troubles
        self.scans = ScanCheck(place, troubles, read=limits.with_scans)
        self.explanations = ExplanationCheck(place, troubles)
        # Where nothing beside the log is held against it, the ordinary are done once they are added up.
        self._shows_more = limits.with_scans or limits.table_size is not None
        self.ledger: Ledger = {}
        self.versions: dict[str, int] = {}
        """How many entries with figures the log held when the tables were made, by contest."""
        self.lacks_words = False
        """Whether the text of an explanation that these files show is not at hand."""

    def states(self) -> Iterator[PrecinctState]:
        """The precincts as the files beside the log show them; all else is done on the way."""
        sorter = self._sorter
        odd = sorter.quick.settle(sorter.told, self.ledger, self._schedule)
        for slot in range(len(sorter.precincts)) if self._shows_more else sorted(odd):
            entries = sorter.entries_of(slot)
            if slot in odd:
                events = self._replay(slot, sorter.events_of(slot))
            else:
                events = [Event(at, read_proven(entry)) for at, entry in entries]
            if self._shows_more:
                yield from self._precinct(slot, entries, events)

    def _replay(self, slot: int, events: Sequence[Event]) -> list[Event]:
        """The events that the rules allow."""
        replay = Replay(self._foundation, self._sorter.precincts[slot], self._troubles)
        return [event for event in events if replay.take(event, self.ledger, self._schedule)]

    def _precinct(
        self, slot: int, entries: Sequence[tuple[int, bytes]], events: Sequence[Event]
    ) -> Iterator[PrecinctState]:
        precinct = self._sorter.precincts[slot]
        leaves = {at: leaf_hash(entry).hex() for at, entry in entries}
        explanations = self.explanations.texts_of(events) if self._limits.table_size is not None else {}
        history = History(self._foundation.contests_at[precinct], events, leaves, explanations)
        self._check_dates(history.events)
        newest = history.at(self._limits.size)
        self.scans.take(newest)
        self.scans.take_documents(history.events)
        if self._limits.table_size is not None:
            self.explanations.take(newest)
            yield self._state(history, precinct, self._limits.table_size)

    def _check_dates(self, events: Sequence[Event]) -> None:
        """Note papers that were signed before polling day, or after their entry was recorded."""
        for at, body in events:
            signed = body.get("signed_at")
            if signed is None:
                continue
            signed_at = datetime.fromisoformat(signed)
            latest = datetime.fromisoformat(body["recorded_at"]) + _TOLERANCE
            if signed_at > latest or signed_at.date() < self._foundation.election.polling_on:
                self._troubles.add(PAPER_DATED_AMISS.at(entry=at, found=signed, expected=body["recorded_at"]))

    def _state(self, history: History, precinct: str, table_size: int) -> PrecinctState:
        for at, body in history.events:
            if at < table_size and body["kind"] in VERSION_KINDS:
                self.versions[body["contest"]] = self.versions.get(body["contest"], 0) + 1
        state = history.state_at(precinct, table_size)
        words = (record.explanation for record in state.protocols.values())
        self.lacks_words |= any(word and word.withdrawn_by is None and not word.salt for word in words)
        return state
