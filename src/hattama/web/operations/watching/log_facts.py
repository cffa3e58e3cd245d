"""How one election's log stands, as figures: what waits, what is published, what follows behind it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models

from hattama.core.transparency_log import LogRefusal
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, BundleStore, public_store
from hattama.web.kernel.log.gather_cosignatures import judge, load_reports
from hattama.web.kernel.log.refresh_bundle import manifest_size
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry, PendingAct
from hattama.web.kernel.log.witnesses import WitnessesMalformed, load_witnesses
from hattama.web.kernel.log.write_state import read_mark
from hattama.web.open_data.write_open_data import current_open_data


@dataclass(frozen=True, slots=True)
class WitnessFacts:
    """One witness: whether it has signed the newest checkpoint, seconds since it last signed any (None:
    never), and whether it was in trouble when asked last."""

    name: str
    has_signed: bool
    signed_seconds_ago: float | None
    in_trouble: bool


@dataclass(frozen=True, slots=True)
class LogFacts:
    """One log. Ages are seconds; `checkpoint_age` is None before the first checkpoint. `lag`: how long the
    oldest act has been waiting for a checkpoint that covers it. `behind`: how many entries of the published
    log the `manifest`, the files of `states` and the `open_data` lack. `is_damaged`: the published files or
    the list of witnesses cannot be read; what was to be read from them is None or empty then."""

    election_id: str
    entries: int
    published: int | None
    pending: int
    oldest_pending: float
    lag: float
    checkpoint_age: float | None
    cosigned: int | None
    behind: dict[str, int]
    witnesses: tuple[WitnessFacts, ...]
    quorum: int
    is_damaged: bool


def gather_log_facts(election: ElectionRow, now: datetime.datetime) -> LogFacts:
    """How the log of an opened election stands at `now`. Raises OSError where its files cannot be reached."""
    store = public_store(election.pk)
    entries = load_log_size(election)
    waiting = PendingAct.objects.filter(act__election=election).aggregate(
        n=models.Count("pk"), oldest=models.Min("act__recorded_at")
    )
    published, cosigned, are_whole = _published(store)
    witnesses, quorum, are_known = _witnesses(election, store, now) if are_whole else ((), 0, True)
    oldest = age(waiting["oldest"], now)
    return LogFacts(
        election_id=election.pk,
        entries=entries,
        published=published,
        pending=waiting["n"],
        oldest_pending=oldest,
        lag=max(oldest, _uncovered(election, published, entries, now)),
        checkpoint_age=_file_age(store, CHECKPOINT, now),
        cosigned=cosigned,
        behind=_behind(election, store, published),
        witnesses=witnesses,
        quorum=quorum,
        is_damaged=not (are_whole and are_known),
    )


def _published(store: BundleStore) -> tuple[int | None, int | None, bool]:
    """Entries under the checkpoint, and under the one with a quorum; whether both can be read."""
    try:
        cosigned = store.checkpoint(COSIGNED)
        return store.size(), cosigned.checkpoint.size if cosigned else 0, True
    except LogRefusal:
        return None, None, False


def _uncovered(election: ElectionRow, published: int | None, entries: int, now: datetime.datetime) -> float:
    """How long the first entry that no checkpoint covers has stood in the database."""
    if published is None or published >= entries:
        return 0.0
    first = LogEntry.objects.filter(election=election, index=published)
    return age(first.values_list("published_at", flat=True).first(), now)


def _behind(election: ElectionRow, store: BundleStore, published: int | None) -> dict[str, int]:
    if published is None:
        return {}
    open_data = current_open_data(election.pk)
    reached = {
        "manifest": manifest_size(store),
        "states": read_mark(election.pk) or 0,
        "open_data": open_data.tree_size if open_data else 0,
    }
    return {what: max(0, published - size) for what, size in reached.items()}


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
    reports = {report.name: report for report in load_reports(election.pk)}
    found = []
    for witness in configured.witnesses:
        report = reports.get(witness.name)
        last = report.cosigned_at if report else None
        ago = None if last is None else max(0.0, now.timestamp() - last)
        in_trouble = report is not None and bool(report.trouble)
        found.append(WitnessFacts(witness.name, witness.name in done, ago, in_trouble))
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
