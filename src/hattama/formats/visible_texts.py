"""Signs that a text for people should not hold: controls, separators of lines, halves of characters;
marks, embeddings and overrides of direction, which turn round what is printed after them: of two sums behind
a name that ends with U+200F people read the second first; and signs that take no room, by which two names
look alike and a search for one finds nothing. Joiners and selectors of variants shape the letter before them
in many scripts and stay there; behind Latin, Greek, Cyrillic and digits nobody sees them."""

import re
import unicodedata

_TURNING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_WITHOUT_ROOM = (
    r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
_UNSHAPED = r"\x00-\u058f\u10a0-\u10ff\u1c80-\u1cbf\u1d00-\u206f\u2c60-\u2dff\ua640-\ua7ff"
_BEHIND_UNSHAPED = rf"(?<![^{_UNSHAPED}])[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_ANYWHERE = rf"\x7f-\x9f{_TURNING}{_WITHOUT_ROOM}\ud800-\udfff"
_HIDDEN = re.compile(rf"[\x00-\x1f\u2028\u2029{_ANYWHERE}]|{_BEHIND_UNSHAPED}")
_HIDDEN_IN_LINES = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f{_ANYWHERE}]|{_BEHIND_UNSHAPED}")


def composed(text: str) -> str:
    """The text with each letter and its marks in one sign where there is one (NFC): what some systems write
    apart looks the same, and is found, sorted and compared as the same from here on."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def hidden_sign(text: str, *, several_lines: bool = False) -> str:
    """The first hidden sign as `U+0007`, or nothing. `several_lines`: tabs and line ends are welcome."""
    if text.isascii() and text.isprintable():
        return ""
    found = (_HIDDEN_IN_LINES if several_lines else _HIDDEN).search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def without_hidden_signs(text: str) -> str:
    """A text of several lines, without what none should hold."""
    return _HIDDEN_IN_LINES.sub("", text)
