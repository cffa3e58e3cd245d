"""Somebody looks at what is personal at the desk: that they did is recorded before it is shown."""

import datetime
from enum import StrEnum
from typing import Any

from hattama.web.kernel.accounts.tables import PersonalRead
from hattama.web.kernel.elections.tables import AreaRow


class Personal(StrEnum):
    """What can be looked at."""

    REPORT = "report"
    """A report with its message and, where it was given, the way to reach who sent it."""
    REPORT_PHOTO = "report_photo"
    SENT_COPY = "sent_copy"
    """The picture of a copy that a stranger sent, before the public sees it."""
    ACCOUNTS = "accounts"
    """Names of people with their roles."""
    CUSTODY_NAMES = "custody_names"
    """Names of those who carried papers."""
    RECORD = "record"
    """A record of a register, with what of it is not public."""
    TYPING = "typing"
    """How typists type: times, corrections, differing entries."""


def record_read(
    user: Any,
    what: Personal,
    *,
    area: AreaRow | None = None,
    election_id: str = "",
    subject: str = "",
    now: datetime.datetime,
) -> PersonalRead:
    """Record that `user` looks at `what` of `area`, or of the election where it is of no one area."""
    return PersonalRead.objects.create(
        actor=user,
        what=what.value,
        election_id=area.election_id if area is not None else election_id,
        area_id=area.code if area is not None else "",
        subject=subject[:64],
        moment=now,
    )
