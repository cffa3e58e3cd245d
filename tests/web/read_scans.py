"""Scans that were read: a form of ours as its picture, laid straight, beside a published protocol."""

import io
from collections.abc import Mapping

from PIL import Image, ImageDraw

from hattama.core.protocols import SheetLayout, lay_out
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.scans.figure_boxes import ALIGNED
from hattama.web.scans.tables import ScanPage
from tests.web.tiny_election import ELECTION_ID, PARTY

PIXELS = (840, 1188)
"""Of the page that is made here: four to the millimetre."""


def layout_of(contest: str = PARTY) -> SheetLayout:
    """The layout of this contest's form in the tiny election."""
    definition = load_definition(ElectionRow.objects.get(pk=ELECTION_ID))
    form = definition.rules[contest].form
    return lay_out(form, definition.election.contest(contest), definition.pack.languages)


def page_picture(layout: SheetLayout, figures: Mapping[str, int]) -> bytes:
    """The first page of the form with these figures in its boxes, as JPEG."""
    page = Image.new("L", PIXELS, 255)
    pen = ImageDraw.Draw(page)
    for place in layout.figures:
        for box, digit in zip(
            reversed(place.digits), reversed(str(figures.get(place.key, ""))), strict=False
        ):
            if box.page == 0:
                pen.text((box.left * 0.4 + 6, box.top * 0.4 + 2), digit, fill=20, font_size=22)
        for box in place.digits:
            if box.page == 0:
                edge = (box.left * 0.4, box.top * 0.4, box.right * 0.4, box.bottom * 0.4)
                pen.rectangle(edge, outline=150)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()


def read_as_form(scan: Scan, figures: Mapping[str, int], contest: str = PARTY) -> ScanPage:
    """Let `scan` have been read: its only page is the first of the form, laid straight."""
    layout = layout_of(contest)
    return ScanPage.objects.create(
        scan=scan,
        number=1,
        state=ALIGNED,
        shown=put_content(page_picture(layout, figures)),
        width=PIXELS[0],
        height=PIXELS[1],
        form_page=0,
        marks=4,
        paper_layout=layout.code,
        paper_page=0,
    )


def read_without_marks(scan: Scan) -> ScanPage:
    """Let `scan` have been read, and its page not have been laid straight."""
    blank = Image.new("L", PIXELS, 240)
    out = io.BytesIO()
    blank.save(out, "JPEG")
    return ScanPage.objects.create(
        scan=scan,
        number=1,
        state="to_a_person",
        reason="no_marks",
        shown=put_content(out.getvalue()),
        width=PIXELS[0],
        height=PIXELS[1],
    )
