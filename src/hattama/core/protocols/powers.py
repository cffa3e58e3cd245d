"""Who may do what to protocols and choices by law: powers of a rule pack, asked before a deed is done.

A pack that states none for a deed leaves it to the roles of the site.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hattama.core.norms import NOTHING_CITED, Calendar, Citations, Deadline, due, event_moment, overdue_by
from hattama.core.vocabulary import NO_WORDS, Deed, DeedRefused, Message, Words

COURT: Final = "court"
LOCAL_EXECUTIVE: Final = "local_executive"
BODY_WORDS: Final = {
    "precinct_commission": Message("precinct election commission"),
    "district_commission": Message("district election commission"),
    "territorial_commission": Message("territorial election commission"),
    "central_commission": Message("Central Election Commission"),
    LOCAL_EXECUTIVE: Message("head of the local executive"),
    COURT: Message("court"),
}
VOLUNTEERS: Final = "volunteers"
"""Whose word a change is in a civic count, where no commission decides."""

BODIES: Final = tuple(BODY_WORDS)
"""Who may decide. Some have no account: whoever may do the deed at all records what they have decided."""

COMMISSIONS: Final = tuple(body for body in BODIES if body not in (COURT, LOCAL_EXECUTIVE))

LAWFUL_DEEDS: Final = (
    *(Deed.DECIDE, Deed.CONFIRM, Deed.CORRECT, Deed.RECOUNT, Deed.ANNUL),
    *(Deed.WITHDRAW, Deed.CHANGE_PRECINCT),
)
"""The deeds of which a pack may say whose they are."""


class Extent(StrEnum):
    """Over what one decision is taken: a polling station, a unit, a district, or all of a contest."""

    PRECINCT = "precinct"
    UNIT = "unit"
    DISTRICT = "district"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Power:
    """A deed, whose decision it is, and over what; in contests of `kinds` (none named: of every kind).

    `reasons`: those for which alone it is given (none named: for every one). Nothing is `cited` where no norm
    says it, and the order is the site's own. `inferred`: our own reading. `until`: to which time before
    voting the law lets it be done, by the norm `until_cited`; None: no norm says.
    """

    deed: Deed
    by: tuple[str, ...]
    extents: tuple[Extent, ...]
    kinds: tuple[str, ...] = ()
    cited: Citations = NOTHING_CITED
    inferred: bool = False
    note: Words = NO_WORDS
    reasons: tuple[str, ...] = ()
    until: Deadline | None = None
    until_cited: Citations = NOTHING_CITED


@dataclass(frozen=True, slots=True)
class Powers:
    """All powers that a pack states."""

    stated: tuple[Power, ...] = ()

    def over(self, deed: Deed, kind: str, reason: str = "") -> tuple[Power, ...]:
        """The powers to do `deed` in a contest of `kind`, over whatever; with a `reason`, for that one."""
        return tuple(
            power
            for power in self.stated
            if power.deed is deed
            and (not power.kinds or kind in power.kinds)
            and (not reason or not power.reasons or reason in power.reasons)
        )

    def norms_of(self, deed: Deed, kind: str, reason: str, decided_by: str) -> tuple[str, ...]:
        """The norms by which `deed` is the decision of `decided_by` for this reason, each once."""
        powers = (power for power in self.over(deed, kind, reason) if decided_by in power.by)
        return tuple(dict.fromkeys(norm_id for power in powers for norm_id in power.cited.ids))

    def too_late_by(
        self,
        deed: Deed,
        kind: str,
        reason: str,
        decided_by: str,
        on: datetime.date,
        polling_on: datetime.date,
    ) -> tuple[str, ...]:
        """The norms after whose last day before voting `deed` was done on a day up to that of voting."""
        if on > polling_on:
            return ()
        powers = (power for power in self.over(deed, kind, reason) if decided_by in power.by)
        late = (power.until_cited for power in powers if _is_late(power.until, on, polling_on))
        return tuple(dict.fromkeys(norm_id for cited in late for norm_id in cited.ids))

    def deciders(self, deed: Deed, kind: str, extent: Extent, reason: str = "") -> frozenset[str] | None:
        """Whose decision `deed` is over `extent`, nobody's where it is empty; None: the pack says nothing."""
        powers = self.over(deed, kind, reason)
        if not powers:
            return None
        return frozenset(body for power in powers if extent in power.extents for body in power.by)

    def setting_aside(self, deed: Deed, kind: str, extent: Extent) -> frozenset[str] | None:
        """Who may set such a decision aside: whoever may take it, and a court; None as in `deciders`."""
        deciders = self.deciders(deed, kind, extent)
        return None if deciders is None else deciders | {COURT}

    def may_record(self, deed: Deed, kind: str, extent: Extent, body: str) -> bool:
        """Whether somebody of `body` may record that `deed` was decided over `extent`."""
        deciders = self.deciders(deed, kind, extent)
        return deciders is None or body in deciders or COURT in deciders

    def refuse(self, deed: Deed, kind: str, extent: Extent, decided_by: str, reason: str = "") -> None:
        """Raise DecidedByAnother, NotOverThis where nobody decides that over `extent`, or LeftToAnother where
        no norm says whose decision it is."""
        deciders = self.deciders(deed, kind, extent, reason)
        if deciders is None or decided_by in deciders:
            return
        cited = Citations.together(power.cited for power in self.over(deed, kind, reason))
        if not cited:
            raise LeftToAnother
        raise DecidedByAnother(cited) if deciders else NotOverThis(cited)


class LawfulRefusal(DeedRefused):
    """The law does not let it be done: the sentence cites the norms that say so, which `cited` names."""

    def __init__(self, cited: Citations) -> None:
        super().__init__(cited.say("en"))
        self.cited = cited
        self.sentence = self.sentence.given(norms=cited.words)


class PowerRefusal(LawfulRefusal):
    """By law it is not for them to decide."""


class DecidedByAnother(PowerRefusal):
    """The law gives this decision to another body."""

    sentence = Message("By law another body decides this: {norms}.")
    is_mendable = True


class LeftToAnother(DeedRefused):
    """It is not for them to decide here; no norm says whose it is, the order is the site's own."""

    sentence = Message("The order of this site leaves this to somebody else.")
    is_mendable = True


class NotOverThis(PowerRefusal):
    """The law lets nobody decide this over so much, or so little."""

    sentence = Message("The law lets nobody decide this here, only for what it names: {norms}.")


def _is_late(until: Deadline | None, on: datetime.date, polling_on: datetime.date) -> bool:
    # Whole days: they are the same in every zone.
    calendar = Calendar(datetime.UTC, {})
    since = None if until is None else event_moment(until.start, polling_on, calendar.zone)
    return overdue_by(due(until, since, calendar), calendar.end_of(on)) is not None
