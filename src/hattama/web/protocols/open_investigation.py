"""A reviewer opens an investigation into a published protocol, which counts as before meanwhile."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.protocols import INVESTIGATION_REASONS, Decision, LifeDeed
from hattama.core.protocols import open_investigation as begin
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.investigation_acts import record_investigation
from hattama.web.protocols.protocol_cases import Done, take_case


@transaction.atomic
def open_investigation(
    user: Any,
    area: AreaRow,
    contest: str,
    *,
    reason: str,
    now: datetime.datetime,
    note: str = "",
    decision: Decision | None = None,
    document: Scan | None = None,
) -> Done:
    """Record that the protocol is being looked into, for a `reason` of INVESTIGATION_REASONS.

    Raises NotYours, NobodyEnteredYet, NotInThisState, UnknownReason, ReasonTextNeeded (with `other` and no
    `note`), DecisionNeeded or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.OPEN_INVESTIGATION, area, contest, now)
    state = begin(case.state, reason)
    return record_investigation(
        case, LifeDeed.OPEN_INVESTIGATION, state, reason, INVESTIGATION_REASONS, note, decision, document
    )
