"""Recognising canonical JSON without spelling it a second time: most entries of a log share a few forms.

The form of a text is what stands outside its strings, without digits, together with its keys: thousands of
protocols of one election differ in figures and codes only. Whether a form is canonical is worked out once and
remembered, which makes reading an entry about half as costly as encoding it again to compare.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Final

MAX_DEPTH: Final = 32
"""Levels of objects and lists. A limit of our own: the answer must not hang on a reader's stack."""

KEY = re.compile(r"[a-z0-9_]+")

_DIGITS: Final = b"0123456789"
_DIGITS_ALIKE = bytes.maketrans(_DIGITS, b"1" * 10)
# Ten to the fifteenth is below 2^53: a number of fewer digits than this is in range.
_LONG_NUMBER: Final = b"1" * 16
_TOKEN = re.compile(rb'[{}\[\]]|":?')
_REMEMBERED: Final = 256


def has_canonical_form(text: str) -> bool:
    """True if this JSON, already read without floats, is canonical and within all limits but its length.

    False leaves the question open: escapes, long numbers, minus zero and texts of fewer than two keys are for
    the slower way, and so is whatever is wrong. Without a backslash every quote is a delimiter, and the JSON
    reader has refused raw control characters in strings, so that only what stands outside can be loose.
    """
    if "\\" in text:
        return False
    pieces = text.split('"')
    outside = '"'.join(pieces[::2]).encode("utf-8")
    if b"-0" in outside or _LONG_NUMBER in outside.translate(_DIGITS_ALIKE):
        return False
    skeleton = outside.translate(None, _DIGITS)
    keys_of = _key_picker(skeleton)
    return keys_of is not None and _is_canonical_form(skeleton, keys_of(pieces))


@lru_cache(maxsize=_REMEMBERED)
def _key_picker(skeleton: bytes) -> Callable[[list[str]], tuple[str, ...]] | None:
    """What takes the keys out of the pieces between quotes, given the text outside the strings."""
    strings = re.findall(rb'":?', skeleton)
    places = [2 * number + 1 for number, string in enumerate(strings) if string == b'":']
    return itemgetter(*places) if len(places) > 1 else None


@lru_cache(maxsize=_REMEMBERED)
def _is_canonical_form(skeleton: bytes, keys: tuple[str, ...]) -> bool:
    """True if nothing is loose or nested too deep, and each object's keys are allowed, in order, unique."""
    if any(space in skeleton for space in (b" ", b"\t", b"\r", b"\n")):
        return False
    rest = iter(keys)
    last_keys: list[str] = []
    for token in _TOKEN.findall(skeleton):
        if token in (b"{", b"["):
            last_keys.append("")
            if len(last_keys) > MAX_DEPTH:
                return False
        elif token in (b"}", b"]"):
            last_keys.pop()
        elif token == b'":':
            key = next(rest)
            if key <= last_keys[-1] or not KEY.fullmatch(key):
                return False
            last_keys[-1] = key
    return True
