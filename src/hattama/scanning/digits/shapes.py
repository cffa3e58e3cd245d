"""A digit's ink brought to one size, and what of it the reader looks at."""

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 20
"""Pixels of the side of the square that every digit is brought to."""

_CELLS, _CELL, _TURNS = 4, 5, 8
_MARGIN = 2
_SOFT = 0.01
"""Keeps the length of an empty block from being divided by."""


FEATURES = (_CELLS - 1) ** 2 * 4 * _TURNS

INK = 0.25
"""A pixel above this share of full ink belongs to the digit."""

Inked = NDArray[np.float32]
"""A picture of ink: 0 is paper, 1 is full ink."""


def centred(ink: Inked) -> Inked:
    """`ink` (rows x columns, not empty) scaled by its longer side and centred by its weight: SIDE x SIDE.

    Raises ValueError where no pixel holds ink.
    """
    rows, columns = np.nonzero(ink > INK)
    if not len(rows):
        raise ValueError("no ink")
    cut = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = (SIDE - 2 * _MARGIN) / max(cut.shape)
    wide, tall = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    small = cv2.resize(cut, (wide, tall), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left = _start(small.sum(axis=0))
    top = _start(small.sum(axis=1))
    shape = np.zeros((SIDE, SIDE), np.float32)
    shape[top : top + tall, left : left + wide] = small
    return shape


def _start(weights: NDArray[np.float32]) -> int:
    """Where a row of weights begins, so that its middle of weight stands in the middle of the square."""
    middle = float((weights * np.arange(len(weights))).sum() / weights.sum())
    return int(np.clip(round(SIDE / 2 - 0.5 - middle), 0, SIDE - len(weights)))


def features(shapes: Inked) -> NDArray[np.float32]:
    """Histograms of the directions of gradients, n x SIDE x SIDE to n x FEATURES.

    N. Dalal and B. Triggs, "Histograms of Oriented Gradients for Human Detection" (CVPR 2005): here 4 x 4
    cells of 5 pixels, 8 directions of the full turn, overlapping blocks of 2 x 2 cells of length one.
    """
    cells = _cells(shapes)
    blocks = (
        cells[:, top : top + 2, left : left + 2].reshape(len(shapes), -1)
        for top in range(_CELLS - 1)
        for left in range(_CELLS - 1)
    )
    even = [block / np.sqrt((block**2).sum(axis=1, keepdims=True) + _SOFT) for block in blocks]
    return np.concatenate(even, axis=1).astype(np.float32)


def _cells(shapes: Inked) -> NDArray[np.float32]:
    padded = np.pad(shapes, ((0, 0), (1, 1), (1, 1)))
    across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    strength = np.hypot(across, down)
    turn = (np.arctan2(down, across) / (2 * np.pi) * _TURNS) % _TURNS
    lower = np.floor(turn).astype(np.int64)
    share = turn - lower
    cells = np.empty((len(shapes), _CELLS, _CELLS, _TURNS), np.float32)
    for direction in range(_TURNS):
        # Each gradient is shared between the two directions that it lies between.
        near = np.where(lower % _TURNS == direction, 1 - share, 0)
        next_to = np.where((lower + 1) % _TURNS == direction, share, 0)
        part = strength * (near + next_to)
        cells[..., direction] = part.reshape(-1, _CELLS, _CELL, _CELLS, _CELL).sum(axis=(2, 4))
    return cells
