"""The results of a unit, an electoral district or a whole contest are declared invalid by one decision, and
count again by another that sets it aside.

Each protocol that stands there ceases to count by an entry of its own, which names the area and the decision;
each counts again by a correction to the figures that it had.
"""

import datetime
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hattama.core.protocols import SET_ASIDE, current_protocol
from hattama.core.vocabulary import Contest, Deed, DeedRefused, Message
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.protocols.cases import Done
from hattama.web.protocols.change import Grounds, annul_within, change_protocol
from hattama.web.protocols.overview import Scope, keys_of
from hattama.web.protocols.powers import extent_of
from hattama.web.protocols.reading import load_life
from hattama.web.protocols.tables import CurrentState


class NothingStandsHere(DeedRefused):
    """No protocol of the contest counts in this area."""

    sentence = Message("No protocol that counts stands here. Nothing was recorded.")


class NothingWasAnnulledHere(DeedRefused):
    """No protocol of the contest is invalid by a decision about all of this area."""

    sentence = Message(
        "No protocol is invalid here by a decision about the whole area. Nothing was recorded."
    )


def standing_below(area: AreaRow, contest: Contest) -> QuerySet[Any, int]:
    """Row ids of the polling stations in `area` whose protocol of `contest` may be declared invalid."""
    rules = load_definition(area.election).election.entry
    return keys_of(Scope(area.election, contest, [area]), "standing", rules)


def has_nothing_standing(area: AreaRow, contest: Contest) -> bool:
    """Whether no protocol of the contest in `area` counts, or is about to."""
    return not standing_below(area, contest).exists()


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


def counts_again(area: AreaRow, contest: Contest) -> bool:
    """Whether a protocol of the contest in `area` is corrected now, as one that counts again is."""
    corrected = CurrentState.objects.filter(contest=contest.code, state="corrected", stands_out=True)
    return Scope(area.election, contest, [area]).within(corrected).exists()


def annulled_as_one(election: ElectionRow) -> dict[tuple[str, str], list[int]]:
    """Row ids of the polling stations whose protocol is invalid by a decision about a whole area, by the
    codes of that area and of the contest. As the log tells and what was accepted since, which the public
    tables are about to hold."""
    place = {"area": OuterRef("act__area"), "contest": OuterRef("act__contest")}
    stands = PublishedProtocol.objects.filter(**place, annulled_by=OuterRef("index"))
    now = CurrentState.objects.filter(**place)
    entries = LogEntry.objects.filter(election=election, kind="annulment").order_by("index")
    entries = entries.filter(Exists(stands) | Exists(now)).exclude(Exists(now.exclude(state="annulled")))
    told = entries.values_list("act__area", "act__body")
    last = {(pk, body["contest"]): body for pk, body in told}
    annulled: dict[tuple[str, str], list[int]] = {}
    for (pk, contest), body in last.items():
        if body["within"] != body["area"]:
            annulled.setdefault((body["within"], contest), []).append(pk)
    return annulled


@transaction.atomic
def restore_unit(
    user: Any, area: AreaRow, contest: Contest, grounds: Grounds, *, now: datetime.datetime
) -> list[Done]:
    """Every protocol that a decision about all of `area` declared invalid counts again as it stood, or none
    does; one that a decision of its own declared invalid does not.

    The reason is SET_ASIDE, whatever `grounds` says. Raises NothingWasAnnulledHere, and what
    `change_protocol` raises.
    """
    keys = annulled_as_one(area.election).get((area.code, contest.code), [])
    rows = AreaRow.objects.filter(pk__in=among(keys)).select_related("election").order_by("pk")
    as_it_stood, extent = replace(grounds, reason=SET_ASIDE), extent_of(area, contest)
    done = []
    for precinct in rows:
        protocol = current_protocol(load_life(precinct, contest.code))
        assert protocol is not None, "what was annulled was published"
        done.append(
            change_protocol(Deed.CORRECT, user, precinct, protocol, as_it_stood, now=now, extent=extent)
        )
    if not done:
        raise NothingWasAnnulledHere
    return done
