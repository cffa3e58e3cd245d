"""A commission submits its results protocol: the figures of the signed paper, and its scan if at hand."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from hattama.core.protocols import Protocol
from hattama.web.archive.acts import Act
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import Definition, load_accepted, load_definition, load_path
from hattama.web.archive.recording import lock_areas, record_act
from hattama.web.archive.scans import Scan
from hattama.web.usecases.check_entry import check_entry, does_not_add_up
from hattama.web.usecases.protocol_bodies import protocol_body
from hattama.web.usecases.roles import Deed, role_for
from hattama.web.usecases.take_scan import claim_scan

MAX_EXPLANATION = 4000


class SubmissionRefused(Exception):
    """The act is refused; the subclass names the reason."""


class ElectionNotOpen(SubmissionRefused):
    """The election's roster is not frozen yet, so nothing is expected from anybody."""


class ElectionClosed(SubmissionRefused):
    """The election is closed: its log takes nothing more."""


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

    Raises NotYours, ScanOfAnotherProtocol, FiguresDoNotFit, or a SubmissionRefused that names the reason;
    then nothing is recorded.
    """
    role = role_for(user, Deed.SUBMIT_PROTOCOL, area)
    # Two people of one precinct may press the button at once: whoever comes second waits here.
    lock_areas([area])
    refuse_if_closed(area.election_id)
    accepted = load_accepted([area]).get(area.area_id, {})
    definition = load_definition(area.election)
    path = [row.area_id for row in load_path(area)]
    _refuse_unless_expected(area, protocol.contest, definition, path)
    if protocol.contest in accepted:
        raise ProtocolAlreadySubmitted
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    if len(protocol.explanation) > MAX_EXPLANATION:
        raise ExplanationTooLong
    findings = check_entry(definition, protocol, path, accepted)
    if does_not_add_up(findings) and not protocol.explanation:
        raise ExplanationNeeded
    if scan is not None:
        claim_scan(scan, area, protocol.contest)
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


def refuse_if_closed(election_id: str) -> None:
    """Raise ElectionClosed where that is so. Asked only with the lock of a precinct in hand: who closes an
    election takes them all."""
    if ElectionRow.objects.filter(pk=election_id, closed_at__isnull=False).exists():
        raise ElectionClosed(election_id)


def _refuse_unless_expected(area: AreaRow, contest: str, definition: Definition, path: Sequence[str]) -> None:
    if area.election.opened_at is None:
        raise ElectionNotOpen
    if not area.is_precinct or contest not in {held.code for held in definition.contests_at(path)}:
        raise ContestNotHeldHere
