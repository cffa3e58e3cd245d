"""Abbreviations: one meaning each, and none that is another with its letters changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hattama.core.documents.plain_text import Passage, Reading
from hattama.core.documents.rules import ABBREVIATION, TWO_NAMES, Contradiction
from hattama.core.documents.sentences import Sentence, finding
from hattama.core.documents.stems import SMALL_WORDS, stem
from hattama.core.vocabulary import Message

_TWO = Message("{found} stands for two things: “{one}” and “{other}”.")
_UNKNOWN = Message("{found} is not explained; {expected} is, with almost the same letters.")

_CAPITALS = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_ABBREVIATION = re.compile(rf"(?<![\w«“-]){_CAPITALS}{{3,7}}(?![\w»”])")
_EXPLAINED = re.compile(
    r"\((?:(?:бұдан әрі|далее|hereinafter|henceforth|or)\s*[-–—:]?\s*)?"
    rf"[«“\"]?({_CAPITALS}{{2,7}})s?[»”\"]?\)"
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Explained:
    words: str
    stems: tuple[str, ...]
    passage: Passage
    start: int
    end: int


def check_abbreviations(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about abbreviations."""
    explained: dict[str, list[_Explained]] = {}
    for passage in reading.passages:
        for match in _EXPLAINED.finditer(passage.text):
            meant = _meant(passage, match, reading.language)
            if meant is not None:
                explained.setdefault(match.group(1), []).append(meant)
    for name, meanings in explained.items():
        yield from _two_meanings(reading, name, meanings)
    yield from _changed_letters(reading, explained)


def _meant(passage: Passage, match: re.Match[str], language: str) -> _Explained | None:
    """The words before the bracket whose first letters it holds."""
    name = match.group(1)
    start = max(0, match.start() - 160)
    words = [
        m
        for m in _WORD.finditer(passage.text, start, match.start())
        if m.group().lower() not in SMALL_WORDS[language]
    ]
    if len(words) < len(name):
        return None
    chosen = words[-len(name) :]
    if "".join(word.group()[0] for word in chosen).upper() != name:
        return None
    first = chosen[0].start()
    text = passage.text[first : match.start()].strip(' «“"')
    stemmed = tuple(stem(word.group(), language) for word in chosen)
    return _Explained(text, stemmed, passage, first, match.end())


def _two_meanings(reading: Reading, name: str, meanings: Sequence[_Explained]) -> Iterator[Contradiction]:
    first = meanings[0]
    for other in meanings[1:]:
        if not _same_words(first.stems, other.stems):
            places = [reading.place(one.passage, one.start, one.end) for one in (other, first)]
            yield finding(reading, TWO_NAMES, _TWO, name, "", places, one=first.words, other=other.words)
            return


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two expansions are one in other endings: their words begin alike."""
    return all(a[:4] == b[:4] for a, b in zip(one, other, strict=True))


def _changed_letters(reading: Reading, explained: dict[str, list[_Explained]]) -> Iterator[Contradiction]:
    uses: Counter[str] = Counter()
    where: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in reading.passages:
        if not re.search(r"[a-zа-яәғқңөұүһі]", passage.text):
            continue
        for match in _ABBREVIATION.finditer(passage.text):
            uses[match.group()] += 1
            where.setdefault(match.group(), []).append((passage, *match.span()))
    for name, times in uses.items():
        if times > 2 or name in explained:
            continue
        meant = [other for other in explained if uses[other] >= 3 and _slipped(name, other)]
        if len(meant) == 1:
            places = [
                reading.place(p, max(0, start - 50), min(len(p.text), end + 50))
                for p, start, end in where[name]
            ]
            first = explained[meant[0]][0]
            places.append(reading.place(first.passage, first.start, first.end))
            yield finding(reading, ABBREVIATION, _UNKNOWN, name, meant[0], places)


def _slipped(name: str, other: str) -> bool:
    """Two letters changed places, or in four and more one is another."""
    if len(name) != len(other):
        return False
    apart = [at for at in range(len(name)) if name[at] != other[at]]
    if len(apart) == 2:
        return (
            apart[1] - apart[0] == 1
            and name[apart[0]] == other[apart[1]]
            and name[apart[1]] == other[apart[0]]
        )
    return len(apart) == 1 and len(name) >= 4
