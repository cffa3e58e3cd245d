"""Which reviewer works on a protocol now: taken, taken over from another, given back; the last says.

Nothing of it goes into the log. It keeps two reviewers from one doubt, and decides about none.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from hattama.core.vocabulary import Deed, DeedRefused, Message
from hattama.web.kernel.accounts.policy import REVIEWERS
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.protocols.tables import TakenCase


class TakenByAnother(DeedRefused):
    """Another reviewer works on this protocol now."""

    sentence = Message(
        "Another reviewer works on this protocol now. Take it over first, or leave it to them."
    )


@transaction.atomic
def take_on(user: Any, area: AreaRow, contest: str, *, taken_from: str = "", now: datetime.datetime) -> None:
    """`user` works on it from now on; `taken_from`: the row id of whom it is taken over from.

    Raises NotYours, or TakenByAnother where somebody else has it.
    """
    role_now(user, Deed.DECIDE, area)
    lock_areas([area])
    row = TakenCase.objects.filter(area=area, contest=contest).first()
    if row is not None and row.person_id not in (None, user.pk) and str(row.person_id) != taken_from:
        raise TakenByAnother
    said = {"person": user, "since": now}
    TakenCase.objects.update_or_create(area=area, contest=contest, defaults=said)


def give_back(user: Any, area: AreaRow, contest: str, *, now: datetime.datetime) -> None:
    """`user` works on it no longer; nothing where they do not."""
    TakenCase.objects.filter(area=area, contest=contest, person=user).update(person=None, since=now)


def refuse_taken(user: Any, role: str, area: AreaRow, contest: str) -> None:
    """Raise TakenByAnother where `user` would act as a reviewer on what another has taken."""
    if role in REVIEWERS:
        held = TakenCase.objects.filter(area=area, contest=contest, person__isnull=False)
        if held.exclude(person=user).exists():
            raise TakenByAnother


def taken_cases(area_pks: Iterable[int], contest: str) -> dict[int, TakenCase]:
    """Those of these precincts whose protocol somebody has taken, by row id."""
    rows = TakenCase.objects.filter(area__in=list(area_pks), contest=contest, person__isnull=False)
    return {row.area_id: row for row in rows.select_related("person")}
