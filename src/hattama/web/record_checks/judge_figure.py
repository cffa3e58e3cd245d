"""A reviewer looks at the paper where somebody reads a figure otherwise than it is published, and says so."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.vocabulary import Count
from hattama.web.kernel.accounts.policy import DecidesOwnPrecinct, Deed
from hattama.web.kernel.accounts.roles import precinct_people, role_for
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.record_checks.record_check import JudgedAs, Origin
from hattama.web.record_checks.tables import FigureJudgement

LONGEST_REASON = 2000


class ReasonNeeded(Exception):
    """A judgement is public and is explained in words."""


class ReasonTooLong(Exception):
    """The reason is longer than can be kept."""


@transaction.atomic
def judge_figure(
    user: Any,
    area: AreaRow,
    contest: str,
    entry_index: int,
    key: str,
    origin: Origin,
    verdict: JudgedAs,
    reason: str,
    *,
    published: Count,
    read: str,
    now: datetime.datetime,
) -> FigureJudgement:
    """Record what the reviewer found of one figure of the version that entry `entry_index` published.

    A judgement changes no figure: where it is our error, a correction with its own reason follows.
    Raises NotYours, DecidesOwnPrecinct, ReasonNeeded or ReasonTooLong.
    """
    role = role_for(user, Deed.JUDGE_FIGURE, area)
    if user.pk in precinct_people(area):
        raise DecidesOwnPrecinct
    if not reason:
        raise ReasonNeeded
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong
    return FigureJudgement.objects.create(
        election=area.election,
        area=area,
        contest=contest,
        entry_index=entry_index,
        key=key,
        origin=origin.value,
        published=published,
        read=read,
        verdict=verdict.value,
        reason=reason,
        judge=user,
        role=role.value,
        judged_at=now,
    )
