"""What can be wrong with a call of `hattama outcome`, in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import Message
from hattama.formats import FaultKind

NO_FILE = FaultKind.of("OUT-FILE", Message("the file cannot be read: {found}"))
RULES_OR_METHOD = FaultKind.of("OUT-WHICH", Message("name one of the two: a rule pack or a method"))
NO_SUCH_PACK = FaultKind.of("OUT-PACK", Message("there is no such rule pack: {found}; there are: {expected}"))
NO_SUCH_KIND = FaultKind.of(
    "OUT-KIND", Message("the pack has no rules for this kind of contest: {found}; it has: {expected}")
)
NOT_HERE = FaultKind.of("OUT-HERE", Message("this option goes with {expected} alone"))
SEATS_NEEDED = FaultKind.of("OUT-NEEDED", Message("the number of seats must be given"))
NOT_SEATS = FaultKind.of(
    "OUT-SEATS",
    Message("the number of seats can be from 1 to {expected} (no more than there are votes), found: {found}"),
)
NOT_WHOLE = FaultKind.of("OUT-WHOLE", Message("a whole number in digits was expected, found: {found}"))
NOT_A_SHARE = FaultKind.of("OUT-SHARE", Message("a share is written as 5/100, 5% or 0.05, found: {found}"))
NOT_THIS_ROUND = FaultKind.of(
    "OUT-ROUND", Message("these votes cannot be those of that round: there are {found} candidates")
)
NOT_THE_ANSWERS = FaultKind.of(
    "OUT-ANSWERS", Message("a referendum has two rows, {expected}; found: {found}")
)
