"""What the place, the clock and the grounds of a deed say about it: figures entered elsewhere, a stated time
that cannot be, changes without a decision.

Nothing is refused because of these: what was done is recorded, and the finding stands beside it.
"""

import datetime
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final, NamedTuple

from hattama.core.protocols.form_rules import FormRule
from hattama.core.protocols.life_reasons import Decision
from hattama.core.vocabulary import Deed, Finding, Message, Severity, Verdict


class DoneBy(NamedTuple):
    """A deed, the role by which it was done, and the area for which that role is held (None: the precinct).

    `at` is when it was done as a device without a network stated it (aware); None where the server was there.
    """

    deed: str
    role: str
    area_id: str | None
    at: datetime.datetime | None = None


ENTERED_ELSEWHERE: Final = FormRule(
    "DEED-OUTSIDE",
    Severity.SOFT,
    Message("The protocol was entered by an account of another place than the precinct."),
    passing="a typist of the precinct entered its protocol",
    failing="a typist of the district above entered the precinct's protocol",
)
CHANGED_WITHOUT_DECISION: Final = FormRule(
    "DEED-UNDECIDED",
    Severity.SOFT,
    Message("The protocol was changed above the precinct on a decision without number, day or file."),
    passing="a correction names resolution 12 of 20 March, with its file",
    failing="a correction names the territorial commission, and neither number nor day nor file",
)
CLOCK_TOLERANCE: Final = datetime.timedelta(minutes=5)
"""By how much the clock of a device may run fast before it is said that its time cannot be."""
STATED_TIME_CANNOT_BE: Final = FormRule(
    "DEED-CLOCK",
    Severity.SOFT,
    Message("The time of entering that the device stated is after the receipt or before the signing."),
    passing="typed at 02:10 without a network from a paper signed at 01:40, received at 04:31",
    failing="typed at 05:10 by the clock of the device, received at 04:31",
)
LEFT_TOO_LATE: Final = FormRule(
    "DEED-LATE",
    Severity.SOFT,
    Message("A choice left or returned later before voting than the law allows."),
    passing="a candidate withdrew three days before voting, which the law allows until the second day before",
    failing="a candidate withdrew on the day before voting",
)
DEED_RULES: Final = MappingProxyType(
    {
        rule.code: rule
        for rule in (STATED_TIME_CANNOT_BE, ENTERED_ELSEWHERE, CHANGED_WITHOUT_DECISION, LEFT_TOO_LATE)
    }
)
"""The rules by code."""
OF_COMMISSIONS: Final = frozenset({ENTERED_ELSEWHERE.code, CHANGED_WITHOUT_DECISION.code})
"""Those that ask where a commission's account is and what it decided: a civic count has neither."""


def check_places(area_id: str, done_by: Iterable[DoneBy]) -> tuple[Finding, ...]:
    """DEED-OUTSIDE where an entry of this precinct's protocol was made by an account of another area."""
    outside = any(done.deed == Deed.ENTER and done.area_id not in (None, area_id) for done in done_by)
    return (_finding(ENTERED_ELSEWHERE),) if outside else ()


def check_clock(
    done_by: Iterable[DoneBy], received_at: datetime.datetime, signed_at: datetime.datetime | None
) -> tuple[Finding, ...]:
    """DEED-CLOCK where a device stated a time later than `received_at`, or before the paper was signed.

    All moments are aware. A stated time is kept as stated, whatever is found.
    """
    stated = [done.at for done in done_by if done.at is not None]
    late = any(at > received_at + CLOCK_TOLERANCE for at in stated)
    early = signed_at is not None and any(at < signed_at for at in stated)
    return (_finding(STATED_TIME_CANNOT_BE),) if late or early else ()


def check_decision(decision: Decision) -> tuple[Finding, ...]:
    """DEED-UNDECIDED where nothing lets anybody find the decision: no number, no day, no file."""
    named = decision.number.strip() or decision.decided_on or decision.document
    return () if named else (_finding(CHANGED_WITHOUT_DECISION),)


def _finding(rule: FormRule) -> Finding:
    return Finding(rule.code, rule.severity, Verdict.BROKEN, ())
