"""Keys whose plain order is the order of the Kazakh alphabet, for a stored column on any database.

A key is made of the sixteen characters 0-9 and a-f alone: whatever collation a database was created with
(binary in SQLite, that of the operating system in PostgreSQL), it puts these in the same order
(docs/decisions/0010).
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

KAZAKH_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
SORT_KEY_LENGTH = 240
"""The longest key, in characters. Names that agree so far are left to the database's second key."""

GAP = "1"
NUMBER = "2"
LETTERS = {letter: f"{0x40 + place:02x}" for place, letter in enumerate(KAZAKH_ALPHABET)} | {
    letter: f"{0x80 + place:02x}" for place, letter in enumerate(LATIN_ALPHABET)
}
"""Two characters a letter: Kazakh from 40, Latin from 80, so that Latin comes after Kazakh."""

OTHER_LETTER = "c"
RARE_LETTER = "e"
MOST_DIGITS = 255


def kazakh_sort_key(text: str) -> str:
    """The key of a name: ignores case and punctuation, counts 2 before 10, puts Ә after А and Latin after Я.

    Names sort as in a printed list: a shorter name before its continuation, a word end before any letter,
    numbers before letters, then Kazakh (which holds the Russian letters), Latin, other scripts by code point.
    At most `SORT_KEY_LENGTH` characters.
    """
    key = "".join(_pieces(text))
    return key[:SORT_KEY_LENGTH]


def _pieces(text: str) -> Iterator[str]:
    runs = [
        (kind, "".join(run))
        for kind, run in groupby(unicodedata.normalize("NFKC", text.replace("№", " ")).casefold(), key=_kind)
    ]
    started = False
    gap = False
    for kind, run in runs:
        if kind == GAP:
            gap = started
            continue
        if gap:
            yield GAP
        yield _number(run) if kind == NUMBER else "".join(map(_letter, run))
        started, gap = True, False


@lru_cache(4096)
def _kind(sign: str) -> str:
    if sign.isdecimal():
        return NUMBER
    return OTHER_LETTER if sign.isalnum() or unicodedata.combining(sign) else GAP


def _number(digits: str) -> str:
    """Longer numbers after shorter ones: the count of digits stands before them."""
    value = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")[:MOST_DIGITS]
    return f"{NUMBER}{len(value):02x}{value}"


@lru_cache(4096)
def _letter(sign: str) -> str:
    known = LETTERS.get(sign)
    if known is not None:
        return known
    # A Latin letter with a sign over or under it stands with the plain one.
    plain = LETTERS.get(unicodedata.normalize("NFKD", sign)[0])
    if plain is not None and plain >= LETTERS["a"]:
        return plain
    return f"{OTHER_LETTER}{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"{RARE_LETTER}{ord(sign):06x}"
