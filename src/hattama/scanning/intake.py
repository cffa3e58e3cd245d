"""One file read whole: its pages straight and even, whose they are, and what the public may see of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import cv2
from PIL import Image

from hattama.core.protocols import Box, PaperIdentity
from hattama.core.protocols.sheet_layout import SIZE
from hattama.formats.scans import ScanFacts
from hattama.scanning.alignment import HEIGHT, AlignedPage, align, straighten
from hattama.scanning.codes import papers_in, papers_in_crop
from hattama.scanning.evening import has_detail, is_blank
from hattama.scanning.limits import USUAL_LIMITS, Limits
from hattama.scanning.marks import Grey
from hattama.scanning.opening import Colours, PagePicture, examine, open_pages
from hattama.scanning.refusals import ScanIsBlank, ScanShowsNothing

SHOWN_TYPE = "image/jpeg"
_QUALITY = 65
_CODE_PIXELS_PER_MM = 16
_FEWEST_PIXELS = 16


class PageState(StrEnum):
    """What became of a page."""

    ALIGNED = "aligned"
    """Made straight by its marks: every box of its layout can be found."""
    TO_A_PERSON = "to_a_person"
    """Something is on it, and it could not be made straight: somebody looks at it as it came."""
    REFUSED = "refused"
    """Nothing can be seen on it."""


BLANK = "blank"
SHOWS_NOTHING = "shows_nothing"
SEVERAL_PAPERS = "several_papers"
NO_CODE = "no_code"
OTHER_PAGE = "other_page"
"""The code names another page of the form than the marks do."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page of a file, `number` from 1. `reason` is empty, a trouble of alignment, or one of the words
    above.

    `paper` is whose paper its code names. `picture` is what may be shown: SHOWN_TYPE, `width` x `height`
    pixels, without any metadata; of an aligned page it is the page made straight, of another the page as it
    came, shrunk to HEIGHT. A refused page has none. `page` is the form's page, from 0, where the marks told.
    """

    number: int
    state: PageState
    reason: str = ""
    paper: PaperIdentity | None = None
    page: int | None = None
    marks: int = 0
    farthest_mm: float | None = None
    width: int = 0
    height: int = 0
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class ScanReading:
    """A whole file: what it is, and its pages in order."""

    facts: ScanFacts
    pages: tuple[PageReading, ...]


def read_pages(data: bytes, limits: Limits = USUAL_LIMITS) -> ScanReading:
    """Everything that a file tells. Raises the ScanRefused subclass that names why it cannot be a scan.

    Takes memory and time as the file demands: of strangers' files only where both are bounded (`ScanReader`).
    """
    facts = examine(data, limits)
    pages = tuple(read_page(page) for page in open_pages(data, facts))
    refuse_if_nothing(pages)
    return ScanReading(facts, pages)


def refuse_if_nothing(pages: tuple[PageReading, ...]) -> None:
    """Raise ScanIsBlank or ScanShowsNothing where every page is refused."""
    if all(page.state is PageState.REFUSED for page in pages):
        raise ScanIsBlank if any(page.reason == BLANK for page in pages) else ScanShowsNothing


def read_page(page: PagePicture) -> PageReading:
    """One page made straight where its marks allow, and read."""
    if why := _nothing_on(page.colours):
        return PageReading(page.number, PageState.REFUSED, why)
    aligned = align(page)
    if isinstance(aligned, AlignedPage):
        return _aligned_reading(page, aligned)
    papers = papers_in(_grey(page.colours))
    reason = SEVERAL_PAPERS if len(papers) > 1 else aligned.trouble.value
    shown = _shrunk(page.colours)
    return PageReading(
        page.number,
        PageState.TO_A_PERSON,
        reason,
        paper=papers[0] if len(papers) == 1 else None,
        marks=aligned.found,
        width=shown.shape[1],
        height=shown.shape[0],
        picture=render_shown(shown),
    )


def look_at(data: bytes, facts: ScanFacts, most_pages: int) -> Iterator[PaperIdentity]:
    """The papers that the codes of the first pages name: the quick look at an examined file.

    Raises ScanIsBlank or ScanShowsNothing where these are all the pages and nothing can be seen on any.
    """
    seen = []
    for page in open_pages(data, facts):
        if page.number > most_pages:
            return
        why = _nothing_on(page.colours)
        seen.append(PageReading(page.number, PageState.REFUSED if why else PageState.TO_A_PERSON, why))
        if not why:
            yield from _papers_on(page)
    refuse_if_nothing(tuple(seen))


def _papers_on(page: PagePicture) -> tuple[PaperIdentity, ...]:
    aligned = align(page)
    if isinstance(aligned, AlignedPage):
        paper = _paper_on(page, aligned)
        return (paper,) if paper else ()
    return papers_in(_grey(page.colours))


def render_shown(colours: Colours) -> bytes:
    """A picture as everyone may have it: SHOWN_TYPE, with no word about camera, place, time or person."""
    out = io.BytesIO()
    Image.fromarray(colours).save(out, "JPEG", quality=_QUALITY, subsampling="4:2:0", optimize=True)
    return out.getvalue()


def _aligned_reading(page: PagePicture, aligned: AlignedPage) -> PageReading:
    paper = _paper_on(page, aligned)
    reason = ""
    if paper is None:
        reason = NO_CODE
    elif paper.page != aligned.page:
        reason = OTHER_PAGE
    return PageReading(
        page.number,
        PageState.ALIGNED,
        reason,
        paper=paper,
        page=aligned.page,
        marks=aligned.marks,
        farthest_mm=aligned.farthest_mm,
        width=aligned.picture.shape[1],
        height=aligned.picture.shape[0],
        picture=render_shown(aligned.picture),
    )


def _paper_on(page: PagePicture, aligned: AlignedPage) -> PaperIdentity | None:
    """Whose paper it is: the code is looked for in the top of the page, then anywhere in the picture."""
    top = Box(aligned.page, SIZE[0] // 2, 0, SIZE[0] // 2, SIZE[1] // 6)
    crop = straighten(page.colours, aligned.turn, top, _CODE_PIXELS_PER_MM)
    papers = papers_in_crop(_grey(crop)) or papers_in(_grey(page.colours))
    return papers[0] if len(papers) == 1 else None


def _nothing_on(colours: Colours) -> str:
    grey = _grey(colours)
    if min(grey.shape) < _FEWEST_PIXELS:
        return SHOWS_NOTHING
    small = _shrunk(grey)
    lit = bool(small.mean() > 100)
    if not has_detail(small):
        return BLANK if lit else SHOWS_NOTHING
    return BLANK if is_blank(small) else ""


def _shrunk(colours: Colours) -> Colours:
    factor = HEIGHT / max(colours.shape[:2])
    if factor >= 1:
        return colours
    return cv2.resize(colours, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(colours.dtype)


def _grey(colours: Colours) -> Grey:
    return cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY).astype("uint8")
