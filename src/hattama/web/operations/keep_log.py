"""What has to be done for a log now and then, by whoever looks after it: quickly where nothing is due."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import MANIFEST, BundleStore, public_store
from hattama.web.kernel.log.gather_cosignatures import gather_cosignatures
from hattama.web.kernel.log.refresh_bundle import manifest_size, refresh_bundle
from hattama.web.kernel.log.tables import PendingAct
from hattama.web.kernel.log.write_state import read_mark
from hattama.web.kernel.stores.content_store import StoreUnavailable, content_home
from hattama.web.open_data.write_open_data import current_open_data, write_open_data
from hattama.web.operations.publish_copy import publish_copy

_log = logging.getLogger(__name__)

REFRESH_SECONDS = 60
"""How old a manifest must be before the next one is made, while the log grows."""

OPEN_DATA_SECONDS = 300
"""How old the open data must be before they are written again, while the log grows."""


def keep_log(election_id: str, *, now: datetime.datetime) -> None:
    """Finish what a killed writer left, ask the witnesses, and bring bundle and open data up to the log where
    that is due.

    Raises what `advance_log`, `gather_cosignatures`, `publish_copy` and `refresh_bundle` raise.
    """
    store = public_store(election_id)
    if PendingAct.objects.filter(act__election_id=election_id).exists():
        advance_log(election_id, now=now)
    gather_cosignatures(election_id, now=now)
    if settings.STORE_BUCKET:
        _publish_copy(election_id)
    if is_refresh_due(election_id, store, now):
        refresh_bundle(election_id)
    if is_open_data_due(election_id, store, now):
        write_open_data(election_id)


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
    """Whether the bundle is behind the log, and its manifest at least a minute old."""
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
