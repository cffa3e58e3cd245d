"""A scan is taken in: told by content, kept under its hash, described by a row, claimed by one protocol; also
later, by a commission whose protocol is published already.
"""

from __future__ import annotations

import datetime
import threading
import time
from typing import Any

from django.conf import settings
from django.db import transaction

from hattama.core.entries import scan_body
from hattama.core.protocols import PaperIdentity
from hattama.core.vocabulary import Deed, Message
from hattama.formats.scans import ScanTooLarge
from hattama.scanning import ScanLook, without_details
from hattama.web.kernel.accounts.roles import role_for
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused, record_act, refuse_if_closed
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.scans.read_scan import scan_reader
from hattama.web.scans.scan_jobs import ask_for_reading
from hattama.web.scans.tables import ScanReadingRow, protocols_with

# To seek the code of a form in a photograph takes seven times the processor of all else that is asked of it.
# On a calm night every upload gets it, and a sheet of another precinct is refused at once. When hundreds
# arrive in a minute, what is left out here is done by the job that reads every scan anyway: a blank page and
# a sheet of another place are then shown to those who look after the precinct, instead of being refused.

LOOKS_A_SECOND = 0.2
"""Close looks that one process of the site gives, on average: less than a tenth of one processor. With one a
second two processes spent a third of two cores on them while protocols waited (docs/operator/scale.md)."""

LOOKS_AT_ONCE = 2.0
"""Close looks saved up in quiet seconds: two people who press the button together both get one, and whoever
comes behind them waits for no more than two."""


class LookBudget:
    """A bucket of close looks: filled evenly with time, emptied by those who come. Moments in seconds."""

    def __init__(self, a_second: float, at_once: float, now: float) -> None:
        self._a_second = a_second
        self._at_once = at_once
        self._left = at_once
        self._filled_at = now
        self._lock = threading.Lock()

    def take(self, now: float) -> bool:
        """Whether a close look can be had at `now`; it is spent then."""
        with self._lock:
            grown = max(0.0, now - self._filled_at) * self._a_second
            self._left = min(self._at_once, self._left + grown)
            self._filled_at = max(now, self._filled_at)
            if self._left < 1:
                return False
            self._left -= 1
            return True


_budget = LookBudget(LOOKS_A_SECOND, LOOKS_AT_ONCE, time.monotonic())


def first_look(data: bytes) -> ScanLook:
    """What the file is, and the papers that its codes name as far as there is time to seek them now.

    Raises the ScanRefused subclass that names why it cannot be a scan.
    """
    return scan_reader().look(data, codes=_budget.take(time.monotonic()))


class ScanOfAnotherProtocol(Exception):
    """The very same bytes stand under another precinct or contest: `area` and `contest`."""

    def __init__(self, area: AreaRow, contest: str) -> None:
        super().__init__(f"{area.code}, {contest}")
        self.area = area
        self.contest = contest


class ScanOfAnotherPaper(Exception):
    """The code on the sheet names the paper of another precinct, contest or election: `paper`, at `area`.

    `area` is None where this site has no such precinct.
    """

    def __init__(self, paper: PaperIdentity, area: AreaRow | None) -> None:
        super().__init__(f"{paper.election_id}, {paper.area_id}, {paper.contest}")
        self.paper = paper
        self.area = area


def take_scan(
    data: bytes,
    *,
    area: AreaRow,
    contest: str,
    now: datetime.datetime,
    keep_details: bool = False,
    insist: bool = False,
) -> Scan:
    """Keep the bytes of an upload, describe them, and ask for their pages to be read.

    What a telephone writes beside the picture (place, time, device) is taken out first unless `keep_details`:
    the bytes are counted as received from then on. Raises hattama.formats.ScanRefused (empty, too large,
    unknown kind, unreadable, blank, …), ScanOfAnotherProtocol, or ScanOfAnotherPaper unless the sender
    insists that the sheet printed for another place is this place's protocol, StoreUnavailable where it
    cannot be kept just now; a refused upload leaves nothing behind.
    """
    if len(data) > settings.MAX_SCAN_BYTES:
        raise ScanTooLarge.of(len(data))
    if not keep_details:
        data = without_details(data)
    look = first_look(data)
    _refuse_scan_of_another(look.facts.sha256, area.pk, contest)
    if not insist:
        _refuse_other_paper(look.papers, area, contest)
    put_content(data)
    with transaction.atomic():
        scan = Scan(
            sha256=look.facts.sha256,
            media_type=look.facts.media_type,
            size_bytes=look.facts.size_bytes,
            pages=look.facts.pages,
            width=look.facts.width,
            height=look.facts.height,
            received_at=now,
        )
        # One statement each: nearly every scan is new, and of one that is not the row stays as it was.
        Scan.objects.bulk_create([scan], ignore_conflicts=True)
        # Together with the row, so that no upload that is acknowledged is left unread.
        reading = ScanReadingRow(scan=scan, state=ScanReadingRow.WAITING, asked_at=now)
        ScanReadingRow.objects.bulk_create([reading], ignore_conflicts=True)
        ask_for_reading(scan.pk)
    return scan


def _refuse_other_paper(papers: tuple[PaperIdentity, ...], area: AreaRow, contest: str) -> None:
    for paper in papers:
        if (paper.election_id, paper.area_id, paper.contest) != (area.election_id, area.code, contest):
            named = AreaRow.objects.filter(election=paper.election_id, code=paper.area_id)
            raise ScanOfAnotherPaper(paper, named.first())


def claim_scan(scan: Scan, area: AreaRow, contest: str) -> None:
    """Make sure, to the end of the caller's transaction, that `scan` stands under no other protocol.

    Raises ScanOfAnotherProtocol: since the upload, somebody else may have submitted the same file.
    """
    list(Scan.objects.select_for_update(no_key=True).filter(pk=scan.pk).values_list("pk"))
    _refuse_scan_of_another(scan.pk, area.pk, contest)
    # Only now is it known beside which protocol the paper stands.
    ask_for_reading(scan.pk)


def is_attached(scan: Scan, area: AreaRow, contest: str) -> bool:
    """Whether `scan` stands beside this very protocol already, or will when the log takes its act in."""
    return any(user.pk == area.pk and code == contest for user, code in protocols_with(scan.pk))


def _refuse_scan_of_another(sha256: str, area_pk: int, contest: str) -> None:
    for area, code in protocols_with(sha256):
        if (area.pk, code) != (area_pk, contest):
            raise ScanOfAnotherProtocol(area, code)


class NoProtocolYet(SubmissionRefused):
    """There is no protocol of this contest to attach a scan to."""

    sentence = Message("Enter the protocol first; its scan is attached to it.")
    is_mendable = False


class ScanAlreadyAttached(SubmissionRefused):
    """The very same file stands beside this protocol already."""

    sentence = Message("This very file stands beside the protocol already.")
    is_mendable = False


@transaction.atomic
def attach_scan(user: Any, area: AreaRow, contest: str, scan: Scan, *, now: datetime.datetime) -> Act:
    """Record that `scan` shows the paper of this protocol. Earlier scans stay: two are twice the evidence.

    Raises NotYours, ElectionClosed, NoProtocolYet, ScanAlreadyAttached or ScanOfAnotherProtocol; then nothing
    is recorded.
    """
    role = role_for(user, Deed.ATTACH_SCAN, area)
    lock_areas([area])
    refuse_if_closed(area.election_id)
    if not Act.objects.filter(area=area, contest=contest, kind="protocol").exists():
        raise NoProtocolYet
    claim_scan(scan, area, contest)
    if is_attached(scan, area, contest):
        raise ScanAlreadyAttached
    body = scan_body(area.code, contest, scan, now)
    return record_act(
        area.election,
        "scan",
        body,
        recorded_at=now,
        actor=user,
        role=role.value,
        area=area,
        contest=contest,
    )
