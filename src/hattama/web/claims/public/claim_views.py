"""What higher commissions declare, held cell by cell against the sums that everybody can make."""

import datetime
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from hattama.core.entries import ClaimKey
from hattama.core.protocols import Relation
from hattama.core.tabulation import level_relation
from hattama.core.vocabulary import Contest
from hattama.phrases import say
from hattama.publish.claim_lines import (
    AGREES,
    DIFFERS,
    OPEN,
    check_lines,
    claim_key,
    claim_lines,
    pair_lines,
    render_claims_csv,
)
from hattama.publish.tables import csv_pieces, figure_words
from hattama.publish.views import render_json
from hattama.web.claims.checks import (
    ClaimReport,
    ComparisonTable,
    LabelledLine,
    compared,
    in_order,
    load_claim_report,
)
from hattama.web.claims.reading import Awaited, Late, Term, awaited, late_protocols, term_of
from hattama.web.claims.tables import PublishedClaim, claim_history, standing_claims
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    page_beside,
    page_language,
    shown_election,
)
from hattama.web.kernel.pages.file_answers import answer_made, read_made
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.kernel.published.missing import count_missing, list_missing
from hattama.web.kernel.published.tables import PublishedTotal

LATE_COLUMNS = ("area", "commission", "due_at", "stated_at", "hours_late", "entry")
MOST_NAMED = 12
"""Precincts without a protocol that the page names itself; the list of them all is a link away."""

SOURCES = {
    "territorial_commission": gettext_noop("territorial election commission"),
    "district_commission": gettext_noop("district election commission"),
    "central_commission": gettext_noop("Central Election Commission"),
    "press": gettext_noop("press"),
    "observers": gettext_noop("observers"),
}
STAGES = {"preliminary": gettext_noop("preliminary results"), "final": gettext_noop("final results")}


@dataclass(frozen=True, slots=True)
class Told:
    """A claim by its row, and who says it at which stage in the words of the page."""

    row: PublishedClaim
    source: str
    stage: str


@dataclass(frozen=True, slots=True)
class ClaimSection:
    """A claim with its tables and those that it took the place of.

    `term` is that of a commission's own protocol; `broken` the rule that it breaks, where it is not the sum
    of the protocols.
    """

    told: Told
    tables: tuple[ComparisonTable, ...]
    earlier: tuple[PublishedClaim, ...]
    term: Term | None
    broken: Relation | None


@dataclass(frozen=True, slots=True)
class DifferingTable:
    """A table with how many of its cells are not what they are held against."""

    told: Told
    contest: Contest
    cells: int


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A claim with how many cells agree, differ and are open, all tables together."""

    told: Told
    agree: int
    differ: int
    open: int


def _this_hour() -> datetime.datetime:
    """Limits are told as of the beginning of the hour, so that a page is made once an hour."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@partial(page_beside, besides=lambda _row: f"{_this_hour():%Y%m%d%H}")
@asking("area")
def claims(page: ElectionPage, contest: str) -> HttpResponse:
    """All claims about a contest; those about one area (`?area=`, else the highest) cell by cell."""
    asked = page.contest(contest)
    report = load_claim_report(page.row, contest)
    area = _area_asked(page, report)
    waited, now = _awaited(page, asked, report), _this_hour()
    late = late_protocols(page.definition, waited, report.rows.values(), now)
    overdue = {one.area.pk for one in late if one.row is None}
    coming = [one for one in waited if one.area.pk not in overdue]
    above = ancestors_of([*(one.area for one in late), *(one.area for one in coming)])
    context: dict[str, object] = {
        "tab": "claims",
        "contest": asked,
        "overview": _overview(report, page.definition),
        "late": [(one, above[one.area.pk][1:]) for one in late],
        "now": now,
        "awaited": [(one, above[one.area.pk][1:]) for one in coming],
    }
    if area is not None:
        context |= {
            "area": area,
            "sections": _sections(report, page.definition, asked, area),
            "pairs": _pairs(report, page.definition, asked, area),
            "missing_count": count_missing(page.row, asked, area),
            "missing": list_missing(page.row, asked, area, stop=MOST_NAMED),
        }
    return page.render("claims/claims.html", "results", context)


def claims_csv(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """Every cell that was claimed of a contest, with what it was held against."""
    row = shown_election(election_id)
    if contest not in load_definition(row).rules:
        raise Http404(contest)

    def make() -> Iterable[bytes]:
        report = load_claim_report(row, contest)
        return render_claims_csv(claim_lines(report.checks, report.pairs, report.indexes))

    name = f"{election_id}-claims-{contest}.csv"
    return answer_made(request, row, f"claims/{contest}.csv", make, "text/csv; charset=utf-8", name=name)


@partial(page_beside, besides=lambda _row: f"{_this_hour():%Y%m%d%H}")
def late_csv(page: ElectionPage, contest: str) -> HttpResponse:
    """Commissions whose protocols of a contest came too late or are overdue, as the page lists them."""
    asked, report = page.contest(contest), load_claim_report(page.row, contest)
    late = late_protocols(page.definition, _awaited(page, asked, report), report.rows.values(), _this_hour())
    rows = ([*_late_cells(one)] for one in late)
    response = HttpResponse(b"".join(csv_pieces(LATE_COLUMNS, rows)), content_type="text/csv; charset=utf-8")
    name = f"{page.row.election_id}-claims-{contest}-late.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _late_cells(late: Late) -> Iterable[object]:
    stated = late.row.stated_at if late.row else None
    yield from (late.area.code, late.commission.code)
    yield from ("" if at is None else at.isoformat() for at in (late.due.at, stated))
    yield from (late.hours, late.row.entry_index if late.row else "")


def _area_asked(page: ElectionPage, report: ClaimReport) -> AreaRow | None:
    areas = {row.area.code: row.area for row in report.rows.values()}
    asked = page.request.GET.get("area", "")
    if asked:
        if asked not in areas:
            raise Http404(asked)
        return areas[asked]
    return min(areas.values(), key=lambda area: (area.depth, area.pk), default=None)


def _awaited(page: ElectionPage, contest: Contest, report: ClaimReport) -> list[Awaited]:
    """Commissions whose protocols of this contest are still to come, the highest first."""
    held = PublishedTotal.objects.filter(election=page.row, contest=contest.code, area__kind="unit")
    rows = held.select_related("area").defer("figures").order_by("area__depth", "area__sort_key", "area__pk")
    return awaited(page.definition, contest, [row.area for row in rows], report.rows.values())


def _told(row: PublishedClaim, definition: Definition) -> Told:
    source, stage = SOURCES.get(row.source), STAGES.get(row.stage)
    named = next((body.names for body in definition.pack.bodies.stated if body.code == row.source), None)
    who = say(named, page_language()) if named else gettext(source) if source else row.source
    return Told(row, who, gettext(stage) if stage else row.stage)


def _overview(report: ClaimReport, definition: Definition) -> list[OverviewRow]:
    """By area from the top down, then in the order of the log."""
    counts: dict[ClaimKey, Counter[str]] = {key: Counter() for key in report.rows}
    for check in report.checks:
        for line in check_lines(check, report.indexes):
            counts[claim_key(check.claim)][line.verdict] += 1
    ordered = sorted(report.rows.items(), key=lambda item: (item[1].area.depth, item[1].area.sort_key))
    return [
        OverviewRow(_told(row, definition), counts[key][AGREES], counts[key][DIFFERS], counts[key][OPEN])
        for key, row in ordered
    ]


def differing_tables(page: ElectionPage, within: AreaRow | None) -> list[DifferingTable]:
    """The standing tables of all contests of which a cell is not what it is held against, those of most cells
    first; where `within` is asked, of it and what lies in it. Raises MakersBusy."""
    rows = {row.entry_index: row for row in standing_claims(page.row)}
    if not rows:
        return []
    counted = json.loads(read_made(page.row, "claims/differing.json", lambda: [_count_differing(page.row)]))
    contests = {contest.code: contest for contest in page.definition.election.contests}
    return [
        DifferingTable(_told(rows[index], page.definition), contests[rows[index].contest], cells)
        for index, cells in counted
        if index in rows and (within is None or within.pk in rows[index].area.reach_ids())
    ]


def _count_differing(election: ElectionRow) -> bytes:
    report = load_claim_report(election)
    counts: Counter[int] = Counter()
    for check in report.checks:
        lines = check_lines(check, report.indexes)
        differing = sum(line.verdict == DIFFERS for line in lines)
        counts[report.indexes[claim_key(check.claim)]] += differing
    return render_json([[index, cells] for index, cells in counts.most_common() if cells])


def _sections(
    report: ClaimReport, definition: Definition, contest: Contest, area: AreaRow
) -> list[ClaimSection]:
    rules = definition.rules[contest.code]
    labels = figure_words(rules, contest)
    sections = []
    for key, row in report.rows.items():
        if row.area_id == area.pk:
            checks = [check for check in report.checks if claim_key(check.claim) == key]
            tables = tuple(compared(check, report.indexes, labels) for check in checks)
            broken = level_relation(rules) if any(check.differing for check in checks) else None
            told, earlier = _told(row, definition), tuple(claim_history(row))
            sections.append(ClaimSection(told, tables, earlier, term_of(definition, row), broken))
    return sections


def _pairs(
    report: ClaimReport, definition: Definition, contest: Contest, area: AreaRow
) -> list[tuple[Told, Told, tuple[LabelledLine, ...]]]:
    labels = figure_words(definition.rules[contest.code], contest)
    return [
        (
            _told(report.rows[claim_key(pair.first)], definition),
            _told(report.rows[claim_key(pair.second)], definition),
            in_order(list(pair_lines(pair, report.indexes)), labels),
        )
        for pair in report.pairs
        if pair.first.area_id == area.code
    ]
