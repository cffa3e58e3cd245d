"""The areas below an area as rows of a table: units with their sums, precincts with their protocols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.protocols import ProtocolRules, derive_figures
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Count, Share, Text
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.missing import broken_codes
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.results.public.contest_results import TURNOUT_PARTS, ContestResults, contest_results

UNIT_PARTS = ("registered", *TURNOUT_PARTS)
"""Parts of a form that a row of units shows, the chief one last: a telephone has room for it alone."""

PRECINCT_PARTS = ("registered", "participants", "valid")
MOST_PRECINCT_FIGURES = 2
"""Parts of a form that a row of precincts shows, and how many of them fit on a telephone."""


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A figure of a unit with its share of the registered voters; both None where nothing gave it."""

    value: Count
    share: Share | None
    is_chief: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An area above the precincts with the results of a contest; None where it is not held there."""

    area: AreaRow
    results: ContestResults | None
    cells: tuple[UnitCell, ...]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units with the results of one contest. `columns`: label, whether the chief; `share_of`: of what."""

    rows: tuple[UnitRow, ...]
    columns: tuple[tuple[Text, bool], ...]
    share_of: Text | None


@dataclass(frozen=True, slots=True)
class PrecinctRow:
    """A precinct with its protocol of a contest (None: not received), its key figures and broken rules."""

    area: AreaRow
    protocol: PublishedProtocol | None
    figures: tuple[Count, ...]
    broken: tuple[str, ...]


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
) -> UnitTable:
    """One row an area, in the order of `areas`."""
    rules = definition.rules[contest.code]
    labelled = _labelled(rules, UNIT_PARTS)
    registered = _labelled(rules, ("registered",))
    return UnitTable(
        rows=tuple(
            _unit_row(rules, contest, area, totals.get(area.pk, {}).get(contest.code), labelled)
            for area in areas
        ),
        columns=tuple((label, code == labelled[-1][0]) for code, label in labelled),
        share_of=registered[0][1] if registered else None,
    )


def precinct_table(
    definition: Definition,
    contest: Contest,
    areas: Iterable[AreaRow],
    protocols: Mapping[int, PublishedProtocol],
) -> PrecinctTable:
    """One row a precinct, in the order of `areas`; `protocols` by row id of the precinct."""
    rules = definition.rules[contest.code]
    marks = {figure.code: figure.mark for figure in rules.form.figures}
    shown = _labelled(rules, PRECINCT_PARTS)[:MOST_PRECINCT_FIGURES]
    codes = [code for code, _ in shown]
    return PrecinctTable(
        rows=tuple(_precinct_row(rules, contest, area, protocols.get(area.pk), codes) for area in areas),
        columns=tuple((label, marks.get(code, "")) for code, label in shown),
    )


def _unit_row(
    rules: ProtocolRules,
    contest: Contest,
    area: AreaRow,
    total: Total | None,
    labelled: Sequence[tuple[str, Text]],
) -> UnitRow:
    if total is None:
        return UnitRow(area, None, ())
    results = contest_results(rules, contest, total)
    return UnitRow(area, results, tuple(_unit_cells(results, [code for code, _ in labelled])))


def _unit_cells(results: ContestResults, codes: Sequence[str]) -> Iterator[UnitCell]:
    shown = {item.line.code: (item.line, item.share) for item in results.turnout}
    if results.registered is not None:
        shown[results.registered.code] = (results.registered, None)
    for code in codes:
        line, share = shown.get(code, (None, None))
        yield UnitCell(line.tally.known() if line else None, share, code == codes[-1])


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
