"""The reader itself: one layer between what it looks at and ten digits, and "this is no digit"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from hattama.scanning.digits.shapes import Inked, centred, features

WEIGHTS = "weights.npz"
NO_DIGIT = 10
"""The class of what stands in a box and is no digit: struck out, a dash, two digits, a scribble."""


@dataclass(frozen=True, slots=True)
class DigitReading:
    """`digit` 0..9, or None for what is no digit; `confidence` 0..1, the reader's share for its answer."""

    digit: int | None
    confidence: float


def read_inks(inks: Sequence[Inked]) -> tuple[DigitReading, ...]:
    """Read each ink (see `box_ink`) of its own box; none of them may be blank."""
    if not inks:
        return ()
    shares = _shares(features(np.stack([centred(ink) for ink in inks])))
    best = shares.argmax(axis=1)
    return tuple(
        DigitReading(None if answer == NO_DIGIT else int(answer), float(share[answer]))
        for answer, share in zip(best, shares, strict=True)
    )


def _shares(seen: NDArray[np.float32]) -> NDArray[np.float32]:
    hidden_weights, hidden_shift, last_weights, last_shift = _weights()
    hidden = np.maximum(seen @ hidden_weights + hidden_shift, 0)
    answers = hidden @ last_weights + last_shift
    powers = np.exp(answers - answers.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return shares


@cache
def _weights() -> tuple[NDArray[np.float32], ...]:
    """Trained by `make digits`; see training/digits.py and the card beside them."""
    with (files(__package__) / WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return tuple(
            stored[name].astype(np.float32)
            for name in ("hidden_weights", "hidden_shift", "last_weights", "last_shift")
        )
