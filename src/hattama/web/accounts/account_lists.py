"""Rows of accounts as administrators read them: who holds what where, and what was changed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from hattama.core.vocabulary import Election
from hattama.phrases import say
from hattama.web.kernel.accounts.tables import AccountChange, Membership, ProposedRole
from hattama.web.kernel.commands.column_words import CIVIC_ROLES
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.search_text import search_terms
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.missing import in_any
from hattama.web.kernel.stores.kept_questions import among

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


def role_words(election: Election) -> dict[str, Any]:
    """What each role is called in this election, in the language of the page."""
    civic = CIVIC_ROLES if election.civic else {}
    return {**ROLE_WORDS, **{role: say(words, page_language()) for role, words in civic.items()}}


MOST_LISTED = 10_000
"""Roles that are listed at most: of more somebody is looked for by a word."""


class ListedRoles(Sequence[Membership]):
    """Roles held in areas: those for areas above the precincts first, the widest before others; the others by
    place. `query` looks in names and area codes. Of many only the first are there."""

    def __init__(self, election: ElectionRow, areas: Sequence[AreaRow], query: str) -> None:
        found = _holding(in_any(Membership.objects.all(), areas), query)
        # Units are few: of both a database goes along the index of areas.
        units = in_any(AreaRow.objects.filter(election=election, kind="unit"), areas, "")
        above = Q(area__in=among(list(units.values_list("pk", flat=True))))
        self._above = _widest_first(found.filter(above))
        self._below = found.exclude(above).order_by("area_id", "role", "user__username", "pk")
        self._first = self._above.count()

    def __len__(self) -> int:
        return self._first + self._below[:MOST_LISTED].count()

    def __getitem__(self, part: Any) -> Any:
        start, stop = max(0, part.start - self._first), max(0, part.stop - self._first)
        return [*self._above[part], *self._below[start : min(stop, MOST_LISTED)]]


def proposals_and_memberships_within(areas: QuerySet[AreaRow]) -> list[ProposedRole | Membership]:
    """All roles for these areas: those that wait for a second person, then those held; widest area first."""
    every = (
        rows.objects.filter(area__in=areas).select_related("user", "area")
        for rows in (ProposedRole, Membership)
    )
    return [role for rows in every for role in _widest_first(rows)]


def _widest_first(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.order_by("area__depth", "area__sort_key", "role", "user__username", "pk")


def _holding(found: QuerySet[Membership], query: str) -> QuerySet[Membership]:
    for word in query.split():
        # As the public search does: people and areas are known by keys in which Ө, О and O are one letter.
        terms = search_terms(word)
        person, area = (Q(*((f"{of}search_text__contains", term) for term in terms)) for of in ("", "area__"))
        found = found.filter(Q(user__username__icontains=word) | Q(area__code__iexact=word) | person | area)
    return found.select_related("user", "area", "area__parent")


def changes_within(election: ElectionRow, areas: QuerySet[AreaRow]) -> QuerySet[AccountChange]:
    """What was changed in these areas of the election, and of the accounts of their people; newest first."""
    # Whose role waits for a second person holds none meanwhile: a removed factor has that effect by itself.
    people = [rows.objects.filter(area__in=areas).values("user") for rows in (Membership, ProposedRole)]
    here = Q(Exists(areas.filter(code=OuterRef("area_id"))), election_id=election.pk)
    here |= Q(Q(whom__in=people[0]) | Q(whom__in=people[1]), election_id="")
    return AccountChange.objects.filter(here).select_related("actor", "whom").order_by("-pk")
