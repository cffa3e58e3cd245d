"""Sums up the map: a total of one contest in one area, which carries what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hattama.core.entries import Contribution, nest_sums
from hattama.core.protocols import ProtocolRules, derive_figures, derived_parts
from hattama.core.vocabulary import Contest, Tally

_EMPTY = Tally()


@dataclass(slots=True)
class Total:
    """One contest in one area.

    `expected` protocols are those of the frozen roster, `received` those the log holds, `annulled` those of
    them that do not count. Among the rest `with_findings` have a broken hard relation, `without_scan` no scan
    of the signed paper, `preliminary` are not confirmed yet, and `figures` holds for each summed figure its
    sum and how many contributed to it. `derived` holds the same for quantities that the paper does not
    give, summed over the protocols that have every part of them, where they were asked for; see
    `derive_sums`.
    """

    expected: int = 0
    received: int = 0
    with_findings: int = 0
    without_scan: int = 0
    figures: dict[str, Tally] = field(default_factory=dict)
    annulled: int = 0
    derived: dict[str, Tally] = field(default_factory=dict)
    preliminary: int = 0

    @property
    def counted(self) -> int:
        """How many protocols count: received and not annulled. A figure lacks those that did not give it."""
        return self.received - self.annulled

    @property
    def missing(self) -> int:
        """How many protocols of the roster have not arrived."""
        return self.expected - self.received

    def figure(self, key: str) -> Tally:
        """The tally of one figure; an empty tally where nothing contributed."""
        return self.figures.get(key, Tally())

    def sums(self) -> dict[str, int]:
        """Figures to which anything contributed, as plain sums."""
        return {key: tally.total for key, tally in self.figures.items() if tally.contributors}

    def add(self, contribution: Contribution, sign: int) -> None:
        """Take a protocol's contribution in (`sign` 1) or out again (`sign` -1)."""
        self.received += sign
        if contribution.is_annulled:
            self.annulled += sign
            return
        self.with_findings += sign * contribution.has_findings
        self.without_scan += sign * (not contribution.has_scan)
        self.preliminary += sign * contribution.is_preliminary
        _add(self.figures, contribution.figures, sign)
        if contribution.derived:
            _add(self.derived, contribution.derived, sign)

    def exchange(self, old: Contribution, new: Contribution) -> None:
        """Put `new` in the place of `old`, which was added before."""
        if new.figures is old.figures and new.is_annulled is old.is_annulled is False:
            self.without_scan += old.has_scan - new.has_scan
            self.with_findings += new.has_findings - old.has_findings
            self.preliminary += new.is_preliminary - old.is_preliminary
        else:
            self.add(old, -1)
            self.add(new, 1)

    def facts(self) -> dict[str, Any]:
        """The total as entries and files state it: its counts, and its figures as `nest_sums` has them."""
        return {
            "expected": self.expected,
            "received": self.received,
            "annulled": self.annulled,
            "with_findings": self.with_findings,
            "without_scan": self.without_scan,
            "preliminary": self.preliminary,
            "figures": nest_sums(self.figures),
        }


def derive_sums(rules: ProtocolRules, contest: Contest, total: Total) -> dict[str, Tally]:
    """The derived quantities of `total`, by code, each with how many protocols it was summed over.

    A sum of parts is the sum of the whole only over the same protocols. So a quantity is taken as the fold
    summed it, protocol by protocol; where it was not asked to, from the sums of its parts, if every counted
    protocol gives every part. Elsewhere it is absent: it cannot be told.
    """
    parts = derived_parts(rules, contest)
    of_sums = {
        code: Tally(value, total.counted)
        for code, value in derive_figures(rules, contest, total.sums()).items()
        if all(total.figure(key).contributors == total.counted for key in parts[code])
    }
    return {**of_sums, **total.derived}


def _add(tallies: dict[str, Tally], figures: Mapping[str, int], sign: int) -> None:
    for key, value in figures.items():
        tally = tallies.get(key, _EMPTY)
        changed = tally.plus(value) if sign > 0 else tally.minus(value)
        if changed.contributors:
            tallies[key] = changed
        else:
            # A figure nobody reports any more must not stay behind as a zero.
            del tallies[key]
