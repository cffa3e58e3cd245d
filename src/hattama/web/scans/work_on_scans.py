"""Whoever works on scans: takes jobs from the queue in order, gives lost ones back, reads imported scans when
idle.
"""

import datetime
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.tables import PublishedScan, Scan
from hattama.web.kernel.stores.content_store import ContentAltered, ContentMissing, StoreUnavailable
from hattama.web.scans.fetch_scans import FETCHED
from hattama.web.scans.find_odd_papers import find_odd_papers
from hattama.web.scans.read_scan import READABLE, read_figures, read_scan, scan_reader
from hattama.web.scans.scan_jobs import LEASE, return_lost_jobs
from hattama.web.scans.tables import PaperFinding, ScanFetch, ScanPage, ScanReadingRow

_log = logging.getLogger(__name__)

KEPT = datetime.timedelta(days=1)
"""A job that is done is remembered so long."""


def no_rest(_worked: float) -> float:
    """In how many seconds the next job may begin: at once."""
    return 0.0


class _Queue(Worker):
    """The queue of the package; after each job `rest` says how long it waits for the next."""

    rest: Callable[[float], float] = staticmethod(no_rest)

    def run_task(self, db_task_result: Any) -> None:
        """Run one job, and rest."""
        began = time.monotonic()
        super().run_task(db_task_result)
        if self.running:
            time.sleep(self.rest(time.monotonic() - began))


class ScanWorker:
    """One worker; `imported` is how many scans that nobody uploaded (imported ones) it reads in idle time,
    `lease` after how long a job that another began counts as lost, `rest` how many seconds it rests after
    a job that took so many."""

    def __init__(
        self,
        imported: int = 0,
        lease: datetime.timedelta = LEASE,
        rest: Callable[[float], float] = no_rest,
    ) -> None:
        # What the queue's package tells in English while it ends is told by the command in the reader's
        # language.
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        self._queue = _Queue(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.getpid()}-{uuid.uuid4().hex}",
            excluded_queue_names=[],
        )
        self._queue.rest = rest
        self._imported = imported
        self._lease = lease

    def stop_on_signals(self) -> None:
        """Let SIGTERM and Ctrl+C end this worker after the job in hand; a second one ends it at once."""
        self._queue.configure_signals()

    @property
    def is_stopping(self) -> bool:
        """Whether a signal has asked this worker to end."""
        return not self._queue.running

    def work_once(self) -> bool:
        """Do everything that waits, then at most one imported scan; whether there may be more at once."""
        now = timezone.now()
        return_lost_jobs(now, self._lease)
        DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT).delete()
        self._queue.run()
        if self.is_stopping or self._imported <= 0:
            return False
        scan = next(unread_scans(), None)
        if scan is None:
            return False
        try:
            read_imported_scan(scan)
        except StoreUnavailable as trouble:
            # It is unread as before, and has its turn again after a pause.
            _log.warning("scan %s is read later: %s", scan.pk, trouble)
            return False
        self._imported -= 1
        return True


def unread_scans(election: ElectionRow | None = None) -> Iterator[Scan]:
    """Published scans that nobody has read or asked to read, the newest first."""
    shown = PublishedScan.objects.filter(withdrawn_by=None, scan__reading=None, scan__media_type__in=READABLE)
    if election is not None:
        shown = shown.filter(protocol__election=election)
    for beside in shown.select_related("scan").order_by("-pk").iterator(chunk_size=500):
        yield beside.scan


def read_imported_scan(scan: Scan) -> None:
    """Read a scan that did not come by upload, and hold its paper against the others. Raises
    StoreUnavailable; then it is unread as before.
    """
    now = timezone.now()
    try:
        read_scan(scan, now=now)
    except (ContentMissing, ContentAltered) as trouble:
        # Imported with its hash alone, or damaged since: there is nothing to read.
        ScanReadingRow.objects.get_or_create(
            scan=scan,
            defaults={
                "state": ScanReadingRow.REFUSED,
                "reason": type(trouble).__name__,
                "asked_at": now,
                "read_at": now,
            },
        )
        return
    find_odd_papers(scan, now=now)
    read_figures(scan)


def end_reader() -> None:
    """End the reading program of this process."""
    scan_reader().close()


def scan_status() -> list[tuple[str, int]]:
    """How the reading of scans stands: what, and how many."""
    return [
        ("jobs_waiting", DBTaskResult.objects.ready().count()),
        ("jobs_running", DBTaskResult.objects.running().count()),
        ("jobs_failed", DBTaskResult.objects.failed().count()),
        ("scans_read", ScanReadingRow.objects.filter(state=ScanReadingRow.READ).count()),
        ("scans_refused", ScanReadingRow.objects.filter(state=ScanReadingRow.REFUSED).count()),
        ("pages_aligned", ScanPage.objects.filter(state="aligned").count()),
        ("pages_to_a_person", ScanPage.objects.filter(state="to_a_person").count()),
        ("papers_of_another_place", PaperFinding.objects.filter(kind=PaperFinding.OTHER_PAPER).count()),
        ("scans_fetched", ScanFetch.objects.filter(outcome=FETCHED).count()),
        ("addresses_without_scan", ScanFetch.objects.exclude(outcome=FETCHED).count()),
        ("papers_seen_twice", PaperFinding.objects.filter(kind=PaperFinding.SAME_PAPER).count()),
    ]
