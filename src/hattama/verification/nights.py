"""Entries about counting night, area by area: each must follow from those before it, and files from all."""

import zoneinfo
from collections.abc import Mapping, Sequence

from hattama.core.entries import STEPS, CustodyChain, Timeline, fold_custody, fold_steps
from hattama.core.protocols import RulePack
from hattama.core.tabulation import refuse_elsewhere
from hattama.core.vocabulary import Election
from hattama.formats.days_of_rest import load_calendar
from hattama.publish.nights import NightRecord, NightRules
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Event
from hattama.verification.places import Limits
from hattama.verification.scans import ScanCheck
from hattama.verification.trouble_kinds import noting_broken
from hattama.verification.troubles import Troubles


def night_rules(pack: RulePack, election: Election) -> NightRules:
    """What the times of an election are held against."""
    calendar = load_calendar(pack.country, zoneinfo.ZoneInfo(election.time_zone))
    return NightRules(pack.steps, election.polling_on, calendar)


def check_nights(
    foundation: Foundation,
    nights: Mapping[str, Sequence[Event]],
    limits: Limits,
    troubles: Troubles,
    scans: ScanCheck | None = None,
) -> list[NightRecord]:
    """Hold what is told of these areas against the rules; the records that the files of nights show.

    `nights`: entries by area, in the order of the log. What breaks the rules is noted and left out. `scans`
    takes what was attached to papers and everybody may see.
    """
    records = []
    for area_id in sorted(nights):
        night = _Night(foundation, area_id, nights[area_id], troubles)
        if scans is not None:
            scans.take_files(night.chain.shown_documents())
        if limits.table_size is not None and any(event.at < limits.table_size for event in night.events):
            records.append(night.at(limits.table_size))
    return records


class _Night:
    """The entries about one area that the rules allow, and what stood after any of them."""

    def __init__(
        self, foundation: Foundation, area_id: str, events: Sequence[Event], troubles: Troubles
    ) -> None:
        self._foundation = foundation
        self._area_id = area_id
        self._place = foundation.ground.places[area_id]
        self.events: list[Event] = []
        timeline: Timeline = {}
        chain = CustodyChain()
        for event in events:
            with noting_broken(troubles, event.at):
                timeline, chain = self._take(timeline, chain, event)
                self.events.append(event)
        self.chain = chain

    def at(self, size: int) -> NightRecord:
        """What the log said of the area when it had this size."""
        timeline: Timeline = {}
        chain = CustodyChain()
        for event in self.events:
            if event.at < size:
                timeline, chain = self._take(timeline, chain, event)
        return NightRecord(self._area_id, timeline, chain)

    def _take(self, timeline: Timeline, chain: CustodyChain, event: Event) -> tuple[Timeline, CustodyChain]:
        body = event.body
        refuse_elsewhere(body, self._place)
        if body["kind"] == STEPS:
            return fold_steps(timeline, event.at, body, self._foundation.pack.steps, self._place), chain
        return timeline, fold_custody(chain, event.at, body)
