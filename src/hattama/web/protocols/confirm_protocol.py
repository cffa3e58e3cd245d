"""A person who entered nothing confirms a protocol, where the election asks for that."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.protocols import LifeDeed, confirm
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.protocol_cases import Done, take_case
from hattama.web.protocols.publish_protocol import publish_confirmed


@transaction.atomic
def confirm_protocol(user: Any, area: AreaRow, contest: str, *, now: datetime.datetime) -> Done:
    """Confirm and publish. Raises NotYours (ConfirmsOwnEntry), NobodyEnteredYet, SecondEntryMissing,
    EntriesStillDiffer, NotInThisState, ExplanationNeeded, FiguresDoNotFit or ElectionClosed; then nothing is
    recorded.
    """
    case = take_case(user, Deed.CONFIRM_PROTOCOL, area, contest, now)
    case.note(LifeDeed.CONFIRM, confirm(case.state, case.person, case.rules))
    return publish_confirmed(case)
