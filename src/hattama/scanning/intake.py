"""One file read whole: its pages straight and even, whose they are, and what the public may see of them."""

from collections.abc import Iterable, Iterator
from itertools import islice

import cv2
import numpy as np
import zxingcpp

from hattama.core.protocols import SHEET_SIZE, Box, PaperIdentity, parse_paper
from hattama.formats.scans import MIN_SIDE
from hattama.scanning.alignment import (
    HEIGHT,
    AlignedPage,
    align,
    even_light,
    has_detail,
    is_blank,
    straighten,
)
from hattama.scanning.messages import PageReading, PageState, ScanReading
from hattama.scanning.opening import Colours, Grey, PagePicture, examine, grey_of, open_pages
from hattama.scanning.refusals import USUAL_LIMITS, Limits, ScanIsBlank, ScanShowsNothing

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_LONG_SIDES = (2000, 3500, 1200)


def codes_in(grey: Grey) -> tuple[str, ...]:
    """The texts of all QR codes of the picture, each once; of what is no text, nothing."""
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_QR)
    return tuple(dict.fromkeys(code.text for code in found if code.valid and code.text))


def papers_in(grey: Grey, most: int | None = None) -> tuple[PaperIdentity, ...]:
    """The papers named by codes anywhere in a whole picture; other people's codes are passed over.

    Tried at several sizes, then with even light, `most` times: the first try that names a paper counts.
    """
    return _first(islice(_tries(grey), most))


def papers_in_crop(grey: Grey) -> tuple[PaperIdentity, ...]:
    """The same for a small picture that shows little beside the code."""
    return _first(_crop_tries(grey))


def _first(pictures: Iterable[Grey]) -> tuple[PaperIdentity, ...]:
    for picture in pictures:
        papers = [parse_paper(text) for text in codes_in(picture)]
        named = tuple(dict.fromkeys(paper for paper in papers if isinstance(paper, PaperIdentity)))
        if named:
            return named
    return ()


def _tries(grey: Grey) -> Iterator[Grey]:
    long_side = max(grey.shape)
    sizes = list(dict.fromkeys(min(size, long_side) for size in _LONG_SIDES))
    for size in sizes:
        yield _resized(grey, size / long_side)
    yield even_light(_resized(grey, sizes[0] / long_side))
    if long_side < _LONG_SIDES[0]:
        yield _resized(grey, 2.0)


def _crop_tries(grey: Grey) -> Iterator[Grey]:
    yield grey
    evened = even_light(grey)
    yield evened
    yield _resized(evened, 2.0)
    yield _resized(evened, 0.5)
    # Unsharp mask: what a shaking hand smeared.
    soft = cv2.GaussianBlur(evened, (0, 0), 4)
    sharp = np.asarray(cv2.addWeighted(evened, 2.5, soft, -1.5, 0), np.uint8)
    yield sharp
    yield np.where(sharp < 150, 0, 255).astype(np.uint8)


def _resized(grey: Grey, factor: float) -> Grey:
    if factor == 1:
        return grey
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=kind), np.uint8)


_QUALITY = 65
_CODE_PIXELS_PER_MM = 16


BLANK = "blank"
SHOWS_NOTHING = "shows_nothing"
SEVERAL_PAPERS = "several_papers"
NO_CODE = "no_code"
OTHER_PAGE = "other_page"
"""The code names another page of the form than the marks do."""


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
    aligned = align(page)
    if isinstance(aligned, AlignedPage):
        return _aligned_reading(page, aligned)
    shown = _shrunk(page.colours)
    if why := _nothing_on(grey_of(shown)):
        return PageReading(page.number, PageState.REFUSED, why)
    # Few papers without marks have a code of ours, and a page whose marks are cut off shows it at once.
    papers = papers_in(page.grey, most=None if aligned.found else 1)
    reason = SEVERAL_PAPERS if len(papers) > 1 else aligned.trouble.value
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


def render_shown(colours: Colours) -> bytes:
    """A picture as everyone may have it: JPEG, with no word about camera, place, time or person."""
    wanted = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
    return cv2.imencode(".jpg", cv2.cvtColor(colours, cv2.COLOR_RGB2BGR), wanted)[1].tobytes()


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
    top = Box(aligned.page, SHEET_SIZE[0] // 2, 0, SHEET_SIZE[0] // 2, SHEET_SIZE[1] // 6)
    crop = straighten(page.grey, aligned.turn, top, _CODE_PIXELS_PER_MM)
    papers = papers_in_crop(crop) or papers_in(page.grey)
    return papers[0] if len(papers) == 1 else None


def _nothing_on(grey: Grey) -> str:
    if min(grey.shape) < MIN_SIDE:
        return SHOWS_NOTHING
    lit = bool(grey.mean() > 100)
    if not has_detail(grey):
        return BLANK if lit else SHOWS_NOTHING
    return BLANK if is_blank(grey) else ""


def _shrunk(colours: Colours) -> Colours:
    factor = HEIGHT / max(colours.shape[:2])
    if factor >= 1:
        return colours
    return np.asarray(cv2.resize(colours, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
