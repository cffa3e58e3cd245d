"""How large a text may be set so that it stays within its box: reckoned from the kinds of its letters.

The widths are those of Libertinus Serif, in thousandths of its size, rounded up; letters of other alphabets
come from other faces and count as wide ones. A test holds printed forms against their boxes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

POINT = 3528
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
_STEP = 25


def text_width(text: str, bold: bool = False) -> int:
    """The width of `text` on one line, in thousandths of its size; never less than the true one."""
    width = sum(_WIDTHS[_kind(letter)] for letter in text)
    return width * _BOLD // 100 if bold else width


def fitting_size(
    texts: Sequence[str], width: int, height: int, *, most: int, least: int = 400, bold: bool = False
) -> int:
    """The largest size (hundredths of a point, from `most` down to `least`) at which `texts`, each beginning
    a line, take no more than the box of `width` by `height` tenths of a millimetre; `least` where none does.
    """
    for size in range(most, least, -_STEP):
        if _lines(texts, width, size, bold) <= _lines_held(height, size):
            return size
    return least


def fitting_texts(
    texts: Sequence[str], width: int, height: int, *, size: int, bold: bool = False
) -> Sequence[str]:
    """`texts`, each cut with an ellipsis where the box cannot hold them at `size`: it is shared by them."""
    held = _lines_held(height, size)
    if _lines(texts, width, size, bold) <= held:
        return texts
    most = max(1, held // len(texts))
    return [_cut(text, lambda part: _lines([part], width, size, bold) <= most) for text in texts]


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    if fits(text):
        return text
    held = bisect_left(range(len(text)), True, key=lambda length: not fits(f"{text[:length]}…"))
    return f"{text[: max(1, held - 1)].rstrip()}…"


def _lines(texts: Sequence[str], width: int, size: int, bold: bool) -> int:
    room = width * 1000 * 100 * 1000 // (size * POINT)
    return sum(-(-text_width(text, bold) * 104 // (100 * room)) for text in texts)


def _lines_held(height: int, size: int) -> int:
    return height * 1000 * 100 * 100 // (size * POINT * _LINE)


def _kind(letter: str) -> str:
    if letter in _NARROW:
        return "narrow"
    if letter in _WIDE:
        return "wide"
    if ord(letter) >= _LETTERS_END:
        return "foreign"
    return "upper" if letter.isupper() or ord(letter) >= _OWN_END else "other"
