"""Tables of filled forms that organisations opened to everybody, and what stands of them at one place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hattama.core.observation.copies import Copy, read_copy
from hattama.core.observation.forms import Submission

COPY: Final = "copy"
TURNOUT: Final = "turnout"
COUNTING: Final = "counting"
REMOVAL: Final = "removal"
"""Phases whose forms are held against something published, and that of an observer's removal."""
OWN_NOTES: Final = "own_notes"
"""The kind of a copy that is none: what its observer wrote down."""
_ACTS: Final = {"refused": "copy_refused", "removed": "removed"}
"""What a reason for having no copy says was done."""


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table as the entry at `index` of the log opened it; `by_place`: its forms by station."""

    index: int
    sha256: str
    phase: str
    organisation: str
    by_place: Mapping[str, Sequence[Submission]]

    @property
    def form_id(self) -> str:
        """Whose answers these are; empty of a table without rows."""
        return next((sent.form_id for some in self.by_place.values() for sent in some), "")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an observer said of one place in a form of `table`."""

    table: OpenedTable
    sent: Submission

    @property
    def act(self) -> str:
        """The act against an observer of which the form tells, by the codes of the observers' register; empty
        where it tells of none."""
        if self.table.phase == REMOVAL:
            return "removed"
        why_none = _ACTS.get(self.sent.answers.get("why_none", ""), "") if self.table.phase == COPY else ""
        return why_none or self.sent.answers.get("act", "")

    @property
    def copy(self) -> Copy | None:
        """The copy of a protocol with its figures; None where there is none, or own notes alone."""
        told = read_copy(self.sent) if self.table.phase == COPY else None
        return told if told is not None and told.figures and told.kind != OWN_NOTES else None


def by_place(submissions: Iterable[Submission]) -> dict[str, list[Submission]]:
    """The forms of each station, in their order."""
    found: dict[str, list[Submission]] = {}
    for one in submissions:
        found.setdefault(one.station, []).append(one)
    return found


def standing_tables(tables: Iterable[OpenedTable]) -> tuple[OpenedTable, ...]:
    """The newest table of each form of each organisation; `tables` in the order in which they were sealed."""
    return tuple({(one.organisation, one.phase, one.form_id): one for one in tables}.values())


def seen_at(tables: Iterable[OpenedTable], station: str) -> tuple[Seen, ...]:
    """What the standing `tables` say of one station."""
    return tuple(Seen(table, sent) for table in tables for sent in table.by_place.get(station, ()))
