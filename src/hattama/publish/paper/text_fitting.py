"""How large a text may be set so that it stays within its box: reckoned from the kinds of its letters.

The widths are those of Libertinus Serif, in thousandths of its size, rounded up; a test holds printed forms
against their boxes.
"""

from __future__ import annotations

from collections.abc import Sequence

POINT = 3528
"""A typographic point in ten thousandths of a millimetre (1/72 inch)."""

_NARROW = frozenset(" .,:;!|'’()[]{}«»“”-–/ijlftrІіЇїг")
_WIDE = frozenset("mwжмшщыюфЖМШЩЫЮФMW№—")
_WIDTHS = {"narrow": 400, "wide": 860, "upper": 730, "other": 545}
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
        room = width * 1000 * 100 * 1000 // (size * POINT)
        lines = sum(-(-text_width(text, bold) * 104 // (100 * room)) for text in texts)
        if lines * size * POINT * _LINE <= height * 1000 * 100 * 100:
            return size
    return least


def _kind(letter: str) -> str:
    if letter in _NARROW:
        return "narrow"
    if letter in _WIDE:
        return "wide"
    return "upper" if letter.isupper() else "other"
