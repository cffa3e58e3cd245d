"""A reviewer ends the rounds of reading again when one of the two who differ is not to be had."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.protocols import LifeDeed
from hattama.core.protocols import end_rounds as end
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.submission_refusals import ReasonTextNeeded
from hattama.web.protocols.decided_changes import MAX_NOTE
from hattama.web.protocols.protocol_cases import Done, take_case


@transaction.atomic
def end_rounds(user: Any, area: AreaRow, contest: str, reason: str, *, now: datetime.datetime) -> Done:
    """Record that nobody reads the paper again, for `reason` in words; what differs waits for a reviewer.

    The reason stays in the step. That it was done, and in which role, the log says once the protocol is
    published (`done_by`).

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), ReasonTextNeeded, NobodyEnteredYet, NotInThisState,
    RoundsAreOver or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.DECIDE_DIFFERENCES, area, contest, now)
    note = reason.strip()
    if not 0 < len(note) <= MAX_NOTE:
        raise ReasonTextNeeded
    case.note(LifeDeed.END_ROUNDS, end(case.state, case.person, note), note=note)
    return case.record()
