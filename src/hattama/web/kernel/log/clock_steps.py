"""The clock of a server may be set back. Entries keep the times they were told, and the log its order; that
the times of neighbours then run backwards is said, to the operator, by whoever meets it first."""

from __future__ import annotations

import datetime
import logging

from django.db.models import Max

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry

TOLERANCE = datetime.timedelta(minutes=1)
"""Several workers and hosts write one log; each takes the time before it waits for the pen."""

LOOKED_AT = 1000
"""So many of the newest entries are asked for their times."""

_log = logging.getLogger(__name__)


def clock_behind(election: ElectionRow, now: datetime.datetime) -> datetime.timedelta | None:
    """How far `now` lies before the latest of the newest LOOKED_AT entries of a log; None where that is
    within what is usual."""
    recent = LogEntry.objects.filter(election=election, index__gte=load_log_size(election) - LOOKED_AT)
    latest = recent.aggregate(at=Max("published_at"))["at"]
    return _behind(latest, now)


def warn_of_clock(election: ElectionRow, now: datetime.datetime) -> None:
    """Write a line to the operator's log where the clock has gone back since the newest entry."""
    entries = LogEntry.objects.filter(election=election).order_by("-index")
    behind = _behind(entries.values_list("published_at", flat=True).first(), now)
    if behind is not None:
        _log.warning(
            "the clock has gone back: it is %s, %s before the newest entry of the log of %s. Nothing is "
            "lost; entries from now on bear earlier times than those before them. Set the clock (NTP).",
            now.isoformat(timespec="seconds"),
            str(behind).partition(".")[0],
            election.pk,
        )


def _behind(latest: datetime.datetime | None, now: datetime.datetime) -> datetime.timedelta | None:
    return latest - now if latest is not None and latest - now > TOLERANCE else None
