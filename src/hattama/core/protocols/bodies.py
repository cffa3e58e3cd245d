"""The bodies that establish results: which commission does it over what, in which contests, and by when.

A precinct has a commission with a protocol, so have a district, a unit and the country; a pack says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hattama.core.norms import NOTHING_CITED, Citations, Deadline
from hattama.core.protocols.powers import Extent
from hattama.core.vocabulary import NO_WORDS, Words

OFFICES: Final = ("chair", "deputy_chair", "secretary", "member")
"""Who sits in a commission, and signs its protocol."""


@dataclass(frozen=True, slots=True)
class Remit:
    """Over what a body establishes results, in contests of `kinds` (none named: of every kind).

    `due`: how long after voting its protocol is to be made and sent up, by the norm `due_cited`; None: no
    norm says it. `inferred`: from what the term runs, or whose it is, is our own reading.
    """

    extents: tuple[Extent, ...]
    kinds: tuple[str, ...] = ()
    cited: Citations = NOTHING_CITED
    due: Deadline | None = None
    due_cited: Citations = NOTHING_CITED
    inferred: bool = False
    note: Words = NO_WORDS

    def covers(self, kind: str) -> bool:
        """Whether contests of `kind` are among those it speaks of."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Body:
    """A commission as a kind of body; `offices` are the names of those who sit in it, by OFFICES."""

    code: str
    names: Words
    offices: Mapping[str, Words] = field(default_factory=dict)
    remits: tuple[Remit, ...] = ()


@dataclass(frozen=True, slots=True)
class Bodies:
    """All bodies that a pack states."""

    stated: tuple[Body, ...] = ()

    def over(self, kind: str, extent: Extent) -> tuple[Body, Remit] | None:
        """Whose protocol results over `extent` in a contest of `kind` are; None: the pack does not say."""
        for body in self.stated:
            for remit in body.remits:
                if extent in remit.extents and remit.covers(kind):
                    return body, remit
        return None
