"""What opening and closing an investigation record alike."""

from __future__ import annotations

from collections.abc import Sequence

from hattama.core.entries import investigation_body
from hattama.core.protocols import ChangeReason, Decision, LifeDeed, State
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.decided_changes import (
    refuse_unfit_decision,
    refuse_unknown_reason,
    salted_note,
)
from hattama.web.protocols.life_steps import decision_data
from hattama.web.protocols.protocol_cases import Case, Done
from hattama.web.protocols.publish_protocol import record_body


def record_investigation(
    case: Case,
    deed: LifeDeed,
    state: State,
    reason: str,
    listed: Sequence[ChangeReason],
    note: str,
    decision: Decision | None,
    document: Scan | None,
) -> Done:
    """Record that one opened or closed. Raises UnknownReason, ReasonTextNeeded or DecisionNeeded."""
    refuse_unknown_reason(reason, note, listed)
    if decision is not None:
        refuse_unfit_decision(decision)
    salted = salted_note(note)
    said = None if decision is None else decision_data(decision)
    case.note(deed, state, reason=reason, decision=said)
    body = investigation_body(
        case.area.area_id,
        case.contest,
        reason,
        decision,
        document,
        opens=deed is LifeDeed.OPEN_INVESTIGATION,
        note_sha256=salted.sha256,
        done_by=case.done_by(),
        recorded_at=case.now,
    )
    return case.record(record_body(case, "investigation", body, private=salted.private))
