"""People's digits: the UCI set of optically recognised handwritten digits, as it ships with scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Inked = NDArray[np.float32]

_SIDE = 40
_HELD_BACK = 0.3
_SPLIT = 2023


@dataclass(frozen=True)
class Split:
    """`learned` and `held_back`: pictures (0 paper to 1 ink, 40 x 40) and the digits that they show."""

    learned: tuple[tuple[Inked, int], ...]
    held_back: tuple[tuple[Inked, int], ...]


@cache
def load_split() -> Split:
    """1,797 digits of 8 x 8 pixels, three tenths of each digit held back, the same ones every time."""
    # Two seconds, which who only collects tests need not spend.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    places = np.arange(len(digits.target))
    learned, held_back = train_test_split(
        places, test_size=_HELD_BACK, random_state=_SPLIT, stratify=digits.target
    )

    def shown(chosen: NDArray[np.int64]) -> tuple[tuple[Inked, int], ...]:
        return tuple((_enlarged(digits.images[place]), int(digits.target[place])) for place in sorted(chosen))

    return Split(shown(learned), shown(held_back))


def _enlarged(image: NDArray[np.float64]) -> Inked:
    grown = cv2.resize((image / 16).astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
    return grown.clip(0, 1).astype(np.float32)


def varied(picture: Inked, times: int, chance: np.random.Generator) -> Iterator[Inked]:
    """The picture turned, slanted, stretched, with a thicker or thinner pen; too faint ones are left out."""
    for _ in range(times):
        moved = _moved(picture, chance)
        pen = chance.random()
        if pen < 0.25:
            moved = cv2.dilate(moved, np.ones((3, 3))).astype(np.float32)
        elif pen < 0.45:
            moved = cv2.erode(moved, np.ones((3, 3))).astype(np.float32)
        if moved.max() > 0.4:
            yield moved.clip(0, 1).astype(np.float32)


def _moved(picture: Inked, chance: np.random.Generator) -> Inked:
    middle = _SIDE / 2
    turn = cv2.getRotationMatrix2D((middle, middle), chance.normal(0, 6), 1)
    stretch = chance.uniform(0.85, 1.15, 2)
    slant = np.array([[stretch[0], chance.normal(0, 0.12), 0], [0, stretch[1], 0]], np.float32)
    slant[:, 2] = middle - slant[:, :2] @ [middle, middle]
    turned = cv2.warpAffine(picture, turn, (_SIDE, _SIDE))
    return cv2.warpAffine(turned, slant, (_SIDE, _SIDE)).astype(np.float32)
