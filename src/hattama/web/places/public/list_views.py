"""Lists by which a reader finds a defect: what was not received, what does not add up."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from hattama.core.tabulation import FindingRule, rule_book
from hattama.core.vocabulary import Contest, Verdict, is_rule_code
from hattama.web.claims.public.claim_views import differing_tables
from hattama.web.kernel.elections.loading import gone_precincts
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_with_scans
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import ancestors_of, load_root, totals_of, units_below
from hattama.web.kernel.published.missing import (
    broken_codes,
    count_by_code,
    count_missing,
    list_missing,
    list_not_adding_up,
    list_with_code,
    load_finding_counts,
)
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.night.public.lines import said_last
from hattama.web.night.tables import is_said_of_night
from hattama.web.scans.tables import published_odd_papers
from hattama.web.turnout.reading import has_turnout

ROWS = 50
MISSING_ROWS = 200


@election_page
@asking("contest", "area", "at", "size", "page")
def missing(page: ElectionPage) -> HttpResponse:
    """Precincts that have not reported, by name, of one contest and, if asked, of one area.

    `?at=2023-03-19T23:00`, by the election's clock, or `?size=` of the log asks of a moment that has passed.
    """
    at, size = page.moment_asked()
    root, within = load_root(page.row), _area_asked(page)
    totals = totals_of([root, within or root])
    # A polling station has no totals of its own.
    held = totals.get((within or root).pk) or totals.get(root.pk, {})
    contest = page.contest_asked(held)
    if contest is None:
        raise Http404
    asked = page.row, contest, within or root, size
    paging = page_of(page.request.GET, count_missing(*asked), MISSING_ROWS)
    found = list_missing(*asked, start=paging.start, stop=paging.stop)
    context = {
        "contests": [c for c in page.definition.election.contests if c.code in held],
        "chosen": contest,
        "national": totals[root.pk][contest.code],
        "paging": paging,
        "groups": _by_parent(page, found),
        "said": {} if size is not None else said_last(page.definition, found, contest.code),
        "has_steps": size is None and bool(page.definition.pack.steps),
        "gone": gone_precincts(page.row, size),
        "at": at,
        "size": size,
        "keep": (f"&area={quote(within.code)}" if within is not None else "")
        + (f"&at={quote(at)}" if at else f"&size={size}" if size is not None else ""),
        **_areas_offered(page, root, within, contest),
    }
    return page.render("places/missing.html", "missing", context)


@page_with_scans
@asking("code", "area", "page")
def findings(page: ElectionPage) -> HttpResponse:
    """What the checks found: every rule with its count, and the protocols that do not add up."""
    code = page.request.GET.get("code", "")
    if code:
        if not is_rule_code(code):
            raise Http404(code)
        return redirect("public:rule", page.row.election_id, code)
    root, within = load_root(page.row), _area_asked(page)
    area = within or root
    counts = {counted.code: counted for counted in count_by_code(area)}
    rules = rule_book(page.definition.rules.values()).of_protocols(
        counts, civic=page.definition.election.civic
    )
    doubted, explained = load_finding_counts(area).get("", (0, 0))
    paging = page_of(page.request.GET, doubted, ROWS)
    listed = list_not_adding_up(page.row, area, start=paging.start, stop=paging.stop)
    told = [(rule, counts.get(rule.code)) for rule in rules]
    totals = totals_of([area]).get(area.pk, {})
    held = [one for one in page.definition.election.contests if one.code in totals]
    numbers = [(one.listed_as, totals[one.code].with_findings) for one in held]
    context = {
        "by_contest": [(contest, number) for contest, number in numbers if number],
        "rules": [(rule, counted) for rule, counted in told if counted],
        "silent": [(rule, counted) for rule, counted in told if not counted],
        "explained": explained,
        "paging": paging,
        "protocols": _protocol_items(page, listed),
        "differing_tables": differing_tables(page, within) if paging.start == 0 else [],
        "odd_papers": published_odd_papers(page.row) if within is None and paging.start == 0 else [],
        **_areas_offered(page, root, within),
    }
    return page.render("places/findings.html", "findings", context)


@election_page
@asking("unchecked", "area", "page")
def rule(page: ElectionPage, code: str) -> HttpResponse:
    """One rule explained, and the protocols that break it (or, with `?unchecked=1`, leave it unanswered)."""
    if not is_rule_code(code):
        raise Http404(code)
    explained = rule_book(page.definition.rules.values())[code]
    root, within = load_root(page.row), _area_asked(page)
    area = within or root
    if not explained.is_of_protocols and code not in load_finding_counts(root):
        return _rule_told_elsewhere(page, explained, root)
    unchecked = page.request.GET.get("unchecked") == "1"
    verdict = Verdict.CANNOT_BE_CHECKED if unchecked else Verdict.BROKEN
    counts = load_finding_counts(area).get(code, (0, 0))
    paging = page_of(page.request.GET, counts[unchecked], ROWS)
    listed = list_with_code(page.row, code, verdict, area, start=paging.start, stop=paging.stop)
    context = {
        "rule": explained,
        "unchecked": unchecked,
        "paging": paging,
        "protocols": _protocol_items(page, listed, code),
        **_areas_offered(page, root, within),
    }
    return page.render("places/rule.html", "findings", context)


def _rule_told_elsewhere(page: ElectionPage, rule: FindingRule, root: AreaRow) -> HttpResponse:
    """A rule explained that no protocol's entry speaks of, and where its findings are."""
    if not rule.is_known and not is_said_of_night(page.row, rule.code):
        raise Http404(rule.code)
    context = {
        "rule": rule,
        "told_elsewhere": True,
        "root": root,
        "has_steps": bool(page.definition.pack.steps),
        "has_turnout": has_turnout([root, *units_below(root)]),
    }
    return page.render("places/rule.html", "findings", context)


def _protocol_items(
    page: ElectionPage, rows: Iterable[PublishedProtocol], code: str = ""
) -> list[dict[str, Any]]:
    book = rule_book(page.definition.rules.values())
    names = {contest.code: contest.listed_as for contest in page.definition.election.contests}
    found = list(rows)
    above = ancestors_of(row.area for row in found)
    return [
        {
            "row": row,
            "above": above[row.area_id][1:],
            "contest": names[row.contest],
            "broken": [book[broken] for broken in broken_codes(row)],
            "told": [finding for finding in row.findings if finding["code"] == code],
        }
        for row in found
    ]


def _by_parent(page: ElectionPage, rows: Sequence[AreaRow]) -> list[tuple[list[AreaRow], list[AreaRow]]]:
    above = ancestors_of(rows)
    grouped = groupby(rows, key=lambda row: row.parent_id)
    groups = [list(members) for _, members in grouped]
    return [(page.as_called(above[members[0].pk][1:]), page.as_called(members)) for members in groups]


def _area_asked(page: ElectionPage) -> AreaRow | None:
    asked = page.request.GET.get("area", "")
    return page.as_called([page.area(asked)])[0] if asked else None


def _areas_offered(
    page: ElectionPage, root: AreaRow, within: AreaRow | None, contest: Contest | None = None
) -> dict[str, Any]:
    offered = in_page_order(page.as_called(units_below(root)))
    if contest is not None:
        held = totals_of(offered)
        offered = [one for one in offered if contest.code in held.get(one.pk, {})]
    return {"root": root, "within": within, "offered": offered}
