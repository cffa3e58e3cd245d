"""Sums up the map: a total of one contest in one area, which carries what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hattama.core.protocols import CHOICES, Form, split_key
from hattama.core.vocabulary import Tally


@dataclass(slots=True)
class Total:
    """One contest in one area.

    `expected` protocols are those of the frozen roster, `received` those the log holds, `with_findings`
    those with a broken hard relation, `without_scan` those without a scan of the signed paper.
    `figures` holds for each summed figure its sum and how many protocols contributed to it.
    """

    expected: int = 0
    received: int = 0
    with_findings: int = 0
    without_scan: int = 0
    figures: dict[str, Tally] = field(default_factory=dict)

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
        self.with_findings += sign * contribution.has_findings
        self.without_scan += sign * (not contribution.has_scan)
        for key, value in contribution.figures.items():
            tally = self.figures.get(key, Tally())
            changed = tally.plus(value) if sign > 0 else tally.minus(value)
            if changed.contributors:
                self.figures[key] = changed
            else:
                # A figure nobody reports any more must not stay behind as a zero.
                del self.figures[key]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one protocol gives to every total above it. `index` is the log entry that it follows from."""

    index: int
    figures: Mapping[str, int]
    has_findings: bool
    has_scan: bool


def summable_figures(form: Form, figures: Mapping[str, int]) -> dict[str, int]:
    """The figures of one protocol in the shape in which they are summed.

    Figures that the form does not sum are left out; rows of numbered groups (members, boxes) are added
    into one figure, since row 2 of one precinct has nothing to do with row 2 of another; rows of the
    choice group stay apart. Keys that the form does not know are left out.
    """
    treatment = _treatment(form)
    summed: dict[str, int] = {}
    for key, value in figures.items():
        code, _ = split_key(key) if "[" in key else (key, "")
        kind = treatment.get(code)
        if kind == "own":
            summed[key] = value
        elif kind == "rows":
            summed[code] = summed.get(code, 0) + value
    return summed


def _treatment(form: Form) -> dict[str, str]:
    return {
        figure.code: "own" if figure.group in ("", CHOICES) else "rows"
        for figure in form.figures
        if figure.summed
    }
