"""Anyone reports that a paper says otherwise than the site: rows, a message, a photograph, a contact."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from hattama.core.vocabulary import Count, DeedRefused, Message
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.reports.tables import DifferenceReport, ReportContact
from hattama.web.scans.read_scan import scan_reader

MOST_AN_HOUR = 20
"""Reports about one precinct within an hour; a page that asks people to look is not a place to shout."""

MOST_AN_HOUR_EVERYWHERE = 600
LONGEST_MESSAGE = 2000
LONGEST_CONTACT = 200
LARGEST_FIGURE = 10**15


class NothingReported(DeedRefused):
    """There is neither a differing row, nor a message, nor a photograph."""

    sentence = Message(
        "Nothing differs from the published figures, and there is neither a message nor a photograph."
    )
    is_mendable = True


class TooManyReports(DeedRefused):
    """So many reports came within the last hour that no more are taken now."""

    sentence = Message("Many reports about this place came within the last hour. Send yours a little later.")
    is_passing = True


class ReportTooLong(DeedRefused):
    """The message or the contact is longer than can be kept."""

    sentence = Message("The message or the contact is too long.")
    is_mendable = True


def report_difference(
    protocol: PublishedProtocol,
    paper: Mapping[str, int],
    *,
    message: str = "",
    photo: bytes = b"",
    contact: str = "",
    now: datetime.datetime,
) -> DifferenceReport:
    """Record what a person says of the published `protocol`: `paper` holds the figures of their paper by key.

    Only rows that differ are kept. The photograph is drawn anew, so that place, time and device, which a
    telephone writes beside a picture, are gone before anything is stored. Nothing tells who reports.
    Raises NothingReported, TooManyReports, ReportTooLong, hattama.formats.scans.ScanRefused for a file that
    is no photograph, or StoreUnavailable; then nothing is recorded.
    """
    if len(message) > LONGEST_MESSAGE or len(contact) > LONGEST_CONTACT:
        raise ReportTooLong
    rows = differing_rows(protocol, paper)
    if not (rows or message or photo):
        raise NothingReported
    area = AreaRow.objects.get(pk=protocol.area_id)
    _refuse_floods(area, now)
    # Before the lock: a photograph or a store that is slow shall keep nobody else waiting.
    bare = scan_reader().photo(photo) if photo else b""
    photo_sha256 = put_content(bare) if bare else ""
    with transaction.atomic():
        lock_areas([area])
        _refuse_floods(area, now)
        report = DifferenceReport.objects.create(
            election_id=area.election_id,
            area=area,
            contest=protocol.contest,
            entry_index=protocol.entry_index,
            rows=rows,
            message=message,
            photo_sha256=photo_sha256,
            reported_at=now,
        )
        if contact:
            ReportContact.objects.create(report=report, contact=contact)
    return report


def differing_rows(protocol: PublishedProtocol, paper: Mapping[str, int]) -> list[dict[str, Count | str]]:
    """The rows of `paper` (figures by key) that the published protocol says otherwise: key, shown, paper."""
    shown = protocol.figures
    return [
        {"key": key, "shown": shown.get(key), "paper": figure}
        for key, figure in paper.items()
        if 0 <= figure < LARGEST_FIGURE and shown.get(key) != figure
    ]


def forget_contact(report: DifferenceReport) -> None:
    """Delete the way to reach who reported; the report itself stays."""
    ReportContact.objects.filter(report=report).delete()


def _refuse_floods(area: AreaRow, now: datetime.datetime) -> None:
    lately = DifferenceReport.objects.filter(
        election=area.election_id, reported_at__gt=now - datetime.timedelta(hours=1)
    )
    if lately.filter(area=area).count() >= MOST_AN_HOUR or lately.count() >= MOST_AN_HOUR_EVERYWHERE:
        raise TooManyReports
