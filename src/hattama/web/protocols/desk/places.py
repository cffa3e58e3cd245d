"""Where a page of the desk stands (a precinct, a contest held there, and the rules of its protocol), and how
it lets a person act: the use case, then the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hattama.core.protocols import Protocol, ProtocolRules
from hattama.core.vocabulary import Contest, Deed, Election, Finding, is_area_id
from hattama.web.kernel.accounts.roles import role_for
from hattama.web.kernel.elections.loading import (
    Definition,
    load_counted,
    load_definition,
    path_codes,
    place_at,
)
from hattama.web.kernel.elections.tables import AreaRow, open_precincts
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.protocols.cases import Done
from hattama.web.protocols.check_entry import check_entry, second_look
from hattama.web.protocols.reading import next_deeds
from hattama.web.protocols.tables import LifeStep
from hattama.web.scans.desk import DOCUMENT, FIELD, release_scan


@dataclass(frozen=True, slots=True)
class Place:
    """The precinct and contest that an address of the desk names; `path` leads to it from the root."""

    area: AreaRow
    contest: Contest
    definition: Definition
    path: tuple[str, ...]

    @property
    def election(self) -> Election:
        """The election as defined."""
        return self.definition.election

    @property
    def rules(self) -> ProtocolRules:
        """The rules of the contest's form."""
        return self.definition.rules[self.contest.code]

    @property
    def address(self) -> tuple[str, str, str]:
        """What the addresses of this place are made of: election, area, contest."""
        return (self.election.election_id, self.area.code, self.contest.code)

    @property
    def above(self) -> list[AreaRow]:
        """The areas in which the precinct lies, the widest first, without the root: its number alone may
        stand in each of them."""
        return ancestors_of([self.area])[self.area.pk][1:]

    def other_contests(self, user: Any) -> list[Contest]:
        """The other contests held here of which `user` may enter the protocol now."""
        others = (c for c in self.definition.contests_at(self.path) if c.code != self.contest.code)
        return [c for c in others if Deed.ENTER in next_deeds(user, self.area, c.code)]

    def check(self, protocol: Protocol) -> tuple[Finding, ...]:
        """What the rules say about `protocol`, were it submitted now."""
        counted = load_counted([self.area]).get(self.area.code, {})
        place = place_at(self.definition, self.area, self.path)
        return check_entry(self.definition, protocol, place, counted)

    def unusual(self, protocol: Protocol) -> tuple[Finding, ...]:
        """What is possible in `protocol` and unusual: lines that its typist is asked to read again."""
        return second_look(self.definition, self.area, protocol)


def find_place(user: Any, election_id: str, area_id: str, contest: str, deed: Deed) -> Place:
    """The place, when `user` may do `deed` there.

    Raises Http404 where no such precinct of an open election holds such a contest, NotYours where
    the person holds no role that allows the deed.
    """
    area = _find_precinct(election_id, area_id)
    role_for(user, deed, area)
    definition = load_definition(area.election)
    path = path_codes(area)
    held = {contest.code: contest for contest in definition.contests_at(path)}
    if contest not in held:
        raise Http404(contest)
    return Place(area, held[contest], definition, path)


def _find_precinct(election_id: str, area_id: str) -> AreaRow:
    if not is_area_id(area_id):
        raise Http404(area_id)
    for area in open_precincts(election_id, area_id):
        return area
    raise Http404(area_id)


def act_on(request: HttpRequest, place: Place, stage: str, do: Callable[[], Done]) -> HttpResponseBase:
    """As `publish_done`, and go to where the protocol stands."""
    publish_done(request, place, do)
    return redirect(f"{reverse('desk:done', args=place.address)}?sent={stage}")


def publish_done(request: HttpRequest, place: Place, do: Callable[[], Done]) -> Done:
    """Let `do` act, and publish what it asks the log for. Raises what `do` raises."""
    done = do()
    for field in (FIELD, DOCUMENT):
        release_scan(request, place.area, place.contest.code, field)
    if done.act is not None:
        publish_act(done.act, now=timezone.now())
    return done


def is_open(request: HttpRequest, place: Place, deed: Deed) -> bool:
    """Whether this person may do `deed` here now; where not, the page of where it stands says why."""
    return deed in next_deeds(request.user, place.area, place.contest.code)


def to_standing(place: Place, came: LifeStep | None = None, said: str = "") -> HttpResponseBase:
    """The page that says where the protocol stands; with `came`, that what was sent had come by that step;
    with `said`, what was just done that is no step."""
    there = reverse("desk:done", args=place.address)
    asked = f"came={came.pk}" if came else said
    return redirect(f"{there}?{asked}" if asked else there)
