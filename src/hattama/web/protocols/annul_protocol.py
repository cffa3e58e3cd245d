"""A head lets a published protocol count no more; it stays visible, with the decision."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.entries import annulment_body
from hattama.core.protocols import LifeDeed, annul
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.decided_changes import Grounds, refuse_weak_grounds, salted_note
from hattama.web.protocols.life_steps import decision_data
from hattama.web.protocols.protocol_cases import Done, take_case
from hattama.web.protocols.publish_protocol import record_body


@transaction.atomic
def annul_protocol(
    user: Any, area: AreaRow, contest: str, grounds: Grounds, *, now: datetime.datetime
) -> Done:
    """Record the annulment of the current version. An open investigation ends with it.

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), NobodyEnteredYet, NotInThisState, UnknownReason,
    ReasonTextNeeded, DecisionNeeded or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.ANNUL_PROTOCOL, area, contest, now)
    decision = grounds.decided()
    state = annul(case.state, case.person, grounds.reason, decision)
    refuse_weak_grounds(case, grounds)
    note = salted_note(grounds.note)
    case.note(LifeDeed.ANNUL, state, reason=grounds.reason, decision=decision_data(decision))
    body = annulment_body(
        area.area_id,
        contest,
        grounds.reason,
        decision,
        grounds.document,
        note_sha256=note.sha256,
        done_by=case.done_by(),
        recorded_at=now,
    )
    current = case.history.versions[-1]
    return case.record(record_body(case, "annulment", body, follows=current, private=note.private))
