"""Characters made plain, each knowing where it stood: soft hyphens, doubled `əә`, look-alike letters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LATIN = "aceiopxyhABCEHIKMOPTXY"
_CYRILLIC = "асеіорхуһАВСЕНІКМОРТХУ"
TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIVIDED = re.compile(r"\u00ad[ \t]*\r?\n[ \t]*")
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_SPACES = {"\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\t": "\t", "\r": " "}
_SCHWAS = {"ə": "ә", "Ə": "Ә"}


@dataclass(frozen=True, slots=True)
class MixedWord:
    """A word in letters of two alphabets: where it stands in the source, and how it is meant."""

    start: int
    end: int
    meant: str


@dataclass(frozen=True, slots=True)
class PlainLetters:
    """Plain text; `at[i]` is where its i-th character stood in the source."""

    text: str
    at: tuple[int, ...]
    mixed: tuple[MixedWord, ...]
    doubled: tuple[int, ...]


def plain_letters(source: str) -> PlainLetters:
    """`source` with its characters made plain. Lines stay as they are."""
    letters: list[str] = []
    at: list[int] = []
    doubled: list[int] = []
    for place, character in _meant(source):
        if unicodedata.combining(character) and letters:
            joined = unicodedata.normalize("NFC", letters[-1] + character)
            if len(joined) == 1:
                letters[-1] = joined
                continue
        if (
            character in "әӘ"
            and letters
            and letters[-1] in "әӘ"
            and {source[place], source[at[-1]]} & set("əƏ")
        ):
            doubled.append(at[-1])
            continue
        letters.append(character)
        at.append(place)
    text, mixed = _one_alphabet("".join(letters), at)
    return PlainLetters(text, tuple(at), mixed, tuple(doubled))


def _meant(source: str) -> Iterator[tuple[int, str]]:
    # A word divided at the end of a line goes on in the next.
    joints = {place for match in _DIVIDED.finditer(source) for place in range(*match.span())}
    for place, character in enumerate(source):
        if character not in _NOTHING and place not in joints:
            yield place, _SCHWAS.get(character, _SPACES.get(character, character))


def _one_alphabet(text: str, at: list[int]) -> tuple[str, tuple[MixedWord, ...]]:
    pieces: list[str] = []
    mixed: list[MixedWord] = []
    end = 0
    for match in _WORD.finditer(text):
        meant = _meant_word(match.group())
        if meant is not None:
            pieces += [text[end : match.start()], meant]
            end = match.end()
            mixed.append(MixedWord(at[match.start()], at[match.end() - 1] + 1, meant))
    return "".join([*pieces, text[end:]]), tuple(mixed)


def _meant_word(word: str) -> str | None:
    """The word in one alphabet, where its letters are of two and the fewer ones are look-alikes."""
    latin = sum(letter < "\u0250" for letter in word)
    cyrillic = sum("\u0400" <= letter < "\u0530" for letter in word)
    if not latin or not cyrillic or latin + cyrillic < len(word):
        return None
    meant = word.translate(TO_CYRILLIC if 2 * latin <= len(word) else _TO_LATIN)
    alone = [letter < "\u0250" for letter in meant]
    return meant if all(alone) or not any(alone) else None
