"""The fold: totals as a deterministic function of log entries.

One protocol costs the depth of the tree: it is added to its precinct's ancestors and to nothing else.
Entries of different precincts commute; versions of one protocol follow their `replaces` links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.protocols import Form
from hattama.core.tabulation.entries import Entry, ProtocolEntry, ScanEntry
from hattama.core.tabulation.totals import Contribution, Total, summable_figures

Key = tuple[str, str]
"""Area identifier and contest code."""


class BrokenLifeCycle(Exception):
    """An entry contradicts the entries before it; a log that holds it was not written by these rules."""


class ProtocolAlreadyPublished(BrokenLifeCycle):
    """A first version arrived for a precinct and contest that has one."""


class ReplacedEntryIsNotCurrent(BrokenLifeCycle):
    """A version names as replaced an entry which is not the current one."""


class NothingToAttachTo(BrokenLifeCycle):
    """A scan arrived for a protocol that the log does not hold."""


class NotOnTheRoster(BrokenLifeCycle):
    """An entry speaks of a precinct from which no protocol of this contest is expected."""


@dataclass(slots=True)
class Tabulation:
    """The state of the fold.

    `totals` by (area, contest); `current` is the contribution of the latest version by (precinct, contest).
    A state may hold a part of the country only: the precincts it is asked about and their ancestors.
    """

    totals: dict[Key, Total] = field(default_factory=dict)
    current: dict[Key, Contribution] = field(default_factory=dict)


def expected_totals(
    paths: Mapping[str, Sequence[str]], contests_of: Callable[[Sequence[str]], Iterable[str]]
) -> Tabulation:
    """The state before the first entry: how many protocols each area expects.

    `paths` gives for each precinct its areas from the root to itself inclusive; `contests_of` gives for
    such a path the codes of the contests held there.
    """
    state = Tabulation()
    for path in paths.values():
        for contest in contests_of(path):
            for area in path:
                state.totals.setdefault((area, contest), Total()).expected += 1
    return state


def fold_entry(
    state: Tabulation, entry: Entry, paths: Mapping[str, Sequence[str]], forms: Mapping[str, Form]
) -> None:
    """Take one entry into `state`. Refuses with a BrokenLifeCycle, and then leaves `state` as it was.

    `paths` gives for a precinct its areas from the root to itself inclusive; `forms` the form of each contest.
    """
    key = (entry.area_id, entry.contest)
    if key not in state.totals:
        raise NotOnTheRoster(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    previous = state.current.get(key)
    if isinstance(entry, ScanEntry):
        replacement = _with_scan(previous, entry)
    else:
        _check_succession(previous, entry)
        replacement = Contribution(
            index=entry.index,
            figures=summable_figures(forms[entry.contest], entry.figures),
            has_findings=bool(entry.broken),
            # A scan once attached stays attached: a new version adds to the evidence and removes none.
            has_scan=bool(entry.scans) or (previous is not None and previous.has_scan),
        )
    for area in paths[entry.area_id]:
        total = state.totals[(area, entry.contest)]
        if previous is not None:
            total.add(previous, -1)
        total.add(replacement, 1)
    state.current[key] = replacement


def _check_succession(previous: Contribution | None, entry: ProtocolEntry) -> None:
    if entry.replaces is None and previous is not None:
        raise ProtocolAlreadyPublished(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if entry.replaces is not None and (previous is None or previous.index != entry.replaces):
        raise ReplacedEntryIsNotCurrent(f"entry {entry.index} replaces {entry.replaces}")


def _with_scan(previous: Contribution | None, entry: ScanEntry) -> Contribution:
    if previous is None:
        raise NothingToAttachTo(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    return Contribution(previous.index, previous.figures, previous.has_findings, has_scan=True)
