"""The ink inside one box of the form: its printed frame left out, paper and shadow taken away."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hattama.scanning.digits.shapes import Inked

_FRAME = 0.12
"""Share of each side of the box that may hold its printed frame or a neighbour's stroke."""

_LEAST_CONTRAST = 40
"""Grey levels (of 255) that ink is darker than paper at the least; below it the box is blank."""

_LEAST_INK = 0.012
"""Share of the box that ink covers at the least; a speck of dust covers less."""


def box_ink(box: NDArray[np.uint8]) -> Inked | None:
    """The ink of a box: grey picture (rows x columns, 0 black to 255 white) to 0..1, None for a blank one."""
    paper = float(np.percentile(box, 75))
    evened = np.clip((paper - box.astype(np.float32)) / max(paper, 1.0), 0, 1)
    inside = _without_frame(evened)
    darkest = float(np.percentile(inside, 99.5)) * paper
    if darkest < _LEAST_CONTRAST:
        return None
    ink = np.clip(inside * paper / darkest, 0, 1).astype(np.float32)
    strong = _kept(ink)
    if strong.mean() < _LEAST_INK:
        return None
    return np.where(cv2.dilate(strong, np.ones((3, 3), np.uint8)) > 0, ink, 0).astype(np.float32)


def _without_frame(evened: Inked) -> Inked:
    tall, wide = evened.shape
    down, across = round(tall * _FRAME), round(wide * _FRAME)
    return evened[down : tall - down, across : wide - across]


def _kept(ink: Inked) -> NDArray[np.uint8]:
    """Where ink is strong, but for specks and for a remainder of the frame along an edge."""
    strong = (ink > 0.45).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strong, connectivity=8)
    if count < 2:
        return strong
    sliver = max(3, min(ink.shape) // 12)
    largest = stats[1:, cv2.CC_STAT_AREA].max()
    for label in range(1, count):
        left, top, wide, tall, area = (int(value) for value in stats[label])
        beside = wide <= sliver and (left == 0 or left + wide == ink.shape[1])
        above_or_below = tall <= sliver and (top == 0 or top + tall == ink.shape[0])
        if area < largest / 12 or beside or above_or_below:
            strong[labels == label] = 0
    return strong
