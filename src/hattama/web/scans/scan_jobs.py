"""The queue of scans to be read: jobs in the database, done by whoever runs `hattama scans work`, those of
pages that people look at first, then in order of arrival.

A job may be done twice and changes nothing the second time. One whose worker died stays marked as running for
ever by itself, so whoever works first gives such jobs back (`return_lost_jobs`).
"""

import datetime
import logging
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.kernel.stores.kept_rows import insert_rows
from hattama.web.kernel.stores.outages import DATABASE_AWAY, outage_of

_log = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=15)
"""No job takes so long: one that has been running longer has lost its worker."""

STORE_PAUSE = datetime.timedelta(minutes=1)
"""How long a scan waits that could not be had from the store."""

MOST_ATTEMPTS = 5
"""A job that lost so many workers may be what kills them, and is left for the operator."""

PAUSE = datetime.timedelta(minutes=1)
PASSING = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError", "builtins.OSError")
"""A database that was away and a disk that was full are no fault of a scan."""


@task()
def read_scan_job(sha256: str) -> None:
    """Read a scan, hold it against where it stands, and read its figures: later, if it cannot be had now."""
    try:
        _read(sha256)
    except StoreUnavailable as trouble:
        _log.warning("scan %s is read later: %s", sha256, trouble)
        read_scan_job.using(run_after=timezone.now() + STORE_PAUSE).enqueue(sha256)


def _read(sha256: str) -> None:
    from hattama.web.kernel.published.tables import Scan
    from hattama.web.scans.find_odd_papers import find_odd_papers
    from hattama.web.scans.read_scan import read_figures, read_scan

    scan = Scan.objects.get(pk=sha256)
    now = timezone.now()
    read_scan(scan, now=now)
    find_odd_papers(scan, now=now)
    read_figures(scan)


def ask_for_reading(sha256: str) -> None:
    """Put a job at the end of the queue, within the caller's transaction."""

    # The first job of a scan is found by the scan's name; one asked for again needs a name of its own.
    def another() -> None:
        insert_rows([_job(sha256, uuid.uuid4())])

    insert_rows([_job(sha256, _first_job_of(sha256))], ignore_conflicts=True, if_there=another)


def _job(sha256: str, name: uuid.UUID) -> DBTaskResult[[str], None]:
    return DBTaskResult(
        id=name,
        args_kwargs={"args": [sha256], "kwargs": {}},
        task_path=read_scan_job.module_path,
        queue_name=read_scan_job.queue_name,
        backend_name=read_scan_job.backend,
        run_after=get_date_max(),
    )


def _first_job_of(sha256: str) -> uuid.UUID:
    return uuid.UUID(sha256[:32])


class Look(NamedTuple):
    """Somebody looks at a scan: its job comes forward by `step`, by such looks to `most` at most."""

    step: int
    most: int


PUBLIC_LOOK = Look(1, 10)
DESK_LOOK = Look(11, 99)
"""Whoever decides about a paper comes before all looks of the public: of these a machine can send many."""


def bring_forward(scans: Iterable[str], look: Look) -> None:
    """Have these scans (by SHA-256) read sooner, where they still wait, since somebody looks at them."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, priority__lte=look.most - look.step)
    try:
        for sha256 in sorted(scans):
            waiting.filter(pk=_first_job_of(sha256)).update(priority=F("priority") + look.step)
    except DATABASE_AWAY as trouble:
        # A page that only reads is shown while nothing can be written: the disk is full, others write.
        if outage_of(trouble) is None:
            raise
        _log.warning("the reading of a scan was not brought forward: %s", trouble)


def return_lost_jobs(now: datetime.datetime, lease: datetime.timedelta = LEASE) -> int:
    """Give back jobs whose worker has not been heard of for `lease`; how many.

    A job that lost MOST_ATTEMPTS workers is marked as failed instead. One that began further than `lease` in
    the future began before the clock went back, nobody knows when: to do it twice costs less than to wait.
    """
    lost = DBTaskResult.objects.running().exclude(started_at__range=(now - lease, now + lease))
    returned = 0
    for job in lost:
        given_up = len(job.worker_ids) >= MOST_ATTEMPTS
        state = TaskResultStatus.FAILED if given_up else TaskResultStatus.READY
        # Only while it is still the attempt that was seen: another may have finished or returned it
        # meanwhile.
        seen = DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at)
        changed = seen.update(status=state, finished_at=now if given_up else None)
        returned += 0 if given_up else changed
    return returned + _return_unlucky_jobs(now)


def _return_unlucky_jobs(now: datetime.datetime) -> int:
    """Give back jobs that failed for what passes; how many. They are tried once a minute, until it has."""
    return (
        DBTaskResult.objects.failed()
        .filter(exception_class_path__in=PASSING, finished_at__lt=now - PAUSE)
        .update(status=TaskResultStatus.READY, finished_at=None, exception_class_path="", traceback="")
    )
