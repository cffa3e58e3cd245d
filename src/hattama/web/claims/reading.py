"""Whose protocol the results of an area are by the rule pack, by when it is due, and which are late."""

import datetime
from collections.abc import Iterable
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from hattama.core.entries import Stage
from hattama.core.norms import Answer, due, event_moment, overdue_by
from hattama.core.protocols import Extent, Remit, RulePack
from hattama.core.vocabulary import Contest, Words
from hattama.formats.days_of_rest import load_calendar
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow

_BY_PLACE: Final = {
    Extent.WHOLE: "central_commission",
    Extent.DISTRICT: "district_commission",
    Extent.UNIT: "territorial_commission",
}
"""Where a pack states no body the place names the commission."""


class Commission(NamedTuple):
    """A commission by its code, with its names and its remit as the pack states them, where it does."""

    code: str
    names: Words | None = None
    remit: Remit | None = None


def commission_over(pack: RulePack, contest: Contest, area: AreaRow) -> Commission | None:
    """Whose protocol the results of `contest` in all of `area` are; None: by the pack nobody's.

    A district that is a unit of the first division has the borders of that unit, and its commission.
    """
    extent = Extent.WHOLE if area.is_root else Extent.DISTRICT if area.is_beside else Extent.UNIT
    if not pack.bodies.stated:
        return Commission(_BY_PLACE[extent])
    found = pack.bodies.over(contest.kind, extent)
    return None if found is None else Commission(found[0].code, found[0].names, found[1])


def due_of(definition: Definition, commission: Commission) -> Answer | None:
    """By when the protocol of this commission is to be made and sent up; None where no pack says whose it is.

    Where the law names no limit the answer says that.
    """
    if commission.remit is None:
        return None
    election, deadline = definition.election, commission.remit.due
    zone = ZoneInfo(election.time_zone)
    since = None if deadline is None else event_moment(deadline.start, election.polling_on, zone)
    return due(deadline, since, load_calendar(definition.pack.country, zone))


class Term(NamedTuple):
    """By when a protocol was due, by the remit of whose it is; by how much later it was stated.

    `late_by` None: it was not, or no moment is named, or nobody says when it was stated.
    """

    due: Answer
    remit: Remit
    late_by: datetime.timedelta | None


def term_of(definition: Definition, row: PublishedClaim) -> Term | None:
    """The term of a commission's own protocol; None for what else is stated about the area."""
    contest = definition.election.contest(row.contest)
    commission = commission_over(definition.pack, contest, row.area)
    if commission is None or commission.code != row.source or row.stage != Stage.FINAL:
        return None
    answer = due_of(definition, commission)
    if answer is None or commission.remit is None:
        return None
    late_by = None
    if answer.at is not None and row.stated_at is not None:
        late_by = overdue_by(answer, row.stated_at)
    return Term(answer, commission.remit, late_by)


class Awaited(NamedTuple):
    """A commission whose protocol has not been stated, its area, and by when it is due."""

    area: AreaRow
    commission: Commission
    due: Answer | None


def awaited(
    definition: Definition, contest: Contest, units: Iterable[AreaRow], standing: Iterable[PublishedClaim]
) -> list[Awaited]:
    """Of these areas those whose commission has stated no final results; none where no pack names bodies."""
    if not definition.pack.bodies.stated:
        return []
    final = {(row.area_id, row.source) for row in standing if row.stage == Stage.FINAL}
    found = []
    for area in units:
        commission = commission_over(definition.pack, contest, area)
        if commission is not None and (area.pk, commission.code) not in final:
            found.append(Awaited(area, commission, due_of(definition, commission)))
    return found


class Late(NamedTuple):
    """A commission whose protocol was stated too late, or is over its limit and not stated (`row` None)."""

    area: AreaRow
    commission: Commission
    due: Answer
    row: PublishedClaim | None
    late_by: datetime.timedelta

    @property
    def hours(self) -> int:
        """Whole hours, the rest cut off."""
        return self.late_by // datetime.timedelta(hours=1)


def late_protocols(
    definition: Definition,
    waited: Iterable[Awaited],
    standing: Iterable[PublishedClaim],
    now: datetime.datetime,
) -> list[Late]:
    """Of the protocols that are `waited` for those overdue at `now` (aware), and those `standing` that were
    stated late; the latest first. What has no limit, or is stated by nobody knows when,
    is late by nothing."""
    late = []
    for one in waited:
        late_by = None if one.due is None else overdue_by(one.due, now)
        if one.due is not None and late_by is not None:
            late.append(Late(one.area, one.commission, one.due, None, late_by))
    for row in standing:
        term = term_of(definition, row)
        commission = commission_over(definition.pack, definition.election.contest(row.contest), row.area)
        if term is not None and term.late_by is not None and commission is not None:
            late.append(Late(row.area, commission, term.due, row, term.late_by))
    return sorted(late, key=lambda one: (-one.late_by, one.area.depth, one.area.sort_key))
