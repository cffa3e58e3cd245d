"""A whole figure from its boxes: digits side by side, blanks before or after them, and how sure that is."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hattama.scanning.digits.ink import box_ink
from hattama.scanning.digits.model import DigitReading, read_inks

Grey = NDArray[np.uint8]


class ReadAs(enum.StrEnum):
    """What the boxes of one figure hold, as far as the reader can tell."""

    VALUE = "value"
    BLANK = "blank"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class FigureReading:
    """`value` is set where `read_as` is VALUE and only there; `confidence` 0..1 is the least sure digit's."""

    read_as: ReadAs
    value: int | None
    confidence: float


_BLANK = FigureReading(ReadAs.BLANK, None, 1.0)


def read_figure(boxes: Sequence[Grey]) -> FigureReading:
    """Read one figure from the grey pictures of its boxes, first digit first."""
    return read_figures([boxes])[0]


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
