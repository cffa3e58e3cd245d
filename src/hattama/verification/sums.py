"""Sums up the map at several sizes of the log in one sweep.

Every question about a total ("what did this area add up to at that size?") has a size. Whoever goes through
the protocols files what each of them changed under the smallest size at which somebody asks; the sweep then
goes through the sizes once, small to large, and every total is right at each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.entries import Contribution
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Tally
from hattama.verification.foundation import Foundation

Key = tuple[str, str]
"""Area and contest."""


@dataclass(slots=True)
class Change:
    """What entries below some size changed in a total: counts, and for each figure its sum and contributors.

    `derived` holds the same for quantities that the paper does not give, summed protocol by protocol.
    Changes are added up, so any number here may be negative. `last` is the highest index among the entries.
    """

    received: int = 0
    annulled: int = 0
    with_findings: int = 0
    without_scan: int = 0
    preliminary: int = 0
    figures: dict[str, list[int]] = field(default_factory=dict)
    derived: dict[str, list[int]] = field(default_factory=dict)
    last: int = -1

    def add(self, other: Change) -> None:
        """Take in another change."""
        self.received += other.received
        self.annulled += other.annulled
        self.with_findings += other.with_findings
        self.without_scan += other.without_scan
        self.preliminary += other.preliminary
        self.last = max(self.last, other.last)
        _merge(self.figures, other.figures)
        _merge(self.derived, other.derived)

    def add_figures(self, sums: Mapping[str, int], contributors: int) -> None:
        """Add to the sums of figures, and to the number of protocols that gave each of them."""
        _merge(self.figures, {key: (total, contributors) for key, total in sums.items()})

    def add_derived(self, code: str, total: int, contributors: int) -> None:
        """Add to the sum of one derived quantity, and to the number of protocols that allow it."""
        _add(self.derived, code, total, contributors)

    def add_contribution(self, contribution: Contribution, sign: int) -> None:
        """Take what one protocol gives in (`sign` 1) or out again (`sign` -1)."""
        self.received += sign
        if contribution.is_annulled:
            self.annulled += sign
            return
        self.with_findings += sign * contribution.has_findings
        self.without_scan += sign * (not contribution.has_scan)
        self.preliminary += sign * contribution.is_preliminary
        for key, value in contribution.figures.items():
            _add(self.figures, key, sign * value, sign)
        for code, value in contribution.derived.items():
            _add(self.derived, code, sign * value, sign)

    def total(self, expected: int) -> Total:
        """The total that all changes from the first entry on make up."""
        return Total(
            expected=expected,
            received=self.received,
            annulled=self.annulled,
            with_findings=self.with_findings,
            without_scan=self.without_scan,
            preliminary=self.preliminary,
            figures=_tallies(self.figures),
            derived=_tallies(self.derived),
        )


def _add(sums: dict[str, list[int]], key: str, total: int, contributors: int) -> None:
    pair = sums.setdefault(key, [0, 0])
    pair[0] += total
    pair[1] += contributors


def _merge(sums: dict[str, list[int]], more: Mapping[str, Sequence[int]]) -> None:
    for key, (total, contributors) in more.items():
        # Not by `_add`: there are millions of these in a country, and most keys are known.
        pair = sums.get(key)
        if pair is None:
            sums[key] = [total, contributors]
        else:
            pair[0] += total
            pair[1] += contributors


def _tallies(sums: Mapping[str, Sequence[int]]) -> dict[str, Tally]:
    return {
        key: Tally(total, contributors) for key, (total, contributors) in sorted(sums.items()) if contributors
    }


class Schedule:
    """The sizes of the log at which sums are asked for, the smallest first."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self.sizes: Sequence[int] = sorted(set(sizes))

    def asked_after(self, index: int) -> int:
        """The smallest size above `index`: that of the whole log is among them."""
        return self.sizes[bisect_right(self.sizes, index)]


Ledger = dict[tuple[int, str, str], Change]
"""Changes by (size at which they are first asked about, name of what stands right above, contest)."""


def change_in(ledger: Ledger, size: int, parent: str, contest: str) -> Change:
    """The change kept under this key, made when it is the first."""
    key = (size, parent, contest)
    change = ledger.get(key)
    if change is None:
        change = ledger[key] = Change()
    return change


def sweep(
    foundation: Foundation, schedule: Schedule, ledgers: Iterable[Ledger]
) -> Iterator[tuple[int, Mapping[Key, Change]]]:
    """Each size of the schedule, from small to large, with the changes up to it by (area, contest).

    The mapping is one and the same and goes on changing: read it before asking for the next size.
    """
    due: dict[int, list[tuple[str, str, Change]]] = {}
    for ledger in ledgers:
        for (size, parent, contest), change in ledger.items():
            due.setdefault(size, []).append((parent, contest, change))
    running: dict[Key, Change] = {key: Change() for key in foundation.expected}
    for size in schedule.sizes:
        for parent, contest, change in due.get(size, ()):
            for area in foundation.over[parent]:
                running[area, contest].add(change)
        yield size, running
