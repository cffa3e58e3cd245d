"""The results of a unit, an electoral district or a whole contest are declared invalid by one decision.

Each protocol that stands there ceases to count by an entry of its own, which names the area and the decision.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hattama.core.vocabulary import Contest, DeedRefused, Message
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.protocols.cases import Done
from hattama.web.protocols.change import Grounds, annul_within
from hattama.web.protocols.overview import Scope, keys_of
from hattama.web.protocols.powers import extent_of


class NothingStandsHere(DeedRefused):
    """No protocol of the contest counts in this area."""

    sentence = Message("No protocol that counts stands here. Nothing was recorded.")


def standing_below(area: AreaRow, contest: Contest) -> QuerySet[Any, int]:
    """Row ids of the polling stations in `area` whose protocol of `contest` may be declared invalid."""
    rules = load_definition(area.election).election.entry
    return keys_of(Scope(area.election, contest, [area]), "standing", rules)


@transaction.atomic
def annul_unit(
    user: Any, area: AreaRow, contest: Contest, grounds: Grounds, *, now: datetime.datetime
) -> list[Done]:
    """Every protocol that stands in `area` counts no more, or none of them ceases to.

    What arrives afterwards counts until it is declared invalid, too. Raises NothingStandsHere, and what
    `annul_protocol` raises.
    """
    extent = extent_of(area, contest)
    keys = among(list(standing_below(area, contest)))
    standing = list(AreaRow.objects.filter(pk__in=keys).select_related("election").order_by("pk"))
    if not standing:
        raise NothingStandsHere
    return [
        annul_within(user, precinct, area, contest.code, grounds, extent, now=now) for precinct in standing
    ]
