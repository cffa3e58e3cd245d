"""A volunteer reads a drawn paper again, blind to what is published and to what other readers said."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from hattama.core.audits import UNREADABLE
from hattama.core.protocols import LifeDeed
from hattama.web.kernel.accounts.policy import Deed, DutiesNotSeparate
from hattama.web.kernel.accounts.roles import areas_for, precinct_people, role_for
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.protocols.tables import LifeStep
from hattama.web.record_checks.record_check import standing_of
from hattama.web.record_checks.tables import DrawnPaper, StrangerReading

MOST_READERS = 6
"""Readers of one paper at the most; what they cannot settle is left unsettled and told as such."""


class ReadingRefused(Exception):
    """The reading is refused; the subclass says why."""


class ReadTwice(ReadingRefused):
    """The person has read this paper already."""


class PaperSettled(ReadingRefused):
    """Others have settled this paper meanwhile: it needs no further reader."""


class ReadsOwnPaper(DutiesNotSeparate):
    """The person entered this protocol, or works in the commission of its precinct."""


def next_paper(user: Any, election: ElectionRow) -> DrawnPaper | None:
    """The paper that `user` should read next: of the newest draw, read least often, in the order of the draw.

    None when nothing that they may read waits.
    """
    mine = areas_for(user, Deed.READ_PAPER, election)
    waiting = (
        DrawnPaper.objects.filter(draw__election=election, area__in=mine)
        .exclude(readings__reader=user)
        .annotate(readers=Count("readings"))
        .filter(readers__lt=MOST_READERS)
        .order_by("-draw", "readers", "position")
    )
    return next((paper for paper in _with_readings(waiting) if _waits_for(user, paper)), None)


def _with_readings(papers: QuerySet[DrawnPaper]) -> QuerySet[DrawnPaper]:
    return papers.select_related("area", "draw").prefetch_related("readings")


def _waits_for(user: Any, paper: DrawnPaper) -> bool:
    if _is_own(user, paper):
        return False
    return paper.readings.count() < 2 or not standing_of(paper).check.settled


@transaction.atomic
def read_paper(
    user: Any,
    paper: DrawnPaper,
    figures: Mapping[str, int],
    unreadable: frozenset[str],
    *,
    now: datetime.datetime,
) -> StrangerReading:
    """Record what `user` read: every figure that is neither in `figures` nor unreadable stands blank.

    Raises NotYours, ReadsOwnPaper, ReadTwice or PaperSettled.
    """
    role_for(user, Deed.READ_PAPER, paper.area)
    if _is_own(user, paper):
        raise ReadsOwnPaper
    DrawnPaper.objects.select_for_update().get(pk=paper.pk)
    if StrangerReading.objects.filter(paper=paper, reader=user).exists():
        raise ReadTwice
    if not _waits_for(user, paper) or paper.readings.count() >= MOST_READERS:
        raise PaperSettled
    answers = dict(figures) | dict.fromkeys(unreadable, UNREADABLE)
    try:
        with transaction.atomic():
            return StrangerReading.objects.create(paper=paper, reader=user, answers=answers, read_at=now)
    except IntegrityError:
        # The same person pressed the button twice at once; the database took one.
        raise ReadTwice from None


def _is_own(user: Any, paper: DrawnPaper) -> bool:
    entered = LifeStep.objects.filter(
        area=paper.area, contest=paper.contest, deed__in=_TYPING, actor=user
    ).exists()
    return entered or user.pk in precinct_people(paper.area)


_TYPING = tuple(deed.value for deed in (LifeDeed.ENTER, LifeDeed.RETYPE))
