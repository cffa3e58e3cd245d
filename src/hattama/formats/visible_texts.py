"""Signs that a text for people should not hold: controls, separators of lines, halves of characters;
marks, embeddings and overrides of direction, which turn round what is printed after them: of two sums behind
a name that ends with U+200F people read the second first; and signs that take no room, by which two names
look alike and a search for one finds nothing. The joiners U+200C and U+200D are a matter of letters."""

import re

_TURNING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_WITHOUT_ROOM = r"\u00ad\u180e\u200b\u2060-\u2065\ufeff"
_HIDDEN = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_TURNING}{_WITHOUT_ROOM}\ud800-\udfff]")
_HIDDEN_IN_LINES = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_TURNING}{_WITHOUT_ROOM}\ud800-\udfff]")


def hidden_sign(text: str, *, several_lines: bool = False) -> str:
    """The first hidden sign as `U+0007`, or nothing. `several_lines`: tabs and line ends are welcome."""
    if text.isprintable():
        return ""
    found = (_HIDDEN_IN_LINES if several_lines else _HIDDEN).search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def without_hidden_signs(text: str) -> str:
    """A text of several lines, without what none should hold."""
    return _HIDDEN_IN_LINES.sub("", text)
