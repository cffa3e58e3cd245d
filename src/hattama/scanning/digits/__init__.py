"""This room knows how a handwritten digit in its box is read, and how often such a reading is wrong.

It does not know where a box stands on the paper, what the protocol says, or who asks. It is the last reader,
never the first: what it reads raises a question for a person and settles nothing.
"""

from typing import TYPE_CHECKING

from hattama.core.vocabulary import late_names
from hattama.scanning.digits.card import Card, ErrorRate, FigureReading, ReadAs, load_card

if TYPE_CHECKING:
    from hattama.scanning.digits.figures import box_ink, read_figures
    from hattama.scanning.digits.model import read_inks
    from hattama.scanning.digits.shapes import centred, features
else:
    # What looks at pictures: whoever shows a card needs no library for them.
    __getattr__ = late_names(__name__, "shapes", "model", "figures")
