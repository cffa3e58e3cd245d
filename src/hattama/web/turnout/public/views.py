"""Turnout through the day: a page and a table for each area of which anything was stated."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from hattama.core.entries import NOTION_WORDS
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Count
from hattama.formats.turnout_tables import StatedTurnout, render_turnout
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, conditional, election_page, shown_area
from hattama.web.kernel.published.browsing import (
    children_of,
    load_ancestors,
    load_root,
    totals_of,
)
from hattama.web.results.public.contest_results import (
    ContestResults,
    ShareLine,
    SumLine,
    contest_results,
    honest_share,
)
from hattama.web.turnout.public.series import below_rows, odd_figures, of_contest, turnout_chart
from hattama.web.turnout.reading import load_turnout

MOST_BELOW = 300
"""How many areas right below one page speaks of."""


@election_page
def election_turnout(page: ElectionPage) -> HttpResponse:
    """Turnout of the whole election."""
    return _turnout(page, load_root(page.row))


@election_page
def area_turnout(page: ElectionPage, area_id: str) -> HttpResponse:
    """Turnout of an area; the root's page is that of the election."""
    area = page.area(area_id)
    if area.depth == 0:
        return redirect("public:turnout", page.row.election_id, permanent=True)
    return _turnout(page, area)


def _turnout(page: ElectionPage, area: AreaRow) -> HttpResponse:
    children = list(children_of(area)[:MOST_BELOW])
    siblings = [area] if area.parent is None else list(children_of(area.parent)[:MOST_BELOW])
    stated = load_turnout({row.pk: row for row in (area, *siblings, *children)}.values())
    totals = {} if area.is_precinct else totals_of([area]).get(area.pk, {})
    held = _held(page, area, totals)
    chosen = page.contest_asked(contest.code for contest in held)
    said = of_contest(stated, chosen.code if chosen else None)
    own = [one for one in said if one.entry.point.area_id == area.code]
    below = [one for one in said if one.entry.point.area_id in {row.code for row in children}]
    beside = [one for one in said if one.entry.point.area_id in {row.code for row in siblings}]
    if not own and not below:
        raise Http404(area.code)
    areas = {row.code: row for row in (*siblings, *children)}
    odd = odd_figures([beside, below], areas, [area.code, *(row.code for row in children)])
    sources = list(dict.fromkeys(one.entry.source for one in (*own, *below)))
    context = {
        "area": area,
        "above": load_ancestors(area)[1:],
        "contests": held,
        "chosen": chosen,
        "chart": turnout_chart(own),
        "stated": [(one, NOTION_WORDS[one.entry.point.notion]) for one in own],
        "odd": odd,
        "below": below_rows(children, below, odd),
        "sources": sources,
        "final": _final(page, chosen, totals),
    }
    return page.render("turnout/turnout.html", "results", context)


def _held(page: ElectionPage, area: AreaRow, totals: Mapping[str, Total]) -> list[Contest]:
    """The contests of the area, in the order of the election."""
    if area.is_precinct:
        return list(page.definition.contests_at([row.code for row in (*load_ancestors(area), area)]))
    return [contest for contest in page.definition.election.contests if contest.code in totals]


def _final(
    page: ElectionPage, contest: Contest | None, totals: Mapping[str, Total]
) -> tuple[ContestResults, list[ShareLine], Count] | None:
    """What the protocols give in the end: each notion by its name, and ballots issued less ballots found."""
    if contest is None or contest.code not in totals or not totals[contest.code].received:
        return None
    rules = page.definition.rules[contest.code]
    results = contest_results(rules, contest, totals[contest.code])
    found = next((line for line in results.rest if line.code == rules.form.role("ballots_found")), None)
    lines = list(results.turnout)
    if found is not None:
        lines.append(ShareLine(found, honest_share(found.tally, results.registered), False))
    issued = next((item.line for item in lines if item.line.code == rules.form.role("ballots_issued")), None)
    return results, lines, _gap(issued, found)


def _gap(issued: SumLine | None, found: SumLine | None) -> Count:
    """Ballots issued less ballots found, where the same number of protocols gives both; else None."""
    if issued is None or found is None or issued.tally.contributors != found.tally.contributors:
        return None
    if not issued.tally.contributors:
        return None
    return issued.tally.total - found.tally.total


@access("public")
def turnout_csv(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The figures stated of an area and of the areas right below it, as `hattama turnout check` reads them.

    One table a source, named by `?source=`; without it the one that states most.
    """
    area = shown_area(election_id, area_id)
    return conditional(request, election_id, lambda page: _csv(page, area))


def _csv(page: ElectionPage, area: AreaRow) -> HttpResponse:
    standing = load_turnout([area, *children_of(area)[:MOST_BELOW]])
    by_source: dict[str, list[StatedTurnout]] = {}
    for one in standing:
        entry = one.entry
        stated = StatedTurnout(0, entry.contest or "", entry.point, entry.stated)
        by_source.setdefault(entry.source, []).append(stated)
    asked = page.request.GET.get("source", "")
    source = asked or max(by_source, key=lambda code: (len(by_source[code]), code), default="")
    if source not in by_source:
        raise Http404(source)
    response = HttpResponse(render_turnout(by_source[source]), content_type="text/csv; charset=utf-8")
    name = f"{page.row.election_id}-{area.code}-turnout-{source}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
