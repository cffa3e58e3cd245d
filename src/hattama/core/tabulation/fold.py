"""The fold: totals as a deterministic function of log entries.

One protocol costs the depth of the tree: it is added to its precinct's ancestors and to nothing else.
Entries of different precincts commute; versions of one protocol follow their `replaces` links.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.entries import Contribution, Entry, NotOnTheRoster, ProtocolEntry, fold_life
from hattama.core.protocols import Form
from hattama.core.tabulation.totals import Total

Key = tuple[str, str]
"""Area identifier and contest code."""


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


Derive = Callable[[str, Mapping[str, int], str], Mapping[str, int]]
"""Derived quantities of one protocol: of a contest's code, the protocol's figures and its precinct."""


def fold_entry(
    state: Tabulation,
    entry: Entry,
    paths: Mapping[str, Sequence[str]],
    forms: Mapping[str, Form],
    derive: Derive | None = None,
) -> None:
    """Take one entry into `state`. Refuses with a BrokenLifeCycle, and then leaves `state` as it was.

    `paths` gives for a precinct its areas from the root to itself inclusive; `forms` each contest's form.
    `derive` is asked for the derived quantities of each protocol, which are then summed too.
    """
    key = (entry.area_id, entry.contest)
    if key not in state.totals:
        raise NotOnTheRoster(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    previous = state.current.get(key)
    replacement = fold_life(previous, entry, forms)
    if derive is not None and isinstance(entry, ProtocolEntry):
        replacement = replacement._replace(derived=derive(entry.contest, entry.figures, entry.area_id))
    for area in paths[entry.area_id]:
        total = state.totals[area, entry.contest]
        if previous is None:
            total.add(replacement, 1)
        else:
            total.exchange(previous, replacement)
    state.current[key] = replacement
