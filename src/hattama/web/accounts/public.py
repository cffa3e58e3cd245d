"""Who decides where: roles that the log tells of, each by a pseudonym, and by how many people it was made."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from hattama.core.entries import OPERATOR, Holding, RightsChange, RightsStanding
from hattama.web.accounts.account_lists import role_words
from hattama.web.kernel.accounts.tell_rights import load_rights
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, election_page

CHANGES = {
    RightsChange.HELD: gettext_lazy("in force when the log opened"),
    RightsChange.GIVEN: gettext_lazy("given by the operator alone"),
    RightsChange.PROPOSED: gettext_lazy("role proposed"),
    RightsChange.DECLINED: gettext_lazy("proposal taken back"),
    RightsChange.CONFIRMED: gettext_lazy("proposed role confirmed"),
    RightsChange.TAKEN: gettext_lazy("role taken away"),
    RightsChange.CLOSED: gettext_lazy("account closed"),
    RightsChange.OPENED: gettext_lazy("account opened again"),
    RightsChange.FACTOR_REMOVED: gettext_lazy("second factor removed"),
}
SHOWN = 12
"""Signs of a pseudonym that the page shows; the entry has all."""

LATEST = 100
"""Changes that the page lists, the newest first; all of them stand in the log."""


@dataclass(frozen=True, slots=True)
class ShownRole:
    """A role as the page says it; `by`: who made it so, in pseudonyms, or the operator."""

    who: str
    role: Any
    area: AreaRow | None
    at: datetime.datetime
    index: int
    by: tuple[str, ...]
    what: Any = ""
    is_closed: bool = False


@election_page
def rights(page: ElectionPage) -> HttpResponse:
    """Roles in force, roles that wait for a second person, how many hold the others, and the last changes."""
    told, standing, contradicting = load_rights(page.row)
    changes = [(index, said) for index, body in told for said in body["changes"]][: -LATEST - 1 : -1]
    codes = {one.area for one in standing.holdings.values()} | {said["area"] for _, said in changes}
    areas = {area.code: area for area in AreaRow.objects.filter(election=page.row, code__in=codes - {None})}
    holdings = _in_order(standing.holdings.values(), areas)
    roles = role_words(page.definition.election)
    context = {
        "is_told": bool(told),
        "contradicting": contradicting,
        "in_force": [_shown(one, areas, standing, roles) for one in holdings if not one.is_pending],
        "proposed": [_shown(one, areas, standing, roles) for one in holdings if one.is_pending],
        "counted": _counted(standing, roles),
        "changes": [_changed(index, said, areas, roles) for index, said in changes],
    }
    return page.render("accounts/rights_public.html", "data", context)


def _in_order(holdings: Iterable[Holding], areas: Mapping[str, AreaRow]) -> list[Holding]:
    return sorted(holdings, key=lambda one: (areas[one.area].depth, areas[one.area].sort_key, one.role))


def _shown(
    one: Holding, areas: Mapping[str, AreaRow], standing: RightsStanding, roles: Mapping[str, Any]
) -> ShownRole:
    return ShownRole(
        one.who[:SHOWN],
        roles.get(one.role, one.role),
        areas[one.area],
        datetime.datetime.fromisoformat(one.at),
        one.index,
        _names(one.by),
        is_closed=one.who in standing.closed,
    )


def _changed(
    index: int, said: Mapping[str, Any], areas: Mapping[str, AreaRow], roles: Mapping[str, Any]
) -> ShownRole:
    return ShownRole(
        said["who"][:SHOWN],
        roles.get(said["role"], said["role"] or ""),
        areas.get(said["area"]),
        datetime.datetime.fromisoformat(said["at"]),
        index,
        _names(said["by"]),
        CHANGES[RightsChange(said["change"])],
    )


def _names(by: Iterable[str]) -> tuple[str, ...]:
    return tuple("" if one == OPERATOR else one[:SHOWN] for one in by)


def _counted(standing: RightsStanding, roles: Mapping[str, Any]) -> list[tuple[Any, int]]:
    counted: Counter[str] = Counter()
    for (role, _), count in standing.counted.items():
        counted[role] += count
    return [(roles.get(role, role), count) for role, count in sorted(counted.items())]
