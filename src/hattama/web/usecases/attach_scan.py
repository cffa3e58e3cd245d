"""A commission adds the scan of the signed paper to a protocol that is published already."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.web.archive.acts import Act, PendingAct
from hattama.web.archive.elections import AreaRow
from hattama.web.archive.published import PublishedScan
from hattama.web.archive.recording import record_act
from hattama.web.archive.scans import Scan
from hattama.web.usecases.protocol_bodies import SCHEMA, moment_text, scan_body
from hattama.web.usecases.roles import Deed, role_for
from hattama.web.usecases.submit_protocol import SubmissionRefused


class NoProtocolYet(SubmissionRefused):
    """There is no protocol of this contest to attach a scan to."""


class ScanAlreadyAttached(SubmissionRefused):
    """The very same file stands beside this protocol already."""


@transaction.atomic
def attach_scan(user: Any, area: AreaRow, contest: str, scan: Scan, *, now: datetime.datetime) -> Act:
    """Record that `scan` shows the paper of this protocol. Earlier scans stay: two are two pieces of evidence.

    Raises NotYours, NoProtocolYet or ScanAlreadyAttached; then nothing is recorded.
    """
    role = role_for(user, Deed.ATTACH_SCAN, area)
    area = AreaRow.objects.select_for_update().select_related("election").get(pk=area.pk)
    acts = Act.objects.filter(area=area, contest=contest, kind="protocol")
    if not acts.exists():
        raise NoProtocolYet
    waiting = PendingAct.objects.filter(act__area=area, act__contest=contest, act__body__scan__sha256=scan.sha256)
    if PublishedScan.objects.filter(protocol__area=area, protocol__contest=contest, scan=scan).exists() or waiting.exists():
        raise ScanAlreadyAttached
    body = {
        "kind": "scan",
        "schema": SCHEMA,
        "area": area.area_id,
        "contest": contest,
        "received_at": moment_text(now),
        "scan": scan_body(scan),
    }
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
