"""The picture that stands for a page where its address is passed on: the same bytes for the same words.

Its 1200 × 630 pixels are those that the Open Graph protocol's readers show whole (ogp.me; 1.91 to 1).
"""

from dataclasses import asdict, dataclass
from importlib.resources import files

from hattama.publish.typesetting import say_undrawn, typeset_png

WIDTH, HEIGHT = 1200, 630
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class CardLine:
    """A choice with its figure as text; `thousandths`: the length of its bar, of the whole."""

    label: str
    figure: str
    thousandths: int


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the picture, in one language. `mark`: a state that must not be missed, or empty."""

    language: str
    kicker: str
    title: str
    subtitle: str
    lines: tuple[CardLine, ...]
    mark: str
    foot: str
    brand: str
    notice: str


def render_card(card: Card) -> bytes:
    """The picture as PNG; it says itself which letters it cannot draw. Raises TypesetterMissing."""
    undrawn = say_undrawn(asdict(card), card.language)
    source = files("hattama.publish").joinpath("card.typ").read_bytes()
    return typeset_png(source, asdict(card) | {"undrawn": undrawn})
