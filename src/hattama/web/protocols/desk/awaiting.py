"""The queue: which protocols wait for this very person, and what each waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hattama.core.protocols import LifeDeed
from hattama.core.vocabulary import Contest, EntryRules
from hattama.web.kernel.accounts.roles import Deed, areas_for
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.search import held_in
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.protocols.desk.overview import awaits_confirmation, is_for_reviewer
from hattama.web.protocols.desk.standing import DeedLink, deed_links
from hattama.web.protocols.overview import OverviewRow, load_overview
from hattama.web.protocols.reading import DEED_OF, next_deeds

MOST_SHOWN = 20
MOST_ASKED = 200
"""Of how many protocols it is asked in full whether they wait for this person."""

_AWAITED = (LifeDeed.RETYPE, LifeDeed.DECIDE, LifeDeed.CONFIRM, LifeDeed.ENTER, LifeDeed.CLOSE_INVESTIGATION)


@dataclass(frozen=True, slots=True)
class AwaitingLine:
    """One protocol that waits for this person, and the pages on which they act."""

    area: AreaRow
    contest: Contest
    links: tuple[DeedLink, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, the most urgent first; `more` where there is more than is shown."""

    lines: tuple[AwaitingLine, ...]
    more: bool


def awaiting_me(user: Any, election: ElectionRow, definition: Definition) -> Queue:
    """What waits for `user` in this election: re-reading, deciding, confirming, a second entry, closing.

    A precinct of which nobody has sent anything stands in the list of precincts and not here.
    """
    mine = {deed: areas_for(user, DEED_OF[deed], election) for deed in _AWAITED}
    deeds = [deed for deed, areas in mine.items() if areas.exists()]
    if not deeds:
        return Queue((), False)
    found = [
        line
        for contest in definition.election.contests
        for line in islice(_lines(user, election, definition, contest, deeds), MOST_SHOWN + 1)
    ]
    found.sort(key=lambda line: _AWAITED.index(line.links[0].deed))
    return Queue(tuple(found[:MOST_SHOWN]), len(found) > MOST_SHOWN)


def _lines(
    user: Any, election: ElectionRow, definition: Definition, contest: Contest, deeds: list[LifeDeed]
) -> Iterator[AwaitingLine]:
    rules = definition.election.entry
    seen = areas_for(user, Deed.SEE_DESK, election).exclude(kind="unit")
    rows = load_overview(held_in(seen, election, contest), contest.code)
    candidates = [row.pk for deed in deeds for row in rows if _may_wait(row, deed, user, rules)]
    wanted = list(dict.fromkeys(candidates))[:MOST_ASKED]
    areas = {
        row.pk: row for row in AreaRow.objects.filter(pk__in=wanted).select_related("election", "parent")
    }
    for pk in wanted:
        open_now = next_deeds(user, areas[pk], contest.code)
        awaited = [deed for deed in _AWAITED if deed in open_now]
        if awaited:
            address = (election.pk, areas[pk].code, contest.code)
            yield AwaitingLine(areas[pk], contest, deed_links(awaited, address))


def _may_wait(row: OverviewRow, deed: LifeDeed, user: Any, rules: EntryRules) -> bool:
    """Whether the protocol could wait for this deed; `next_deeds` knows for sure and costs more."""
    if deed is LifeDeed.RETYPE:
        return row.state == "entries_differ" and not is_for_reviewer(row)
    if deed is LifeDeed.DECIDE:
        return is_for_reviewer(row)
    if deed is LifeDeed.CONFIRM:
        return awaits_confirmation(row, rules)
    if deed is LifeDeed.ENTER:
        return row.state == "entered_once" and rules.entries > 1 and row.actor != user.pk
    return row.state == "under_investigation"
