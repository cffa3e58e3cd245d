"""What the log says of one precinct: its entries by kind, and what they leave standing of each protocol."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from hattama.core.entries import TELLING_KINDS, Contribution, ProtocolEntry, entry_from_body, fold_life
from hattama.core.observation import Seen
from hattama.core.protocols import Form
from hattama.core.records import Record
from hattama.core.vocabulary import Contest

Body = Mapping[str, Any]
Told = tuple[int, Body]
"""The index of an entry, and what it says."""


class Copy(NamedTuple):
    """A copy of the protocol that an observer signed, or that stands in a table which an organisation opened:
    as the entry at `index` has it, and for whom."""

    index: int  # type: ignore[assignment]
    contest: str
    figures: Mapping[str, int]
    organisation: str
    photo_sha256: str | None = None


@dataclass(slots=True)
class PrecinctFacts:
    """All that is known of a precinct. `registered` is the roster's figure, `closed_at` the end of voting,
    `ballots` the contests as they are put to voters there, where that differs from place to place.

    A source of facts is one kind of entries, of copies or of records here, and one question in `judging`.
    """

    area_id: str
    registered: int | None = None
    entries: dict[str, list[Told]] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    closed_at: datetime.datetime | None = None
    ballots: Mapping[str, Contest] = field(default_factory=dict)

    def take(self, index: int, body: Body) -> None:
        """Take the next entry about this precinct in."""
        self.entries.setdefault(body["kind"], []).append((index, body))

    def see(self, seen: Iterable[Seen]) -> None:
        """Take in what observers said here in tables that were opened, and the copies among it."""
        for one in seen:
            self.seen.append(one)
            if (told := one.copy) is not None:
                self.copies.append(Copy(one.table.index, told.contest, told.figures, one.table.organisation))

    def of(self, kinds: Collection[str], contest: str) -> list[Told]:
        """The entries of these kinds about a contest or about the precinct as a whole, in their order."""
        told = [
            one
            for kind, entries in self.entries.items()
            if kind in kinds
            for one in entries
            if one[1]["contest"] in (None, contest)
        ]
        return sorted(told, key=itemgetter(0))


class Standing(NamedTuple):
    """What stands of one protocol: its last version (None: there is none) and all its versions."""

    body: Body | None
    contribution: Contribution | None
    versions: tuple[Told, ...]
    figures: Mapping[str, int]


def standing_of(facts: PrecinctFacts, contest: str, forms: Mapping[str, Form]) -> Standing:
    """The protocol of a contest as the log leaves it. Raises a BrokenLifeCycle."""
    current: Contribution | None = None
    versions: list[Told] = []
    figures: Mapping[str, int] = {}
    for index, body in facts.of(TELLING_KINDS, contest):
        entry = entry_from_body(index, body)
        assert entry is not None, "kinds that tell of a protocol say something of it"
        if isinstance(entry, ProtocolEntry):
            versions.append((index, body))
            figures = entry.figures
            # What stands hangs on no figure, and nobody asks for sums here.
            entry = entry._replace(figures={})
        current = fold_life(current, entry, forms)
    last = versions[-1][1] if versions else None
    return Standing(last, current, tuple(versions), figures)
