"""A reviewer looks at what people report and answers; the answer is public, what was sent is not."""

import datetime
from enum import StrEnum
from typing import Any

from hattama.core.vocabulary import Deed, DeedRefused, Message, Tie, refuse_joined_duty
from hattama.web.kernel.accounts.roles import precinct_people, role_now
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.reports.tables import DifferenceReport, ReportStep
from hattama.web.scans.read_scan import scan_reader

LONGEST_ANSWER = 2000


class ReportState(StrEnum):
    """Where a report stands. Nothing is closed for good: a later step says more."""

    NEW = "new"
    LOOKED_AT = "looked_at"
    OUR_ERROR = "our_error"
    PAPER_DIFFERS = "paper_differs"
    NOT_CONFIRMED = "not_confirmed"


ANSWERED = frozenset({ReportState.OUR_ERROR, ReportState.PAPER_DIFFERS, ReportState.NOT_CONFIRMED})
"""States that say what was found, and need an answer in words."""


class AnswerNeeded(DeedRefused):
    """The state says what was found; the public is told why in words."""

    sentence = Message("Say in words what was found: the answer is public.")
    is_mendable = True


class AnswerTooLong(DeedRefused):
    """The answer is longer than can be kept."""

    sentence = Message("The answer is too long: at most 2,000 characters.")
    is_mendable = True


def review_report(
    user: Any,
    report: DifferenceReport,
    state: ReportState,
    answer: str,
    *,
    released: bytes = b"",
    now: datetime.datetime,
) -> ReportStep:
    """Record that `user` looked at `report` and found `state`. `released`: a photograph that all may see,
    made unrecognisable by the reviewer where it has to be; the one that was sent is never shown.

    Raises NotYours, DecidesOwnPrecinct, AnswerNeeded, AnswerTooLong, hattama.formats.scans.ScanRefused, or
    StoreUnavailable; then nothing is recorded.
    """
    role = role_now(user, Deed.REVIEW_REPORT, report.area)
    refuse_joined_duty(Deed.REVIEW_REPORT, user.pk, {Tie.PRECINCT: precinct_people(report.area)})
    if state in ANSWERED and not answer:
        raise AnswerNeeded
    if len(answer) > LONGEST_ANSWER:
        raise AnswerTooLong
    bare = scan_reader().photo(released) if released else b""
    return ReportStep.objects.create(
        report=report,
        state=state.value,
        answer=answer,
        released_sha256=put_content(bare) if bare else "",
        actor=user,
        role=role.value,
        moment=now,
    )


def state_of(report: DifferenceReport) -> ReportState:
    """Where the report stands now; one query unless its steps were fetched with it."""
    steps = list(report.steps.all())
    return ReportState(steps[-1].state) if steps else ReportState.NEW
