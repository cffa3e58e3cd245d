"""Precincts of which nothing is told but first versions that fit a template: checked and summed together.

Whatever is out of the ordinary, be it only a finding that should not be there, goes to the reference
(histories).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hattama.core.entries import finding_body, summable_figures
from hattama.core.protocols import Expression, Name, Operation, Protocol, ProtocolRules, Same, Scope, Sum
from hattama.core.tabulation import check_precinct
from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import Severity, Verdict
from hattama.verification.foundation import Foundation
from hattama.verification.sorting import Kept, Sorter, UsedTemplate
from hattama.verification.sums import Change, Ledger, Schedule, change_in
from hattama.verification.templates import pack_groups, unpack_groups


def derived_sums(
    foundation: Foundation, contest: str, keys: Sequence[str], columns: Sequence[Sequence[int]]
) -> dict[str, tuple[int, int]]:
    """For each derived quantity its sum over the protocols, and how many of them allow it.

    `columns`: for each of `keys` its value in every protocol, of which there is at least one.
    """
    if is_additive(foundation.rules[contest]):
        # What is made of sums and differences alone is of the sums what it adds up to of the parts.
        sums = [sum(column) for column in columns]
        derived = foundation.derive(contest, dict(zip(keys, sums, strict=True)))
        return {code: (value, len(columns[0])) for code, value in derived.items()}
    found: dict[str, tuple[int, int]] = {}
    for row in zip(*columns, strict=True):
        for code, value in foundation.derive(contest, dict(zip(keys, row, strict=True))).items():
            total, count = found.get(code, (0, 0))
            found[code] = (total + value, count + 1)
    return found


def is_additive(rules: ProtocolRules) -> bool:
    """Whether all derived quantities of a form are sums and differences of its figures."""
    return all(_is_additive(quantity.expression) for quantity in rules.derived)


def _is_additive(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        parts = (expression.left, expression.right)
        return expression.operator in ("+", "-") and all(_is_additive(part) for part in parts)
    return isinstance(expression, Name | Sum)


class _Precinct(NamedTuple):
    """The protocols of a precinct in the order of the log, each by the number of its template and its row."""

    slot: int
    templates: tuple[int, ...]
    rows: tuple[int, ...]


class _Plan(NamedTuple):
    """What the protocols of a precinct must say, if in each tuple of `same` the figures are the same."""

    findings: tuple[bytes, ...]
    same: tuple[tuple[tuple[int, int], ...], ...]
    """(how many-th protocol of the precinct, place of the figure)."""


class _Table:
    """The protocols of one template: what each says, one below the other."""

    def __init__(self, used: UsedTemplate) -> None:
        self._used = used
        self._packed: list[bytes] = []
        self.at: list[int] = []
        self.columns: list[list[int]] = []
        """For each figure its values, in the order of the template's keys."""
        self.findings: list[bytes] = []
        self.with_more: set[int] = set()
        """The rows about which there may be more findings than the ordinary ones."""

    def add(self, kept: Kept) -> int:
        """One more row; its number."""
        self.at.append(kept.at)
        self._packed.append(kept.packed)
        return len(self._packed) - 1

    def fill(self) -> None:
        """Read what was added."""
        template = self._used.template
        groups = unpack_groups(pack_groups(self._packed))
        assert len(groups) == template.width * len(self._packed), "no group holds the joint"
        self.columns = [list(map(int, groups[place :: template.width])) for place in template.figure_places]
        self.findings = groups[template.findings_place :: template.width]
        self.with_more = self._used.check.rows_with_more(self.columns, len(self._packed))


class OrdinaryCheck:
    """Checks and sums protocols. `templates` may grow meanwhile; a template keeps its number."""

    def __init__(self, foundation: Foundation, templates: Sequence[UsedTemplate]) -> None:
        self._foundation = foundation
        self._templates = templates
        self._plans: dict[tuple[tuple[str, ...], tuple[int, ...]], _Plan] = {}
        self._sums: dict[int, tuple[tuple[str, tuple[int, ...]], ...]] = {}

    def take(self, slots: Iterable[int], sorter: Sorter, ledger: Ledger, schedule: Schedule) -> set[int]:
        """The slots of those precincts in which all is ordinary; what they give is filed in the totals."""
        tables: dict[int, _Table] = {}
        precincts = [self._lay_out(slot, sorter, tables) for slot in slots if not sorter.is_told(slot)]
        for table in tables.values():
            table.fill()
        odd = self._odd_slots(precincts, sorter, tables)
        alike: dict[tuple[int, int, str], list[int]] = {}
        for slot, templates, rows in precincts:
            if slot in odd:
                continue
            parent = self._foundation.parents[sorter.precincts[slot]]
            for number, row in zip(templates, rows, strict=True):
                size = schedule.asked_after(tables[number].at[row])
                alike.setdefault((number, size, parent), []).append(row)
        for (number, size, parent), chosen in alike.items():
            change = change_in(ledger, size, parent, self._templates[number].template.contest)
            self._add_up(number, tables[number], chosen, change)
        return {precinct.slot for precinct in precincts} - odd

    def _lay_out(self, slot: int, sorter: Sorter, tables: dict[int, _Table]) -> _Precinct:
        templates, rows = [], []
        for kept in sorter.kept_of(slot):
            table = tables.get(kept.template)
            if table is None:
                table = tables[kept.template] = _Table(self._templates[kept.template])
            templates.append(kept.template)
            rows.append(table.add(kept))
        return _Precinct(slot, tuple(templates), tuple(rows))

    def _odd_slots(
        self, precincts: Iterable[_Precinct], sorter: Sorter, tables: Mapping[int, _Table]
    ) -> set[int]:
        """The slots of precincts of which a protocol says, or should say, more than the ordinary."""
        alike: dict[tuple[tuple[str, ...], tuple[int, ...]], list[_Precinct]] = {}
        for precinct in precincts:
            contests = self._foundation.contests_at[sorter.precincts[precinct.slot]]
            alike.setdefault((contests, precinct.templates), []).append(precinct)
        odd: set[int] = set()
        for (contests, templates), group in alike.items():
            plan = self._plan(contests, templates)
            rows = list(zip(*[precinct.rows for precinct in group], strict=True))
            for number, chosen, expected in zip(templates, rows, plan.findings, strict=True):
                stated, more = tables[number].findings, tables[number].with_more
                wanted = sorter.texts.named(expected)
                odd.update(
                    group[place].slot
                    for place, row in enumerate(chosen)
                    if stated[row] != wanted or row in more
                )
            for places in plan.same:
                columns = [(tables[templates[one]].columns[place], rows[one]) for one, place in places]
                values = [[column[row] for row in chosen] for column, chosen in columns]
                for other in values[1:]:
                    if other != values[0]:
                        odd.update(
                            group[place].slot
                            for place, pair in enumerate(zip(values[0], other, strict=True))
                            if pair[0] != pair[1]
                        )
        return odd

    def _add_up(self, number: int, table: _Table, rows: Sequence[int], change: Change) -> None:
        used = self._templates[number]
        count = len(rows)
        change.received += count
        change.with_findings += count * self._has_findings(number)
        change.without_scan += count * (not used.template.has_scan)
        change.last = max(change.last, *[table.at[row] for row in rows])
        chosen = [[column[row] for row in rows] for column in table.columns]
        sums = [sum(column) for column in chosen]
        for key, places in self._summed(number):
            change.add_figure(key, sum([sums[place] for place in places]), count)
        contest, keys = used.template.contest, used.template.keys
        for code, (total, given) in derived_sums(self._foundation, contest, keys, chosen).items():
            change.add_derived(code, total, given)

    def _has_findings(self, number: int) -> bool:
        findings = self._templates[number].check.findings
        return any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings)

    def _summed(self, number: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The figures that protocols of a template give to totals, each with the places that make it up."""
        if number not in self._sums:
            template = self._templates[number].template
            form = self._foundation.forms[template.contest]
            places: dict[str, list[int]] = {}
            for place, key in enumerate(template.keys):
                for summed in summable_figures(form, {key: 1}):
                    places.setdefault(summed, []).append(place)
            self._sums[number] = tuple((key, tuple(which)) for key, which in places.items())
        return self._sums[number]

    def _plan(self, contests: tuple[str, ...], numbers: tuple[int, ...]) -> _Plan:
        key = (contests, numbers)
        plan = self._plans.get(key)
        if plan is None:
            findings = [self._findings(contests, numbers[: count + 1]) for count in range(len(numbers))]
            plan = self._plans[key] = _Plan(tuple(findings), self._same(contests, numbers))
        return plan

    def _findings(self, contests: tuple[str, ...], numbers: tuple[int, ...]) -> bytes:
        """What the last of a precinct's protocols must say, its values aside."""
        used = self._templates[numbers[-1]]
        if len(numbers) == 1:
            return used.findings
        held = {contest: self._foundation.rules[contest] for contest in contests}
        # With all figures alike nothing between contests is broken: what is found is what cannot be checked.
        templates = [self._templates[number].template for number in numbers]
        examples = {
            template.contest: Protocol("example", template.contest, dict.fromkeys(template.keys, 0))
            for template in templates
        }
        unchecked = check_precinct(held, examples)
        return canonical_bytes([finding_body(finding) for finding in (*used.check.findings, *unchecked)])

    def _same(
        self, contests: tuple[str, ...], numbers: tuple[int, ...]
    ) -> tuple[tuple[tuple[int, int], ...], ...]:
        """The figures that must be alike, of the relations for which all protocols have come."""
        order = [self._templates[number].template for number in numbers]
        same = []
        for name, stating in self._relations(contests):
            places = [
                (one, template.keys.index(name))
                for one, template in enumerate(order)
                if template.contest in stating and name in template.keys
            ]
            if len(places) == len(stating):
                same.append(tuple(places))
        return tuple(same)

    def _relations(self, contests: tuple[str, ...]) -> list[tuple[str, set[str]]]:
        """What the contests of one precinct hold equal: the figure, and the contests that say so."""
        stated: dict[str, tuple[str, set[str]]] = {}
        for contest in contests:
            for relation in self._foundation.rules[contest].relations:
                statement = relation.statement
                if relation.enabled and relation.scope is Scope.PRECINCT and isinstance(statement, Same):
                    stated.setdefault(relation.code, (statement.name, set()))[1].add(contest)
        return [relation for relation in stated.values() if len(relation[1]) > 1]
