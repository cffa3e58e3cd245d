"""A page made straight: by its corner marks, to the form's own measure, so that a box of the layout is a
rectangle of the picture and nothing else needs to be known to find it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hattama.core.protocols import MARK_SIDE, MARKS_OF_A_PAGE, SHEET_MARGIN, SHEET_SIZE, Box, marks_of_page
from hattama.scanning.marks import FEWEST_MARKS, Corners, find_marks
from hattama.scanning.opening import Colours, Grey, PagePicture, grey_of

PIXELS_PER_MM = 8
"""Of every page made straight: an A4 page is 1680 pixels wide and 2376 tall, a digit's box 48 wide."""

WIDTH, HEIGHT = (side * PIXELS_PER_MM // 10 for side in SHEET_SIZE)
"""Pixels of a page made straight."""

WHOLE_PAGE = Box(0, 0, 0, *SHEET_SIZE)

FARTHEST_MM = 2.0
"""A corner of a mark may lie so far from where a flat page would have it: paper curls, lenses bend."""

Turn = NDArray[np.float64]
"""3 x 3: pixels of the picture to tenths of a millimetre of the page (a plane projective map)."""


class AlignmentTrouble(StrEnum):
    """Why a page could not be made straight; a person looks at it then."""

    NO_MARKS = "no_marks"
    TOO_FEW_MARKS = "too_few_marks"
    MARKS_DISAGREE = "marks_disagree"
    """The marks found do not lie as those of one flat page do."""
    TWO_PAGES = "two_pages"
    """Marks of more than one page are in the picture."""


@dataclass(frozen=True, slots=True)
class NotAligned:
    """The page stays as it came. `found` is how many marks were seen."""

    trouble: AlignmentTrouble
    found: int


@dataclass(frozen=True)
class AlignedPage:
    """A page of a form made straight, its light evened.

    `picture` is HEIGHT x WIDTH x 3 (red, green, blue); a place of the layout in tenths of a millimetre lies
    at that number times PIXELS_PER_MM / 10. `page` is the form's page, from 0. `marks` is how many were
    found, 3 or 4; `farthest_mm` how far a corner of one lies from its place at most. `turn` is the map that
    made it.
    """

    picture: Colours
    turn: Turn
    page: int
    marks: int
    farthest_mm: float

    @cached_property
    def grey(self) -> Grey:
        """The picture without colour: HEIGHT x WIDTH."""
        return grey_of(self.picture)


def align(page: PagePicture) -> AlignedPage | NotAligned:
    """The page made straight by at least three of its four corner marks, or why it was not."""
    found = find_marks(page.grey)
    number = page_of(found)
    if isinstance(number, NotAligned):
        return number
    own = {mark: found[mark] for mark in marks_of_page(number) if mark in found}
    fitted = _fit(own, number)
    if fitted is None:
        return NotAligned(AlignmentTrouble.MARKS_DISAGREE, len(own))
    turn, farthest = fitted
    return AlignedPage(even_light(straighten(page.colours, turn)), turn, number, len(own), farthest)


def straighten(
    colours: Colours, turn: Turn, part: Box = WHOLE_PAGE, pixels_per_mm: float = PIXELS_PER_MM
) -> Colours:
    """`part` of the page (tenths of a millimetre) out of the picture that `turn` maps onto the page."""
    scale = pixels_per_mm / 10
    # The middle of the first pixel lies half a pixel into the page.
    to_pixels = np.array(
        [[scale, 0, -part.left * scale - 0.5], [0, scale, -part.top * scale - 0.5], [0, 0, 1]]
    )
    size = (round(part.width * scale), round(part.height * scale))
    white = (255, 255, 255)
    straight = cv2.warpPerspective(colours, to_pixels @ turn, size, flags=cv2.INTER_LINEAR, borderValue=white)
    return np.asarray(straight, np.uint8)


def box_picture(aligned: AlignedPage, box: Box) -> Grey:
    """The grey pixels of `box`, a view into the page. Raises ValueError for a box of another page."""
    if box.page != aligned.page:
        raise ValueError(box.page)
    scale = PIXELS_PER_MM / 10
    rows = slice(round(box.top * scale), round(box.bottom * scale))
    return aligned.grey[rows, round(box.left * scale) : round(box.right * scale)]


def page_of(found: Mapping[int, Corners]) -> int | NotAligned:
    """The page of the form whose marks are in the picture; or that there is none, too few of one, or two."""
    if not found:
        return NotAligned(AlignmentTrouble.NO_MARKS, 0)
    counts: dict[int, int] = {}
    for mark in found:
        counts[mark // MARKS_OF_A_PAGE] = counts.get(mark // MARKS_OF_A_PAGE, 0) + 1
    whole = [page for page, count in counts.items() if count >= FEWEST_MARKS]
    if len(whole) > 1:
        return NotAligned(AlignmentTrouble.TWO_PAGES, len(found))
    if not whole:
        return NotAligned(AlignmentTrouble.TOO_FEW_MARKS, max(counts.values()))
    return whole[0]


def _fit(own: Mapping[int, Corners], page: int) -> tuple[Turn, float] | None:
    """The map by which the marks found lie where a flat page has them, and how far off the worst corner is.

    None where they do not. Three of four marks would nearly always agree, so none is left out.
    """
    seen = np.concatenate([own[mark] for mark in own], dtype=np.float64)
    meant = np.concatenate([_corners_on_paper(mark, page) for mark in own])
    turn, _ = cv2.findHomography(seen, meant, 0)
    if turn is None or not _keeps_its_face(seen, turn):
        return None
    put = cv2.perspectiveTransform(seen[None], turn)[0]
    farthest = float(np.linalg.norm(put - meant, axis=1).max() / 10)
    return (turn.astype(np.float64), farthest) if farthest <= FARTHEST_MM else None


def _corners_on_paper(mark: int, page: int) -> NDArray[np.float64]:
    right, bottom = SHEET_SIZE[0] - SHEET_MARGIN - MARK_SIDE, SHEET_SIZE[1] - SHEET_MARGIN - MARK_SIDE
    place = marks_of_page(page).index(mark)
    left = SHEET_MARGIN if place in (0, 3) else right
    top = SHEET_MARGIN if place in (0, 1) else bottom
    around = ((0, 0), (MARK_SIDE, 0), (MARK_SIDE, MARK_SIDE), (0, MARK_SIDE))
    return np.array([(left + x, top + y) for x, y in around], dtype=np.float64)


def _keeps_its_face(seen: NDArray[Any], turn: NDArray[Any]) -> bool:
    """Whether all places lie before the camera: else the map turns inside out, and marks were misread."""
    weights = np.column_stack([seen, np.ones(len(seen))]) @ turn[2]
    return bool((weights > 0).all() or (weights < 0).all())


_SMALL = 16
"""The paper's own brightness changes slowly: it is looked for in a picture so many times smaller."""

_WHITE = 245


def even_light(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (rows x columns x 3, or x columns alone) divided by the brightness of its paper, place by
    place.
    """
    tall, wide = colours.shape[:2]
    size = (max(1, wide // _SMALL), max(1, tall // _SMALL))
    # By a whole number first, which is five times as quick: both sides of a page made straight are eights.
    small = cv2.resize(colours, (max(1, wide // 8), max(1, tall // 8)), interpolation=cv2.INTER_AREA)
    small = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
    # Ink is thinner than this brush, so what remains is paper.
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 3)
    background = cv2.resize(np.maximum(paper, 16), (wide, tall), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(colours, background, scale=_WHITE), np.uint8)


def has_detail(grey: NDArray[np.uint8]) -> bool:
    """Whether light and dark differ enough for anything to be seen: not all black, not all white, not a
    smear.
    """
    darkest, lightest = np.percentile(grey[::4, ::4], (0.5, 99.5))
    return bool(lightest - darkest >= 30)


def is_blank(grey: NDArray[np.uint8]) -> bool:
    """Whether a page whose light is evened shows no more than dust: fewer than one dot of ink in two
    thousand.
    """
    evened = even_light(grey)
    edge_y, edge_x = (side // 25 for side in evened.shape[:2])
    inside = evened[edge_y : evened.shape[0] - edge_y, edge_x : evened.shape[1] - edge_x]
    return bool((inside < _WHITE - 70).mean() < 0.0005)
