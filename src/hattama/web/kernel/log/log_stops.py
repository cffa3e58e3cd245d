"""A log that must not be written on: what stands in public contradicts what is here; a person has to look.

Acts are accepted meanwhile and wait. The stop holds for the bucket that it was found in, and ends when that
is seen to fit again.
"""

import datetime
import json
import logging
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.stores.durable_files import replace_durably

TOLERANCE = datetime.timedelta(minutes=1)
"""Several workers and hosts write one log; each takes the time before it waits for the writer lock."""

LOOKED_AT = 1000
"""So many of the newest entries are asked for their times."""

_log = logging.getLogger(__name__)


def clock_behind(election: ElectionRow, now: datetime.datetime) -> datetime.timedelta | None:
    """How far `now` lies before the latest of the newest LOOKED_AT entries of a log; None where that is
    within what is usual."""
    recent = LogEntry.objects.filter(election=election, index__gte=load_log_size(election) - LOOKED_AT)
    latest = recent.aggregate(at=Max("published_at"))["at"]
    return _behind(latest, now)


def warn_of_clock(election: ElectionRow, newest: LogEntry | None, now: datetime.datetime) -> None:
    """Write a line to the operator's log where the clock has gone back since the newest entry."""
    behind = _behind(newest.published_at if newest is not None else None, now)
    if behind is not None:
        _log.warning(
            "the clock has gone back: it is %s, %s before the newest entry of the log of %s. Nothing is "
            "lost; entries bear the time of the newest one until the clock has passed it. Set it (NTP).",
            now.isoformat(timespec="seconds"),
            str(behind).partition(".")[0],
            election.pk,
        )


def _behind(latest: datetime.datetime | None, now: datetime.datetime) -> datetime.timedelta | None:
    return latest - now if latest is not None and latest - now > TOLERANCE else None


class CopyContradicts(Exception):
    """The bucket holds what is not of this log: a longer one, another root, other bytes in a lasting file."""


class LogStopped(Exception):
    """The log is not written on until a person has looked: the message says why."""


def stop_log(election_id: str, place: str, why: str) -> None:
    """Let nobody write the log on while `place` is where it is published."""
    replace_durably(_path(election_id), json.dumps({"place": place, "why": why}).encode())


def release_log(election_id: str) -> None:
    """Let the log be written again; nothing where it was not stopped."""
    _path(election_id).unlink(missing_ok=True)


def refuse_if_stopped(election_id: str) -> None:
    """Raise LogStopped where that is so."""
    try:
        said = json.loads(_path(election_id).read_bytes())
    except FileNotFoundError:
        return
    if settings.STORE_BUCKET and said["place"].startswith(f"s3://{settings.STORE_BUCKET}"):
        raise LogStopped(f"{election_id}: {said['why']}")


def _path(election_id: str) -> Path:
    return working_folder(election_id) / "stopped"
