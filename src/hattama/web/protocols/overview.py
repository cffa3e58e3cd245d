"""Every precinct of a part of the country with what its protocol is now, in a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.tables import LifeStep


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One precinct and one contest. Without figures, and without anything that two typists could compare.

    `state` is the code of what the protocol is; `actor` and `since` are of the last step (None before any);
    `rereads` is how often the two who differ have read the paper again, `rounds_ended` whether a reviewer has
    ended that early.
    """

    pk: int
    area_id: str
    number: str
    order: tuple[str, str]
    ancestry: str
    state: str
    since: datetime.datetime | None
    actor: int | None
    rereads: int
    rounds_ended: bool
    is_published: bool
    is_preliminary: bool
    has_broken: bool
    has_scan: bool


def load_overview(precincts: QuerySet[AreaRow], contest: str) -> list[OverviewRow]:
    """The rows of `precincts` for one contest, in the order of place. Four queries for any number of them.

    `precincts` is asked for its identifiers inside the queries, so it must not be cut into pages.
    """
    within = precincts.order_by().values("pk")
    steps = _last_steps(within, contest)
    shown = {
        pk: (annulled is not None, preliminary, broken, scan)
        for pk, annulled, preliminary, broken, scan in PublishedProtocol.objects.filter(
            area__in=within, contest=contest
        ).values_list("area__pk", "annulled_by", "preliminary", "has_broken", "has_scan")
    }
    areas = precincts.order_by("ancestry", "sort_key", "code").values_list(
        "pk", "code", "number", "sort_key", "ancestry"
    )
    rows = []
    for pk, area_id, number, sort_key, ancestry in areas:
        published = shown.get(pk)
        annulled, preliminary, broken, scan = published or (False, False, False, False)
        alone = "annulled" if annulled else "published" if published and not preliminary else "expected"
        state, since, actor, rereads, ended = steps.get(pk, (alone, None, None, 0, False))
        rows.append(
            OverviewRow(
                pk=pk,
                area_id=area_id,
                number=number,
                order=(ancestry, sort_key),
                ancestry=ancestry,
                state=state,
                since=since,
                actor=actor,
                rereads=rereads,
                rounds_ended=ended,
                is_published=published is not None,
                is_preliminary=preliminary,
                has_broken=broken,
                has_scan=scan,
            )
        )
    return rows


_Step = tuple[str, datetime.datetime, int | None, int, bool]


def _last_steps(within: QuerySet[AreaRow, Any], contest: str) -> dict[int, _Step]:
    of_contest = LifeStep.objects.filter(area__in=within, contest=contest)
    newest = of_contest.order_by().values("area").annotate(last=Max("pk")).values("last")
    last = LifeStep.objects.filter(pk__in=newest).values_list(
        "area__pk", "state", "recorded_at", "actor", "deed"
    )
    rereads = dict(
        of_contest.filter(deed=Deed.RETYPE.value)
        .order_by()
        .values("area")
        .annotate(times=Count("pk"))
        .values_list("area__pk", "times")
    )
    return {
        pk: (state, since, actor, rereads.get(pk, 0), deed == Deed.END_ROUNDS)
        for pk, state, since, actor, deed in last
    }


def typists_of(areas: Iterable[AreaRow], roles: Collection[str]) -> dict[int, list[str]]:
    """For each precinct, by row id, who holds one of `roles` for it or for an area above; one query."""
    listed = list(areas)
    wanted = {pk for area in listed for pk in area.path_ids()}
    held: dict[int, list[str]] = {}
    rows = Membership.objects.filter(area__in=wanted, role__in=list(roles)).order_by("user__username")
    for pk, username in rows.values_list("area__pk", "user__username"):
        held.setdefault(pk, []).append(username)
    return {
        area.pk: list(dict.fromkeys(name for pk in area.path_ids() for name in held.get(pk, ())))
        for area in listed
    }
