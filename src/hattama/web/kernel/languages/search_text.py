"""The text a row is found by, and the pieces of a question that must occur in it.

Database engines do not agree on letters: SQLite folds only ASCII, so that a search for ҚОСТ never meets
Қостанай. Rows therefore carry a column of plain ASCII search keys made here, and questions are put through
the same mill (docs/decisions/0010).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from hattama.web.kernel.languages.romanisation import romanise_word, romanise_word_plainly

MOST_TERMS = 8
LONGEST_TERM = 64

LEAST_CLOSE = 4
"""Letters below which a word has no close ones: everything would be close to it."""

LONGEST_NUMBER = 12
PRECINCT_WORDS = frozenset(
    romanise_word(word)
    for word in (
        *("участок", "участка", "избирательный", "избирательного", "уик", "номер", "уч"),
        *("сайлау", "учаске", "учаскесі", "учаскесінің", "нөмір", "нөмірі"),
        *("polling", "station", "precinct", "number", "no"),
    )
)
"""Words that say of a number that it is a precinct's, as keys: they narrow nothing."""

NUMBER_SIGN = "№"
APOSTROPHES = re.compile("['’ʼʻʹ`´]")
WORD = re.compile(r"[^\W_]+")
LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def normalise_search_text(text: str) -> str:
    """The search column of a row known by `text`: search keys with single spaces around each.

    `LIKE '% kost%'` then finds words that begin so. A number is kept as written and without its leading zeros
    (007 is also 7). Text without a letter or digit gives the empty string. Each key stands once.
    """
    keys: dict[str, None] = {}
    for word in _words(text):
        keys |= dict.fromkeys(_keys_of_word(word))
    return f" {' '.join(keys)} " if keys else ""


def search_terms(query: str) -> list[str]:
    """The pieces that must all occur, as they are, in the search column; none when nothing can be looked for.

    A word is a beginning (" kost"); a number is whole (" 7 "), since precinct 7 is not precinct 712. At most
    `MOST_TERMS` pieces of at most `LONGEST_TERM` characters: questions come from anyone.
    """
    terms: dict[str, None] = {}
    for word in _words(query):
        key = LEADING_ZEROS.sub("", romanise_word(word))[:LONGEST_TERM]
        if key:
            terms[f" {key} " if key.isdecimal() else f" {key}"] = None
        if len(terms) == MOST_TERMS:
            break
    return list(terms)


def close_pattern(term: str) -> str:
    """A regular expression for what differs from a piece of `search_terms` in one letter: another letter, one
    too many, one too few, or two that changed places. Numbers and short words have no close ones.
    """
    word = term.strip()
    if len(word) < LEAST_CLOSE or not word.isalpha():
        return re.escape(term)
    ways: dict[str, None] = {}
    for at in range(1, len(word)):
        before, letter, after = re.escape(word[:at]), re.escape(word[at]), re.escape(word[at + 1 :])
        ways[f"{before}[^ ]?{after}"] = None
        ways[f"{before}[^ ]{letter}{after}"] = None
        if after:
            ways[f"{before}{re.escape(word[at + 1])}{letter}{re.escape(word[at + 2 :])}"] = None
    return f" ({'|'.join(ways)})"


def asked_number(query: str) -> str:
    """The number of a precinct that `query` asks for and nothing else ("125", "№ 125", "участок 125").

    Without leading zeros; empty for any other question.
    """
    words = [word for word in _words(query) if romanise_word(word) not in PRECINCT_WORDS]
    return plain_number(words[0]) if len(words) == 1 else ""


def plain_number(word: str) -> str:
    """The digits of a precinct's number as ASCII without leading zeros; empty for what is no such number.

    People write digits of other alphabets, too, and rosters 0046 where people say 46.
    """
    return str(int(word)) if word.isdecimal() and len(word) <= LONGEST_NUMBER else ""


@lru_cache(maxsize=16384)
def _keys_of_word(word: str) -> tuple[str, ...]:
    """Every key a stored word is found by. The same few thousand words fill the addresses of a country."""
    key = romanise_word(word)
    return tuple(found for found in (key, romanise_word_plainly(word), LEADING_ZEROS.sub("", key)) if found)


def _words(text: str) -> Iterator[str]:
    # NFKC would turn the number sign into the word No.
    text = APOSTROPHES.sub("", text.replace(NUMBER_SIGN, " "))
    for match in WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield match[0]
