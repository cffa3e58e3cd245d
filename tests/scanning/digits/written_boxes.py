"""Boxes of a form with people's digits in them, of the set that the reader did not learn from."""

import cv2
import numpy as np

from training.handwritten_digits import load_split

TALL, WIDE = 64, 48


def held_back() -> tuple[tuple[np.ndarray, int], ...]:
    return load_split().held_back


def digits_of(digit: int, count: int) -> list[np.ndarray]:
    """So many different pictures of one digit."""
    return [picture for picture, truth in held_back() if truth == digit][:count]


def written_box(picture: np.ndarray | None) -> np.ndarray:
    """A printed box, 8 pixels a millimetre, with this ink in it or with none."""
    box = np.full((TALL, WIDE), 236, np.float32)
    if picture is not None:
        ink = cv2.resize(picture, (30, 42), interpolation=cv2.INTER_AREA).clip(0, 1)
        box[11:53, 9:39] -= ink * 190
    cv2.rectangle(box, (0, 0), (WIDE - 1, TALL - 1), 70, 2)
    return cv2.GaussianBlur(box, (0, 0), 0.7).clip(0, 255).astype(np.uint8)
