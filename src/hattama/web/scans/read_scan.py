"""A scan is read: its pages made straight and kept, with whose paper each is and how its hand is known; and
figures from their boxes, which raises questions and settles nothing.
"""

import datetime
from functools import cache

from django.conf import settings
from django.db import transaction

from hattama.core.entries import MEDIA_ENDINGS
from hattama.core.protocols import PaperIdentity, SheetLayout, find_layout
from hattama.formats.scans import ScanRefused
from hattama.scanning import PageReading, PageState, ScanReader, ScanReading, digit_boxes
from hattama.scanning.digits import FigureReading, ReadAs
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import get_content, put_content
from hattama.web.scans.find_odd_papers import paper_of
from hattama.web.scans.tables import FigureReadingRow, ScanPage, ScanReadingRow

_THOUSANDTHS = 1000


def read_figures(scan: Scan) -> int:
    """Read the figures of every aligned page whose layout is one of ours, once; how many rows were written.

    Doing it twice, even at once, changes nothing. Raises ContentMissing or ContentAltered.
    """
    written = 0
    for page in ScanPage.objects.filter(scan=scan, state=PageState.ALIGNED.value).exclude(paper_layout=""):
        if not page.figure_readings.exists():
            written += _record_figures(page, _read(page))
    return written


def _read(page: ScanPage) -> dict[str, FigureReading]:
    paper = paper_of(page)
    layout = layout_of(paper) if paper is not None else None
    if layout is None or page.form_page is None:
        return {}
    figures = [figure for figure in layout.figures if figure.row.page == page.form_page]
    read = scan_reader().read_digits(
        get_content(page.shown), page.form_page, [figure.digits for figure in figures]
    )
    return {figure.key: reading for figure, reading in zip(figures, read, strict=True)}


def _record_figures(page: ScanPage, read: dict[str, FigureReading]) -> int:
    rows = [
        # Rounded down: a reading is never called surer than it is.
        FigureReadingRow(page=page, key=key, value=one.value, confidence=int(one.confidence * _THOUSANDTHS))
        for key, one in read.items()
        if one.read_as is not ReadAs.UNREAD
    ]
    with transaction.atomic():
        FigureReadingRow.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


READABLE = tuple(MEDIA_ENDINGS)


@cache
def scan_reader() -> ScanReader:
    """The reading program of this process; those of all processes on this machine take turns."""
    return ScanReader(queue=settings.DATA_DIR / "readers")


def read_scan(scan: Scan, *, now: datetime.datetime) -> ScanReadingRow:
    """Read `scan` unless that is done; the row that says so. Doing it twice, even at once, changes nothing.

    A scan that cannot be read is kept, with the reason: it was taken in by its content once. Raises
    ContentMissing or ContentAltered.
    """
    row = ScanReadingRow.objects.filter(pk=scan.pk).first()
    if row is not None and row.state != ScanReadingRow.WAITING:
        return row
    try:
        reading = scan_reader().read(get_content(scan.pk))
    except ScanRefused as refused:
        return _record(scan, ScanReadingRow.REFUSED, type(refused).__name__, [], now)
    return _record(scan, ScanReadingRow.READ, "", _page_rows(scan, reading), now)


def _page_rows(scan: Scan, reading: ScanReading) -> list[ScanPage]:
    """Rows of the pages; their pictures are in the store before any row names them."""
    return [
        ScanPage(
            scan=scan,
            number=page.number,
            state=page.state.value,
            reason=page.reason,
            shown=put_content(page.picture) if page.picture else "",
            width=page.width,
            height=page.height,
            form_page=page.page,
            marks=page.marks,
            farthest_mm=page.farthest_mm,
            signature=_signature(page),
            **_paper_fields(page.paper),
        )
        for page in reading.pages
    ]


def _paper_fields(paper: PaperIdentity | None) -> dict[str, object]:
    if paper is None:
        return {}
    return {
        "paper_election": paper.election_id,
        "paper_contest": paper.contest,
        "paper_area": paper.area_id,
        "paper_layout": paper.layout_code,
        "paper_copy": paper.copy_number,
        "paper_page": paper.page,
    }


def _signature(page: PageReading) -> bytes | None:
    """What the handwriting in the boxes of an aligned page is known by, where its layout is one of ours."""
    if page.state is not PageState.ALIGNED or page.paper is None or page.page is None:
        return None
    layout = layout_of(page.paper)
    if layout is None:
        return None
    return scan_reader().sign(page.picture, page.page, digit_boxes(layout, page.page))


def layout_of(paper: PaperIdentity) -> SheetLayout | None:
    """The layout by which `paper` was printed, where its election is known here and has such a form."""
    row = ElectionRow.objects.filter(pk=paper.election_id).first()
    definition = load_definition(row) if row is not None else None
    if definition is None or paper.contest not in definition.rules:
        return None
    form, contest = definition.rules[paper.contest].form, definition.election.contest(paper.contest)
    area = AreaRow.objects.filter(election=row, code=paper.area_id).first() if row else None
    contest = definition.ballot(paper.contest, area) if area else contest
    return find_layout(paper.layout_code, form, contest, definition.pack.languages)


def _record(
    scan: Scan, state: str, reason: str, pages: list[ScanPage], now: datetime.datetime
) -> ScanReadingRow:
    with transaction.atomic():
        # Two who read the same scan at once wait here for one another, and the second finds it done.
        list(Scan.objects.select_for_update(no_key=True).filter(pk=scan.pk).values_list("pk"))
        row, _ = ScanReadingRow.objects.get_or_create(
            scan=scan, defaults={"state": ScanReadingRow.WAITING, "asked_at": now}
        )
        if row.state == ScanReadingRow.WAITING:
            ScanPage.objects.bulk_create(pages)
            row.state, row.reason, row.read_at = state, reason, now
            row.save()
    return row
