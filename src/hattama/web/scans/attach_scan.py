"""A commission adds the scan of the signed paper to a protocol that is published already."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.entries import scan_body
from hattama.web.kernel.accounts.roles import Deed, role_for
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.log.submission_refusals import SubmissionRefused, refuse_if_closed
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.scans import Scan
from hattama.web.scans.take_scan import claim_scan, is_attached


class NoProtocolYet(SubmissionRefused):
    """There is no protocol of this contest to attach a scan to."""


class ScanAlreadyAttached(SubmissionRefused):
    """The very same file stands beside this protocol already."""


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
