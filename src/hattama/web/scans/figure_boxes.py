"""Where the figures of a protocol stand on the pages of its scans, by the layout of its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, Subquery

from hattama.core.protocols import SHEET_SIZE, Box, FigureBoxes, Form, SheetLayout, find_layout
from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.stores.kept_questions import kept_question, rows_among
from hattama.web.kernel.stores.kept_readings import kept
from hattama.web.scans.scan_jobs import Look, bring_forward
from hattama.web.scans.tables import PaperFinding, ScanPage, ScanReadingRow

ALIGNED = "aligned"
SHOWN_TYPE = "image/jpeg"
"""Of every picture of a page that may be shown (hattama.scanning writes them)."""

_PLACES = 4


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of a scan as everyone may see it: `scan` by its SHA-256, `number` from 1, pixels of the picture.

    `boxes`: figure key to left, top, width and height as shares of the page; empty where the page could not
    be made straight or is no form of ours.
    """

    scan: str
    number: int
    shown: str
    width: int
    height: int
    is_aligned: bool
    boxes: Mapping[str, tuple[float, float, float, float]]

    @property
    def boxes_id(self) -> str:
        """What the boxes are called in a page, or the empty text where there are none."""
        return f"boxes-{self.scan[:12]}-{self.number}" if self.boxes else ""


class ShownScan(NamedTuple):
    """The pages of a scan that can be shown, in order; whether it is still to be read, with none then."""

    pages: tuple[ShownPage, ...]
    is_waiting: bool


def load_shown_scans(
    definition: Definition, scans: Mapping[str, Contest], look: Look | None
) -> dict[str, ShownScan]:
    """What can be shown of each of these scans. `look`: who looks; what was not read yet is read sooner then.

    `scans`: SHA-256 to the contest whose protocol the scan stands beside. One query for them all, and one for
    those without pages.
    """
    pages: dict[str, list[ShownPage]] = {sha256: [] for sha256 in scans}
    for row in _shown_rows(sorted(scans)):
        contest = scans[row.scan_id]
        boxes = _shares_on(definition, contest, row)
        pages[row.scan_id].append(
            ShownPage(row.scan_id, row.number, row.shown, row.width, row.height, row.state == ALIGNED, boxes)
        )
    unseen = [sha256 for sha256, shown in pages.items() if not shown]
    # By what was read and not by jobs: a page is made anew with what was found, while the job goes on.
    unread = rows_among(ScanReadingRow, "pk", unseen, "pk", state=ScanReadingRow.WAITING)
    waiting = {sha256 for (sha256,) in unread}
    if look is not None:
        bring_forward(waiting, look)
    return {sha256: ShownScan(tuple(shown), sha256 in waiting) for sha256, shown in pages.items()}


def _shares_on(
    definition: Definition, contest: Contest, page: ScanPage
) -> dict[str, tuple[float, float, float, float]]:
    """The boxes of a page as shares of it."""
    if page.state != ALIGNED or page.form_page is None or not page.paper_layout:
        return {}
    form, languages = definition.rules[contest.code].form, definition.pack.languages
    return _shares_of_layout(page.paper_layout, form, contest, languages, page.form_page)


@lru_cache(maxsize=256)
def _shares_of_layout(
    code: str, form: Form, contest: Contest, languages: tuple[str, ...], form_page: int
) -> dict[str, tuple[float, float, float, float]]:
    layout = layout_named(code, form, contest, languages)
    return (
        {} if layout is None else {key: shares_of(box) for key, box in _boxes_on(layout, form_page).items()}
    )


@kept
@kept_question
def _shown_rows(scans: list[str]) -> QuerySet[ScanPage]:
    return ScanPage.objects.filter(scan__in=scans).exclude(shown="").defer("signature")


@kept
def last_page_read(election: ElectionRow) -> str:
    """Another text as soon as pages of further scans have been read, or something odd was found on one."""
    return str(_newest_read(election.pk))


@kept_question
def _newest_read(election: str) -> QuerySet[ElectionRow, Any]:
    """The last page and the last finding, of whatever election, in one question."""
    newest = (Subquery(table.objects.order_by("-pk").values("pk")[:1]) for table in (ScanPage, PaperFinding))
    return ElectionRow.objects.filter(pk=election).values_list(*newest)


def page_boxes(definition: Definition, contest: Contest, page: ScanPage) -> dict[str, Box]:
    """The boxes of the figures that stand on this page, by key, in tenths of a millimetre."""
    if page.state != ALIGNED or page.form_page is None or not page.paper_layout:
        return {}
    form = definition.rules[contest.code].form
    layout = layout_named(page.paper_layout, form, contest, definition.pack.languages)
    return {} if layout is None else _boxes_on(layout, page.form_page)


def _boxes_on(layout: SheetLayout, form_page: int) -> dict[str, Box]:
    return {figure.key: written_box(figure) for figure in layout.figures if figure.row.page == form_page}


@lru_cache(maxsize=64)
def layout_named(code: str, form: Form, contest: Contest, languages: tuple[str, ...]) -> SheetLayout | None:
    """The layout with this code, found once a process; None where the form has none such."""
    return find_layout(code, form, contest, languages)


def written_box(figure: FigureBoxes) -> Box:
    """What is written by hand for a figure: from its first digit to the end of its line for words."""
    first, last = figure.digits[0], figure.words or figure.digits[-1]
    return Box(figure.row.page, first.left, figure.row.top, last.right - first.left, figure.row.height)


def shares_of(box: Box) -> tuple[float, float, float, float]:
    """Left, top, width and height as shares of the page."""
    width, height = SHEET_SIZE
    return (
        round(box.left / width, _PLACES),
        round(box.top / height, _PLACES),
        round(box.width / width, _PLACES),
        round(box.height / height, _PLACES),
    )
