"""What a protocol can be in its life, each state holding only its own data.

People are numbers here: the rules of a life ask who is the same person, and nobody's name.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hattama.core.protocols.entry_comparison import compare_entries
from hattama.core.protocols.life_reasons import Decision
from hattama.core.protocols.protocol import Protocol

ROUNDS: Final = 2
"""How often the two who differ re-read the paper before a third person decides."""

SIGNED_AT: Final = "@signed_at"
"""The key under which the moment of signing is compared; no figure can bear it."""


UNKNOWN_TYPIST: Final = 0
"""Who typed, where only a copy of the log tells of it: it names roles and places, and no persons."""


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """One person's reading of the paper; `by` tells people apart."""

    protocol: Protocol
    by: int


class Source(StrEnum):
    """Where the figure comes from that a reviewer decides for."""

    FIRST = "first"
    SECOND = "second"
    PAPER = "paper"
    """Neither entry reads the paper right: the reviewer reads it once more."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A reviewer's decision on one differing field, from the scan, with the reason.

    With Source.PAPER the paper's figure is `value`, or None where it is blank; `illegible` where it cannot be
    read; for SIGNED_AT it is `moment`.
    """

    key: str
    source: Source
    reason: str
    value: int | None = None
    illegible: bool = False
    moment: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """The roster expects the protocol; nobody has entered it."""


@dataclass(frozen=True, slots=True)
class EnteredOnce:
    """One person has entered it."""

    first: TypedEntry


@dataclass(frozen=True, slots=True)
class EntriesDiffer:
    """Two people read the paper differently.

    `keys` are the fields that this round asks to be re-read, `round` counts from 1, `reread_by` are those of
    the two who have done so in this round. After ROUNDS rounds, or once a third person has ended them
    (`is_for_reviewer`), a third person decides.
    """

    first: TypedEntry
    second: TypedEntry
    keys: tuple[str, ...]
    round: int = 1
    reread_by: frozenset[int] = frozenset()

    @property
    def is_for_reviewer(self) -> bool:
        """Whether the two re-read no more: as often as they may, or until the rounds were ended."""
        return self.round > ROUNDS


@dataclass(frozen=True, slots=True)
class EnteredTwice:
    """Two people have read the same on the paper."""

    first: TypedEntry
    second: TypedEntry


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The figures stand. `entered_by` are those who typed them or decided on them."""

    protocol: Protocol
    entered_by: frozenset[int]


@dataclass(frozen=True, slots=True)
class Published:
    """The log carries the confirmed figures; `entered_by` as in Confirmed, and so in what follows."""

    protocol: Protocol
    entered_by: frozenset[int]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction has taken the place of what was published."""

    protocol: Protocol
    entered_by: frozenset[int]
    reason: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Recounted:
    """The papers were counted again, and that count has taken the place of the first."""

    protocol: Protocol
    entered_by: frozenset[int]
    reason: str
    decision: Decision


Standing = Published | Corrected | Recounted
"""States in which a published protocol counts."""


@dataclass(frozen=True, slots=True)
class UnderInvestigation:
    """Published and counted as `standing` says, while a commission looks into it for `reason`."""

    standing: Standing
    reason: str


@dataclass(frozen=True, slots=True)
class Annulled:
    """What stood stays visible and counts nowhere."""

    standing: Standing
    reason: str
    decision: Decision


State = (
    Expected
    | EnteredOnce
    | EntriesDiffer
    | EnteredTwice
    | Confirmed
    | Published
    | UnderInvestigation
    | Corrected
    | Recounted
    | Annulled
)


def differing_keys(first: Protocol, second: Protocol) -> tuple[str, ...]:
    """The fields in which two readings of one paper differ, sorted; SIGNED_AT comes first.

    Blank, illegible and zero are three different readings of a field.
    """
    figures = {difference.key for difference in compare_entries(first, second)}
    marks = first.illegible ^ second.illegible
    moment = () if first.signed_at == second.signed_at else (SIGNED_AT,)
    return (*moment, *sorted(figures | marks))


def entered_by(state: State) -> frozenset[int]:
    """Everybody who typed figures of this protocol or decided on them."""
    match state:
        case Expected():
            return frozenset()
        case EnteredOnce(first=first):
            return frozenset({first.by})
        case EntriesDiffer(first=first, second=second) | EnteredTwice(first=first, second=second):
            return frozenset({first.by, second.by})
        case UnderInvestigation(standing=standing) | Annulled(standing=standing):
            return standing.entered_by
    return state.entered_by


def current_protocol(state: State) -> Protocol | None:
    """The figures that are confirmed, published or stood before an annulment; None before that."""
    match state:
        case UnderInvestigation(standing=standing) | Annulled(standing=standing):
            return standing.protocol
        case Confirmed() | Published() | Corrected() | Recounted():
            return state.protocol
    return None
