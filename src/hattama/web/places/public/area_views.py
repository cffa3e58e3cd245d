"""The page of an area: its sums and what lies below it; of a precinct: its protocols with their scans."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hattama.core.entries import NOBODY_SAID
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Message, Tally
from hattama.web.cards.public import card_lines
from hattama.web.kernel.elections.loading import Definition, changes_about, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.script_words import script_words
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, page_language, page_with_scans
from hattama.web.kernel.pages.paging import Page, page_of
from hattama.web.kernel.published.browsing import (
    count_below,
    list_below,
    placed,
    protocols_of,
    protocols_with_scans,
    totals_of,
)
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.kept_readings import kept
from hattama.web.maps.positions import load_positions
from hattama.web.maps.public.map_views import points_sheet
from hattama.web.night.public.lines import night_of_precinct
from hattama.web.observation.beside import Shown, seen_here
from hattama.web.protocols.public.protocol_life import ProtocolLife, protocol_life
from hattama.web.protocols.public.protocol_sheet import ProtocolSheet, protocol_sheet, with_scans
from hattama.web.protocols.public_life import load_public_life
from hattama.web.protocols.reading import load_copy_sources
from hattama.web.registers.reading import COMPLAINTS, register_in_force
from hattama.web.reports.report_lists import differing_papers
from hattama.web.reports.standing import copies_beside
from hattama.web.results.public.area_tables import precinct_table, unit_table
from hattama.web.results.public.comparisons import usual_other, with_usual_other
from hattama.web.results.public.contest_results import ContestResults, results_of
from hattama.web.results.public.rounds import other_rounds
from hattama.web.scans.figure_boxes import ShownScan, load_shown_scans
from hattama.web.scans.scan_jobs import PUBLIC_LOOK
from hattama.web.sent_copies.reading import takes_copies
from hattama.web.turnout.reading import has_turnout
from hattama.web.video.reading import video_of


def check_settings(election: ElectionRow, area_id: str) -> dict[str, Any]:
    """The address of the bundle, the log's name, the entries that name its keys, by key; sentences to say.

    None of it is trusted by the check: a wrong name or key makes it fail.
    """
    return {
        "bundle": reverse("data:bundle", args=[election.election_id, "checkpoint"]).removesuffix(
            "checkpoint"
        ),
        "origin": election.origin,
        "places": {vkey: index for index, vkey in election.log_keys},
        "area": area_id,
        "words": script_words("hattama.web.places"),
    }


MOST_CHILDREN = 300
"""How many areas one page lists: a district fits on one, and the page stays below 100 KB."""


@page_with_scans
@asking("contest", "page", "sort")
def area(page: ElectionPage, area_id: str) -> HttpResponse:
    """An area of the election; the root's page is that of the election itself."""
    row = page.area(area_id)
    if row.depth == 0:
        return page.moved("public:election")
    return _precinct(page, row) if row.is_precinct else _unit(page, row)


def _unit(page: ElectionPage, area: AreaRow) -> HttpResponse:
    definition = page.definition
    paging, children = page_below(page, area)
    units = [child for child in children if not child.is_precinct]
    totals = totals_of([area, *units])
    own = totals.get(area.pk, {})
    context = {
        **placed(area),
        "results": with_usual_other(page, area, definition.election.contests, own),
        "contests": [contest for contest in definition.election.contests if contest.code in own],
        "has_turnout": has_turnout([area, *children]),
        "has_steps": bool(definition.pack.steps),
        **below_shown(page, area, children, totals, page.contest_asked(own)),
        "paging": paging,
        "rounds": other_rounds(page, area),
    }
    return page.render("places/area.html", "results", context)


def page_below(page: ElectionPage, area: AreaRow) -> tuple[Page, list[AreaRow]]:
    """The areas right below of the page that is asked for; they are counted where they do not fit on one."""
    children = list_below(area, 0, MOST_CHILDREN + 1)
    count = len(children) if len(children) <= MOST_CHILDREN else count_below(area)
    paging = page_of(page.request.GET, count, MOST_CHILDREN)
    if paging.last_number > 1:
        children = list_below(area, paging.start, paging.stop)
    return paging, children


def below_shown(
    page: ElectionPage,
    area: AreaRow,
    children: Iterable[AreaRow],
    totals: Mapping[int, Mapping[str, Total]],
    chosen: Contest | None,
) -> dict[str, Any]:
    """What a page shows of the areas right below: tables of units and of polling stations, by `chosen`."""
    shown: dict[str, Any] = {"chosen": chosen}
    units, precincts = ([row for row in children if row.is_precinct is told] for told in (False, True))
    definition = page.definition
    if chosen is not None and units:
        sort, other = page.request.GET.get("sort", ""), usual_other(page, chosen)
        within = totals[area.pk][chosen.code]
        shown["units"] = unit_table(definition, chosen, units, totals, within, sort, other)
    if chosen is not None and precincts:
        table = precinct_table(definition, chosen, precincts, protocols_of(precincts, chosen.code))
        shown |= {"precincts": table, "points": points_sheet(table.rows, load_positions(page.row))}
    return shown


def _precinct(page: ElectionPage, area: AreaRow) -> HttpResponse:
    definition, reach = page.definition, load_path(area)
    protocols = protocols_with_scans(area)
    steps = load_public_life(area, page.log_size) if protocols else {}
    sheets: list[tuple[Contest, ProtocolSheet | None, ProtocolLife | None, ContestResults | None]] = []
    pages = _shown_scans(page, area, protocols)
    brought: dict[str, Message] = {}
    for contest in definition.contests_at(row.code for row in reach):
        row = protocols.get(contest.code)
        if row is None:
            sheets.append((contest, None, None, None))
            continue
        told = steps.get(contest.code, [])
        if definition.election.civic and not row.is_bare:
            source = load_copy_sources(page.row, contest.code, area).get(area.pk)
            brought[contest.code] = NOBODY_SAID if source is None else source.words
        life = protocol_life(definition, definition.rules[contest.code], contest, row, told, page_language())
        sheet, votes = _paper(row, contest=contest, definition=definition)
        sheets.append((contest, with_scans(sheet, pages), life, votes))
    shown = {held.code: _shown(sheet) for held, sheet, _, _ in sheets if sheet}
    context = {
        "area": area,
        "above": [row for row in reach[1:-1] if row.pk in area.path_ids()],
        "sheets": sheets,
        "can_complain": _can_complain(page, [sheet for _, sheet, *_ in sheets if sheet]),
        "rounds": other_rounds(page, area),
        "brought": brought,
        "takes_copies": definition.election.civic and takes_copies(page.row),
        "differing": differing_papers(area) if definition.election.civic else {},
        "changes": changes_about(area),
        "copies": copies_beside(area, shown),
        "video": video_of(definition, area),
        "seen": seen_here(definition, area, shown, {held.code: held.names for held, *_ in sheets}),
        "judged": card_lines(area),
        "also_in": [row for row in reach if row.is_beside],
        "check": check_settings(page.row, area.code) if protocols else None,
        "has_turnout": has_turnout([area]),
        **night_of_precinct(definition, area, [held for held, *_ in sheets]),
        "local_zone": definition.local_zone(area),
    }
    return page.render("places/precinct.html", "results", context)


def _can_complain(page: ElectionPage, sheets: Iterable[ProtocolSheet]) -> bool:
    """Whether there is something to complain about here, and a pack that says to whom."""
    return any(one.broken for one in sheets) and register_in_force(page.row, COMPLAINTS) is not None


@kept
def _paper(
    row: PublishedProtocol, *, contest: Contest, definition: Definition
) -> tuple[ProtocolSheet, ContestResults]:
    """What a paper says, and what it gives: the same in every language. `contest`: with the ballot there."""
    sheet = protocol_sheet(definition.rules[contest.code], contest, row, definition.rules)
    return sheet, votes_of(definition, contest, row)


def votes_of(definition: Definition, contest: Contest, row: PublishedProtocol) -> ContestResults:
    """What one paper gives, as the votes of an area are shown."""
    figures = {key: Tally(value, 1) for key, value in row.figures.items()}
    return results_of(definition, contest, Total(expected=1, received=1, figures=figures))


def _shown(sheet: ProtocolSheet) -> Shown:
    return {line.key: (line.label, line.value) for section in sheet.sections for line in section.lines}


def _shown_scans(
    page: ElectionPage, area: AreaRow, protocols: Mapping[str, PublishedProtocol]
) -> dict[str, ShownScan]:
    """What can be shown of all scans beside these protocols (by contest), by SHA-256 of the scan."""
    beside = {
        shown.scan_id: page.definition.ballot(code, area)
        for code, row in protocols.items()
        for shown in row.scans.all()
        if shown.withdrawn_by is None
    }
    # Nobody looks at the pages of a copy while it is written.
    look = None if hasattr(page.request, "static_site") else PUBLIC_LOOK
    return load_shown_scans(page.definition, beside, look) if beside else {}
