"""How the site stands at this moment, as figures: gathered once, told to monitors and to the operator alike;
and how each election's log does: what waits, what is published, what follows behind it.

No figure of a protocol is among them, and nobody's name.
"""

import datetime
import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import connection, models
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hattama.core.transparency_log import LogRefusal
from hattama.web.kernel.accounts.tables import Session
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, BundleStore, public_store
from hattama.web.kernel.log.gather_cosignatures import judge, load_reports
from hattama.web.kernel.log.refresh_bundle import manifest_size
from hattama.web.kernel.log.served import load_held
from hattama.web.kernel.log.show_files import read_mark
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size
from hattama.web.kernel.log.tables import LogEntry, acts_waiting
from hattama.web.kernel.log.witnesses import WitnessesMalformed, load_witnesses
from hattama.web.kernel.log.writer_lock import is_writer_at_work
from hattama.web.kernel.published.tables import Scan
from hattama.web.notices.tables import Subscription, Webhook
from hattama.web.open_data.write_open_data import current_open_data
from hattama.web.operations.watching.request_times import Key, load_counts
from hattama.web.protocols.tables import CurrentState
from hattama.web.scans.scan_jobs import LEASE, read_scan_job
from hattama.web.scans.tables import ScanReadingRow


@dataclass(frozen=True, slots=True)
class WitnessFacts:
    """One witness: whether it has signed the newest checkpoint, seconds since it last signed any (None:
    never), whether it was in trouble when asked last, and for how long it has owed its signature (0: not)."""

    name: str
    has_signed: bool
    signed_seconds_ago: float | None
    in_trouble: bool
    owes_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class LogFacts:
    """One log. Ages are seconds; `checkpoint_age` is None before the first checkpoint. `lag`: how long the
    oldest act has been waiting for a checkpoint that covers it, `tables_lag`: how long the oldest entry for
    the public tables. `behind`: how many entries of the published log the `tables`, the `manifest`, the
    `scans` shown and the `open_data` lack, `behind_seconds`: how long the first of these has stood in the
    log. `has_writer`: a process of this machine does nothing but write it. `is_damaged`: the published files
    or the list of witnesses cannot be read; what was to be read from them is None or empty then. `differs`:
    places of the public tables that differ from the log, as the last check found them `held_age` seconds ago
    (None: there was none)."""

    election_id: str
    entries: int
    published: int | None
    pending: int
    oldest_pending: float
    has_writer: bool
    lag: float
    tables_lag: float
    checkpoint_age: float | None
    cosigned: int | None
    behind: dict[str, int]
    behind_seconds: dict[str, float]
    witnesses: tuple[WitnessFacts, ...]
    quorum: int
    is_damaged: bool
    differs: tuple[str, ...]
    held_age: float | None


def gather_log_facts(election: ElectionRow, now: datetime.datetime) -> LogFacts:
    """How the log of an opened election stands at `now`. Raises OSError where its files cannot be reached."""
    store = public_store(election.pk)
    entries = load_log_size(election)
    waiting = acts_waiting(election=election).aggregate(
        n=models.Count("pk"), oldest=models.Min("recorded_at")
    )
    published, cosigned, are_whole = _published(store)
    witnesses, quorum, are_known = _witnesses(election, store, now) if are_whole else ((), 0, True)
    oldest = age(waiting["oldest"], now)
    held = load_held(election.pk)
    reached = _reached(election, store)
    return LogFacts(
        election_id=election.pk,
        entries=entries,
        published=published,
        pending=waiting["n"],
        oldest_pending=oldest,
        has_writer=is_writer_at_work(election.pk),
        lag=max(oldest, _uncovered(election, published, entries, now)),
        checkpoint_age=_file_age(store, CHECKPOINT, now),
        cosigned=cosigned,
        tables_lag=_uncovered(election, load_public_size(election), entries, now),
        behind={} if published is None else {of: max(0, published - size) for of, size in reached.items()},
        behind_seconds={of: _uncovered(election, size, published or 0, now) for of, size in reached.items()},
        witnesses=witnesses,
        quorum=quorum,
        is_damaged=not (are_whole and are_known),
        differs=held.places if held else (),
        held_age=age(held.at, now) if held else None,
    )


def _published(store: BundleStore) -> tuple[int | None, int | None, bool]:
    """Entries under the checkpoint, and under the one with a quorum; whether both can be read."""
    try:
        cosigned = store.checkpoint(COSIGNED)
        return store.size(), cosigned.checkpoint.size if cosigned else 0, True
    except LogRefusal:
        return None, None, False


def _uncovered(election: ElectionRow, published: int | None, entries: int, now: datetime.datetime) -> float:
    """How long the entry at `published`, which nothing covers yet, has stood in the database."""
    if published is None or published >= entries:
        return 0.0
    first = LogEntry.objects.filter(election=election, index=published)
    return age(first.values_list("published_at", flat=True).first(), now)


def _reached(election: ElectionRow, store: BundleStore) -> dict[str, int]:
    """Up to which entry of the log there is what follows it."""
    open_data = current_open_data(election.pk)
    return {
        "tables": load_public_size(election),
        "manifest": manifest_size(store),
        "scans": read_mark(election.pk) or 0,
        "open_data": open_data.tree_size if open_data else 0,
    }


def _witnesses(
    election: ElectionRow, store: BundleStore, now: datetime.datetime
) -> tuple[tuple[WitnessFacts, ...], int, bool]:
    """The witnesses and their quorum; whether the list of them can be read."""
    try:
        configured = load_witnesses()
    except WitnessesMalformed:
        return (), 0, False
    signed = store.checkpoint()
    if not configured.witnesses or signed is None:
        return (), 0, True
    done = judge(election, configured, signed).witnessed_at
    minutes = load_definition(election).election.greatest_age_minutes
    # Who has been silent for longer than the election allows has not signed what readers take for the newest.
    since = 0 if minutes is None else now.timestamp() - 60 * minutes
    reports = {report.name: report for report in load_reports(election.pk)}
    found = []
    for witness in configured.witnesses:
        report = reports.get(witness.name)
        last = report.cosigned_at if report else None
        ago = None if last is None else max(0.0, now.timestamp() - last)
        in_trouble = report is not None and bool(report.trouble)
        has_signed = done.get(witness.name, -1) >= since
        held, size = report.held_size if report else 0, signed.checkpoint.size
        owes = 0.0 if has_signed else _uncovered(election, held, size, now) if held < size else ago or 0.0
        found.append(WitnessFacts(witness.name, has_signed, ago, in_trouble, owes))
    return tuple(found), configured.quorum, True


def _file_age(store: BundleStore, name: str, now: datetime.datetime) -> float | None:
    try:
        changed = (store.folder / name).stat().st_mtime
    except FileNotFoundError:
        return None
    return max(0.0, now.timestamp() - changed)


def age(moment: datetime.datetime | None, now: datetime.datetime) -> float:
    """Seconds from `moment` to `now`; 0 for None, and where the clock went back."""
    return max(0.0, (now - moment).total_seconds()) if moment is not None else 0.0


BACKUP_MARK = "backup.json"
"""Written by whoever finished a backup: `{"finished_at": "2026-11-21T01:00:00+00:00"}`, more is ignored."""

SLOW_FACTS_SECONDS = 60.0
"""What takes a look at whole tables is looked up once in so long by each process."""


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """The file system of the data folder: bytes and inodes; 0 inodes where it does not count them."""

    free_bytes: int
    total_bytes: int
    free_inodes: int
    total_inodes: int


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """Jobs by state (`waiting`, `running`, `lost`, `failed`), and how long the first has been waiting."""

    jobs: dict[str, int]
    oldest_waiting_seconds: float
    scans_waiting: int


@dataclass(frozen=True, slots=True)
class SlowFacts:
    """What is counted over whole tables: protocols by election and where they stand at the desk, scans by how
    their reading went, bytes of all scans."""

    protocols: dict[tuple[str, str], int]
    scans: dict[str, int]
    scan_bytes: int


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """How the site stands. `counts`: of requests and records, see `load_counts`."""

    gathered_at: datetime.datetime
    version: str
    logs: tuple[LogFacts, ...]
    queue: QueueFacts
    disk: DiskFacts
    slow: SlowFacts
    database_bytes: int
    desk_sessions: int
    mail_waiting: int
    webhooks_paused: int
    backup_at: datetime.datetime | None
    counts: dict[Key, float]
    seconds: float

    @property
    def errors(self) -> int:
        """Errors that the program wrote to its own log since the site started."""
        return int(self.counts.get(("log", "error"), 0))

    @property
    def last_error_at(self) -> datetime.datetime | None:
        """When the last of them was; None without any."""
        at = self.counts.get(("last", "error"))
        return None if at is None else datetime.datetime.fromtimestamp(at, datetime.UTC)

    @property
    def failed_requests(self) -> int:
        """Requests that were answered with 500 or more since the site started."""
        requests = ((key[3], key[4], n) for key, n in self.counts.items() if key[0] == "request")
        return int(sum(n for status, group, n in requests if status == "5xx" and group != "sum"))


def gather_facts(*, now: datetime.datetime) -> SiteFacts:
    """How the site stands at `now`. Raises django.db.Error where the database does not answer, OSError where
    the data folder does not."""
    began = time.perf_counter()
    opened = ElectionRow.objects.filter(opened_at__isnull=False).order_by("pk")
    return SiteFacts(
        gathered_at=now,
        version=metadata.version("hattama"),
        logs=tuple(gather_log_facts(row, now) for row in opened),
        queue=_queue(now),
        disk=disk_facts(Path(settings.DATA_DIR)),
        slow=_slow_facts(),
        database_bytes=database_bytes(),
        desk_sessions=_desk_sessions(now),
        mail_waiting=Subscription.objects.filter(letter_until__isnull=False).count(),
        webhooks_paused=Webhook.objects.filter(paused_at__isnull=False).count(),
        backup_at=last_backup(),
        counts=load_counts(),
        seconds=time.perf_counter() - began,
    )


def _queue(now: datetime.datetime) -> QueueFacts:
    lost = models.Q(status=TaskResultStatus.RUNNING, started_at__lt=now - LEASE)
    ready = models.Q(status=TaskResultStatus.READY)
    found = DBTaskResult.objects.aggregate(
        waiting=models.Count("pk", filter=ready),
        running=models.Count("pk", filter=models.Q(status=TaskResultStatus.RUNNING)),
        lost=models.Count("pk", filter=lost),
        failed=models.Count("pk", filter=models.Q(status=TaskResultStatus.FAILED)),
        oldest=models.Min("enqueued_at", filter=ready),
        scans=models.Count("pk", filter=ready & models.Q(task_path=read_scan_job.module_path)),
    )
    jobs = {state: found[state] for state in ("waiting", "running", "lost", "failed")}
    # A job that is lost is marked as running, and nobody runs it.
    jobs["running"] -= jobs["lost"]
    return QueueFacts(jobs, age(found["oldest"], now), found["scans"])


def disk_facts(folder: Path) -> DiskFacts:
    """The file system of `folder`. Raises OSError."""
    found = os.statvfs(folder)
    return DiskFacts(
        free_bytes=found.f_bavail * found.f_frsize,
        total_bytes=found.f_blocks * found.f_frsize,
        free_inodes=found.f_favail,
        total_inodes=found.f_files,
    )


def database_bytes() -> int:
    """How much room the database takes, as it says itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count() CROSS JOIN pragma_page_size()"
            )
        return int(cursor.fetchone()[0])


def _desk_sessions(now: datetime.datetime) -> int:
    return int(Session.objects.filter(expire_date__gt=now, account__isnull=False).count())


def last_backup() -> datetime.datetime | None:
    """When the last backup was finished; None where nobody has told, or what was told is no moment."""
    try:
        told = json.loads((Path(settings.DATA_DIR) / BACKUP_MARK).read_bytes())
        moment = datetime.datetime.fromisoformat(told["finished_at"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return moment if moment.tzinfo is not None else None


_slow: dict[Path, tuple[float, SlowFacts]] = {}


def _slow_facts() -> SlowFacts:
    place = Path(settings.DATA_DIR)
    known = _slow.get(place)
    if known is not None and time.monotonic() - known[0] < SLOW_FACTS_SECONDS:
        return known[1]
    found = _gather_slow_facts()
    _slow.clear()
    _slow[place] = time.monotonic(), found
    return found


def _gather_slow_facts() -> SlowFacts:
    states = CurrentState.objects.values_list("area__election", "state")
    protocols = {(election, state): n for election, state, n in states.annotate(n=models.Count("pk"))}
    read = Counter(dict(ScanReadingRow.objects.values_list("state").annotate(n=models.Count("pk"))))
    return SlowFacts(
        protocols=protocols,
        scans={state: read[state] for state in (ScanReadingRow.READ, ScanReadingRow.REFUSED)},
        scan_bytes=Scan.objects.aggregate(all=models.Sum("size_bytes"))["all"] or 0,
    )
