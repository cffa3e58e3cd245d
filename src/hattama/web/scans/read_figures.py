"""The figures of a read scan are read from their boxes: that raises questions and settles nothing."""

from __future__ import annotations

from django.db import transaction

from hattama.scanning import PageState
from hattama.scanning.digits import FigureReading, ReadAs
from hattama.web.kernel.published.scans import Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.scans.find_odd_papers import paper_of
from hattama.web.scans.read_scan import layout_of, scan_reader
from hattama.web.scans.tables import FigureReadingRow, ScanPage

_THOUSANDTHS = 1000


def read_figures(scan: Scan) -> int:
    """Read the figures of every aligned page whose layout is one of ours, once; how many rows were written.

    Doing it twice, even at once, changes nothing. Raises ContentMissing or ContentAltered.
    """
    written = 0
    for page in ScanPage.objects.filter(scan=scan, state=PageState.ALIGNED.value).exclude(paper_layout=""):
        if not page.figure_readings.exists():
            written += _record(page, _read(page))
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


def _record(page: ScanPage, read: dict[str, FigureReading]) -> int:
    rows = [
        # Rounded down: a reading is never called surer than it is.
        FigureReadingRow(page=page, key=key, value=one.value, confidence=int(one.confidence * _THOUSANDTHS))
        for key, one in read.items()
        if one.read_as is not ReadAs.UNREAD
    ]
    with transaction.atomic():
        FigureReadingRow.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
