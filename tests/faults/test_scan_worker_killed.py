"""A reader of scans is killed in the middle of a job: the job is given back, and done once in effect."""

import contextlib
import os
import signal

import psycopg
import pytest

from tests.faults.judge import judge
from tests.faults.site import ENDURANCE, rounds, until
from tests.real import PATIENCE

pytestmark = pytest.mark.endurance

RUNNING = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
OPEN = (
    "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('RUNNING', 'READY', 'FAILED')"
)
UNREAD = (
    "SELECT count(*) FROM scan s LEFT JOIN scan_reading r ON r.scan_id = s.sha256"
    " WHERE r.scan_id IS NULL OR r.state NOT IN ('read', 'refused')"
)
TORN = (
    "SELECT count(*) FROM scan s JOIN scan_reading r ON r.scan_id = s.sha256 WHERE r.state = 'read'"
    " AND s.pages <> (SELECT count(*) FROM scan_page p WHERE p.scan_id = s.sha256)"
)


def test_a_job_whose_worker_was_killed_is_done_by_another(night):
    site, killed = night.site, 0
    with psycopg.connect(night.database.address(), autocommit=True) as connection:

        def count(question: str) -> int:
            return connection.execute(question).fetchone()[0]

        with site.load() as load:
            for _ in rounds():
                until(lambda: _kill_in_a_job(site, count), "a worker dies in a job")
                killed += 1
                load.goes_on(3)
        # The lease is fifteen minutes; here it is over at once.
        until(lambda: bool(site.scan_workers()), "another worker is started")
        # At length there are hundreds, and readers are polite to whoever waits for a page.
        until(lambda: _all_read(site, count), "every scan is read", 900 if ENDURANCE else PATIENCE)
        assert count(TORN) == 0, "every page of a scan that was read stands there, once"
    judge(site, f"readers of scans killed in a job: {killed}")


def _kill_in_a_job(site, count) -> bool:
    """Whether a job stands as running and the process that ran it is dead."""
    if count(RUNNING):
        for pid in site.scan_workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return count(RUNNING) > 0
    return False


def _all_read(site, count) -> bool:
    if count(OPEN) and not count(
        "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY'"
    ):
        site.run("tests.faults.night", "return")
    return count(OPEN) == 0 and count(UNREAD) == 0
