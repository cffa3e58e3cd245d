"""One precinct's entries, one after another, by the rule itself: life cycle, findings, sums.

This is the reference. It is slow, and only precincts with anything out of the ordinary come here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hattama.core.entries import VERSION_KINDS, BrokenLifeCycle, PollsNotClosed, entry_from_body, protocol_in
from hattama.core.protocols import Protocol
from hattama.core.tabulation import Tabulation, Total, differing_findings, fold_entry, refuse_before_close
from hattama.verification.foundation import Foundation
from hattama.verification.sums import Ledger, Schedule, change_in
from hattama.verification.trouble_kinds import FINDINGS_DIFFER, LIFE_CYCLE_BROKEN, RECORDED_BEFORE_CLOSE
from hattama.verification.troubles import Troubles

Body = Mapping[str, Any]


class Event(NamedTuple):
    """One entry about a precinct: its place in the log, and its body, which fits its schema."""

    at: int
    body: Body


class Replay:
    """The entries of one precinct taken in order. What breaks the rules is noted, and changes nothing."""

    def __init__(self, foundation: Foundation, precinct: str, troubles: Troubles) -> None:
        self._foundation = foundation
        self._precinct = precinct
        self._troubles = troubles
        contests = foundation.contests_at[precinct]
        self._state = Tabulation({(precinct, contest): Total(expected=1) for contest in contests})
        self._protocols: dict[str, Protocol] = {}

    def take(self, event: Event, ledger: Ledger, schedule: Schedule) -> bool:
        """Take one entry in, and file what it changes in the totals; whether it was possible."""
        entry = entry_from_body(event.at, event.body)
        assert entry is not None, f"entry {event.at} says nothing of a precinct"
        if (
            event.body["kind"] in VERSION_KINDS
            and entry.contest in self._foundation.contests_at[self._precinct]
        ):
            self._check_findings(event)
            self._check_close(event)
        key = (self._precinct, entry.contest)
        before = self._state.current.get(key)
        try:
            here = {self._precinct: [self._precinct]}
            fold_entry(self._state, entry, here, self._foundation.forms, self._foundation.derive)
        except BrokenLifeCycle as refusal:
            self._troubles.add(LIFE_CYCLE_BROKEN.at(entry=event.at, found=type(refusal).__name__))
            return False
        after = self._state.current[key]
        self._remember(event, after.is_annulled)
        size = schedule.asked_after(event.at)
        change = change_in(ledger, size, self._foundation.parents[self._precinct], entry.contest)
        if before is not None:
            change.add_contribution(before, -1)
        change.add_contribution(after, 1)
        change.last = max(change.last, event.at)
        return True

    def _check_findings(self, event: Event) -> None:
        expected = differing_findings(self._foundation.ground, event.body, self._protocols)
        if expected is not None:
            stated = event.body["findings"]
            self._troubles.add(
                FINDINGS_DIFFER.at(entry=event.at, found=_codes(stated), expected=_codes(expected))
            )

    def _check_close(self, event: Event) -> None:
        try:
            refuse_before_close(event.body, self._foundation.ground.places[self._precinct])
        except PollsNotClosed as refusal:
            self._troubles.add(
                RECORDED_BEFORE_CLOSE.at(
                    entry=event.at, found=event.body["recorded_at"], expected=str(refusal)
                )
            )

    def _remember(self, event: Event, is_annulled: bool) -> None:
        contest = event.body["contest"]
        if event.body["kind"] in VERSION_KINDS:
            self._protocols[contest] = protocol_in(event.body)
        elif is_annulled:
            self._protocols.pop(contest, None)


def _codes(findings: Sequence[Body]) -> str:
    return (
        " ".join(f"{f['code']}{':' + f['row'] if f['row'] else ''}={f['verdict']}" for f in findings) or "—"
    )
