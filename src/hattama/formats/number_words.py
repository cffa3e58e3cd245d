"""Whole numbers read from words, as a commission writes them beside the digits: in Kazakh and in Russian.

What people write is made plain first: case, spaces and hyphens go (`жиырма-бес`, `екіжүз`), and so does what
a keyboard without Kazakh letters, a Latin look-alike or a lost soft sign changes (`уш` for `үш`, `пятсот` for
`пятьсот`). What is left must be one number from its first letter to its last; anything else is not read.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

LONGEST: Final = 200
"""Characters beyond which nobody has written a number below a milliard."""

_APART = re.compile(r"[\s\-‐-―_.,;:()\[\]«»“”\"']+")
_PLAIN: Final = str.maketrans(
    {
        **dict(zip("әғқңөұүһіё", "агкноууние", strict=True)),
        # Letters of other keyboards that look the same, some as capitals alone.
        **dict(zip("abcehikmoptxy", "авсеникмортху", strict=True)),
        "ь": None,
        "ъ": None,
    }
)


def read_number_words(text: str, languages: Iterable[str]) -> int | None:
    """The number that `text` says in one of `languages`; None where it says none that can be read.

    Numbers from 0 to 999,999,999. Languages other than those of `NUMBER_LANGUAGES` are passed over.
    """
    if len(text) > LONGEST:
        return None
    letters = _letters(text)
    for language in languages:
        grammar = _GRAMMARS.get(language)
        if grammar is not None:
            number = grammar.read(letters)
            if number is not None:
                return number
    return None


def _letters(text: str) -> str:
    return _APART.sub("", unicodedata.normalize("NFC", text).lower()).translate(_PLAIN)


class _Grammar:
    """One language's numbers: groups of up to three digits, the higher ones followed by their name."""

    def __init__(
        self,
        noughts: Iterable[str],
        digits: tuple[Mapping[str, int], ...],
        below: str,
        scales: tuple[tuple[int, Iterable[str]], ...],
    ) -> None:
        """`digits`: words and their values, one mapping for each of the named groups `d0`, `d1`… that
        `below`, the pattern of a number from 1 to 999, refers to as {0}, {1}…"""
        self._noughts = frozenset(map(_letters, noughts))
        self._values = tuple({_letters(word): value for word, value in words.items()} for words in digits)
        alternatives = [_any_of(words) for words in self._values]
        self._below = re.compile(below.format(*alternatives))
        self._scales = tuple(value for value, _ in scales)
        # The words of a group are taken lazily: its name ends it.
        parts = [f"(?:(.*?)({_any_of(map(_letters, names))}))?" for _, names in scales]
        self._whole = re.compile("".join(parts) + "(.*)")

    def read(self, letters: str) -> int | None:
        """The number of these letters, which were made plain."""
        if letters in self._noughts:
            return 0
        match = self._whole.fullmatch(letters)
        if not letters or match is None:
            return None
        total = 0
        for place, scale in enumerate(self._scales):
            group, name = match.group(2 * place + 1), match.group(2 * place + 2)
            if name is not None:
                # A thousand alone is one thousand.
                value = self._below_thousand(group) if group else 1
                if value is None:
                    return None
                total += value * scale
        rest = match.group(match.re.groups)
        last = self._below_thousand(rest) if rest else 0
        return None if last is None else total + last

    def _below_thousand(self, letters: str) -> int | None:
        match = self._below.fullmatch(letters)
        if match is None:
            return None
        given = match.groupdict()
        values = [words[given[f"d{at}"]] if given[f"d{at}"] else 0 for at, words in enumerate(self._values)]
        if given.get("hundred"):
            # Kazakh says how many hundreds with the word of a unit; a hundred alone is one.
            values[0] = 100 * (values[0] or 1)
        return sum(values)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _numbered(words: str, step: int, first: int = 1) -> dict[str, int]:
    """The values of words in their order; spellings of one value stand together, joined by a slash."""
    listed = enumerate(words.split(), start=first)
    return {word: place * step for place, spellings in listed for word in spellings.split("/")}


_KAZAKH_UNITS = _numbered("бір екі үш төрт бес алты жеті сегіз тоғыз", 1)
_KAZAKH_TENS = _numbered("он жиырма/жыйырма отыз қырық елу алпыс жетпіс сексен тоқсан", 10)
_RUSSIAN_UNITS = _numbered("один/одна/одно два/две три четыре/четыри пять шесть семь восемь девять/девить", 1)
_RUSSIAN_TEENS = _numbered(
    "десять одиннадцать/одинадцать двенадцать/двенацать тринадцать/тринацать четырнадцать/четырнацать "
    "пятнадцать/пятнацать шестнадцать/шеснадцать семнадцать/семнацать восемнадцать/восемнацать "
    "девятнадцать/девятнацать",
    1,
    first=10,
)
_RUSSIAN_TENS = _numbered(
    "двадцать/двацать тридцать/трицать сорок пятьдесят шестьдесят/шесдесят семьдесят восемьдесят "
    "девяносто/девяноста",
    10,
    first=2,
)
_RUSSIAN_HUNDREDS = _numbered(
    "сто двести/двесте триста/тристо четыреста/четыресто пятьсот шестьсот/шесот семьсот восемьсот девятьсот",
    100,
)
_GRAMMARS: Final[Mapping[str, _Grammar]] = MappingProxyType(
    {
        "kk": _Grammar(
            ("нөл", "ноль"),
            (_KAZAKH_UNITS, _KAZAKH_TENS, _KAZAKH_UNITS),
            "(?:(?P<d0>{0})?(?P<hundred>жуз))?(?P<d1>{1})?(?P<d2>{2})?",
            ((1_000_000, ("миллион", "милион")), (1000, ("мың",))),
        ),
        "ru": _Grammar(
            ("ноль", "нуль"),
            (_RUSSIAN_HUNDREDS, _RUSSIAN_TEENS, _RUSSIAN_TENS, _RUSSIAN_UNITS),
            "(?P<d0>{0})?(?:(?P<d1>{1})|(?P<d2>{2})?(?P<d3>{3})?)",
            (
                (1_000_000, ("миллион", "миллиона", "миллионов", "милион", "милиона", "милионов")),
                (1000, ("тысяча", "тысячи", "тысяч", "тысеча", "тысечи", "тысеч")),
            ),
        ),
    }
)
NUMBER_LANGUAGES: Final = tuple(_GRAMMARS)
"""Languages whose numbers in words can be read."""
