"""Sums up the map: a total of one contest in one area, which carries what it lacks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, Self

from hattama.core.entries import Contribution, nest_sums
from hattama.core.protocols import ProtocolRules, derive_figures, derived_parts, figure_key
from hattama.core.vocabulary import Contest, Tally

_EMPTY = Tally()
_made_of = partial(tuple.__new__, Tally)
"""A tally of a pair; by name it takes half as long again, and a country's totals make millions."""

OFF_BALLOT: Final = "off_ballot"
"""Derived of every protocol, row by row: 1 for each choice of its contest that its ballot does not have, and
for which it gives no votes."""


@dataclass(slots=True)
class Total:
    """One contest in one area.

    `expected` protocols are those of the frozen roster, `received` those the log holds, `annulled` those of
    them that do not count. Among the rest `with_findings` have a broken hard relation, `without_scan` no scan
    of the signed paper, `preliminary` are not confirmed yet, and `figures` holds for each summed figure its
    sum and how many contributed to it. `derived` holds the same for quantities that the paper does not
    give, summed over the protocols that have every part of them, where they were asked for; see
    `derive_sums`; and for each choice how many protocols do not have it on their ballot (`OFF_BALLOT`).
    """

    expected: int = 0
    received: int = 0
    with_findings: int = 0
    without_scan: int = 0
    figures: dict[str, Tally] = field(default_factory=dict)
    annulled: int = 0
    derived: dict[str, Tally] = field(default_factory=dict)
    preliminary: int = 0

    @classmethod
    def of_one(cls, contribution: Contribution) -> Self:
        """That of a precinct with one protocol."""
        total = cls(expected=1)
        total.add(contribution, 1)
        return total

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

    def asked(self, key: str) -> int:
        """How many counted protocols have a line for this figure: where a choice is not on the ballot there
        is none, and its votes are neither zero nor missing."""
        _, bracket, row = key.partition("[")
        return self.counted - self.derived.get(f"{OFF_BALLOT}[{row}", _EMPTY).total * bool(bracket)

    def lacking(self, key: str) -> int:
        """How many counted protocols have a line for this figure and do not give it."""
        return self.asked(key) - self.figure(key).contributors

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

    def protocols(self) -> dict[str, int]:
        """How many protocols are expected, have come and are annulled, as files and answers name that."""
        return {"expected": self.expected, "received": self.received, "annulled": self.annulled}

    def facts(self) -> dict[str, Any]:
        """The total as entries and files state it: its counts, and its figures as `nest_sums` has them."""
        return {
            **self.protocols(),
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
        for code, value in derive_figures(rules, on_ballots(rules, contest, total), total.sums()).items()
        if not any(total.lacking(key) for key in parts[code])
    }
    return {**of_sums, **total.derived}


def derive_at(
    rules: ProtocolRules, contest: Contest, figures: Mapping[str, int], reach: Collection[str]
) -> dict[str, int]:
    """The derived quantities of one protocol of a precinct that lies in all of `reach`, by code."""
    ballot = contest.ballot_at(reach)
    derived = derive_figures(rules, ballot, figures)
    votes = rules.form.role("votes")
    if ballot is not contest and votes is not None:
        off = [one.code for one in contest.missing_on(ballot)]
        # Votes given for a choice that is not there are a finding; they are summed, and so it was asked.
        given = (*filter(None, (votes, rules.form.role("preferences"))),)
        derived |= {
            figure_key(OFF_BALLOT, code): 1
            for code in off
            if not any(figure_key(line, code) in figures for line in given)
        }
    return derived


def on_ballots(rules: ProtocolRules, contest: Contest, total: Total) -> Contest:
    """The contest with the choices that any counted protocol has on its ballot; none counted: with all."""
    votes = rules.form.role("votes")
    if not total.counted or votes is None or not contest.ballots_differ:
        return contest
    here = (choice for choice in contest.choices if total.asked(figure_key(votes, choice.code)))
    return replace(contest, choices=tuple(here))


def _add(tallies: dict[str, Tally], figures: Mapping[str, int], sign: int) -> None:
    for key, value in figures.items():
        total, contributors = tallies.get(key, _EMPTY)
        contributors += sign
        if contributors:
            tallies[key] = _made_of((total + sign * value, contributors))
        else:
            # A figure nobody reports any more must not stay behind as a zero.
            del tallies[key]
