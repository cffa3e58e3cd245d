"""One of the two whose entries differ reads the paper again, and types only the fields that differ."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from hattama.core.protocols import EnteredTwice, LifeDeed, Protocol, retype
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.life_steps import protocol_data
from hattama.web.protocols.protocol_cases import Done, take_case
from hattama.web.protocols.publish_protocol import confirm_by_rule


@transaction.atomic
def retype_fields(user: Any, area: AreaRow, reread: Protocol, *, now: datetime.datetime) -> Done:
    """Record what the paper says in the differing fields; `reread` holds those fields and no others.

    A field that `reread` neither gives nor marks illegible is blank. Its explanation, if any, takes the place
    of the one that this person gave before. `done.state` is EntriesDiffer (the other is waited for, the next
    round, or a reviewer), EnteredTwice (a person confirms) or Published.

    Raises NotYours, NobodyEnteredYet, NotInThisState, NotYourEntry, AlreadyRereadThisRound, RoundsAreOver,
    OnlyDifferingFields, ExplanationNeeded, ExplanationTooLong, FiguresDoNotFit or ElectionClosed; then
    nothing is recorded.
    """
    case = take_case(user, Deed.ENTER_PROTOCOL, area, reread.contest, now)
    state = retype(case.state, reread, case.person)
    case.note(LifeDeed.RETYPE, state, protocol=protocol_data(reread))
    return confirm_by_rule(case) if isinstance(state, EnteredTwice) else case.record()
