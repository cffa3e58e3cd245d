"""Who holds which role where: the rows of memberships asked by the policy's rules."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hattama.core.vocabulary import Deed, NotYours
from hattama.web.kernel.accounts.policy import ALLOWED, PRECINCT, Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below

__all__ = [
    "ALLOWED",
    "Role",
    "areas_for",
    "holds_any_role",
    "holds_role_in",
    "is_allowed",
    "place_for",
    "precinct_people",
    "role_for",
    "roles_of",
]


def role_for(user: Any, deed: Deed, area: AreaRow) -> Role:
    """The role by which `user` may do `deed` for `area`. Raises NotYours when there is none."""
    return place_for(user, deed, area)[0]


def place_for(user: Any, deed: Deed, area: AreaRow) -> tuple[Role, str]:
    """As `role_for`, with the identifier of the area for which that role is held; nearest to `area` first."""
    rows = Membership.objects.filter(user=user, area_id__in=area.reach_ids()).select_related("area")
    for membership in rows.order_by("-area__depth", "pk"):
        if Role(membership.role) in ALLOWED[deed]:
            return Role(membership.role), membership.area.code
    raise NotYours(f"{deed} in {area.code}")


def is_allowed(user: Any, deed: Deed, area: AreaRow) -> bool:
    """Whether `user` may do `deed` for `area`."""
    try:
        role_for(user, deed, area)
    except NotYours:
        return False
    return True


def areas_for(user: Any, deed: Deed, election: ElectionRow) -> QuerySet[AreaRow]:
    """All areas for which `user` may do `deed` in `election`, precincts and units alike."""
    allowed = [role.value for role in ALLOWED[deed]]
    memberships = Membership.objects.filter(user=user, area__election=election, role__in=allowed)
    within = Q(pk__in=[])
    for membership in memberships.select_related("area"):
        within |= below(membership.area)
    return AreaRow.objects.filter(within, election=election)


def precinct_people(area: AreaRow) -> frozenset[int]:
    """Row ids of the users who are typist or chair of this precinct, for the policy's joined duties."""
    roles = [role.value for role in PRECINCT]
    rows = Membership.objects.filter(area_id__in=area.path_ids(), role__in=roles)
    return frozenset(rows.values_list("user_id", flat=True))


def roles_of(user: Any) -> frozenset[Role]:
    """Every role that `user` holds anywhere."""
    rows = Membership.objects.filter(user=user).values_list("role", flat=True)
    return frozenset(Role(role) for role in rows)


def holds_any_role(user: Any) -> bool:
    """Whether `user` has a role in any election."""
    return Membership.objects.filter(user=user).exists()


def holds_role_in(user: Any, election: ElectionRow) -> bool:
    """Whether `user` has a role in this election."""
    return Membership.objects.filter(user=user, area__election=election).exists()
