"""The figures of drawings as tables (CSV): the same as on the pages, with exact parts and wholes."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse

from hattama.core.tabulation import Total
from hattama.phrases import say
from hattama.web.embeds.public.chart_files import asked_scatter
from hattama.web.kernel.pages.election_pages import ElectionPage, election_file, page_language
from hattama.web.kernel.published.browsing import load_arrivals, load_nightly, load_root, totals_of
from hattama.web.results.public.comparisons import SWING, asked_other, swing_rows
from hattama.web.results.public.contest_results import ChoiceLine, contest_results, results_of
from hattama.web.results.public.result_views import load_outcome

OF = ("protocols", "expected", "preliminary")
"""Of how many protocols the figures are, how many are expected, how many of the first are preliminary."""


def _of(total: Total) -> tuple[int, int, int]:
    return total.counted, total.expected, total.preliminary


def _votes_of(choice: ChoiceLine, language: str) -> tuple[object, object, str]:
    votes, share = choice.tally.known(), choice.share
    given = "" if votes is None else votes
    return (given, share.whole, say(share.of, language)) if share else (given, "", "")


@election_file
def arrivals_csv(page: ElectionPage) -> HttpResponse:
    """Minute by minute how many protocols became public, and how many there were by then."""
    root = load_root(page.row)
    national = totals_of([root]).get(root.pk, {})
    rows: list[Sequence[object]] = []
    for contest, minutes in load_arrivals(page.row).items():
        so_far = 0
        for minute, count in minutes:
            so_far += count
            expected = national[contest].expected if contest in national else ""
            rows.append((contest, minute.isoformat(timespec="seconds"), count, so_far, expected))
    return page.table("arrivals", ("contest", "minute", "protocols", "so_far", "expected"), rows)


@election_file
def shares_csv(page: ElectionPage, contest: str) -> HttpResponse:
    """Minute by minute the votes of each choice in what was counted by then, with exact parts and wholes."""
    asked, language = page.contest(contest), page_language()
    rows = [
        (
            minute.isoformat(timespec="seconds"),
            total.counted,
            total.expected,
            choice.code,
            say(choice.names, language),
            *_votes_of(choice, language),
        )
        for minute, total in load_nightly(page.row, contest)
        for choice in results_of(page.definition, asked, total).choices
    ]
    columns = ("minute", "protocols", "expected", "code", "name", "votes", "whole", "share_of")
    return page.table(f"shares-{contest}", columns, rows)


@election_file
def seats_csv(page: ElectionPage, contest: str) -> HttpResponse:
    """Votes and seats of each list, on the votes counted so far."""
    asked = page.contest(contest)
    found = load_outcome(page.row, asked, page_language())
    if found.outcome is None or not found.has_seats:
        raise Http404(contest)
    language = page_language()
    left = {one.code: one.withdrawn.on.isoformat() for one in asked.choices if one.withdrawn}
    rows = [
        (
            *(line.code, say(line.names, language), left.get(line.code, ""), line.votes, line.seats),
            *_of(found.total),
        )
        for line in found.outcome.lines
    ]
    return page.table(f"seats-{contest}", ("code", "name", "withdrawn_on", "votes", "seats", *OF), rows)


@election_file
def result_csv(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The votes of a contest in an area above the precincts, with exact parts and wholes."""
    area, asked = page.area(area_id), page.contest(contest)
    total = totals_of([area]).get(area.pk, {}).get(contest)
    if total is None:
        raise Http404(contest)
    language = page_language()
    result = contest_results(page.definition.rules[contest], asked, total)
    rows = [
        (
            choice.number or "",
            choice.code,
            say(choice.names, language),
            choice.withdrawn.on.isoformat() if choice.withdrawn else "",
            *_votes_of(choice, language),
            *_of(total),
        )
        for choice in result.choices
    ]
    columns = ("number", "code", "name", "withdrawn_on", "votes", "whole", "share_of", *OF)
    return page.table(f"result-{area_id}-{contest}", columns, rows)


@election_file
def swing_csv(page: ElectionPage, area_id: str, contest: str, other: str) -> HttpResponse:
    """The results of an area, and of those right below it, beside others: shares then and now."""
    area, asked = page.area(area_id), page.contest(contest)
    side = asked_other(page, area, asked, other)
    if side is None:
        raise Http404(other)
    rows = swing_rows(page, area, asked, side)
    return page.table(f"swing-{area_id}-{contest}-{side.code}", SWING, rows)


@election_file
def scatter_csv(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """Turnout and the leader's share of each precinct of an area, with exact parts and wholes."""
    shown = asked_scatter(page, area_id, contest)
    rows = [
        (
            dot.precinct,
            dot.turnout.part,
            dot.turnout.whole,
            shown.leader.code,
            dot.share.part,
            dot.share.whole,
        )
        for dot in shown.dots
    ]
    columns = ("area", "took_part", "registered", "code", "votes", "whole")
    return page.table(f"scatter-{area_id}-{contest}", columns, rows)
