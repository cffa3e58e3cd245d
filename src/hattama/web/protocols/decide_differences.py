"""Once the rounds are over a reviewer decides from the scan, field by field, whose reading stands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hattama.core.protocols import LifeDeed, Ruling, decide
from hattama.web.kernel.accounts.policy import Deed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.life_steps import ruling_data
from hattama.web.protocols.protocol_cases import Done, take_case
from hattama.web.protocols.publish_protocol import publish_confirmed


@transaction.atomic
def decide_differences(
    user: Any,
    area: AreaRow,
    contest: str,
    rulings: Sequence[Ruling],
    *,
    now: datetime.datetime,
    explanation: str = "",
) -> Done:
    """Record a ruling on every differing field; the protocol is confirmed by it and published.

    `explanation` is needed only where the decided figures do not add up and neither typist explained it.

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), NobodyEnteredYet, NotInThisState, RoundsNotOver,
    OnlyDifferingFields, ReasonNeeded, ExplanationNeeded, FiguresDoNotFit or ElectionClosed; then nothing is
    recorded.
    """
    case = take_case(user, Deed.DECIDE_DIFFERENCES, area, contest, now)
    state = decide(case.state, rulings, case.person, explanation.strip())
    said = [ruling_data(ruling) for ruling in rulings]
    case.note(LifeDeed.DECIDE, state, rulings=said, explanation=explanation.strip())
    return publish_confirmed(case)
