"""One protocol in the hands of one person: what every deed in its life asks before and records after.

Whoever holds a case holds the lock of its precinct to the end of the transaction: of two who act at once, the
second finds what the first has left.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hattama.core.entries import Bringer, CopySource, is_bare
from hattama.core.protocols import (
    UNKNOWN_TYPIST,
    Extent,
    Protocol,
    State,
    current_protocol,
    entered_by,
    life_refusal,
    state_code,
)
from hattama.core.vocabulary import KEPT_FROM, Deed, EntryRules, Finding, NotYours, Tie
from hattama.web.kernel.accounts.roles import account_of, place_now, precinct_people
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import Definition, counted_of, load_definition, path_codes, place_at
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import (
    ContestNotHeldHere,
    ElectionNotOpen,
    ExplanationNeeded,
    ExplanationTooLong,
    LinesToReread,
    polls_are_open,
)
from hattama.web.kernel.log.recording import done_by, hold_area
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.kept_questions import Ahead
from hattama.web.protocols.check_entry import check_entry, needs_explanation, second_look, sums_of
from hattama.web.protocols.powers import may_by_law
from hattama.web.protocols.reading import History, load_history
from hattama.web.protocols.tables import LifeStep, record_steps, steps_of
from hattama.web.protocols.take_on import refuse_taken
from hattama.web.scans.take_scan import claim_scan

MAX_EXPLANATION = 4000


class Done(NamedTuple):
    """What a deed came to: the state after it, and the act that the log is asked to take in, if any.

    Of several acts `act` is the last: once it is published, all are. `leads_on`: something waited for this
    first entry (`waits_for_entry`).
    """

    state: State
    act: Act | None
    leads_on: bool = False


@dataclass
class Case:
    """A precinct's protocol of one contest, and the person who acts on it now in `role`, held for
    `role_area`."""

    user: Any
    role: str
    role_area: str
    area: AreaRow
    contest: str
    definition: Definition
    path: tuple[str, ...]
    history: History
    state: State
    now: datetime.datetime
    waiting: list[LifeStep] = field(default_factory=list)
    scans: dict[str, Scan] = field(default_factory=dict)
    _checked: tuple[Protocol, tuple[Finding, ...]] | None = None

    @property
    def rules(self) -> EntryRules:
        """How this election enters protocols."""
        return self.definition.election.entry

    @property
    def person(self) -> int:
        """The person, as the core tells people apart."""
        return int(self.user.pk)

    def claim(self, scan: Scan) -> None:
        """Have `scan` stand under this protocol. Raises ScanOfAnotherProtocol, at the end of the deed."""
        claim_scan(scan, self.area, self.contest)
        self.scans[scan.pk] = scan

    def check(self, protocol: Protocol) -> tuple[Finding, ...]:
        """What the rules say about `protocol` beside the precinct's other protocols that count."""
        # One deed asks several times about the same figures, and nobody else acts here meanwhile.
        if self._checked is None or self._checked[0] != protocol:
            others = counted_of(self.history.known.acts)
            place = place_at(self.definition, self.area, self.path)
            found = check_entry(self.definition, protocol, place, others)
            self._checked = (protocol, found)
        return self._checked[1]

    def check_explained(self, protocol: Protocol) -> tuple[Finding, ...]:
        """As `check`. Raises ExplanationNeeded or ExplanationTooLong."""
        if len(protocol.explanation) > MAX_EXPLANATION:
            raise ExplanationTooLong
        findings = self.check(protocol)
        if needs_explanation(self.definition, findings) and not protocol.explanation:
            raise ExplanationNeeded(findings)
        return findings

    def check_closed(self) -> None:
        """Raises PollsAreOpen where nothing can have been counted yet."""
        since = self.definition.counted_from(self.path, self.area)
        if since is not None and self.now < since:
            raise polls_are_open(self.definition)

    def check_reread(self, protocol: Protocol, reread: Collection[str] | None) -> list[str]:
        """The codes of unusual lines that the typist says to have read again, sorted. Raises
        LinesToReread."""
        asked = {finding.code for finding in second_look(self.definition, self.area, protocol)}
        if reread is None:
            return []
        if asked - set(reread):
            raise LinesToReread(tuple(sorted(asked - set(reread))))
        return sorted(asked)

    def brought_by(self) -> CopySource | None:
        """Who brought the copy, as the first entry says, or the source that shows it; None where neither."""
        told = (step.data.get("brought_by") for step in (*self.history.steps, *self.waiting))
        shown = any(is_bare(act.body) for act in self.history.versions[:1])
        by_source = CopySource(Bringer.SOURCE) if shown and self.definition.election.civic else None
        return next((CopySource(Bringer(one[0]), one[1]) for one in told if one), by_source)

    def reread_codes(self) -> list[str]:
        """Codes of unusual lines that any typist of these figures says to have read again, sorted."""
        return sorted({code for step in self._steps_to_tell() for code in step.data.get("reread", ())})

    def done_by(self) -> list[dict[str, str | None]]:
        """In which role, held for which area, each deed was done that the next entry follows from.

        For a first version those of every entry and of who decided or confirmed; for a change its own.
        """
        told = (step.data["done_by"] for step in self._steps_to_tell())
        return [done for done in told if done is not None]

    def _steps_to_tell(self) -> Sequence[LifeStep]:
        is_change = current_protocol(self.history.state) is not None
        return self.waiting if is_change else (*self.history.steps, *self.waiting)

    def note(
        self, deed: Deed, state: State, *, reason: str = "", by_the_rule: bool = False, **data: Any
    ) -> None:
        """Take down that `deed` led to `state`; written by `record`."""
        actor = None if by_the_rule else self.user
        place = None if self.role_area == self.area.code else self.role_area
        stated = data.get("offline", {}).get("acted_at")
        said = {**data, "done_by": None if by_the_rule else done_by(deed, self.role, place, stated)}
        self.waiting.append(
            LifeStep(
                area=self.area,
                contest=self.contest,
                deed=deed.value,
                state=state_code(state),
                actor=actor,
                role="system" if by_the_rule else self.role,
                recorded_at=self.now,
                reason=reason,
                data=said,
            )
        )
        self.state = state

    def record(self, act: Act | None = None) -> Done:
        """Write what was taken down; the last step carries `act`."""
        if act is not None:
            self.waiting[-1].act = act
        record_steps(self.waiting)
        self.waiting = []
        return Done(self.state, act)


def take_case(
    user: Any,
    deed: Deed,
    area: AreaRow,
    contest: str,
    now: datetime.datetime,
    extent: Extent = Extent.PRECINCT,
) -> Case:
    """Lock the precinct, and read what its protocol of `contest` is; inside a transaction.

    `extent` is that of the decision by which the deed is done.

    Raises NotYours, ElectionClosed, ElectionNotOpen, ContestNotHeldHere, TakenByAnother, or why the person
    may not do `deed` now (`life_refusal`).
    """
    beside: list[Ahead] = [(account_of, (user.pk,)), (steps_of, (area.pk, contest))]
    if deed is Deed.ENTER:
        beside += [(sums_of, (area.parent_id, contest)), *waiting_for_entry(area, contest)]
    known = hold_area(area, *beside)
    role, role_area = place_now(user, deed, area)
    definition = load_definition(area.election)
    path = path_codes(area)
    _refuse_unless_expected(area, contest, definition, path)
    if not may_by_law(definition, deed, definition.election.contest(contest), extent, role):
        raise NotYours(f"{deed} by {role}")
    if extent is Extent.PRECINCT:
        refuse_taken(user, role, area, contest)
    history = load_history(area, contest, known)
    state = history.state
    are_asked = Tie.PRECINCT in KEPT_FROM.get(deed, ()) or UNKNOWN_TYPIST in entered_by(state)
    insiders = precinct_people(area) if are_asked else ()
    refusal = life_refusal(state, deed, int(user.pk), definition.election.entry, insiders)
    if refusal is not None:
        raise refusal(f"{deed} in {state_code(state)}")
    return Case(user, role.value, role_area, area, contest, definition, path, history, state, now)


def waiting_for_entry(area: AreaRow, contest: str) -> list[Ahead]:
    """The questions what waits for a first entry here. Asked by who holds the precinct, they miss nothing."""
    return [(ask, (area.pk, contest)) for ask in provided("waits_for_entry")]


def _refuse_unless_expected(area: AreaRow, contest: str, definition: Definition, path: Sequence[str]) -> None:
    if area.election.opened_at is None:
        raise ElectionNotOpen
    if not area.is_precinct or contest not in {held.code for held in definition.contests_at(path)}:
        raise ContestNotHeldHere
