"""Where a page of the desk stands: an election, one of its registers, a record; and who may be there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from hattama.core.records import Register
from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.roles import election_for, is_allowed, role_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.registers.keep import place_of
from hattama.web.registers.reading import RecordView, record_of, register_in_force


@dataclass(frozen=True)
class Place:
    """An election at the desk of somebody who keeps registers there."""

    request: HttpRequest
    row: ElectionRow

    @cached_property
    def definition(self) -> Definition:
        """The election as defined."""
        return load_definition(self.row)

    @property
    def zone(self) -> str:
        """By whose clocks moments are typed."""
        return self.definition.election.time_zone

    @property
    def user(self) -> Any:
        """Who asks."""
        return self.request.user

    def register(self, register_id: str) -> Register:
        """One of its registers. Raises Http404."""
        register = register_in_force(self.row, register_id)
        if register is None:
            raise Http404(register_id)
        return register

    def record(self, register_id: str, record_id: str, deed: Deed = Deed.KEEP_REGISTER) -> RecordView:
        """A record for which the person may do `deed`. Raises Http404, NotYours."""
        view = record_of(self.row, self.register(register_id).register_id, record_id, now=timezone.now())
        if view is None:
            raise Http404(record_id)
        role_for(self.user, deed, self.area_of(view))
        return view

    def area_of(self, view: RecordView) -> AreaRow:
        """The area for which a record is kept."""
        return place_of(self.row, view.row.register, view.row.record_id)

    @cached_property
    def root(self) -> AreaRow:
        """All of the election."""
        return root_of(self.row)

    def may(self, deed: Deed, area: AreaRow) -> bool:
        """Whether the person may do this there."""
        return is_allowed(self.user, deed, area)


def find_place(request: HttpRequest, election_id: str, deed: Deed = Deed.KEEP_REGISTER) -> Place:
    """The place of whoever may do `deed` anywhere in the election. Raises Http404, PermissionDenied."""
    return Place(request, election_for(request.user, deed, election_id))
