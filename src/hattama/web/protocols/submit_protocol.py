"""A commission submits its results protocol where one entry is enough: entered, confirmed, published in
one."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction

from hattama.core.protocols import Protocol, ProtocolAlreadyEntered
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.submission_refusals import (
    ContestNotHeldHere,
    ElectionClosed,
    ElectionNotOpen,
    ExplanationNeeded,
    ExplanationTooLong,
    LinesToReread,
    MoreThanOneStep,
    ProtocolAlreadySubmitted,
    SubmissionRefused,
    refuse_if_closed,
)
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.enter_protocol import enter_protocol

__all__ = [
    "ContestNotHeldHere",
    "ElectionClosed",
    "ElectionNotOpen",
    "ExplanationNeeded",
    "ExplanationTooLong",
    "LinesToReread",
    "MoreThanOneStep",
    "ProtocolAlreadySubmitted",
    "SubmissionRefused",
    "refuse_if_closed",
    "submit_protocol",
]


@transaction.atomic
def submit_protocol(
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    *,
    now: datetime.datetime,
    scan: Scan | None = None,
    reread: Collection[str] | None = None,
) -> Act:
    """Record a protocol as an act that awaits the log. `now` is the moment of receipt, aware.

    Raises MoreThanOneStep where the election asks for a second person, ProtocolAlreadySubmitted, or what
    `enter_protocol` raises; then nothing is recorded.
    """
    if not load_definition(area.election).election.entry.one_step:
        raise MoreThanOneStep
    try:
        done = enter_protocol(user, area, protocol, now=now, scan=scan, reread=reread)
    except ProtocolAlreadyEntered as entered:
        raise ProtocolAlreadySubmitted from entered
    assert done.act is not None, "an entry that confirms itself is published"
    return done.act
