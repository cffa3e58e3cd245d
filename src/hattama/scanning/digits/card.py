"""What the reader says of a figure, and what is known of its mistakes: measured on what it never learned
from, printed beside each use.
"""

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CARD = "card.json"


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


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """One held-back set: how many digits, how many the reader dared to answer, how many of these wrongly."""

    shown: int
    answered: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Card:
    """Facts of the trained reader; `threshold` 0..1 is the confidence below which a digit is not answered.

    `handwritten`: people's digits (the UCI set that ships with scikit-learn). `drawn`: digits drawn by our
    program. `no_digit`: boxes that hold no digit, where each answer is wrong.
    """

    threshold: float
    handwritten: ErrorRate
    drawn: ErrorRate
    no_digit: ErrorRate


@cache
def load_card() -> Card:
    """The card of the weights that ship with the package; written by `make digits`."""
    told = json.loads((files(__package__) / CARD).read_text("utf-8"))
    return Card(
        threshold=float(told["threshold"]),
        handwritten=_rate(told["handwritten"]),
        drawn=_rate(told["drawn"]),
        no_digit=_rate(told["no_digit"]),
    )


def _rate(told: Mapping[str, int]) -> ErrorRate:
    return ErrorRate(int(told["shown"]), int(told["answered"]), int(told["wrong"]))
