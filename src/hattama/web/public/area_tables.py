"""The areas below an area as rows of a table: units with their sums, precincts with their protocols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.protocols import ProtocolRules, derive_figures
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Count, Share, Words
from hattama.web.archive.elections import AreaRow
from hattama.web.archive.lacking import broken_codes
from hattama.web.archive.loading import Definition
from hattama.web.archive.published import PublishedProtocol
from hattama.web.public.contest_results import TURNOUT_PARTS, ContestResults, contest_results

UNIT_PARTS = ("registered", *TURNOUT_PARTS)

KEY_PARTS = ("registered", "participants", "valid")
"""Parts of a form that a row of precincts shows, as far as the form has them; two fit on a telephone."""


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A figure of a unit with its share of the registered voters; both None where nothing gave it."""

    label: Words
    value: Count
    share: Share | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An area above the precincts with the results of the chosen contest; None where it is not held there.

    `cells` stand under the columns of `unit_columns`.
    """

    area: AreaRow
    results: ContestResults | None
    cells: tuple[UnitCell, ...]


@dataclass(frozen=True, slots=True)
class PrecinctRow:
    """A precinct with its protocol of the chosen contest (None: not received) and its key figures."""

    area: AreaRow
    protocol: PublishedProtocol | None
    figures: tuple[Count, ...]
    broken: tuple[str, ...]


def unit_rows(
    definition: Definition,
    contest: Contest,
    areas: Iterable[AreaRow],
    totals: Mapping[int, Mapping[str, Total]],
) -> list[UnitRow]:
    """One row an area, in the order of `areas`."""
    rules = definition.rules[contest.code]
    rows = []
    for area in areas:
        total = totals.get(area.pk, {}).get(contest.code)
        if total is None:
            rows.append(UnitRow(area, None, ()))
            continue
        results = contest_results(rules, contest, total)
        rows.append(UnitRow(area, results, tuple(_cells(rules, results))))
    return rows


def unit_columns(rules: ProtocolRules) -> list[Words]:
    """Labels of the figures that a row of units shows."""
    return [label for _, label in _labelled(rules, UNIT_PARTS)]


def _cells(rules: ProtocolRules, results: ContestResults) -> Iterator[UnitCell]:
    shown = {item.line.code: (item.line, item.share) for item in results.turnout}
    if results.registered is not None:
        shown[results.registered.code] = (results.registered, None)
    for code, label in _labelled(rules, UNIT_PARTS):
        line, share = shown.get(code, (None, None))
        yield UnitCell(label, line.tally.known() if line else None, share)


def precinct_rows(
    definition: Definition,
    contest: Contest,
    areas: Iterable[AreaRow],
    protocols: Mapping[int, PublishedProtocol],
) -> list[PrecinctRow]:
    """One row a precinct, in the order of `areas`."""
    rules = definition.rules[contest.code]
    codes = [code for code, _ in key_figures(rules)]
    return [_precinct_row(rules, contest, area, protocols.get(area.pk), codes) for area in areas]


def key_figures(rules: ProtocolRules) -> list[tuple[str, Words]]:
    """The figures that a row of precincts shows: code and label."""
    return _labelled(rules, KEY_PARTS)[:2]


def _labelled(rules: ProtocolRules, parts: Iterable[str]) -> list[tuple[str, Words]]:
    labels = {figure.code: figure.label for figure in rules.form.figures}
    labels.update((quantity.code, quantity.label) for quantity in rules.derived)
    codes = dict.fromkeys(code for part in parts if (code := rules.form.role(part)) is not None)
    return [(code, labels[code]) for code in codes]


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
