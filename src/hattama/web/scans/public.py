"""Pictures of the pages of published scans and of single figures on them, made from the file, without its
metadata; and the strip view: one box of many papers under one another, beside what was
published.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from hattama.core.protocols import CHOICES, NAMED_GROUPS, figure_key, is_known_key, named_rows
from hattama.core.vocabulary import Contest, Count
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, below
from hattama.web.kernel.languages.paper_lines import field_name
from hattama.web.kernel.log.bundle_store import AN_HOUR
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    election_page,
    page_language,
    page_with_scans,
)
from hattama.web.kernel.pages.file_answers import answer_made, file_response
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.pages.problem_answers import of_the_log
from hattama.web.kernel.published.browsing import placed, totals_of
from hattama.web.kernel.published.missing import Counts, place_of
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.page_pictures import cut_figure, halve, pixels_of
from hattama.web.scans.figure_boxes import ALIGNED, SHOWN_TYPE, page_boxes
from hattama.web.scans.tables import ScanPage


@of_the_log
def scan_page(request: HttpRequest, sha256: str, number: int) -> HttpResponseBase:
    """One page of a published scan as a picture: laid straight where its corner marks were found.

    With `?small` at half its size, which is what a page shows before anybody zooms.
    """
    beside = _beside(sha256)
    page = _page(beside, number)
    if "small" in request.GET:
        return _made_picture(request, beside, f"{page.shown}-small", lambda: halve(get_content(page.shown)))
    return _lasting(file_response(request, [get_content(page.shown)], SHOWN_TYPE, tag=page.shown))


@of_the_log
def figure_picture(request: HttpRequest, sha256: str, number: int, figure: str) -> HttpResponseBase:
    """What is written for one figure, cut out of a page that was laid straight."""
    beside = _beside(sha256)
    page = _page(beside, number)
    definition = load_definition(beside.protocol.election)
    contest = definition.ballot(beside.protocol.contest, beside.protocol.area)
    box = page_boxes(definition, contest, page).get(figure)
    if box is None:
        raise Http404(figure)
    what = f"{page.shown}-{figure}-{box}"
    return _made_picture(request, beside, what, lambda: cut_figure(get_content(page.shown), box))


def _beside(sha256: str) -> PublishedScan:
    """The scan where it stands beside a protocol, unless it was withdrawn."""
    shown = PublishedScan.objects.select_related("protocol__election")
    beside = shown.filter(scan=sha256, withdrawn_by=None).first()
    if beside is None:
        raise Http404(sha256)
    return beside


def _page(beside: PublishedScan, number: int) -> ScanPage:
    pages = ScanPage.objects.exclude(shown="").defer("signature")
    return get_object_or_404(pages, scan=beside.scan_id, number=number)


def _made_picture(
    request: HttpRequest, beside: PublishedScan, of: str, make: Callable[[], bytes]
) -> HttpResponseBase:
    """A picture cut from a page once, and not for everybody who looks."""
    election = beside.protocol.election
    return _lasting(answer_made(request, election, "picture.jpg", lambda: [make()], SHOWN_TYPE, of=of))


def _lasting(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = AN_HOUR
    return sandboxed(response)


@dataclass(frozen=True, slots=True)
class StripRow:
    """One precinct. `state` of the figure as published: given, blank or illegible.

    `scan` and `page` name the page on which the figure is seen, `width` and `height` the picture's pixels;
    where it is not, `lacks` says why: `scan`, `alignment` or `box`. `codes`: relations that do not hold and
    speak of this figure.
    """

    area: AreaRow
    state: str
    value: Count
    codes: tuple[str, ...]
    scan: str = ""
    page: int = 0
    width: int = 0
    height: int = 0
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class FigureName:
    """A figure that can be looked at: its key, its mark on the paper, its name; whether it is votes cast."""

    key: str
    mark: str
    label: str
    is_choice: bool


def figures_of(definition: Definition, contest: Contest, language: str) -> list[FigureName]:
    """The lines of the form that stand on every paper, in its order; of numbered groups the first row."""
    rules = definition.rules[contest.code]
    names: list[FigureName] = []
    for figure in rules.form.figures:
        if not figure.on_paper:
            continue
        is_choice = figure.group == CHOICES
        named = named_rows(figure.group, contest) if figure.group in NAMED_GROUPS else ()
        rows = [one.code for one in named] or ["1" if figure.group else ""]
        keys = (figure_key(figure.code, row) for row in rows)
        names += [FigureName(key, *field_name(rules, contest, key, language), is_choice) for key in keys]
    return names


def is_figure(definition: Definition, contest: Contest, key: str) -> bool:
    """Whether the form of this contest has such a figure."""
    return is_known_key(definition.rules[contest.code].form, contest, key)


def received_in(contest: str) -> Counts:
    """How many protocols of a contest were published of each area."""
    return lambda areas: {
        area.pk: total.received if (total := held.get(area.pk, {}).get(contest)) else 0
        for held in [totals_of(areas)]
        for area in areas
    }


def protocols_within(
    area: AreaRow, contest: str, start: int, stop: int, *, broken_first: bool
) -> list[PublishedProtocol]:
    """Some of the published protocols of a contest in an area, by their places in the order in which a
    country is read, with their areas and scans; those with findings first.
    """
    scans = Prefetch("scans", PublishedScan.objects.filter(withdrawn_by=None))
    rows = PublishedProtocol.objects.filter(below(area, "area__"), contest=contest).order_by("area")
    rows = rows.select_related("area").prefetch_related(scans)
    if not broken_first:
        first, start, stop = place_of(area, start, stop, received_in(contest))
        return list(rows.filter(area__gte=first)[start:stop])
    broken = rows.filter(election=area.election_id, has_broken=True)
    found, count = list(broken[start:stop]), broken.count()
    rest = rows.filter(has_broken=False)
    return found + list(rest[max(0, start - count) : max(0, stop - count)])


def strip_rows(
    definition: Definition, contest: Contest, key: str, rows: Sequence[PublishedProtocol]
) -> list[StripRow]:
    """A row for each of these protocols (one page of them). One query, whatever their number."""
    named = [shown.scan_id for row in rows for shown in row.scans.all()]
    pages: dict[str, list[ScanPage]] = {}
    for page in ScanPage.objects.filter(scan__in=named).exclude(shown="").defer("signature"):
        pages.setdefault(page.scan_id, []).append(page)
    return [_row(definition, contest, key, row, pages) for row in rows]


def _row(
    definition: Definition,
    contest: Contest,
    key: str,
    row: PublishedProtocol,
    pages: dict[str, list[ScanPage]],
) -> StripRow:
    value = row.figures.get(key)
    state = "illegible" if key in row.illegible else "blank" if value is None else "given"
    told = StripRow(row.area, state, value, tuple(_codes(row.findings, key, contest.code)))
    here = [page for shown in reversed(row.shown_scans) for page in pages.get(shown.scan_id, [])]
    for page in here:
        box = page_boxes(definition, contest, page).get(key)
        if box is not None:
            left, top, right, bottom = pixels_of(box, (page.width, page.height))
            return StripRow(
                told.area, state, value, told.codes, page.scan_id, page.number, right - left, bottom - top
            )
    return StripRow(told.area, state, value, told.codes, lacks=_lacks(row, here))


def _lacks(row: PublishedProtocol, pages: Sequence[ScanPage]) -> str:
    if not row.shown_scans:
        return "scan"
    return "box" if any(page.state == ALIGNED for page in pages) else "alignment"


def _codes(findings: Iterable[dict[str, object]], key: str, contest: str) -> list[str]:
    codes = []
    for finding in findings:
        fields = finding["fields"]
        named = isinstance(fields, list) and {key, f"{contest}/{key}"}.intersection(fields)
        if named and finding["verdict"] == "broken":
            codes.append(str(finding["code"]))
    return list(dict.fromkeys(codes))


ROWS = 40


@election_page
def strips(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The strip of the first choice on the ballot, or else of the first line of the form."""
    names = figures_of(page.definition, page.contest(contest), page_language())
    votes = (name for name in names if name.is_choice)
    first = next(votes, names[0])
    return redirect("public:strip", page.row.election_id, area_id, contest, first.key)


@page_with_scans
@asking("first", "page")
def strip(page: ElectionPage, area_id: str, contest: str, figure: str) -> HttpResponse:
    """One figure of one contest in all precincts of an area."""
    area, held = page.area(area_id), page.contest(contest)
    if not is_figure(page.definition, held, figure):
        raise Http404(figure)
    broken_first = page.request.GET.get("first") == "findings"
    count = received_in(contest)([area])[area.pk]
    if area.is_precinct:
        count = PublishedProtocol.objects.filter(area=area, contest=contest).count()
    paging = page_of(page.request.GET, count, ROWS)
    found = protocols_within(area, contest, paging.start, paging.stop, broken_first=broken_first)
    names = figures_of(page.definition, held, page_language())
    context = {
        **placed(area),
        "contest": held,
        "figure": figure,
        "names": names,
        "chosen": next((name for name in names if name.key == figure), None),
        "broken_first": broken_first,
        "paging": paging,
        "rows": strip_rows(page.definition, held, figure, found),
    }
    return page.render("scans/strip.html", "results", context)
