"""Ink in a printed box as a cheap telephone and the making straight leave it: blurred, noisy, squeezed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Inked = NDArray[np.float32]
Grey = NDArray[np.uint8]

_MARGIN = 6
"""Pixels of paper around the box while it is made, so that blur and slips have something to take."""


def boxed(ink: Inked | None, chance: np.random.Generator) -> Grey:
    """A box of the form, 8 pixels to the millimetre, with `ink` (0 paper to 1 ink) in it or with none."""
    tall, wide = int(chance.integers(52, 66)), int(chance.integers(38, 58))
    paper = np.full((tall + 2 * _MARGIN, wide + 2 * _MARGIN), 1.0, np.float32)
    if ink is not None:
        _write(paper, ink, tall, wide, chance)
    left, top = _MARGIN + chance.integers(-2, 3, 2)
    cv2.rectangle(paper, (int(left), int(top)), (int(left) + wide, int(top) + tall), 0.25, 2)
    return _photographed(paper, chance)[_MARGIN : _MARGIN + tall, _MARGIN : _MARGIN + wide]


def _write(paper: Inked, ink: Inked, tall: int, wide: int, chance: np.random.Generator) -> None:
    """Put the ink somewhere inside the box, as large as hands write, in a pen of some darkness."""
    height = min(tall - 8, round(chance.uniform(0.5, 0.8) * tall))
    width = min(wide - 6, round(height * chance.uniform(0.55, 0.9)))
    shape = cv2.resize(_cut(ink), (width, height), interpolation=cv2.INTER_AREA)
    shape = np.clip(shape * chance.uniform(1.0, 2.0) - chance.uniform(0, 0.4), 0, 1)
    top = _MARGIN + int(chance.integers(3, tall - height - 2))
    left = _MARGIN + int(chance.integers(2, wide - width - 1))
    paper[top : top + height, left : left + width] *= 1 - shape * chance.uniform(0.45, 0.9)


def _cut(ink: Inked) -> Inked:
    rows, columns = np.nonzero(ink > 0.2)
    if not len(rows):
        return ink
    cut = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    # A stroke from top to bottom keeps its thinness.
    missing = (int(len(cut) * 0.6) - cut.shape[1]) // 2
    return np.pad(cut, ((0, 0), (max(0, missing), max(0, missing))))


def _photographed(paper: Inked, chance: np.random.Generator) -> Grey:
    grey = np.asarray(paper * 255 * chance.uniform(0.75, 1.0), np.float32)
    blur = chance.uniform(0, 1.8)
    if blur > 0.3:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), blur), np.float32)
    grain = np.asarray(chance.normal(0, chance.uniform(0, 11), grey.shape), np.float32)
    coarse = chance.uniform(0.3, 1.2)
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), coarse), np.float32)
    squeezed = np.clip(grey + grain, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", squeezed, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(35, 92))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
