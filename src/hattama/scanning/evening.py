"""Even light: shadows and tints taken off the paper, so that paper is white and ink keeps its colour."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_SMALL = 16
"""The paper's own brightness changes slowly: it is looked for in a picture so many times smaller."""

_WHITE = 245


def even_light(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture (rows x columns x 3, or x columns alone) divided by the brightness of its paper, place by
    place.
    """
    tall, wide = colours.shape[:2]
    size = (max(1, wide // _SMALL), max(1, tall // _SMALL))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    # Ink is thinner than this brush, so what remains is paper.
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 3)
    background = cv2.resize(np.maximum(paper, 16), (wide, tall), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(colours, background, scale=_WHITE).astype(np.uint8)


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
