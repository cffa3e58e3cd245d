"""Roles and what each may do in its area: the one place that says who may do what where."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.memberships import Membership


class Role(StrEnum):
    """What a person is in an election."""

    TYPIST = "typist"
    CHAIR = "chair"
    TERRITORIAL_REVIEWER = "territorial_reviewer"
    TERRITORIAL_HEAD = "territorial_head"
    CENTRAL_REVIEWER = "central_reviewer"
    CENTRAL_HEAD = "central_head"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Deed(StrEnum):
    """What can be done at the desk."""

    SUBMIT_PROTOCOL = "submit_protocol"
    ATTACH_SCAN = "attach_scan"
    SEE_DESK = "see_desk"


_EVERYONE = frozenset(Role)
ALLOWED: dict[Deed, frozenset[Role]] = {
    Deed.SUBMIT_PROTOCOL: frozenset({Role.TYPIST, Role.CHAIR}),
    Deed.ATTACH_SCAN: frozenset({Role.TYPIST, Role.CHAIR}),
    # An administrator keeps accounts and settings and sees no figures before the public does.
    Deed.SEE_DESK: _EVERYONE - {Role.ADMINISTRATOR},
}


class NotYours(Exception):
    """The person holds no role that allows this act for this area."""


def role_for(user: Any, deed: Deed, area: AreaRow) -> Role:
    """The role by which `user` may do `deed` for `area`. Raises NotYours when there is none."""
    rows = Membership.objects.filter(user=user, area_id__in=area.path_ids()).order_by("pk")
    for membership in rows:
        if Role(membership.role) in ALLOWED[deed]:
            return Role(membership.role)
    raise NotYours(f"{deed} in {area.area_id}")


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
        within |= Q(pk=membership.area_id) | Q(ancestry__startswith=membership.area.branch)
    return AreaRow.objects.filter(within, election=election)


def holds_any_role(user: Any) -> bool:
    """Whether `user` has a role in any election."""
    return Membership.objects.filter(user=user).exists()
