"""How much room texts take on paper: what printing a form and laying it out both go by."""

from collections.abc import Sequence

# The widths are those of Libertinus Serif, in thousandths of its size, rounded up; letters of other
# alphabets come from other faces and count as wide ones. A test holds printed forms against their boxes.

LEAST_LETTERS = 700
"""The smallest letters on paper, in hundredths of a point."""

_POINT = 3528
"""A typographic point in ten thousandths of a millimetre (1/72 inch)."""

_NARROW = frozenset(" .,:;!|'’()[]{}«»“”-–/ijlftrІіЇїг")
_WIDE = frozenset("mwжмшщыюфЖМШЩЫЮФMW№—")
_WIDTHS = {"narrow": 400, "wide": 860, "upper": 730, "other": 545, "foreign": 1000}
_LETTERS_END = 0x1100
"""Alphabets stand below this code point: pictures and syllables above it."""
_OWN_END = 0x0530
"""Latin, Greek and Cyrillic stand below this one."""
_BOLD = 107
_LINE = 110


def text_width(text: str, bold: bool = False) -> int:
    """The width of `text` on one line, in thousandths of its size; never less than the true one."""
    width = sum(_WIDTHS[_kind(letter)] for letter in text)
    return width * _BOLD // 100 if bold else width


def count_lines(texts: Sequence[str], width: int, size: int = LEAST_LETTERS, bold: bool = False) -> int:
    """How many lines `texts`, each beginning one, take in `width` tenths of a millimetre."""
    room = width * 1000 * 100 * 1000 // (size * _POINT)
    return sum(-(-text_width(text, bold) * 104 // (100 * room)) for text in texts)


def height_of_lines(lines: int, size: int = LEAST_LETTERS) -> int:
    """How high a box must be that holds so many lines, in tenths of a millimetre."""
    return -(-lines * size * _POINT * _LINE // 10_000_000)


def lines_held(height: int, size: int) -> int:
    """How many lines a box of this height (tenths of a millimetre) holds."""
    return height * 10_000_000 // (size * _POINT * _LINE)


def _kind(letter: str) -> str:
    if letter in _NARROW:
        return "narrow"
    if letter in _WIDE:
        return "wide"
    if ord(letter) >= _LETTERS_END:
        return "foreign"
    return "upper" if letter.isupper() or ord(letter) >= _OWN_END else "other"
