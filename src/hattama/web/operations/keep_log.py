"""What has to be done for a log now and then, by whoever looks after it: quickly where nothing is due."""

import datetime
import logging

from django.conf import settings

from hattama.web.forensics.answer_questions import ask_for_answers
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import COSIGNED, MANIFEST, BundleStore, public_store
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.gather_cosignatures import WitnessReport, gather_cosignatures, judge, load_reports
from hattama.web.kernel.log.refresh_bundle import manifest_size, refresh_bundle, was_mended_since
from hattama.web.kernel.log.served import differing_elections
from hattama.web.kernel.log.show_files import read_mark
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import acts_waiting
from hattama.web.kernel.log.time_stamps import take_time_stamps
from hattama.web.kernel.log.witnesses import load_witnesses
from hattama.web.kernel.log.writer_lock import is_writer_at_work
from hattama.web.kernel.pages.file_answers import made_state
from hattama.web.kernel.stores.content_store import StoreUnavailable, content_home
from hattama.web.kernel.stores.made_files import made_home, turn_to
from hattama.web.observation.publish import open_due
from hattama.web.open_data.write_open_data import current_open_data, write_open_data
from hattama.web.operations.publish_copy import publish_copy, read_copied_size

Row = tuple[str, object]


def log_status(election: ElectionRow) -> list[Row]:
    """Facts by name. Raises WitnessesMalformed, or a LogRefusal when the published files are damaged."""
    store = public_store(election.pk)
    cosigned = store.checkpoint(COSIGNED)
    rows: list[Row] = [
        ("origin", election.origin),
        ("key", election.log_keys[-1][1] if election.log_keys else None),
        ("entries", load_log_size(election)),
        ("published", store.size()),
        ("pending", acts_waiting(election=election).count()),
        ("scans", read_mark(election.pk)),
        ("manifest", manifest_size(store)),
        ("witnessed", cosigned.checkpoint.size if cosigned else 0),
    ]
    if settings.STORE_BUCKET:
        rows.append(("copied", read_copied_size(election.pk)))
    return rows + _witness_rows(election)


def _witness_rows(election: ElectionRow) -> list[Row]:
    configured = load_witnesses()
    signed = public_store(election.pk).checkpoint()
    if not configured.witnesses or signed is None:
        return []
    judged = judge(election, configured, signed)
    reports = {report.name: report for report in load_reports(election.pk)}
    rows: list[Row] = [
        ("witnesses", len(configured.witnesses)),
        ("quorum", configured.quorum),
        ("cosigned", len(judged.witnessed_at)),
    ]
    for witness in configured.witnesses:
        report = reports.get(witness.name, WitnessReport(witness.name))
        rows += [
            (f"{witness.name} holds", report.held_size),
            (f"{witness.name} asked", report.asked_at or None),
            (f"{witness.name} trouble", report.trouble or None),
        ]
    return rows


_log = logging.getLogger(__name__)

REFRESH_SECONDS = 60
"""How old a manifest must be before the next one is made, while the log grows."""

OPEN_DATA_SECONDS = 300
"""How old the open data must be before they are written again, while the log grows."""


def keep_log(election_id: str, *, now: datetime.datetime) -> None:
    """Finish what a killed writer left, open what was sealed until now, ask the witnesses, and bring bundle
    and open data up to the log where that is due; the latter two wait while the public tables are known to
    differ from the log.

    Raises what `advance_log`, `open_due`, `gather_cosignatures`, `publish_copy` and `refresh_bundle` raise.
    """
    store = public_store(election_id)
    if not is_writer_at_work(election_id):
        # Else the writer's follower does it, and sooner.
        if acts_waiting(election=election_id, most=1).exists():
            advance_log(election_id, now=now)
        follow_log(election_id)
    open_due(election_id, now=now)
    gather_cosignatures(election_id, now=now)
    take_time_stamps(election_id, now=now)
    if settings.STORE_BUCKET:
        _publish_copy(election_id)
    if election_id in differing_elections():
        # Of altered tables no file is made: what was published before stays as it is.
        return
    turn_to(made_home(election_id), made_state(ElectionRow.objects.get(pk=election_id)))
    if is_refresh_due(election_id, store, now):
        refresh_bundle(election_id, whole=was_mended_since(election_id, store))
    if is_open_data_due(election_id, store, now):
        write_open_data(election_id)
    ask_for_answers(election_id, now=now)


def _publish_copy(election_id: str) -> None:
    try:
        publish_copy(election_id, content_home())
    except StoreUnavailable as trouble:
        # The copy goes on from where it is when the store is back; nothing else waits for it.
        _log.error("%s: the public copy is behind: %s", election_id, trouble)


def kept_elections() -> list[str]:
    """Elections whose logs are to be looked after: those that have opened."""
    return list(ElectionRow.objects.filter(opened_at__isnull=False).values_list("pk", flat=True))


def is_refresh_due(election_id: str, store: BundleStore, now: datetime.datetime) -> bool:
    """Whether the bundle is behind the log, and its manifest at least a minute old; or older than tables that
    were found to differ and made anew: nobody knows which of its files were made of the old ones."""
    if was_mended_since(election_id, store):
        return True
    size = store.size()
    if not size or (manifest_size(store) == size and read_mark(election_id) == size):
        return False
    manifest = store.folder / MANIFEST
    if not manifest.exists():
        return True
    return _is_old(manifest.stat().st_mtime, now, REFRESH_SECONDS)


def is_open_data_due(election_id: str, store: BundleStore, now: datetime.datetime) -> bool:
    """Whether the open data are behind the log or the program, and five minutes old; or there are none."""
    written = current_open_data(election_id)
    if written is None:
        return bool(store.size())
    if written.is_of(store.size()):
        return False
    return _is_old(written.folder.stat().st_mtime, now, OPEN_DATA_SECONDS)


def _is_old(written: float, now: datetime.datetime, seconds: float) -> bool:
    # What was written in the future was written before the clock went back: nobody knows when, so it is old.
    return abs(now.timestamp() - written) >= seconds
