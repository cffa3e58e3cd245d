"""A whole figure from its boxes: digits side by side, blanks before or after them, and how sure that is."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from hattama.scanning.digits.card import FigureReading, ReadAs
from hattama.scanning.digits.model import DigitReading, read_inks
from hattama.scanning.digits.shapes import Inked

_FRAME = 0.12
"""Share of each side of the box that may hold its printed frame or a neighbour's stroke."""

_LEAST_CONTRAST = 40
"""Grey levels (of 255) that ink is darker than paper at the least; below it the box is blank."""

_LEAST_STROKE = 0.22
"""How far the longest stroke reaches, of the box's shorter side, at the least; dust and grain reach less."""

_GRAIN = 0.9
"""Pixels over which the grain of paper and camera is smoothed before anything is called ink."""


def box_ink(box: NDArray[np.uint8]) -> Inked | None:
    """The ink of a box: grey picture (rows x columns, 0 black to 255 white) to 0..1, None for a blank one."""
    paper = float(np.percentile(box, 75))
    evened = np.clip((paper - box.astype(np.float32)) / max(paper, 1.0), 0, 1).astype(np.float32)
    inside = _without_frame(cv2.GaussianBlur(evened, (0, 0), _GRAIN).astype(np.float32))
    darkest = float(np.percentile(inside, 99.5))
    if darkest * paper < _LEAST_CONTRAST:
        return None
    ink = np.clip(inside / darkest, 0, 1).astype(np.float32)
    kept = _kept(ink)
    if kept is None:
        return None
    return np.where(cv2.dilate(kept, np.ones((3, 3), np.uint8)) > 0, ink, 0).astype(np.float32)


def _without_frame(evened: Inked) -> Inked:
    tall, wide = evened.shape
    down, across = round(tall * _FRAME), round(wide * _FRAME)
    return evened[down : tall - down, across : wide - across]


def _kept(ink: Inked) -> NDArray[np.uint8] | None:
    """Where ink is strong, but for specks and for remains of the frame along an edge; None for a blank."""
    strong = (ink > 0.45).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strong, connectivity=8)
    sliver = max(3, min(ink.shape) // 12)
    parts = [tuple(int(value) for value in stats[label]) for label in range(1, count)]
    whole = [label for label, part in enumerate(parts, 1) if not _is_sliver(part, ink.shape, sliver)]
    reach = max((max(parts[label - 1][2:4]) for label in whole), default=0)
    if reach < _LEAST_STROKE * min(ink.shape):
        return None
    largest = max(parts[label - 1][4] for label in whole)
    kept = [label for label in whole if parts[label - 1][4] >= largest / 12]
    return np.isin(labels, kept).astype(np.uint8)


def _is_sliver(part: tuple[int, ...], shape: tuple[int, ...], sliver: int) -> bool:
    """Whether a part (left, top, width, height, area) is a piece of the printed frame along an edge."""
    left, top, wide, tall, _ = part
    beside = wide <= sliver and (left == 0 or left + wide == shape[1])
    above_or_below = tall <= sliver and (top == 0 or top + tall == shape[0])
    return beside or above_or_below


Grey = NDArray[np.uint8]


_BLANK = FigureReading(ReadAs.BLANK, None, 1.0)


def read_figures(figures: Sequence[Sequence[Grey]]) -> tuple[FigureReading, ...]:
    """Read many figures at once: each a sequence of the grey pictures of its boxes, first digit first."""
    inks = [[box_ink(box) for box in boxes] for boxes in figures]
    readings = iter(read_inks([ink for boxes in inks for ink in boxes if ink is not None]))
    return tuple(_figure([None if ink is None else next(readings) for ink in boxes]) for boxes in inks)


def _figure(read: Sequence[DigitReading | None]) -> FigureReading:
    """Blanks may stand before the digits or after them; a gap between digits is not read."""
    filled = [place for place, reading in enumerate(read) if reading is not None]
    if not filled:
        return _BLANK
    digits = [reading for reading in read if reading is not None]
    confidence = min(reading.confidence for reading in digits)
    whole = filled[-1] - filled[0] + 1 == len(filled)
    if not whole or any(reading.digit is None for reading in digits):
        return FigureReading(ReadAs.UNREAD, None, confidence)
    value = int("".join(str(reading.digit) for reading in digits))
    return FigureReading(ReadAs.VALUE, value, confidence)
