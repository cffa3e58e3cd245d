"""A head publishes what counting the papers again has found, even where it is the same."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django.db import transaction

from hattama.core.protocols import LifeDeed, Protocol, recount
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.decided_changes import Grounds, publish_change, refuse_weak_grounds
from hattama.web.protocols.protocol_cases import Done, take_case


@transaction.atomic
def recount_protocol(
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    grounds: Grounds,
    *,
    now: datetime.datetime,
    scan: Scan | None = None,
) -> Done:
    """Publish `protocol` as the version that counts, on `grounds`; `scan` shows the paper that it is typed
    from.

    An open investigation ends with it; an annulled protocol counts again.

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), NobodyEnteredYet, NotInThisState,
    UnknownReason, ReasonTextNeeded, DecisionNeeded, ExplanationNeeded, ExplanationTooLong,
    ScanOfAnotherProtocol, FiguresDoNotFit or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.RECOUNT_PROTOCOL, area, protocol.contest, now)
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    state = recount(case.state, protocol, case.person, grounds.reason, grounds.decided())
    refuse_weak_grounds(case, grounds)
    return publish_change(case, LifeDeed.RECOUNT, state, protocol, grounds, scan)
