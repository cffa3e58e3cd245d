"""Who may do what in an organisation of observers: each organisation for itself."""

import time
from enum import StrEnum
from typing import Any, Final

from allauth.core.internal import ratelimit
from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from hattama.core.vocabulary import Deed, NotYours
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.observation.tables import Organisation


class OrganisationRole(StrEnum):
    """What a person is in an organisation. Observers themselves have no account: theirs is a token."""

    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    ANALYST = "analyst"


class OrganisationDeed(StrEnum):
    """What is done at an organisation's desk."""

    READ = "read"
    """What was sent. It is also done by those whom the organisation lets read it (`Agreement`)."""
    SEE = "see"
    ARRANGE = "arrange"
    """Forms, observers, their tokens, the plan."""
    REVIEW = "review"


ALLOWED = {
    OrganisationDeed.READ: frozenset(OrganisationRole),
    OrganisationDeed.SEE: frozenset(OrganisationRole),
    OrganisationDeed.ARRANGE: frozenset({OrganisationRole.COORDINATOR}),
    OrganisationDeed.REVIEW: frozenset({OrganisationRole.REVIEWER}),
}


MOST_A_MINUTE: Final = 240
"""Requests of one telephone that one process of the site answers."""

_ASKED = LocMemCache("observers", {"timeout": 120, "max_entries": 50_000})


def asks_too_often(whose: str) -> bool:
    """Count one request more of a telephone. Each process counts for itself: the database is asked nothing,
    which would take as long as to take a filled form in."""
    key = f"{whose}.{int(time.time()) // 60}"
    asked: int = _ASKED.get(key, 0) + 1
    _ASKED.set(key, asked)
    return asked > MOST_A_MINUTE


def status_of_guess(request: HttpRequest) -> int:
    """What hears who asks an address that opens nothing: 403, or 429 once its network has guessed too often.
    Many telephones share a network: only guesses are counted by it."""
    rate = {"app": "allauth.account", "action": "observer_guess", "limit_get": True}
    return 403 if ratelimit.consume(request, **rate) else 429


def organisations_of(user: Any, election: ElectionRow) -> QuerySet[Organisation]:
    """The organisations of which `user` is, while the account has its role in this election."""
    if not areas_for(user, Deed.OBSERVE, election).exists():
        return Organisation.objects.none()
    return Organisation.objects.filter(election=election, members__user=user).distinct()


def readable_organisations(user: Any, election: ElectionRow) -> QuerySet[Organisation]:
    """Those of `organisations_of`, and those that let one of them read what was sent."""
    mine = organisations_of(user, election)
    lets = Q(given__taker__in=mine, given__ended_at=None)
    return Organisation.objects.filter(Q(pk__in=mine) | lets, election=election).distinct()


def may(user: Any, organisation: Organisation, deed: OrganisationDeed) -> bool:
    """Whether `user` may do `deed` in this organisation."""
    if not organisations_of(user, organisation.election).filter(pk=organisation.pk).exists():
        readable = readable_organisations(user, organisation.election)
        return deed is OrganisationDeed.READ and readable.filter(pk=organisation.pk).exists()
    roles = organisation.members.filter(user=user).values_list("role", flat=True)
    return any(OrganisationRole(role) in ALLOWED[deed] for role in roles)


def refuse_strangers(user: Any, organisation: Organisation, deed: OrganisationDeed) -> None:
    """Raise NotYours where `user` may not do `deed` in this organisation."""
    if not may(user, organisation, deed):
        raise NotYours(f"{deed} in {organisation.code}")
