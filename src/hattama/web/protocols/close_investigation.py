"""A head closes an investigation that changes nothing."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.protocols import CLOSING_REASONS, Decision, LifeDeed
from hattama.core.protocols import close_investigation as end
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.investigation_acts import record_investigation
from hattama.web.protocols.protocol_cases import Done, take_case


@transaction.atomic
def close_investigation(
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
    """Record that the protocol stands as before, for a `reason` of CLOSING_REASONS.

    Raises NotYours, NobodyEnteredYet, NotInThisState, UnknownReason, ReasonTextNeeded (with `other` and no
    `note`), DecisionNeeded or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.CLOSE_INVESTIGATION, area, contest, now)
    state = end(case.state)
    return record_investigation(
        case, LifeDeed.CLOSE_INVESTIGATION, state, reason, CLOSING_REASONS, note, decision, document
    )
