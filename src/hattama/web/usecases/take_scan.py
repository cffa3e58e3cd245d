"""A scan is taken in: told by content, kept under its hash, described by a row, claimed by one protocol."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import Q

from hattama.formats.scans import inspect_scan
from hattama.web.archive.acts import PendingAct
from hattama.web.archive.content_store import put_content
from hattama.web.archive.elections import AreaRow
from hattama.web.archive.life import LifeStep
from hattama.web.archive.published import PublishedScan
from hattama.web.archive.scans import Scan


class ScanOfAnotherProtocol(Exception):
    """The very same bytes stand under another precinct or contest: `area` and `contest`."""

    def __init__(self, area: AreaRow, contest: str) -> None:
        super().__init__(f"{area.area_id}, {contest}")
        self.area = area
        self.contest = contest


def take_scan(data: bytes, *, area_pk: int, contest: str, now: datetime.datetime) -> Scan:
    """Keep the bytes of an upload and describe them.

    Raises hattama.formats.ScanRefused (empty, too large, unknown kind, unreadable) or
    ScanOfAnotherProtocol; a refused upload leaves nothing behind.
    """
    facts = inspect_scan(data, settings.MAX_SCAN_BYTES)
    _refuse_scan_of_another(facts.sha256, area_pk, contest)
    put_content(data)
    scan, _ = Scan.objects.get_or_create(
        sha256=facts.sha256,
        defaults={
            "media_type": facts.media_type,
            "size_bytes": facts.size_bytes,
            "pages": facts.pages,
            "width": facts.width,
            "height": facts.height,
            "received_at": now,
        },
    )
    return scan


def claim_scan(scan: Scan, area: AreaRow, contest: str) -> None:
    """Make sure, to the end of the caller's transaction, that `scan` stands under no other protocol.

    Raises ScanOfAnotherProtocol: since the upload, somebody else may have submitted the same file.
    """
    list(Scan.objects.select_for_update(no_key=True).filter(pk=scan.pk).values_list("pk"))
    _refuse_scan_of_another(scan.pk, area.pk, contest)


def is_attached(scan: Scan, area: AreaRow, contest: str) -> bool:
    """Whether `scan` stands beside this very protocol already, or will when the log takes its act in."""
    return any(user.pk == area.pk and code == contest for user, code in _protocols_with(scan.pk))


def _refuse_scan_of_another(sha256: str, area_pk: int, contest: str) -> None:
    for area, code in _protocols_with(sha256):
        if (area.pk, code) != (area_pk, contest):
            raise ScanOfAnotherProtocol(area, code)


def _protocols_with(sha256: str) -> list[tuple[AreaRow, str]]:
    # The queue is read first: what the log's writer takes out of it meanwhile is then found as published.
    shown = Q(act__body__scan__sha256=sha256) | Q(act__body__scans__0__sha256=sha256)
    waiting = [
        (pending.act.area, pending.act.contest)
        for pending in PendingAct.objects.filter(shown).select_related("act__area")
    ]
    published = PublishedScan.objects.filter(scan=sha256).select_related("protocol__area")
    shown_by = [(row.protocol.area, row.protocol.contest) for row in published]
    # One that came with an entry which waits for the second person stands under its protocol already.
    entered = LifeStep.objects.filter(deed="enter", data__scan=sha256).select_related("area")
    return [*waiting, *shown_by, *((step.area, step.contest) for step in entered)]
