"""The totals of a downloaded bundle, folded again from its entries: at any size, in any view, for any area.

Nothing is checked here that the fold does not need: whether the entries are those that were signed is asked
by `check_bundle`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hattama.core.entries import (
    AMENDMENT,
    CHOICE_KINDS,
    TURNOUT,
    BrokenLifeCycle,
    Contribution,
    Entry,
    ProtocolEntry,
    TurnoutEntry,
    Wordings,
    amended_election,
    check_entry_schema,
    entry_from_body,
    fold_amendment,
    fold_choices,
    turnout_entry,
)
from hattama.core.tabulation import AreaTree, Tabulation, Total, expected_totals, fold_entry, view_totals
from hattama.core.transparency_log import LogRefusal, parse_canonical, parse_checkpoint
from hattama.core.vocabulary import Election, View
from hattama.verification.foundation import FOUNDATION_FILES, Foundation, read_foundation
from hattama.verification.frames import written_in
from hattama.verification.places import SMALL_FILE_BYTES, TABLE_BYTES, Place
from hattama.verification.trees import bundle_names, read_entries


class LogCannotBeFolded(Exception):
    """An entry does not follow docs/format/log.md: the first that does not, by its index, and why."""

    def __init__(self, entry: int, why: str) -> None:
        super().__init__(f"entry {entry}: {why}")
        self.entry = entry
        self.why = why


@dataclass(frozen=True, slots=True)
class FoldedLog:
    """Totals by (area, contest), precincts too, as the first `size` of `log_size` entries give them.

    `election` and `areas`: as all was called then. `first`: what the first version of each protocol gave that
    another one took the place of. `turnout`: what was stated of it through the day.
    """

    foundation: Foundation
    election: Election
    areas: AreaTree
    size: int
    log_size: int
    totals: Mapping[tuple[str, str], Total]
    first: Mapping[tuple[str, str], Contribution]
    turnout: tuple[TurnoutEntry, ...]


def read_log_size(place: Place) -> int:
    """How many entries the bundle's checkpoint speaks of. Raises a FileProblem or a LogRefusal."""
    return parse_checkpoint(place.read("checkpoint", SMALL_FILE_BYTES)).checkpoint.size


def fold_log(place: Place, size: int | None = None, view: View = View.COUNTED) -> FoldedLog:
    """Fold the first `size` entries of the bundle at `place` (None: all that its checkpoint covers).

    Raises a FileProblem, a LogRefusal or InputFaults for a bundle that cannot be read, LogCannotBeFolded for
    entries that contradict each other, ValueError for a size that the log has not reached.
    """
    log_size = read_log_size(place)
    wanted = log_size if size is None else size
    if not 0 <= wanted <= log_size:
        raise ValueError(size)
    foundation = read_foundation({name: place.read(name, TABLE_BYTES) for name in FOUNDATION_FILES})
    state = expected_totals(foundation.paths, lambda path: foundation.contests_at[path[-1]])
    expected = {key: total.expected for key, total in state.totals.items()}
    names = _Names(foundation)
    first, turnout = fold_bodies(state, foundation, names.take(read_bodies(place, log_size, wanted)))
    totals = state.totals
    if view is not View.COUNTED:
        totals = view_totals(state.current, expected, foundation.paths, view)
    called = names.election(), names.areas()
    return FoldedLog(foundation, *called, wanted, log_size, totals, first, turnout)


def read_names(place: Place, foundation: Foundation) -> tuple[Election, AreaTree]:
    """The election and the areas as the bundle's log calls them at its end, and the choices that stand no
    longer. Of all its entries those alone are read that say so. Raises what `read_bodies` raises."""
    size = read_log_size(place)
    names = _Names(foundation)
    for _ in names.take(read_bodies(place, size, size, (AMENDMENT, *CHOICE_KINDS))):
        continue
    return names.election(), names.areas()


@dataclass
class _Names:
    """What the entries call things, and what they say of choices, as they are read in their order."""

    foundation: Foundation
    wordings: Wordings = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._election = self.foundation.election

    def take(self, bodies: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
        """Note what each entry says on its way to the fold."""
        for index, body in bodies:
            try:
                if body["kind"] == AMENDMENT:
                    self.wordings = fold_amendment(self.wordings, body, written_in(self.foundation))
                elif body["kind"] in CHOICE_KINDS:
                    self._election = fold_choices(self._election, index, body, self.foundation.pack.powers)
            except BrokenLifeCycle as refusal:
                raise LogCannotBeFolded(index, type(refusal).__name__) from None
            yield index, body

    def election(self) -> Election:
        """The election as all is called, with the choices that stand no longer."""
        return amended_election(self._election, self.wordings)

    def areas(self) -> AreaTree:
        """The areas as they are called."""
        return self.foundation.areas.called(self.wordings)


def _entries(place: Place, log_size: int, wanted: int) -> Iterator[tuple[int, bytes]]:
    index = 0
    for name in bundle_names(log_size):
        if index >= wanted:
            return
        for entry in read_entries(name, place)[: wanted - index]:
            yield index, entry
            index += 1


def read_bodies(
    place: Place, log_size: int, wanted: int, kinds: Collection[str] = ()
) -> Iterator[tuple[int, Any]]:
    """What the first `wanted` entries of the bundle say, each with its index and fit for its schema; of all
    those where only some `kinds` are asked for, what may be such.

    Raises LogCannotBeFolded, and what reading a file raises.
    """
    marks = [f'"kind":"{kind}"'.encode() for kind in kinds]
    for index, data in _entries(place, log_size, wanted):
        if marks and not any(mark in data for mark in marks):
            continue
        try:
            body: Any = parse_canonical(data)
        except LogRefusal as refusal:
            raise LogCannotBeFolded(index, type(refusal).__name__) from None
        if problems := check_entry_schema(body):
            raise LogCannotBeFolded(index, f"{problems[0].place}: {problems[0].expected}")
        yield index, body


def fold_bodies(
    state: Tabulation, foundation: Foundation, entries: Iterator[tuple[int, Any]]
) -> tuple[dict[tuple[str, str], Contribution], tuple[TurnoutEntry, ...]]:
    """Fold what entries say into `state`; what stood first of each protocol, and the turnout that was told.

    Raises LogCannotBeFolded.
    """
    first: dict[tuple[str, str], Contribution] = {}
    turnout: list[TurnoutEntry] = []
    for index, body in entries:
        entry = entry_from_body(index, body)
        if entry is None:
            if body["kind"] == TURNOUT:
                turnout.append(turnout_entry(index, body))
            continue
        _keep_first(first, state, entry)
        try:
            fold_entry(state, entry, foundation.paths, foundation.forms, foundation.derive)
        except BrokenLifeCycle as refusal:
            raise LogCannotBeFolded(index, type(refusal).__name__) from None
    return first, tuple(turnout)


def _keep_first(first: dict[tuple[str, str], Contribution], state: Tabulation, entry: Entry) -> None:
    """Keep what the first version of a protocol gave, when another takes its place."""
    key = (entry.area_id, entry.contest)
    if isinstance(entry, ProtocolEntry) and key in state.current:
        first.setdefault(key, state.current[key])
