"""Rows of accounts as administrators read them: who holds what where, and what was changed."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from hattama.web.kernel.accounts.tables import AccountChange, Membership
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow

ROLE_WORDS = {
    "typist": gettext_lazy("Typist of a precinct"),
    "chair": gettext_lazy("Chair of a precinct commission"),
    "district_member": gettext_lazy("Member of a district commission"),
    "territorial_reviewer": gettext_lazy("Reviewer of a territorial commission"),
    "territorial_head": gettext_lazy("Head of a territorial commission"),
    "central_reviewer": gettext_lazy("Reviewer of the central commission"),
    "central_head": gettext_lazy("Head of the central commission"),
    "auditor": gettext_lazy("Auditor"),
    "reader": gettext_lazy("Volunteer who reads papers again"),
    "observation": gettext_lazy("Member of an observers' organisation"),
    "administrator": gettext_lazy("Administrator of accounts"),
}


def memberships_within(areas: QuerySet[AreaRow], query: str) -> QuerySet[Membership]:
    """Roles held for these areas, the widest area first; `query` looks in names and area codes."""
    found = Membership.objects.filter(area__in=areas)
    for word in query.split():
        found = found.filter(
            Q(user__username__icontains=word)
            | Q(user__first_name__icontains=word)
            | Q(area__code__iexact=word)
            | Q(area__search_text__contains=word.casefold())
        )
    related = found.select_related("user", "area", "area__parent")
    return related.order_by("area__depth", "area__sort_key", "role", "user__username", "pk")


def changes_within(election: ElectionRow, areas: QuerySet[AreaRow]) -> QuerySet[AccountChange]:
    """What was changed in these areas of the election, and of the accounts of its people; newest first."""
    people = Membership.objects.filter(area__election=election).values("user")
    here = Q(Exists(areas.filter(code=OuterRef("area_id"))), election_id=election.pk)
    here |= Q(election_id="", whom__in=people)
    return AccountChange.objects.filter(here).select_related("actor", "whom").order_by("-pk")
