"""What came out of a check, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from hattama.core.tabulation import Total
from hattama.core.transparency_log import Judgement, SignedCheckpoint
from hattama.verification.foundation import Foundation
from hattama.verification.troubles import Troubles, Weight


class Verdict(IntEnum):
    """The answer, and the exit code by which a program hears it."""

    TRUE = 0
    FALSE = 1
    UNCHECKED = 2


@dataclass(slots=True)
class Report:
    """Everything found, and of what: as much of it as could be read.

    `totals`: those of the whole election by contest, as recomputed. `files_beside`: whether the files that
    the manifest vouches for were checked. `scans`: how many were read, None where nobody asked.
    """

    troubles: Troubles = field(default_factory=Troubles)
    signed: SignedCheckpoint | None = None
    foundation: Foundation | None = None
    judgement: Judgement | None = None
    totals: Mapping[str, Total] = field(default_factory=dict)
    is_closed: bool = False
    scans: int | None = None

    @property
    def verdict(self) -> Verdict:
        """FALSE if anything is false, else UNCHECKED if anything could not be checked, else TRUE."""
        return verdict_of(self.troubles)


def verdict_of(troubles: Troubles) -> Verdict:
    """FALSE if anything is false, else UNCHECKED if anything could not be checked, else TRUE."""
    if troubles.count(Weight.FALSE):
        return Verdict.FALSE
    return Verdict.UNCHECKED if troubles.count(Weight.UNCHECKED) else Verdict.TRUE
