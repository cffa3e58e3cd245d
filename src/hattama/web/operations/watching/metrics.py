"""The figures of the site in the text format of Prometheus (version 0.0.4): names, kinds, and what each says.

Every name stands in METRICS once; docs/operator/operations.md prints the same table. Labels are
identifiers of elections, names of witnesses, and short lists of ours: never an area, a person or a path.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import Error as DatabaseTrouble
from prometheus_client import CollectorRegistry
from prometheus_client.core import HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from hattama.web.operations.watching.facts import LogFacts, SiteFacts, gather_facts
from hattama.web.operations.watching.request_times import BOUNDS, Key, load_counts

METRICS_TYPE = CONTENT_TYPE_PLAIN_0_0_4


@dataclass(frozen=True, slots=True)
class MetricKind:
    """What a metric is: gauge, counter or histogram; its labels; what it says."""

    type: str
    labels: tuple[str, ...]
    says: str


_OF_LOG = ("election",)

METRICS: Mapping[str, MetricKind] = {
    "hattama_build_info": MetricKind("gauge", ("version",), "Always 1; the version stands in the label."),
    "hattama_database_up": MetricKind(
        "gauge", (), "Whether database and data folder answered this time (1) or not (0: most others lack)."
    ),
    "hattama_gathering_seconds": MetricKind("gauge", (), "How long it took to gather these figures."),
    "hattama_log_entries": MetricKind("gauge", _OF_LOG, "Entries of the log in the database."),
    "hattama_log_published_entries": MetricKind("gauge", _OF_LOG, "Entries that the checkpoint covers."),
    "hattama_log_lag_seconds": MetricKind(
        "gauge", _OF_LOG, "How long the oldest accepted act has waited for a checkpoint that covers it."
    ),
    "hattama_tables_lag_seconds": MetricKind(
        "gauge", _OF_LOG, "How long the oldest entry that the public pages do not have yet stands in the log."
    ),
    "hattama_log_damaged": MetricKind(
        "gauge", _OF_LOG, "Whether published files or the list of witnesses cannot be read (1)."
    ),
    "hattama_acts_pending": MetricKind("gauge", _OF_LOG, "Accepted acts that the log does not hold yet."),
    "hattama_oldest_pending_act_age_seconds": MetricKind(
        "gauge", _OF_LOG, "Age of the oldest act that the log does not hold yet; 0 where none waits."
    ),
    "hattama_checkpoint_age_seconds": MetricKind(
        "gauge", _OF_LOG, "Seconds since the newest checkpoint was published; grows in peace, too."
    ),
    "hattama_cosigned_entries": MetricKind(
        "gauge", _OF_LOG, "Entries that the newest checkpoint with a quorum of witnesses covers."
    ),
    "hattama_witness_quorum": MetricKind("gauge", _OF_LOG, "How many witnesses must sign; 0 without any."),
    "hattama_witness_signed": MetricKind(
        "gauge", ("election", "witness"), "Whether this witness has signed the newest checkpoint (1)."
    ),
    "hattama_cosignature_age_seconds": MetricKind(
        "gauge", ("election", "witness"), "Seconds since this witness last signed, by its own clock."
    ),
    "hattama_cosignature_owed_seconds": MetricKind(
        "gauge",
        ("election", "witness"),
        "How long the oldest entry that this witness has not signed has stood in the log; 0 without.",
    ),
    "hattama_behind_entries": MetricKind(
        "gauge",
        ("election", "what"),
        "Published entries that the tables, the manifest, the scans shown or the open data lack.",
    ),
    "hattama_behind_seconds": MetricKind(
        "gauge", ("election", "what"), "How long the oldest of these entries has stood in the log; 0 without."
    ),
    "hattama_served_differences": MetricKind(
        "gauge", _OF_LOG, "Places where the public tables differ from the log (20: there may be more)."
    ),
    "hattama_served_check_age_seconds": MetricKind(
        "gauge",
        _OF_LOG,
        "Seconds since the public tables were last held against the log; absent before that.",
    ),
    "hattama_protocols": MetricKind(
        "gauge", ("election", "state"), "Protocols by where they stand at the desk; entered ones are drafts."
    ),
    "hattama_jobs": MetricKind(
        "gauge", ("state",), "Jobs of the queue: waiting, running, lost (their worker died), failed."
    ),
    "hattama_oldest_job_age_seconds": MetricKind("gauge", (), "How long the first job has been waiting."),
    "hattama_scans": MetricKind("gauge", ("state",), "Scans: waiting to be read, read, refused."),
    "hattama_scan_bytes": MetricKind("gauge", (), "Bytes of all scans."),
    "hattama_desk_sessions": MetricKind("gauge", (), "Sessions of people who are logged in."),
    "hattama_mail_waiting": MetricKind("gauge", (), "Letters that were begun and have not left."),
    "hattama_data_free_bytes": MetricKind("gauge", (), "Free bytes where the data folder is."),
    "hattama_data_total_bytes": MetricKind("gauge", (), "All bytes of that file system."),
    "hattama_data_free_inodes": MetricKind("gauge", (), "Files that can still be made there."),
    "hattama_database_bytes": MetricKind("gauge", (), "Bytes of the database."),
    "hattama_backup_finished_timestamp_seconds": MetricKind(
        "gauge", (), "When the last backup was finished (POSIX seconds); absent where nobody has told."
    ),
    "hattama_log_records_total": MetricKind(
        "counter", ("level",), "Warnings and errors that the program wrote to its own log since it started."
    ),
    "hattama_request_seconds": MetricKind(
        "histogram",
        ("route", "method", "status"),
        "Seconds until the answer to a request began, by the name of its address.",
    ),
}


def render_metrics(*, now: datetime.datetime) -> bytes:
    """Every figure as text. Where database or folder do not answer, those that need neither."""
    registry = CollectorRegistry(auto_describe=False)
    try:
        families = list(_families(gather_facts(now=now)))
    except (DatabaseTrouble, OSError):
        families = [_family("hattama_database_up", [((), 0)]), *_counted(load_counts())]
    registry.register(_Found(families))
    return generate_latest(registry)


class _Found(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


Rows = Iterable[tuple[tuple[str, ...], float]]


def _family(name: str, rows: Rows) -> Metric:
    kind = METRICS[name]
    family = Metric(name.removesuffix("_total"), kind.says, kind.type)
    for values, figure in rows:
        family.add_sample(name, dict(zip(kind.labels, values, strict=True)), figure)
    return family


def _families(facts: SiteFacts) -> Iterator[Metric]:
    yield _family("hattama_build_info", [((facts.version,), 1)])
    for name, figure in _single(facts):
        yield _family(name, [((), figure)])
    for name, rows in _of_logs(facts.logs).items():
        yield _family(name, rows)
    states = [((election, state), n) for (election, state), n in sorted(facts.slow.protocols.items())]
    yield _family("hattama_protocols", states)
    yield _family("hattama_jobs", [((state,), n) for state, n in facts.queue.jobs.items()])
    scans = {"waiting": facts.queue.scans_waiting, **facts.slow.scans}
    yield _family("hattama_scans", [((state,), n) for state, n in scans.items()])
    if facts.backup_at is not None:
        finished = facts.backup_at.timestamp()
        yield _family("hattama_backup_finished_timestamp_seconds", [((), finished)])
    yield from _counted(facts.counts)


def _single(facts: SiteFacts) -> Iterator[tuple[str, float]]:
    yield "hattama_database_up", 1
    yield "hattama_gathering_seconds", facts.seconds
    yield "hattama_oldest_job_age_seconds", facts.queue.oldest_waiting_seconds
    yield "hattama_scan_bytes", facts.slow.scan_bytes
    yield "hattama_desk_sessions", facts.desk_sessions
    yield "hattama_mail_waiting", facts.mail_waiting
    yield "hattama_data_free_bytes", facts.disk.free_bytes
    yield "hattama_data_total_bytes", facts.disk.total_bytes
    yield "hattama_data_free_inodes", facts.disk.free_inodes
    yield "hattama_database_bytes", facts.database_bytes


def _of_logs(logs: Iterable[LogFacts]) -> dict[str, list[tuple[tuple[str, ...], float]]]:
    rows: dict[str, list[tuple[tuple[str, ...], float]]] = defaultdict(list)
    for log in logs:
        of = (log.election_id,)
        rows["hattama_log_entries"].append((of, log.entries))
        rows["hattama_log_lag_seconds"].append((of, log.lag))
        rows["hattama_tables_lag_seconds"].append((of, log.tables_lag))
        rows["hattama_log_damaged"].append((of, int(log.is_damaged)))
        rows["hattama_served_differences"].append((of, len(log.differs)))
        rows["hattama_acts_pending"].append((of, log.pending))
        rows["hattama_oldest_pending_act_age_seconds"].append((of, log.oldest_pending))
        # What cannot be read is absent: it is not zero.
        for name, figure in (
            ("hattama_log_published_entries", log.published),
            ("hattama_checkpoint_age_seconds", log.checkpoint_age),
            ("hattama_cosigned_entries", log.cosigned),
            ("hattama_served_check_age_seconds", log.held_age),
        ):
            if figure is not None:
                rows[name].append((of, figure))
        rows["hattama_witness_quorum"].append((of, log.quorum))
        for what, behind in log.behind.items():
            rows["hattama_behind_entries"].append(((*of, what), behind))
            rows["hattama_behind_seconds"].append(((*of, what), log.behind_seconds[what]))
        for witness in log.witnesses:
            whose = (*of, witness.name)
            rows["hattama_witness_signed"].append((whose, int(witness.has_signed)))
            rows["hattama_cosignature_owed_seconds"].append((whose, witness.owes_seconds))
            if witness.signed_seconds_ago is not None:
                rows["hattama_cosignature_age_seconds"].append((whose, witness.signed_seconds_ago))
    return rows


def _counted(counts: Mapping[Key, float]) -> Iterator[Metric]:
    levels = ((level, counts.get(("log", level), 0)) for level in ("warning", "error"))
    yield _family("hattama_log_records_total", [((level,), n) for level, n in levels])
    kind = METRICS["hattama_request_seconds"]
    family = HistogramMetricFamily("hattama_request_seconds", kind.says, labels=kind.labels)
    series: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for (what, *labels), figure in counts.items():
        if what == "request":
            *of, group = labels
            series[tuple(of)][group] = figure
    for labelled, groups in sorted(series.items()):
        family.add_metric(labelled, list(_running_sums(groups)), groups.get("sum", 0.0))
    yield family


def _running_sums(groups: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Groups as Prometheus wants them: each with all before it."""
    so_far = 0.0
    for bound in (*map(str, BOUNDS), "+Inf"):
        so_far += groups.get(bound, 0.0)
        yield bound, so_far
