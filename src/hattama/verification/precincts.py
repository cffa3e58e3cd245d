"""A share of the precincts, one after another: findings, life cycle, sums, states, scans; their records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hattama.core.entries import VERSION_KINDS
from hattama.core.transparency_log import leaf_hash
from hattama.publish.records import ProtocolRecord
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Event, Replay
from hattama.verification.ordinary import OrdinaryCheck
from hattama.verification.places import Limits, Place
from hattama.verification.scans import ScanCheck
from hattama.verification.sorting import Sorter
from hattama.verification.standings import History
from hattama.verification.states import States
from hattama.verification.sums import Ledger, Schedule
from hattama.verification.trouble_kinds import PAPER_DATED_AMISS
from hattama.verification.troubles import Troubles

_TOLERANCE = timedelta(minutes=5)
"""By how much the clock on the wall of a precinct may run before the log's."""

_BLOCK = 2048
"""Precincts that are looked at together: enough for columns to pay, few enough to stand in memory."""


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
        self._ordinary = OrdinaryCheck(foundation, sorter.molds)
        self._states = States(foundation, place, limits.size, limits.fresh_from, troubles)
        self.scans = ScanCheck(place, troubles, read=limits.with_scans)
        # Where nothing beside the log is held against it, the ordinary are done once they are added up.
        self._shows_more = limits.with_states or limits.with_scans or limits.table_size is not None
        self.ledger: Ledger = {}
        self.versions: dict[str, int] = {}
        """How many entries with figures the log held when the tables were made, by contest."""
        self.lacks_words = False
        """Whether the text of an explanation that a table shows is not at hand."""

    def records(self) -> Iterator[ProtocolRecord]:
        """The protocols as the tables show them; all else is done on the way."""
        for start in range(0, len(self._sorter.precincts), _BLOCK):
            stop = min(start + _BLOCK, len(self._sorter.precincts))
            yield from self._block(range(start, stop))

    def _block(self, slots: range) -> Iterator[ProtocolRecord]:
        ordinary = self._ordinary.take(slots, self._sorter, self.ledger, self._schedule)
        for slot in slots if self._shows_more else sorted(set(slots) - ordinary):
            if slot in ordinary:
                events = [Event(at, json.loads(entry)) for at, entry in self._sorter.entries_of(slot)]
            else:
                events = self._replay(slot, self._sorter.events_of(slot))
            if self._shows_more:
                yield from self._precinct(slot, events)

    def _replay(self, slot: int, events: Sequence[Event]) -> list[Event]:
        """The events that the rules allow."""
        replay = Replay(self._foundation, self._sorter.precincts[slot], self._troubles)
        return [event for event in events if replay.take(event, self.ledger, self._schedule)]

    def _precinct(self, slot: int, events: Sequence[Event]) -> Iterator[ProtocolRecord]:
        precinct = self._sorter.precincts[slot]
        leaves = {at: leaf_hash(entry).hex() for at, entry in self._sorter.entries_of(slot)}
        state = self._states.read(precinct) if self._limits.with_states else None
        explanations = state.explanations() if state is not None and _has_explanation(events) else {}
        history = History(self._foundation.contests_at[precinct], events, leaves, explanations)
        if state is not None:
            self._states.check_precinct(state, history, self._sorter.roster_end)
        self._check_dates(history.events)
        self.scans.take(history.at(self._limits.size))
        self.scans.take_documents(history.events)
        if self._limits.table_size is not None:
            yield from self._tabled(history, self._limits.table_size)

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

    def _tabled(self, history: History, table_size: int) -> Iterator[ProtocolRecord]:
        for at, body in history.events:
            if at < table_size and body["kind"] in VERSION_KINDS:
                self.versions[body["contest"]] = self.versions.get(body["contest"], 0) + 1
        for _, standing in sorted(history.at(table_size).items()):
            record = standing.protocol
            if record is not None:
                word = record.explanation
                self.lacks_words |= word is not None and word.withdrawn_by is None and not word.salt
                yield record


def _has_explanation(events: Sequence[Event]) -> bool:
    return any(event.body.get("explanation_sha256") for event in events)
