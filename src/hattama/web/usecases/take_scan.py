"""A scan is taken in: looked at by content, kept under its hash, described by a row."""

from __future__ import annotations

import datetime

from django.conf import settings

from hattama.formats.scans import inspect_scan
from hattama.web.archive.content_store import put_content
from hattama.web.archive.published import PublishedScan
from hattama.web.archive.scans import Scan


class ScanOfAnotherProtocol(Exception):
    """The very same bytes stand under another precinct or contest; `published` is that scan."""

    def __init__(self, published: PublishedScan) -> None:
        super().__init__(published.scan_id)
        self.published = published


def take_scan(data: bytes, *, area_pk: int, contest: str, now: datetime.datetime) -> Scan:
    """Keep the bytes of an upload and describe them.

    Raises hattama.formats.ScanRefused (empty, too large, unknown kind, unreadable) or
    ScanOfAnotherProtocol; a refused upload leaves nothing behind.
    """
    facts = inspect_scan(data, settings.MAX_SCAN_BYTES)
    elsewhere = (
        PublishedScan.objects.filter(scan_id=facts.sha256)
        .exclude(protocol__area_id=area_pk, protocol__contest=contest)
        .select_related("protocol__area")
        .first()
    )
    if elsewhere is not None:
        raise ScanOfAnotherProtocol(elsewhere)
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
