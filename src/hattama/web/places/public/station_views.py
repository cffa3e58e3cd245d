"""The polling stations right below an area, each whole in one row: figures, votes, findings, scans, entry.

What the page of each says on screens of its own stands here in tables, a line of the paper a column: the page
that a copy of a large country holds instead of a page for each station.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from hattama.core.protocols import Protocol, ProtocolRules
from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.languages.paper_lines import field_name, keys_of_paper, said_value
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import (
    STATIONS_A_PAGE,
    count_stations_below,
    list_stations_below,
    load_ancestors,
    protocols_with_scans_of,
    reached_by,
)
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.kept_readings import kept
from hattama.web.protocols.public.protocol_sheet import ProtocolSheet, protocol_sheet

Held = tuple[AreaRow, Contest]
"""A station with a contest that is held there, as its ballot there."""


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station with its paper of one contest (None: not received). `cells`: what stands on its lines.

    `anchor`: where links to the station lead, in the first table that it stands in. `sheet`: what the checks
    found; None where they found nothing.
    """

    area: AreaRow
    anchor: str
    row: PublishedProtocol | None
    cells: SafeString
    sheet: ProtocolSheet | None


@dataclass(frozen=True, slots=True)
class StationTable:
    """The stations of one contest: key, mark and name of each line of the paper, a column each."""

    contest: Contest
    columns: Sequence[tuple[str, str, str]]
    rows: Sequence[StationRow]


@election_page
@asking("page")
def stations(page: ElectionPage, area_id: str) -> HttpResponse:
    """Every polling station right below an area."""
    area = page.area(area_id)
    count = count_stations_below(area)
    if not count:
        return redirect("public:area", page.row.election_id, area.code)
    paging = page_of(page.request.GET, count, STATIONS_A_PAGE)
    context = {
        "area": area,
        "above": [*load_ancestors(area)[1:], area] if area.depth else [],
        "paging": paging,
        "tables": _tables(page.definition, list_stations_below(area, paging.start, paging.stop)),
    }
    return page.render("places/stations.html", "results", context)


def _tables(definition: Definition, areas: list[AreaRow]) -> list[StationTable]:
    papers, reached = protocols_with_scans_of(areas), reached_by(areas)
    held: dict[str, list[Held]] = {}
    for area in areas:
        for contest in definition.contests_at(reached[area.pk]):
            held.setdefault(contest.code, []).append((area, contest))
    anchored: set[str] = set()
    tables = []
    for contest in definition.election.contests:
        if contest.code in held:
            tables.append(_table(definition, contest, held[contest.code], papers, anchored))
    return tables


def _table(
    definition: Definition,
    contest: Contest,
    held: Iterable[Held],
    papers: Mapping[int, Mapping[str, PublishedProtocol]],
    anchored: set[str],
) -> StationTable:
    rules, language = definition.rules[contest.code], page_language()
    rows = [(area, ballot, papers.get(area.pk, {}).get(contest.code)) for area, ballot in held]
    said = {row.pk: _protocol(row) for _, _, row in rows if row}
    keys = _keys(contest.code, tuple(said), rules=rules, contest=contest, protocols=tuple(said.values()))
    told = []
    for area, ballot, row in rows:
        anchor = "" if area.code in anchored else area.code
        anchored.add(area.code)
        sheet = _sheet(row, rules=rules, contest=ballot, definition=definition) if row else None
        cells = SafeString()
        if row:
            own = _lines(row, rules=rules, ballot=ballot, protocol=said[row.pk])
            cells = _cells(said[row.pk], keys, own, sheet, language)
        told.append(StationRow(area, anchor, row, cells, sheet if row and row.findings else None))
    return StationTable(contest, [(key, *field_name(rules, contest, key, language)) for key in keys], told)


def _protocol(row: PublishedProtocol) -> Protocol:
    # As the entry has it: by the clock of the paper.
    signed_at = datetime.datetime.fromisoformat(row.signed_text) if row.signed_text else None
    return Protocol("", row.contest, row.figures, frozenset(row.illegible), signed_at)


@kept
def _keys(
    code: str,
    papers: tuple[int, ...],
    *,
    rules: ProtocolRules,
    contest: Contest,
    protocols: tuple[Protocol, ...],
) -> list[str]:
    """The lines of these papers, given by their row ids."""
    return keys_of_paper(rules, contest, *protocols)


@kept
def _sheet(
    row: PublishedProtocol, *, rules: ProtocolRules, contest: Contest, definition: Definition
) -> ProtocolSheet | None:
    """What the checks found in a paper; None where they found nothing. The same in every language."""
    return protocol_sheet(rules, contest, row, definition.rules) if row.findings else None


@kept
def _lines(
    row: PublishedProtocol, *, rules: ProtocolRules, ballot: Contest, protocol: Protocol
) -> frozenset[str]:
    """The lines that this paper has: choices on the ballot there, and what was written all the same."""
    return frozenset((*keys_of_paper(rules, ballot, protocol), *protocol.figures, *protocol.illegible))


def _cells(
    protocol: Protocol,
    keys: Iterable[str],
    own: Collection[str],
    sheet: ProtocolSheet | None,
    language: str,
) -> SafeString:
    """The cells of a row, written at once: a country has fifteen million of them."""
    wrong = {line.key for part in (sheet.sections if sheet else ()) for line in part.lines if line.is_wrong}
    figures, cells = protocol.figures, []
    for key in keys:
        figure = figures.get(key)
        if key not in own:
            cells.append("<td>—</td>")
        elif figure is None or key in wrong:
            mark = ' class="wrong"' if key in wrong else ""
            cells.append(f"<td{mark}>{conditional_escape(said_value(protocol, key, language))}</td>")
        else:
            cells.append(_cell(figure, language))
    return SafeString("".join(cells))


@lru_cache(maxsize=65536)
def _cell(figure: int, language: str) -> str:
    return f"<td>{format_count(figure, language, '')}</td>"
