"""The results of a unit, an electoral district or a whole contest are declared invalid by one decision.

Each protocol that stands there ceases to count by an entry of its own, which names the area and the decision.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.protocols import deeds_in
from hattama.core.vocabulary import Contest, Deed, DeedRefused, Message
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.search import held_in
from hattama.web.kernel.elections.tables import AreaRow, below
from hattama.web.protocols.cases import Done
from hattama.web.protocols.change import Grounds, annul_within
from hattama.web.protocols.overview import load_overview
from hattama.web.protocols.powers import extent_of


class NothingStandsHere(DeedRefused):
    """No protocol of the contest counts in this area."""

    sentence = Message("No protocol that counts stands here. Nothing was recorded.")


def standing_below(area: AreaRow, contest: Contest) -> list[AreaRow]:
    """The polling stations in `area` whose protocol of `contest` stands and may be declared invalid."""
    rules = load_definition(area.election).election.entry
    precincts = AreaRow.objects.filter(below(area)).exclude(kind="unit")
    rows = load_overview(held_in(precincts, area.election, contest), contest.code)
    standing = [row.pk for row in rows if Deed.ANNUL in deeds_in(row.state, rules)]
    return list(AreaRow.objects.filter(pk__in=standing).select_related("election").order_by("pk"))


@transaction.atomic
def annul_unit(
    user: Any, area: AreaRow, contest: Contest, grounds: Grounds, *, now: datetime.datetime
) -> list[Done]:
    """Every protocol that stands in `area` counts no more, or none of them ceases to.

    What arrives afterwards counts until it is declared invalid, too. Raises NothingStandsHere, and what
    `annul_protocol` raises.
    """
    extent = extent_of(area, contest)
    standing = standing_below(area, contest)
    if not standing:
        raise NothingStandsHere
    return [
        annul_within(user, precinct, area, contest.code, grounds, extent, now=now) for precinct in standing
    ]
