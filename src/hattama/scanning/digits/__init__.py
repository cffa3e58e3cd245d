"""This room knows how a handwritten digit in its box is read, and how often such a reading is wrong.

It does not know where a box stands on the paper, what the protocol says, or who asks. It is the last reader,
never the first: what it reads raises a question for a person and settles nothing.
"""

from hattama.scanning.digits.card import Card, ErrorRate, load_card
from hattama.scanning.digits.figures import FigureReading, ReadAs, box_ink, read_figures
from hattama.scanning.digits.model import read_inks
from hattama.scanning.digits.shapes import centred, features
