"""A commission submits its results protocol: the figures of the signed paper, and its scan when it is at hand."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import replace
from typing import Any

from django.db import transaction

from hattama.core.protocols import Protocol
from hattama.web.archive.acts import Act, PendingAct
from hattama.web.archive.elections import AreaRow
from hattama.web.archive.loading import load_definition, load_path, load_protocol
from hattama.web.archive.published import PublishedProtocol
from hattama.web.archive.recording import record_act
from hattama.web.archive.scans import Scan
from hattama.web.usecases.check_entry import check_entry, does_not_add_up
from hattama.web.usecases.protocol_bodies import protocol_body
from hattama.web.usecases.roles import Deed, role_for

MAX_EXPLANATION = 4000


class SubmissionRefused(Exception):
    """The act is refused; the subclass names the reason."""


class ElectionNotOpen(SubmissionRefused):
    """The election's roster is not frozen yet, so nothing is expected from anybody."""


class ContestNotHeldHere(SubmissionRefused):
    """The contest is not held in this precinct, or the area is no precinct."""


class ProtocolAlreadySubmitted(SubmissionRefused):
    """This precinct has submitted a protocol of this contest; nothing published is overwritten."""


class ExplanationNeeded(SubmissionRefused):
    """A required relation does not hold and the commission has not said why."""


class ExplanationTooLong(SubmissionRefused):
    """The explanation has more than 4,000 characters."""


@transaction.atomic
def submit_protocol(
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    *,
    now: datetime.datetime,
    scan: Scan | None = None,
) -> Act:
    """Record a protocol as an act that awaits the log. `now` is the moment of receipt, aware.

    Raises NotYours, or a SubmissionRefused that names the reason; then nothing is recorded.
    """
    role = role_for(user, Deed.SUBMIT_PROTOCOL, area)
    # Two people of one precinct may press the button at once: the row of the precinct is the lock.
    area = AreaRow.objects.select_for_update().select_related("election").get(pk=area.pk)
    definition = load_definition(area.election)
    refuse_unless_expected(area, protocol.contest)
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    if len(protocol.explanation) > MAX_EXPLANATION:
        raise ExplanationTooLong
    findings = check_entry(definition, protocol, published_beside(area, protocol.contest))
    if does_not_add_up(findings) and not protocol.explanation:
        raise ExplanationNeeded
    salt = secrets.token_hex(16)
    body = protocol_body(
        protocol, findings, [scan] if scan else [], received_at=now, method="typed", salt=salt
    )
    return record_act(
        area.election,
        "protocol",
        body,
        recorded_at=now,
        actor=user,
        role=role.value,
        area=area,
        contest=protocol.contest,
        private={"explanation": protocol.explanation, "salt": salt} if protocol.explanation else {},
    )


def refuse_unless_expected(area: AreaRow, contest: str) -> None:
    """Raise the SubmissionRefused that says why no protocol of `contest` can be accepted from `area` now."""
    if area.election.opened_at is None:
        raise ElectionNotOpen
    definition = load_definition(area.election)
    held = definition.contests_at(row.area_id for row in load_path(area))
    if not area.is_precinct or contest not in {c.code for c in held}:
        raise ContestNotHeldHere
    published = PublishedProtocol.objects.filter(area=area, contest=contest).exists()
    pending = PendingAct.objects.filter(act__area=area, act__contest=contest, act__kind="protocol").exists()
    if published or pending:
        raise ProtocolAlreadySubmitted


def published_beside(area: AreaRow, contest: str) -> dict[str, Protocol]:
    """The published protocols of the precinct's other contests."""
    rows = PublishedProtocol.objects.filter(area=area).exclude(contest=contest).select_related("area")
    return {row.contest: load_protocol(row) for row in rows}
