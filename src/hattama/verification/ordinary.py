"""Precincts of which nothing is told but first versions that fit a mold: checked and summed many at a time.

Whatever is out of the ordinary, be it only a finding that should not be there, goes to the reference
(histories).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hattama.core.protocols import Protocol, Same, Scope
from hattama.core.tabulation import check_precinct, summable_figures
from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import Severity, Verdict
from hattama.verification.derivations import derived_sums
from hattama.verification.foundation import Foundation
from hattama.verification.histories import finding_body
from hattama.verification.sorting import Kept, UsedMold
from hattama.verification.sums import Ledger, Schedule, change_in


class Row(NamedTuple):
    """One protocol of a precinct by its place (`slot`), with its figures in the order of its mold's keys."""

    slot: int
    at: int
    mold: int
    figures: list[int]


class _Step(NamedTuple):
    """What a precinct's next protocol must say: its findings, if in each tuple the figures are the same."""

    findings: bytes
    same: tuple[tuple[tuple[int, int], ...], ...]
    """(how many-th protocol of the precinct, place of the figure)."""


class OrdinaryCheck:
    """Checks and sums rows. `molds` may grow meanwhile; a mold keeps its number."""

    def __init__(self, foundation: Foundation, molds: Sequence[UsedMold]) -> None:
        self._foundation = foundation
        self._molds = molds
        self._plans: dict[tuple[tuple[str, ...], tuple[int, ...]], tuple[_Step, ...]] = {}
        self._sums: dict[int, tuple[tuple[str, tuple[int, ...]], ...]] = {}

    def rows_of(self, slot: int, precinct: str, kept: Sequence[Kept]) -> list[Row] | None:
        """The protocols of a precinct in the order of the log; None if their findings are not ordinary."""
        rows, stated = [], []
        for at, number, groups in kept:
            cast = self._molds[number].mold.cast(groups)
            rows.append(Row(slot, at, number, list(map(int, cast.figures))))
            stated.append(cast.findings)
        if len(rows) == 1:
            return rows if stated[0] == self._molds[rows[0].mold].findings else None
        plan = self._plan(self._foundation.contests_at[precinct], tuple([row.mold for row in rows]))
        for step, findings in zip(plan, stated, strict=True):
            if findings != step.findings:
                return None
            for places in step.same:
                if len({rows[one].figures[place] for one, place in places}) > 1:
                    return None
        return rows

    def slots_with_more(self, rows: Iterable[Row]) -> set[int]:
        """The precincts about which there may be more findings than the ordinary ones."""
        by_mold: dict[int, list[Row]] = {}
        for row in rows:
            by_mold.setdefault(row.mold, []).append(row)
        found: set[int] = set()
        for number, alike in by_mold.items():
            columns = list(zip(*[row.figures for row in alike], strict=True))
            more = self._molds[number].check.rows_with_more(columns, len(alike))
            found.update(alike[place].slot for place in more)
        return found

    def add_up(
        self, rows: Iterable[Row], precincts: Sequence[str], ledger: Ledger, schedule: Schedule
    ) -> None:
        """File what the rows give to the totals above them. `precincts` by slot."""
        alike: dict[tuple[int, int, str], list[Row]] = {}
        for row in rows:
            precinct = precincts[row.slot]
            size = schedule.asked_after(row.at, precinct)
            if size is not None:
                parent = self._foundation.above(precinct)[-1]
                alike.setdefault((row.mold, size, parent), []).append(row)
        for (number, size, parent), group in alike.items():
            self._add_group(number, group, ledger, size, parent)

    def _add_group(self, number: int, group: list[Row], ledger: Ledger, size: int, parent: str) -> None:
        used = self._molds[number]
        change = change_in(ledger, size, parent, used.mold.contest)
        count = len(group)
        change.received += count
        change.with_findings += count * self._has_findings(number)
        change.without_scan += count * (not used.mold.has_scan)
        change.last = max(change.last, *[row.at for row in group])
        sums = [sum(column) for column in zip(*[row.figures for row in group], strict=True)]
        for key, places in self._summed(number):
            change.add_figure(key, sum([sums[place] for place in places]), count)
        contest, keys = used.mold.contest, used.mold.keys
        figures = [row.figures for row in group]
        for code, (total, given) in derived_sums(self._foundation, contest, keys, figures).items():
            change.add_derived(code, total, given)

    def _has_findings(self, number: int) -> bool:
        findings = self._molds[number].check.findings
        return any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings)

    def _summed(self, number: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The figures that protocols of a mold give to totals, each with the places that make it up."""
        if number not in self._sums:
            mold = self._molds[number].mold
            form = self._foundation.forms[mold.contest]
            places: dict[str, list[int]] = {}
            for place, key in enumerate(mold.keys):
                for summed in summable_figures(form, {key: 1}):
                    places.setdefault(summed, []).append(place)
            self._sums[number] = tuple((key, tuple(which)) for key, which in places.items())
        return self._sums[number]

    def _plan(self, contests: tuple[str, ...], numbers: tuple[int, ...]) -> tuple[_Step, ...]:
        key = (contests, numbers)
        if key not in self._plans:
            self._plans[key] = tuple(
                self._step(contests, numbers[: count + 1]) for count in range(len(numbers))
            )
        return self._plans[key]

    def _step(self, contests: tuple[str, ...], numbers: tuple[int, ...]) -> _Step:
        """What the last of a precinct's protocols must say, its values aside."""
        used = self._molds[numbers[-1]]
        if len(numbers) == 1:
            return _Step(used.findings, ())
        held = {contest: self._foundation.rules[contest] for contest in contests}
        present = {self._molds[number].mold.contest: number for number in numbers}
        # With all figures alike nothing between contests is broken: what is found is what cannot be checked.
        examples = {
            contest: Protocol("example", contest, dict.fromkeys(self._molds[number].mold.keys, 0))
            for contest, number in present.items()
        }
        unchecked = check_precinct(held, examples)
        findings = [finding_body(finding) for finding in (*used.check.findings, *unchecked)]
        order = [self._molds[number].mold for number in numbers]
        same = []
        for name, stating in self._relations(contests):
            places = [
                (one, mold.keys.index(name))
                for one, mold in enumerate(order)
                if mold.contest in stating and name in mold.keys
            ]
            if len(places) == len(stating):
                same.append(tuple(places))
        return _Step(canonical_bytes(findings), tuple(same))

    def _relations(self, contests: tuple[str, ...]) -> list[tuple[str, set[str]]]:
        """What the contests of one precinct hold equal: the figure, and the contests that say so."""
        stated: dict[str, tuple[str, set[str]]] = {}
        for contest in contests:
            for relation in self._foundation.rules[contest].relations:
                statement = relation.statement
                if relation.enabled and relation.scope is Scope.PRECINCT and isinstance(statement, Same):
                    stated.setdefault(relation.code, (statement.name, set()))[1].add(contest)
        return [relation for relation in stated.values() if len(relation[1]) > 1]
