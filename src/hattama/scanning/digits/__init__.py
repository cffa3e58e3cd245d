"""This room knows how a handwritten digit in its box is read, and how often such a reading is wrong.

It does not know where a box stands on the paper, what the protocol says, or who asks. It is the last reader,
never the first: what it reads raises a question for a person and settles nothing.
"""

import importlib
from typing import TYPE_CHECKING

from hattama.scanning.digits.card import Card, ErrorRate, FigureReading, ReadAs, load_card

if TYPE_CHECKING:
    from hattama.scanning.digits.figures import box_ink, read_figures
    from hattama.scanning.digits.model import read_inks
    from hattama.scanning.digits.shapes import centred, features

_OF_PICTURES = {
    "box_ink": "figures",
    "read_figures": "figures",
    "read_inks": "model",
    "centred": "shapes",
    "features": "shapes",
}


def __getattr__(name: str) -> object:
    """What looks at pictures, read when first asked for: whoever shows a card needs no library for them."""
    if name not in _OF_PICTURES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_OF_PICTURES[name]}"), name)
