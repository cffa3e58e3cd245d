"""What came out of a check, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from hattama.core.tabulation import Total
from hattama.core.transparency_log import Judgement, SignedCheckpoint
from hattama.verification.foundation import Foundation
from hattama.verification.troubles import Troubles, Weight

if TYPE_CHECKING:
    from hattama.verification.records import Records


class Verdict(IntEnum):
    """The answer, and the exit code by which a program hears it."""

    TRUE = 0
    """Alone only where everything was checked."""
    FALSE = 1
    UNCHECKED = 2
    QUALIFIED = 3
    """Nothing is false, and it is said what was not looked at or needs a look."""


@dataclass(slots=True)
class Report:
    """Everything found, and of what: as much of it as could be read.

    `totals`: those of the whole election by contest, as recomputed. `records`: those of registers, folded;
    None where the log tells of none. `scans`: how many were read, None where nobody asked. `area_id`: of the
    evidence of one polling station, which it is, and how many entries are `proved`. `is_strict`: whether the
    reader takes nothing but the plain truth.
    """

    troubles: Troubles = field(default_factory=Troubles)
    signed: SignedCheckpoint | None = None
    foundation: Foundation | None = None
    judgement: Judgement | None = None
    totals: Mapping[str, Total] = field(default_factory=dict)
    records: Records | None = None
    is_closed: bool = False
    scans: int | None = None
    area_id: str = ""
    proved: int = 0
    is_strict: bool = False

    @property
    def verdict(self) -> Verdict:
        """That of all that was found; FALSE to the strict unless it is TRUE."""
        found = verdict_of(self.troubles)
        return Verdict.FALSE if self.is_strict and found is not Verdict.TRUE else found


def verdict_of(troubles: Troubles) -> Verdict:
    """By the gravest of what was found: FALSE, UNCHECKED, QUALIFIED; TRUE where there is none of these."""
    for weight, verdict in _BY_WEIGHT.items():
        if troubles.count(weight):
            return verdict
    return Verdict.TRUE


_BY_WEIGHT = {
    Weight.FALSE: Verdict.FALSE,
    Weight.UNCHECKED: Verdict.UNCHECKED,
    Weight.QUALIFIES: Verdict.QUALIFIED,
}
