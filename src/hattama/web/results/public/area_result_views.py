"""Results of a contest in an area above the precincts, with and without annulled protocols."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from hattama.core.outcomes import ContestRules, counted_regions, counts_regions
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import load_outcome_rules
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, election_page, page_language
from hattama.web.kernel.published.browsing import children_of, load_ancestors, load_root, totals_of
from hattama.web.kernel.published.lacking import with_annulled
from hattama.web.results.public.area_results import LeadersTable, area_result, decides_here, leaders_below
from hattama.web.results.public.contest_outcomes import contest_outcome
from hattama.web.results.public.contest_results import contest_results

MOST_BELOW = 300


@election_page
def result_in_area(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The votes of a contest in an area; the outcome where the whole contest lies within it."""
    area, asked = page.area(area_id), page.contest(contest)
    if area.depth == 0:
        return redirect("public:result", page.row.election_id, contest, permanent=True)
    if area.is_precinct:
        return redirect("public:area", page.row.election_id, area_id)
    return _area_page(page, area, asked)


def _area_page(page: ElectionPage, area: AreaRow, asked: Contest) -> HttpResponse:
    contest = asked.code
    as_reported = page.request.GET.get("annulled") == "counted"
    root, below = load_root(page.row), _units_below(area)
    totals = totals_of([root, area, *below])
    of_area, published = totals.get(area.pk, {}), _held(totals, asked)
    if area.pk not in published:
        raise Http404(contest)
    held = published
    if as_reported:
        held = with_annulled(published, [root, area, *below], contest, page.definition)
    pack = load_outcome_rules(page.row)
    rules = pack.rules.get(asked.kind)
    decides = decides_here(published[area.pk], published.get(root.pk))
    total, form_rules = held[area.pk], page.definition.rules[contest]
    language = page_language()
    is_region = counts_regions(rules) and area in counted_regions(list(children_of(root)))
    annulled = published[area.pk].annulled
    context = {
        "area": area,
        "above": load_ancestors(area)[1:],
        "contest": asked,
        "total": total,
        "pack": pack,
        "as_reported": as_reported,
        "decides": decides,
        "found": contest_outcome(
            form_rules, rules if decides else None, asked, total, language, annulled=annulled
        ),
        "counted": area_result(form_rules, rules, asked, total, counts_as_region=is_region),
        "results": contest_results(form_rules, asked, total),
        "below": leaders_below(form_rules, rules, asked, below, held),
        "contests": [held for held in page.definition.election.contests if held.code in of_area],
    }
    return page.render("results/area_result.html", "results", context)


def below_the_root(
    page: ElectionPage, contest: Contest, rules: ContestRules | None, *, as_reported: bool
) -> LeadersTable:
    """Who leads in each area right below the root, as the page of the whole contest shows it."""
    below = _units_below(load_root(page.row))
    held = _held(totals_of(below), contest)
    if as_reported and below:
        held = with_annulled(held, below, contest.code, page.definition)
    return leaders_below(page.definition.rules[contest.code], rules, contest, below, held)


def _units_below(area: AreaRow) -> list[AreaRow]:
    return [child for child in children_of(area)[:MOST_BELOW] if not child.is_precinct]


def _held(totals: dict[int, dict[str, Total]], contest: Contest) -> dict[int, Total]:
    return {pk: of_area[contest.code] for pk, of_area in totals.items() if contest.code in of_area}
