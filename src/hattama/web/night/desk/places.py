"""Where a page of counting night stands: a precinct or a commission above, and who may say what there."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404

from hattama.core.entries import steps_at
from hattama.core.protocols import StepDefinition
from hattama.core.vocabulary import Contest, Deed, Election, Words, is_area_id
from hattama.web.kernel.accounts.roles import is_allowed, role_for
from hattama.web.kernel.elections.loading import Definition, load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.night.record_step import deed_for


@dataclass(frozen=True, slots=True)
class NightPlace:
    """An area of an open election with its rules; `contests`: those held there, none above the precincts."""

    user: Any
    area: AreaRow
    definition: Definition
    contests: tuple[Contest, ...]

    @property
    def election(self) -> Election:
        """The election as defined."""
        return self.definition.election

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the commission's clock runs."""
        return ZoneInfo(self.area.time_zone)

    @property
    def address(self) -> tuple[str, str]:
        """What the addresses of this place are made of: election, area."""
        return (self.election.election_id, self.area.code)

    def names(self) -> dict[str, Words]:
        """The names of the contests by code."""
        return {contest.code: contest.names for contest in self.contests}

    def may_record(self, step: StepDefinition) -> bool:
        """Whether this person may say when the step was taken."""
        return is_allowed(self.user, deed_for(step), self.area)

    def may_record_custody(self) -> bool:
        """Whether this person may say what happened to papers."""
        return is_allowed(self.user, Deed.RECORD_CUSTODY, self.area)

    def steps_of(self, contest: str) -> tuple[StepDefinition, ...]:
        """The steps taken here: of the whole area where `contest` is empty, else for that contest."""
        return steps_at(self.definition.pack.steps, contest, self.area)


def find_night_place(user: Any, election_id: str, area_id: str) -> NightPlace:
    """The place, when `user` may look at the desk there.

    Raises Http404 where no such area of an open election is, or its pack has no steps; NotYours where
    the person holds no role.
    """
    rows = AreaRow.objects.select_related("election", "parent")
    area = rows.filter(election=election_id, code=area_id, election__opened_at__isnull=False).first()
    if not is_area_id(area_id) or area is None:
        raise Http404(area_id)
    role_for(user, Deed.SEE_DESK, area)
    definition = load_definition(area.election)
    if not definition.pack.steps:
        raise Http404(area_id)
    held = definition.contests_at([row.code for row in load_path(area)]) if area.is_precinct else ()
    return NightPlace(user, area, definition, tuple(held))
