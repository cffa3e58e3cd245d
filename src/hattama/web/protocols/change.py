"""A published protocol is changed: corrected, counted again, annulled, looked into.

Every change has a reason from a fixed list, a note, and a decision with its file.
"""

import datetime
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from hattama.core.entries import decision_body, entry_body, salted_sha256
from hattama.core.protocols import (
    CHANGE_REASONS,
    CIVIC_REASONS,
    CLOSING_REASONS,
    COURT,
    INVESTIGATION_REASONS,
    OTHER,
    SET_ASIDE,
    VOLUNTEERS,
    ChangeReason,
    Decision,
    Extent,
    Protocol,
    State,
    annul,
    correct,
    recount,
)
from hattama.core.protocols import close_investigation as end
from hattama.core.protocols import open_investigation as begin
from hattama.core.vocabulary import Deed, Message, is_code
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import (
    DecisionNeeded,
    ReasonTextNeeded,
    SubmissionRefused,
    UnknownReason,
)
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.kept_rows import written_together
from hattama.web.protocols.cases import Case, Done, take_case
from hattama.web.protocols.life_steps import decision_data, protocol_data
from hattama.web.protocols.powers import is_own, powers_over
from hattama.web.protocols.publish import record_body, record_version

MAX_NOTE = 4000
MAX_NUMBER = 64


class DayNotCome(SubmissionRefused):
    """The decision is said to be of a day after the one on which something is done by it."""

    sentence = Message("That day has not come yet.")


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why and on whose decision something published is changed.

    `reason` is a code of the list; `note` its text, needed with OTHER. `document` is the file of the
    decision, taken in with `take_scan`. Number, day and file of a decision may be lacking: the change is
    recorded, and that is a finding.
    """

    reason: str
    decision: Decision
    note: str = ""
    document: Scan | None = None

    def decided(self) -> Decision:
        """The decision with the hash of its file."""
        return replace(self.decision, document=self.document.sha256 if self.document else None)


def change_reasons(definition: Definition, deed: Deed | None = None) -> tuple[ChangeReason, ...]:
    """The reasons for which a published protocol of this election may be changed: ours, and the rule pack's.
    With a `deed`, those that may be given for it: of what volunteers of a civic count do, their own."""
    if deed is not None and is_own(definition, deed):
        return CIVIC_REASONS
    *ours, other = CHANGE_REASONS
    listed = (*ours, *definition.pack.change_reasons, other)
    return tuple(known for known in listed if deed is None or known.is_given_for(deed))


def refuse_unknown_reason(reason: str, note: str, listed: Iterable[ChangeReason]) -> None:
    """Raise UnknownReason, or ReasonTextNeeded where the text lacks or is too long."""
    if reason not in {known.code for known in listed}:
        raise UnknownReason(reason)
    if (reason == OTHER and not note.strip()) or len(note) > MAX_NOTE:
        raise ReasonTextNeeded


def refuse_weak_grounds(case: Case, deed: Deed, grounds: Grounds, extent: Extent = Extent.PRECINCT) -> None:
    """Raise UnknownReason, ReasonTextNeeded, or what `refuse_unfit_decision` does.

    Raises PowerRefusal where the rule pack makes `deed` over `extent` somebody else's decision; an annulment
    is set aside by whoever may annul, or by a court.
    """
    refuse_unknown_reason(grounds.reason, grounds.note, change_reasons(case.definition, deed))
    refuse_unfit_decision(grounds.decision, case.area, case.now)
    if (grounds.decision.authority == VOLUNTEERS) is not is_own(case.definition, deed):
        raise DecisionNeeded
    kind, powers = case.definition.election.contest(case.contest).kind, powers_over(case.definition, deed)
    if grounds.reason == SET_ASIDE:
        if grounds.decision.authority != COURT:
            powers.refuse(Deed.ANNUL, kind, extent, grounds.decision.authority)
        return
    powers.refuse(deed, kind, extent, grounds.decision.authority)


def refuse_unfit_decision(decision: Decision, area: AreaRow, now: datetime.datetime) -> None:
    """Raise DecisionNeeded for one that no entry can carry (authority no code, number too long), and
    DayNotCome for one of a later day than that of the deed upon `area`."""
    if not is_code(decision.authority) or len(decision.number) > MAX_NUMBER:
        raise DecisionNeeded
    if decision.decided_on is not None and decision.decided_on > day_of(area, now):
        raise DayNotCome(decision.decided_on.isoformat())


def day_of(area: AreaRow, now: datetime.datetime) -> datetime.date:
    """Which day it is by the clock of the election or of `area`, whichever is ahead: a decision may have been
    made by either."""
    zones = (load_definition(area.election).election.time_zone, area.time_zone)
    return max(now.astimezone(ZoneInfo(zone)).date() for zone in zones)


@dataclass(frozen=True, slots=True)
class SaltedNote:
    """A free text as the log carries it, and as the archive keeps it."""

    text: str
    salt: str

    @property
    def sha256(self) -> str | None:
        """What the log says of it: null where there is no text."""
        return salted_sha256(self.text, self.salt) if self.text else None

    @property
    def private(self) -> dict[str, str]:
        """What stays in the archive."""
        return {"note": self.text, "note_salt": self.salt} if self.text else {}


def salted_note(note: str) -> SaltedNote:
    """The note with a salt of its own."""
    return SaltedNote(note.strip(), secrets.token_hex(16))


def _decided(grounds: Grounds, note: SaltedNote) -> dict[str, Any]:
    """The grounds as an entry carries them."""
    decision = decision_body(grounds.decided(), grounds.document)
    return {"reason": grounds.reason, "note_sha256": note.sha256, "decision": decision}


def publish_change(
    case: Case, deed: Deed, state: State, protocol: Protocol, grounds: Grounds, scan: Scan | None
) -> Done:
    """Record a correction or a recount: its step, and the act with the new version.

    Raises ExplanationNeeded, ExplanationTooLong, ScanOfAnotherProtocol or FiguresDoNotFit.
    """
    case.check_explained(protocol)
    if scan is not None:
        case.claim(scan)
    note = salted_note(grounds.note)
    case.note(
        deed,
        state,
        reason=grounds.reason,
        protocol=protocol_data(protocol),
        decision=decision_data(grounds.decided()),
        scan=scan.sha256 if scan else None,
    )
    kind, decided = "correction" if deed is Deed.CORRECT else "recount", _decided(grounds, note)
    return case.record(record_version(case, protocol, kind=kind, decided=decided, private=note.private))


def record_investigation(
    case: Case,
    deed: Deed,
    state: State,
    reason: str,
    listed: Sequence[ChangeReason],
    note: str,
    decision: Decision | None,
    document: Scan | None,
) -> Done:
    """Record that one opened or closed. Raises UnknownReason, ReasonTextNeeded, DecisionNeeded or
    DayNotCome."""
    refuse_unknown_reason(reason, note, listed)
    if decision is not None:
        refuse_unfit_decision(decision, case.area, case.now)
    salted = salted_note(note)
    said = None if decision is None else decision_data(decision)
    case.note(deed, state, reason=reason, decision=said)
    body = entry_body(
        "investigation",
        case.now,
        area=case.area.code,
        contest=case.contest,
        state="opened" if deed is Deed.OPEN_INVESTIGATION else "closed",
        reason=reason,
        note_sha256=salted.sha256,
        decision=None if decision is None else decision_body(decision, document),
        done_by=case.done_by(),
    )
    return case.record(record_body(case, body, private=salted.private))


_VERSIONS: Mapping[Deed, Callable[..., State]] = {Deed.CORRECT: correct, Deed.RECOUNT: recount}


@transaction.atomic
@written_together()
def change_protocol(
    deed: Deed,
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    grounds: Grounds,
    *,
    now: datetime.datetime,
    scan: Scan | None = None,
    extent: Extent = Extent.PRECINCT,
) -> Done:
    """A head puts a new version in the place of a published protocol; the first stays readable.

    CORRECT, or RECOUNT: what counting the papers again has found, even where it is the same. `scan` shows the
    paper that it is typed from; `extent`: over what the decision is taken. An open investigation ends with
    it; an annulled protocol counts again.

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), NobodyEnteredYet, NotInThisState, NothingChanges (a
    correction to the figures that count), UnknownReason, ReasonTextNeeded, DecisionNeeded, DayNotCome,
    ExplanationNeeded, ExplanationTooLong, ScanOfAnotherProtocol, FiguresDoNotFit or ElectionClosed; then
    nothing is recorded.
    """
    case = take_case(user, deed, area, protocol.contest, now)
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    state: State = _VERSIONS[deed](case.state, protocol, case.person, grounds.reason, grounds.decided())
    refuse_weak_grounds(case, deed, grounds, extent)
    return publish_change(case, deed, state, protocol, grounds, scan)


@transaction.atomic
@written_together()
def investigate_protocol(
    deed: Deed,
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
    """A reviewer opens an investigation into a published protocol, which counts as before meanwhile; a head
    closes one that changes nothing (OPEN_INVESTIGATION, CLOSE_INVESTIGATION, each with its list of reasons).

    Raises NotYours, NobodyEnteredYet, NotInThisState, UnknownReason, ReasonTextNeeded (with `other` and no
    `note`), DecisionNeeded, DayNotCome or ElectionClosed; then nothing is recorded.
    """
    state: State
    listed: Sequence[ChangeReason]
    case = take_case(user, deed, area, contest, now)
    if deed is Deed.OPEN_INVESTIGATION:
        state, listed = begin(case.state, reason), INVESTIGATION_REASONS
    else:
        state, listed = end(case.state, case.person), CLOSING_REASONS
    return record_investigation(case, deed, state, reason, listed, note, decision, document)


@transaction.atomic
@written_together()
def annul_protocol(
    user: Any, area: AreaRow, contest: str, grounds: Grounds, *, now: datetime.datetime
) -> Done:
    """A head lets the current version count no more; it stays visible, with the decision.

    An open investigation ends with it.

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), PowerRefusal, NobodyEnteredYet, NotInThisState,
    UnknownReason, ReasonTextNeeded, DecisionNeeded, DayNotCome or ElectionClosed; then nothing is recorded.
    """
    return annul_within(user, area, area, contest, grounds, Extent.PRECINCT, now=now)


def annul_within(
    user: Any,
    area: AreaRow,
    within: AreaRow,
    contest: str,
    grounds: Grounds,
    extent: Extent,
    *,
    now: datetime.datetime,
) -> Done:
    """As `annul_protocol`, by a decision over `extent` about the results of `within`; in a transaction."""
    case = take_case(user, Deed.ANNUL, area, contest, now, extent)
    decision = grounds.decided()
    state = annul(case.state, case.person, grounds.reason, decision)
    refuse_weak_grounds(case, Deed.ANNUL, grounds, extent)
    note = salted_note(grounds.note)
    case.note(Deed.ANNUL, state, reason=grounds.reason, decision=decision_data(decision))
    said = {"area": area.code, "contest": contest, "annuls": None, "within": within.code}
    body = entry_body("annulment", now, **said, **_decided(grounds, note), done_by=case.done_by())
    current = case.history.versions[-1]
    return case.record(record_body(case, body, follows=current, private=note.private))
