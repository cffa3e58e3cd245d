"""The areas below an area as rows of a table: units with their sums, precincts with their protocols."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.protocols import ProtocolRules, derive_figures
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Choice, Contest, Count, Message, Text
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.published.browsing import reached_by
from hattama.web.kernel.published.missing import broken_codes
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.results.public.comparisons import Other
from hattama.web.results.public.contest_results import ChoiceLine, ContestResults, contest_results

TOP_CHOICES = 3
"""How many choices, those with most votes in the whole area, have a column of their own."""

NAME, RECEIVED, LEADER, LEAD, TURNOUT, FINDINGS = "name", "received", "leader", "lead", "turnout", "findings"
CHOICE = "choice-"
_MOST, _LEAD = Message("Most votes"), Message("Ahead by, votes")
_TURNOUT, _BROKEN = Message("Turnout"), Message("Do not add up")

PRECINCT_PARTS = ("registered", "participants", "valid")
MOST_PRECINCT_FIGURES = 2
"""Parts of a form that a row of precincts shows, and how many of them fit on a telephone."""


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """A column to sort by; `code` names it in the address. `is_wide`: a telephone has no room for it."""

    code: str
    label: Text
    is_wide: bool = True


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An area above the precincts with the results of a contest; None where it is not held there.

    `leader`: who has most votes, by `lead`; None before any and where two have as many (`is_shared`).
    `lines`: of the choices that have columns; None where one is not on the ballot.
    """

    area: AreaRow
    results: ContestResults | None
    lines: tuple[ChoiceLine | None, ...] = ()
    leader: ChoiceLine | None = None
    is_shared: bool = False
    lead: int | None = None

    def measured(self, column: str) -> Fraction:
        """What the row is sorted by, the most first; -1 where there is nothing to go by."""
        if self.results is None:
            return Fraction(-1)
        shares = {f"{CHOICE}{line.code}": line.share for line in self.lines if line}
        shares |= {TURNOUT: self.results.turnout_share, LEADER: self.leader.share if self.leader else None}
        total = self.results.total
        counts = {LEAD: self.lead, RECEIVED: self.results.progress, FINDINGS: total.with_findings}
        share = shares.get(column)
        value = share.fraction if share else counts.get(column)
        return Fraction(-1) if value is None else Fraction(value)


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units with the results of one contest, by the column `sort`; `share_of`: of what shares are;
    `turnout_of`: what is called turnout."""

    rows: tuple[UnitRow, ...]
    columns: tuple[UnitColumn, ...]
    sort: str
    share_of: Text | None
    turnout_of: Text | None


@dataclass(frozen=True, slots=True)
class PrecinctRow:
    """A precinct with its protocol of a contest (None: not received), its key figures and broken rules.

    `is_held`: whether the contest is held there; where it is not, no protocol is missing.
    """

    area: AreaRow
    protocol: PublishedProtocol | None
    figures: tuple[Count, ...]
    broken: tuple[str, ...]
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class PrecinctTable:
    """Precincts with their protocols of one contest. `columns`: label and the line's mark on the paper."""

    rows: tuple[PrecinctRow, ...]
    columns: tuple[tuple[Text, str], ...]


def unit_table(
    definition: Definition,
    contest: Contest,
    areas: Iterable[AreaRow],
    totals: Mapping[int, Mapping[str, Total]],
    within: Total,
    sort: str = "",
    other: Other | None = None,
) -> UnitTable:
    """A row for each area of the one whose total is `within`, by `sort`, else by name; beside `other`."""
    rules = definition.rules[contest.code]
    by_code = {choice.code: choice for choice in contest.choices}
    whole = contest_results(rules, contest, within, with_rest=False)
    choices = [by_code[line.code] for line in whole.choices if line.number][:TOP_CHOICES]
    listed = in_page_order(areas)
    then = other.totals_of(listed) if other else {}
    rows = []
    for area in listed:
        total = totals.get(area.pk, {}).get(contest.code)
        results = contest_results(rules, contest, total, with_rest=False) if total is not None else None
        if results and other:
            results = other.beside(results, then.get(area.pk))
        rows.append(_unit_row(area, results, choices))
    columns = (
        UnitColumn(LEADER, _MOST, is_wide=False),
        *(UnitColumn(f"{CHOICE}{choice.code}", choice.names) for choice in choices),
        *(
            UnitColumn(LEAD, _LEAD),
            UnitColumn(TURNOUT, _TURNOUT, is_wide=False),
            UnitColumn(FINDINGS, _BROKEN),
        ),
    )
    if sort in {RECEIVED, *(column.code for column in columns)}:
        # The sort is stable: equals stay in the order of names.
        rows.sort(key=lambda row: row.measured(sort), reverse=True)
    else:
        sort = NAME
    share_of = whole.whole.label if whole.whole else None
    return UnitTable(tuple(rows), columns, sort, share_of, whole.turnout_of)


def row_of_contest(definition: Definition, contest: Contest, area: AreaRow, total: Total) -> UnitRow:
    """An area with a contest that is held nowhere else."""
    return _unit_row(
        area, contest_results(definition.rules[contest.code], contest, total, with_rest=False), ()
    )


def precinct_table(
    definition: Definition,
    contest: Contest,
    areas: Sequence[AreaRow],
    protocols: Mapping[int, PublishedProtocol],
) -> PrecinctTable:
    """One row a precinct, in the order of `areas`; `protocols` by row id of the precinct."""
    rules = definition.rules[contest.code]
    marks = {figure.code: figure.mark for figure in rules.form.figures}
    shown = _labelled(rules, PRECINCT_PARTS)[:MOST_PRECINCT_FIGURES]
    codes = [code for code, _ in shown]
    held = held_among(contest, areas)
    return PrecinctTable(
        rows=tuple(
            _precinct_row(rules, definition.ballot(contest.code, area), area, protocols.get(area.pk), codes)
            if area.pk in held
            else PrecinctRow(area, None, (), (), is_held=False)
            for area in areas
        ),
        columns=tuple((label, marks.get(code, "")) for code, label in shown),
    )


def held_among(contest: Contest, precincts: Iterable[AreaRow]) -> set[int]:
    """Those of the precincts, by row id, in which the contest is held."""
    listed = list(precincts)
    if not contest.areas:
        return {area.pk for area in listed}
    return {pk for pk, reach in reached_by(listed).items() if not set(contest.areas).isdisjoint(reach)}


def _unit_row(area: AreaRow, results: ContestResults | None, choices: Sequence[Choice]) -> UnitRow:
    if results is None:
        return UnitRow(area, None)
    of_choice = {line.code: line for line in results.choices if line.number}
    lines = tuple(of_choice.get(choice.code) for choice in choices)
    first, second = [*of_choice.values(), None, None][:2]
    if first is None or not first.tally.total:
        return UnitRow(area, results, lines)
    lead = first.tally.total - (second.tally.total if second else 0)
    return UnitRow(area, results, lines, first if lead else None, not lead, lead)


def _precinct_row(
    rules: ProtocolRules,
    contest: Contest,
    area: AreaRow,
    protocol: PublishedProtocol | None,
    codes: Sequence[str],
) -> PrecinctRow:
    if protocol is None:
        return PrecinctRow(area, None, (), ())
    derived = {quantity.code for quantity in rules.derived}
    computed = derive_figures(rules, contest, protocol.figures) if derived.intersection(codes) else {}
    figures = tuple(computed.get(code) if code in derived else protocol.figures.get(code) for code in codes)
    return PrecinctRow(area, protocol, figures, tuple(broken_codes(protocol)))


def _labelled(rules: ProtocolRules, parts: Iterable[str]) -> list[tuple[str, Text]]:
    labels = {figure.code: figure.label for figure in rules.form.figures}
    labels.update((quantity.code, quantity.label) for quantity in rules.derived)
    codes = dict.fromkeys(code for part in parts if (code := rules.form.role(part)) is not None)
    return [(code, labels[code]) for code in codes]
