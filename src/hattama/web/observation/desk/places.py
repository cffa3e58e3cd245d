"""Where a page of an organisation's desk stands, and who may be there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from hattama.core.vocabulary import Deed, Words
from hattama.formats.observation_packs import forms_for
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.roles import election_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.observation.policy import (
    OrganisationDeed,
    may,
    organisations_of,
    readable_organisations,
    refuse_strangers,
)
from hattama.web.observation.reading import open_conflicts
from hattama.web.observation.tables import FormVersion, Organisation


@dataclass(frozen=True)
class Place:
    """An organisation at the desk of somebody who belongs to it."""

    request: HttpRequest
    row: ElectionRow
    organisation: Organisation

    @cached_property
    def definition(self) -> Definition:
        """The election as defined."""
        return load_definition(self.row)

    @property
    def user(self) -> Any:
        """Who asks."""
        return self.request.user

    def phases(self) -> dict[str, Words]:
        """The phases of its forms, each by the title of the newest form of it."""
        rows = self.organisation.forms.filter(withdrawn_at=None).order_by("pk")
        return {form.phase: Words.of(form.titles) for form in rows}

    def shipped_forms(self) -> dict[str, bytes]:
        """The forms of the country that come with the program, by the names of their files."""
        definition = self.definition
        return forms_for(definition.pack.country, definition.election.contests)

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of the desk."""
        may_see = may(self.user, self.organisation, OrganisationDeed.SEE)
        told = {
            "election": self.definition.election,
            "organisation": self.organisation,
            "may_see": may_see,
            "open_conflicts": open_conflicts(self.organisation) if may_see else 0,
            "may_arrange": may(self.user, self.organisation, OrganisationDeed.ARRANGE),
            "may_review": may(self.user, self.organisation, OrganisationDeed.REVIEW),
        }
        return render(self.request, f"observation/desk/{template}.html", told | context, status=status)


def find_place(request: HttpRequest, election_id: str, code: str, deed: OrganisationDeed) -> Place:
    """The place of whoever may do `deed` there. Another's organisation is not found: who observes with whom
    is nobody else's business. Raises Http404, PermissionDenied, NotYours."""
    row = election_for(request.user, Deed.OBSERVE, election_id)
    found = readable_organisations if deed is OrganisationDeed.READ else organisations_of
    organisation = found(request.user, row).filter(code=code).first()
    if organisation is None:
        raise Http404(code)
    refuse_strangers(request.user, organisation, deed)
    return Place(request, row, organisation)


View = Callable[..., HttpResponseBase]


def at_desk(
    *methods: str,
    see: OrganisationDeed = OrganisationDeed.SEE,
    act: OrganisationDeed = OrganisationDeed.ARRANGE,
) -> Callable[[View], View]:
    """A page of an organisation's desk. What somebody must be allowed there: `see` to open, `act` to send."""

    def mark(view: View) -> View:
        @access("desk")
        @require_http_methods([*methods, "HEAD"] if "GET" in methods else [*methods])
        @wraps(view)
        def page(request: HttpRequest, election_id: str, organisation: str, **asked: Any) -> HttpResponseBase:
            deed = act if request.method == "POST" else see
            return view(find_place(request, election_id, organisation, deed), **asked)

        return page

    return mark


def form_of(place: Place, number: int) -> FormVersion:
    """A form of the organisation. Raises Http404."""
    return get_object_or_404(FormVersion, organisation=place.organisation, pk=number)
