"""A protocol comes in: entered from the paper, blind to what anybody else entered; read again where entries
differ; decided; confirmed. Its scans come with it or after."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import transaction

from hattama.core.entries import CopySource, moment_text, recorded_text
from hattama.core.protocols import (
    EnteredOnce,
    EnteredTwice,
    EntriesDiffer,
    Expected,
    Protocol,
    Ruling,
    confirm,
    decide,
    enter,
    retype,
    state_code,
)
from hattama.core.protocols import end_rounds as end
from hattama.core.vocabulary import Deed, DeedRefused, Message
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import ReasonTextNeeded
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.kept_questions import answers_ahead
from hattama.web.kernel.stores.kept_rows import written_together
from hattama.web.protocols.cases import Case, Done, take_case, waiting_for_entry
from hattama.web.protocols.change import MAX_NOTE
from hattama.web.protocols.life_steps import protocol_data, ruling_data
from hattama.web.protocols.publish import confirm_by_rule, publish_confirmed, publish_preliminary
from hattama.web.protocols.reading import load_life
from hattama.web.protocols.tables import LifeStep, record_steps
from hattama.web.scans.take_scan import (
    NoProtocolYet,
    ScanAlreadyAttached,
    attach_scan,
    claim_scan,
    is_attached,
)


class CopyOfWhom(DeedRefused):
    """The first reading of a copy in a civic count does not say who brought it."""

    sentence = Message("Say who brought this copy.")
    is_mendable = True


class StatedTime(NamedTuple):
    """When a device without a network says that the entry was typed, when its statement was received (both
    aware), and the SHA-256 of the signed statement."""

    acted_at: datetime.datetime
    received_at: datetime.datetime
    statement: str


@transaction.atomic
def keep_scan(user: Any, area: AreaRow, contest: str, scan: Scan, *, now: datetime.datetime) -> Done:
    """As `attach_scan`; of a protocol that is entered and that nobody sees yet, keep `scan` to be published
    with it. Then there is no act. Raises what `attach_scan` does."""
    lock_areas([area])
    state = load_life(area, contest)
    try:
        return Done(state, attach_scan(user, area, contest, scan, now=now))
    except NoProtocolYet:
        if isinstance(state, Expected):
            raise
    role = role_now(user, Deed.ATTACH_SCAN, area)
    if is_attached(scan, area, contest):
        raise ScanAlreadyAttached
    claim_scan(scan, area, contest)
    step = LifeStep(area=area, contest=contest, deed=Deed.ATTACH_SCAN.value, state=state_code(state))
    step.actor, step.role, step.recorded_at = user, role.value, now
    step.data = {"scan": scan.pk, "done_by": None}
    record_steps([step])
    return Done(state, None)


@transaction.atomic
@written_together()
def enter_protocol(
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    *,
    now: datetime.datetime,
    scan: Scan | None = None,
    reread: Collection[str] | None = None,
    stated: StatedTime | None = None,
    source: CopySource | None = None,
    no_scan: str = "",
) -> Done:
    """Record the first or the second entry, and what follows from it by the election's own rule.

    `reread` are codes of unusual lines (see `second_look`) that the typist says to have read again; None
    where nobody was asked. `stated` is what a device that had no network says of the time; it is kept as it
    says it, beside `now`. `source`: who brought the copy, in a civic count. `no_scan`: the code of why no
    scan comes with it, which stays in the step. `done.state` is EnteredOnce, EntriesDiffer, EnteredTwice
    (waits for a person) or Published. Nothing that is raised says what another person entered.

    Raises NotYours, EntersTwice, ProtocolAlreadyEntered, ExplanationNeeded, ExplanationTooLong,
    LinesToReread, CopyOfWhom, ScanOfAnotherProtocol, FiguresDoNotFit, PollsAreOpen, ElectionClosed,
    ElectionNotOpen or ContestNotHeldHere; then nothing is recorded.
    """
    case = take_case(user, Deed.ENTER, area, protocol.contest, now)
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    noted = _check_entry(case, protocol, reread, source)
    state = enter(case.state, protocol, case.person, case.rules)
    if scan is not None:
        case.claim(scan)
    said: dict[str, Any] = {
        "protocol": protocol_data(protocol),
        "scan": scan.sha256 if scan else None,
        "reread": noted,
    }
    if source is not None:
        said["brought_by"] = list(source)
    if no_scan:
        said["no_scan"] = no_scan
    if stated is not None:
        said["offline"] = {
            "acted_at": moment_text(stated.acted_at),
            "received_at": recorded_text(stated.received_at),
            "statement": stated.statement,
        }
    case.note(Deed.ENTER, state, **said)
    leads_on = any(ask(*of) for ask, of in waiting_for_entry(area, protocol.contest))
    return _what_follows(case)._replace(leads_on=leads_on)


@transaction.atomic
@answers_ahead()
def check_entering(
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    *,
    now: datetime.datetime,
    reread: Collection[str],
    source: CopySource | None,
) -> None:
    """Raise why `enter_protocol` would not take this in, before anybody is asked to send it.

    Nothing is held against what another person entered: who may ask again and again would find it out.
    """
    case = take_case(user, Deed.ENTER, area, protocol.contest, now)
    _check_entry(case, replace(protocol, explanation=protocol.explanation.strip()), reread, source)


def _check_entry(
    case: Case, protocol: Protocol, reread: Collection[str] | None, source: CopySource | None
) -> list[str]:
    case.check_closed()
    case.check_explained(protocol)
    noted = case.check_reread(protocol, reread)
    if case.definition.election.civic and source is None and case.brought_by() is None:
        raise CopyOfWhom
    return noted


def _what_follows(case: Case) -> Done:
    if isinstance(case.state, EntriesDiffer):
        return case.record()
    if isinstance(case.state, EnteredOnce) and case.rules.preliminary:
        return case.record(publish_preliminary(case))
    return confirm_by_rule(case)


@transaction.atomic
@written_together()
def confirm_protocol(user: Any, area: AreaRow, contest: str, *, now: datetime.datetime) -> Done:
    """Confirm and publish. Raises NotYours (ConfirmsOwnEntry), NobodyEnteredYet, SecondEntryMissing,
    EntriesStillDiffer, NotInThisState, ExplanationNeeded, FiguresDoNotFit or ElectionClosed; then nothing is
    recorded.
    """
    case = take_case(user, Deed.CONFIRM, area, contest, now)
    case.note(Deed.CONFIRM, confirm(case.state, case.person, case.rules))
    return publish_confirmed(case)


@transaction.atomic
@written_together()
def retype_fields(user: Any, area: AreaRow, reread: Protocol, *, now: datetime.datetime) -> Done:
    """Record what the paper says in the differing fields; `reread` holds those fields and no others.

    A field that `reread` neither gives nor marks illegible is blank. Its explanation, if any, takes the place
    of the one that this person gave before. `done.state` is EntriesDiffer (the other is waited for, the next
    round, or a reviewer), EnteredTwice (a person confirms) or Published.

    Raises NotYours, NobodyEnteredYet, NotInThisState, NotYourEntry, AlreadyRereadThisRound, RoundsAreOver,
    OnlyDifferingFields, ExplanationNeeded, ExplanationTooLong, FiguresDoNotFit or ElectionClosed; then
    nothing is recorded.
    """
    case = take_case(user, Deed.RETYPE, area, reread.contest, now)
    state = retype(case.state, reread, case.person)
    case.note(Deed.RETYPE, state, protocol=protocol_data(reread))
    return confirm_by_rule(case) if isinstance(state, EnteredTwice) else case.record()


@transaction.atomic
@written_together()
def end_rounds(user: Any, area: AreaRow, contest: str, reason: str, *, now: datetime.datetime) -> Done:
    """Record that nobody reads the paper again, for `reason` in words; what differs waits for a reviewer.

    The reason stays in the step. That it was done, and in which role, the log says once the protocol is
    published (`done_by`).

    Raises NotYours (DecidesOwnEntry, DecidesOwnPrecinct), ReasonTextNeeded, NobodyEnteredYet, NotInThisState,
    RoundsAreOver or ElectionClosed; then nothing is recorded.
    """
    case = take_case(user, Deed.END_ROUNDS, area, contest, now)
    note = reason.strip()
    if not 0 < len(note) <= MAX_NOTE:
        raise ReasonTextNeeded
    case.note(Deed.END_ROUNDS, end(case.state, case.person, note), note=note)
    return case.record()


@transaction.atomic
@written_together()
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
    case = take_case(user, Deed.DECIDE, area, contest, now)
    state = decide(case.state, rulings, case.person, explanation.strip())
    said = [ruling_data(ruling) for ruling in rulings]
    case.note(Deed.DECIDE, state, rulings=said, explanation=explanation.strip())
    return publish_confirmed(case)
