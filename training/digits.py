"""Train the reader of digits and measure it on what it did not learn from: `make digits`.

Writes weights.npz and card.json into the room of the reader. The same library versions give the same weights.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from hattama.scanning.digits import Card, ErrorRate, box_ink, centred, features, read_inks
from hattama.scanning.digits.card import CARD
from hattama.scanning.digits.model import NO_DIGIT, WEIGHTS
from hattama.scanning.digits.shapes import INK
from training.boxed_digits import boxed
from training.drawn_digits import draw_digit, draw_no_digit
from training.handwritten_digits import load_split, varied

ROOM = Path(__file__).resolve().parents[1] / "src/hattama/scanning/digits"
THRESHOLD = 0.99
_LEARN_SEED, _CHECK_SEED = 1, 99
_DRAWN, _NO_DIGITS, _VARIED = 2200, 4000, 12
_CHECKED_DRAWN, _CHECKED_NO_DIGITS, _CHECKED_BOXES = 1000, 500, 2

Inked = NDArray[np.float32]


def learning_set() -> tuple[Inked, NDArray[np.int64]]:
    """Features and classes of everything that the reader learns from."""
    chance = np.random.default_rng(_LEARN_SEED)
    shown: list[tuple[Inked, int]] = []
    for picture, digit in load_split().learned:
        shown += [(one, digit) for one in (picture, *varied(picture, _VARIED, chance))]
    for digit in range(10):
        shown += [(draw_digit(digit, chance), digit) for _ in range(_DRAWN)]
    shown += [(draw_no_digit(chance), NO_DIGIT) for _ in range(_NO_DIGITS)]
    # Each is learned as it is drawn, and as the box of a photographed form holds it.
    inks = [(ink, truth) for ink, truth in shown if ink.max() > INK]
    inks += [(found, truth) for ink, truth in shown if (found := box_ink(boxed(ink, chance))) is not None]
    return features(np.stack([centred(ink) for ink, _ in inks])), np.array([truth for _, truth in inks])


def train() -> MLPClassifier:
    """One hidden layer of 128; a minute on one core."""
    seen, classes = learning_set()
    reader = MLPClassifier(
        (128,), alpha=1e-3, learning_rate_init=2e-3, batch_size=256, max_iter=30, tol=0, random_state=1
    )
    with warnings.catch_warnings():
        # It stops after its thirty rounds on purpose: more of them learn the set by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return reader.fit(seen, classes)


def weights_file(reader: MLPClassifier) -> bytes:
    """The weights in half precision, as an .npz whose bytes depend on nothing else."""
    named = {
        "hidden_weights": reader.coefs_[0],
        "hidden_shift": reader.intercepts_[0],
        "last_weights": reader.coefs_[1],
        "last_shift": reader.intercepts_[1],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in named.items():
            part = io.BytesIO()
            np.save(part, values.astype(np.float16), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2023, 1, 1, 0, 0, 0)), part.getvalue())
    return packed.getvalue()


def measure(threshold: float = THRESHOLD) -> Card:
    """What the shipped weights do on digits that they were not trained with."""
    return Card(threshold, *measured_rates(threshold))


def measured_rates(threshold: float) -> Iterator[ErrorRate]:
    """The rates of a card in their order, each when it is asked for: all 2,580 boxes take ten seconds."""
    chance = np.random.default_rng(_CHECK_SEED)
    held_back = load_split().held_back * _CHECKED_BOXES
    drawn = [(draw_digit(place % 10, chance), place % 10) for place in range(_CHECKED_DRAWN)]
    no_digits = [(draw_no_digit(chance), NO_DIGIT) for _ in range(_CHECKED_NO_DIGITS)]
    return (_rate(shown, threshold, chance) for shown in (held_back, drawn, no_digits))


def _rate(shown: Sequence[tuple[Inked, int]], threshold: float, chance: np.random.Generator) -> ErrorRate:
    found = [(box_ink(boxed(ink, chance)), truth) for ink, truth in shown]
    inked = [(ink, truth) for ink, truth in found if ink is not None]
    answered = [
        (reading.digit, truth)
        for reading, (_, truth) in zip(read_inks([ink for ink, _ in inked]), inked, strict=True)
        if reading.digit is not None and reading.confidence >= threshold
    ]
    return ErrorRate(len(shown), len(answered), sum(digit != truth for digit, truth in answered))


def card_file(card: Card) -> str:
    """The card as it is kept."""
    told: dict[str, object] = {"threshold": card.threshold}
    for name in ("handwritten", "drawn", "no_digit"):
        rate: ErrorRate = getattr(card, name)
        told[name] = {"shown": rate.shown, "answered": rate.answered, "wrong": rate.wrong}
    return json.dumps(told, indent=2) + "\n"


def main() -> None:
    """Write the weights, then measure what was written and write that down."""
    (ROOM / WEIGHTS).write_bytes(weights_file(train()))
    card = measure()
    (ROOM / CARD).write_text(card_file(card), "utf-8")
    print(card_file(card), end="")


if __name__ == "__main__":
    main()
