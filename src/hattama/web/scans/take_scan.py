"""A scan is taken in: told by content, kept under its hash, described by a row, claimed by one protocol; also
later, by a commission whose protocol is published already.
"""

import datetime
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from hattama.core.entries import ScanAlreadyThere, entry_body, file_body
from hattama.core.vocabulary import Deed, Message
from hattama.formats.scans import ScanFacts, ScanTooLarge
from hattama.scanning import told_by_header, told_without_details
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.tables import AreaRow, Placed
from hattama.web.kernel.log.accept_acts import ActNotAccepted, SubmissionRefused, record_act
from hattama.web.kernel.log.recording import hold_area
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.kernel.stores.kept_rows import insert_rows, written_together
from hattama.web.scans.scan_jobs import ask_for_reading
from hattama.web.scans.tables import PaperFinding, ScanClaim, ScanReadingRow, places_with


class ScanOfAnotherProtocol(Exception):
    """The very same bytes, `scan`, stand under another precinct or contest: `area` and `contest`. `sent_for`:
    for which ones they were sent now."""

    def __init__(self, scan: str, area: AreaRow, contest: str, sent_for: tuple[AreaRow, str]) -> None:
        super().__init__(f"{area.code}, {contest}")
        self.scan = scan
        self.area = area
        self.contest = contest
        self.sent_for = sent_for


def receive_scan(data: bytes, *, now: datetime.datetime, keep_details: bool = False) -> Scan:
    """Keep the bytes of an upload; the row that describes them, which `record_scan` or `claim_scan` writes.

    What a telephone writes beside the picture (place, time, device) is taken out first unless `keep_details`:
    the bytes are counted as received from then on. Only headers are looked at here: a picture that cannot be
    read, is blank or shows another place's sheet is found by the worker that reads it (`find_odd_papers`).
    Raises hattama.formats.ScanRefused (empty, too large, unknown kind, cut short, …), or StoreUnavailable
    where it cannot be kept just now; a refused upload leaves nothing behind.
    """
    if len(data) > settings.MAX_SCAN_BYTES:
        raise ScanTooLarge.of(len(data))
    data, facts = (data, told_by_header(data)) if keep_details else told_without_details(data)
    put_content(data, facts.sha256)
    return scan_of(facts, now=now)


def scan_of(facts: ScanFacts, *, now: datetime.datetime) -> Scan:
    """The row of bytes that are kept, as their header tells."""
    return Scan(**asdict(facts), received_at=now)


@transaction.atomic
def record_scan(scan: Scan) -> Scan:
    """Write the row of a received scan, and ask for its pages to be read. Doing it twice changes nothing."""
    return _record(scan)


def _record(scan: Scan) -> Scan:
    # One statement each: nearly every scan is new, and of one that is not the row stays as it was.
    insert_rows([scan], ignore_conflicts=True)
    # Together with the row, so that no upload that is acknowledged is left unread.
    reading = ScanReadingRow(scan=scan, state=ScanReadingRow.WAITING, asked_at=scan.received_at)
    insert_rows([reading], ignore_conflicts=True)
    ask_for_reading(scan.pk)
    return scan


def take_scan(
    data: bytes, *, area: AreaRow, contest: str, now: datetime.datetime, keep_details: bool = False
) -> Scan:
    """Receive a scan and record it before any protocol claims it. Raises what `receive_scan` does, and
    ScanOfAnotherProtocol."""
    scan = receive_scan(data, now=now, keep_details=keep_details)
    _refuse_scan_of_another(scan.pk, area, contest)
    return record_scan(scan)


def claim_scan(scan: Scan, area: AreaRow, contest: str) -> None:
    """Record that `scan` stands under this protocol and no other, in the caller's transaction.

    Raises ScanOfAnotherProtocol: since the upload, somebody else may have submitted the same file.
    """
    # Only with the claim is it known beside which protocol the paper stands: the job looks for that, too.
    _record(scan)
    claim = ScanClaim(scan=scan, area=area, contest=contest)
    # Whoever claims the same file in another transaction is waited for here. Each file that stands anywhere
    # is claimed: where the claim is new nothing is asked.
    refuse = partial(_refuse_scan_of_another, scan.pk, area, contest)
    insert_rows([claim], ignore_conflicts=True, if_there=refuse)


def claim_imported(shown: Iterable[tuple[Scan | None, Placed, str]]) -> None:
    """Record under which protocol each scan was imported; of a file that came under two, under the first."""
    claims = [ScanClaim(scan=scan, area_id=area.pk, contest=contest) for scan, area, contest in shown if scan]
    ScanClaim.objects.bulk_create(claims, batch_size=500, ignore_conflicts=True)


def is_attached(scan: Scan, area: AreaRow, contest: str) -> bool:
    """Whether `scan` was ever taken in beside this very protocol, be it for an earlier paper of it."""
    return (area.pk, contest) in places_with(scan.pk)


def _refuse_scan_of_another(sha256: str, area: AreaRow, contest: str) -> None:
    for other, code in places_with(sha256):
        if (other, code) != (area.pk, contest):
            raise ScanOfAnotherProtocol(sha256, AreaRow.objects.get(pk=other), code, (area, contest))


def note_sent_twice(twin: ScanOfAnotherProtocol, *, now: datetime.datetime) -> None:
    """Have whoever looks after the place where the file stands look whose paper it is. Doing it twice changes
    nothing."""
    area, contest = twin.sent_for
    place = {"election_id": twin.area.election_id, "area": twin.area, "contest": twin.contest}
    there = {"other_election": area.election_id, "other_area": area.code, "other_contest": contest}
    kind = PaperFinding.SENT_TWICE
    noted = PaperFinding(**place, **there, scan_id=twin.scan, page=1, kind=kind, found_at=now)
    PaperFinding.objects.bulk_create([noted], ignore_conflicts=True)


class NoProtocolYet(SubmissionRefused):
    """There is no protocol of this contest to attach a scan to."""

    sentence = Message("Enter the protocol first; its scan is attached to it.")
    is_mendable = False


class ScanAlreadyAttached(SubmissionRefused):
    """The very same file stands beside the figures of this protocol already, or was withdrawn from there."""

    sentence = Message("This very file stands beside the protocol already, or was withdrawn from there.")
    is_mendable = False


@transaction.atomic
@written_together()
def attach_scan(user: Any, area: AreaRow, contest: str, scan: Scan, *, now: datetime.datetime) -> Act:
    """Record that `scan` shows the paper of this protocol. Earlier scans stay: two are twice the evidence. A
    file that came with an earlier version may be named again: then it shows the figures that stand.

    Raises NotYours, ElectionClosed, NoProtocolYet, ScanAlreadyAttached or ScanOfAnotherProtocol; then nothing
    is recorded.
    """
    return _attach(area, contest, scan, now, user, role_now(user, Deed.ATTACH_SCAN, area).value)


def attach_fetched(area: AreaRow, contest: str, scan: Scan, address: str, *, now: datetime.datetime) -> Act:
    """Record, in the caller's transaction, that the source shows `scan` at `address` for this protocol.

    Raises what `attach_scan` does but NotYours.
    """
    return _attach(area, contest, scan, now, None, "system", address)


def _attach(
    area: AreaRow, contest: str, scan: Scan, now: datetime.datetime, user: Any, role: str, address: str = ""
) -> Act:
    known = hold_area(area)
    if not any(act.contest == contest and act.kind == "protocol" for act in known.acts):
        raise NoProtocolYet
    claim_scan(scan, area, contest)
    said = {"scan": file_body(scan), "address": address or None}
    body = entry_body("scan", now, area=area.code, contest=contest, **said)
    try:
        by = {"actor": user, "role": role}
        return record_act(area.election, body, now, area=area, contest=contest, known=known, **by)
    except ActNotAccepted as refused:
        if isinstance(refused.__cause__, ScanAlreadyThere):
            raise ScanAlreadyAttached from None
        raise
