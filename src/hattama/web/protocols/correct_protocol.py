"""A head puts a corrected version in the place of a published protocol; the first stays readable."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django.db import transaction

from hattama.core.protocols import LifeDeed, Protocol, correct
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.decided_changes import Grounds, publish_change, refuse_weak_grounds
from hattama.web.protocols.protocol_cases import Done, take_case


@transaction.atomic
def correct_protocol(
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

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), NobodyEnteredYet, NotInThisState, NothingChanges
    (the figures are those that count), UnknownReason, ReasonTextNeeded, DecisionNeeded, ExplanationNeeded,
    ExplanationTooLong, ScanOfAnotherProtocol, FiguresDoNotFit or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.CORRECT_PROTOCOL, area, protocol.contest, now)
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    state = correct(case.state, protocol, case.person, grounds.reason, grounds.decided())
    refuse_weak_grounds(case, grounds)
    return publish_change(case, LifeDeed.CORRECT, state, protocol, grounds, scan)
