"""Items, footnotes, letters and pages: what is referred to stands there, and what is counted has no gap."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hattama.core.documents.plain_text import Passage, Reading
from hattama.core.documents.rules import ITEM, NOTE, PAGES, SERIES, Contradiction
from hattama.core.documents.sentences import Sentence, finding
from hattama.core.vocabulary import Message

_NO_ITEM = Message("The document has no item {found}.")
_NO_NOTE = Message("A mark refers to footnote {found}, which is not there.")
_GAP = Message("{expected} is not there: {found} comes after {before}.")
_FIRST = Message("The list begins with {found}, {expected} is not there.")
_PAGE = Message("Page {found} comes after page {before}.")

_ITEM = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})*)([.)])\s+[^\W\d_«“\"(]?")
_LIST = (
    r"((?:\d{1,3}(?:\.\d{1,3})*\.?)(?:(?:\s?[,–—-]\s?|\s(?:и|and|to|және|мен)\s)\d{1,3}(?:\.\d{1,3})*\.?)*)"
)
_OWN = (
    re.compile(
        rf"\bосы\s(?:[^\W\d_]+\s)?[^\W\d_]+(?:ның|нің|дың|дің|тың|тің)\s{_LIST}\s?-?\s?тарма[қғ]", re.I
    ),
    re.compile(rf"(?:пункт\w*|пп?\.)\s{_LIST}\s(?:настоящ|данно|этого)", re.I),
    re.compile(
        rf"\b(?:items?|paragraphs?|points?|sections?)\s{_LIST}\s(?:of|in)\s(?:this|the present)\b", re.I
    ),
)
_LETTER = re.compile(r"(?:^|(?<=[\s(]))([a-zа-яәғқңөұүһі])\)(?=\s)")
_ALPHABETS = ("абвгдежзиклмнопрст", "аәбвгғдежзик", "abcdefghijklmnop")


def check_references(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about references and numbering."""
    yield from _items(reading)
    yield from _own_references(reading)
    yield from _letters(reading)
    yield from _missing_notes(reading)
    yield from _pages(reading)


def _numbered(reading: Reading) -> list[tuple[tuple[int, ...], str, Passage]]:
    """Passages that begin with a number: the number, the sign behind it."""
    found = []
    for passage in reading.passages:
        match = _ITEM.match(passage.text)
        if match and not passage.note:
            found.append((tuple(map(int, match.group(1).split("."))), match.group(2), passage))
    return found


def _items(reading: Reading) -> Iterator[Contradiction]:
    """Gaps and doubles in `1. 2. 3.` and `2.1. 2.2.`; a series has at least three members."""
    last: dict[tuple[tuple[int, ...], str], tuple[int, int, Passage]] = {}
    for number, sign, passage in _numbered(reading):
        series = (number[:-1], sign)
        before, length, earlier = last.get(series, (0, 0, passage))
        here = number[-1]
        last[series] = (here, 1 if here == 1 else length + 1, passage)
        if length >= 3 and before + 1 < here <= before + 3:
            lost = ".".join(map(str, (*number[:-1], before + 1)))
            yield _broken(reading, _GAP, number, lost, [passage, earlier], (*number[:-1], before))
        elif length >= 3 and here == before and here > 1:
            yield _broken(reading, Message("{found} stands twice."), number, "", [passage, earlier], number)


def _broken(
    reading: Reading,
    words: Message,
    number: Sequence[int],
    expected: str,
    passages: Sequence[Passage],
    before: Sequence[int],
) -> Contradiction:
    places = [reading.place(passage, 0, min(len(passage.text), 120)) for passage in passages]
    return finding(
        reading,
        SERIES,
        words,
        ".".join(map(str, number)),
        expected,
        places,
        before=".".join(map(str, before)),
    )


def _own_references(reading: Reading) -> Iterator[Contradiction]:
    items = {".".join(map(str, number)) for number, _, _ in _numbered(reading)}
    if len(items) < 3:
        return
    lost: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in reading.passages:
        for pattern in _OWN:
            for match in pattern.finditer(passage.text):
                for number in re.findall(r"\d+(?:\.\d+)*", match.group(1)):
                    if number not in items:
                        lost.setdefault(number, []).append((passage, *match.span()))
    for number, where in lost.items():
        yield finding(reading, ITEM, _NO_ITEM, number, "", [reading.place(*one) for one in where])


@dataclass(frozen=True, slots=True)
class _Letter:
    letter: str
    passage: Passage
    start: int


def _letters(reading: Reading) -> Iterator[Contradiction]:
    """`б) в)` with no `а)` before them."""
    found = [
        _Letter(match.group(1), passage, match.start())
        for passage in reading.passages
        for match in _LETTER.finditer(passage.text)
    ]
    for at, here in enumerate(found[:-1]):
        for alphabet in _ALPHABETS:
            if here.letter == alphabet[1] and found[at + 1].letter == alphabet[2]:
                before = found[at - 1].letter if at else ""
                if before not in (alphabet[0], alphabet[1]) and not _first_nearby(reading, here, alphabet[0]):
                    place = reading.place(
                        here.passage, here.start, min(here.start + 120, len(here.passage.text))
                    )
                    found_letter, expected = f"{here.letter})", f"{alphabet[0]})"
                    yield finding(reading, SERIES, _FIRST, found_letter, expected, [place])
                    break


def _first_nearby(reading: Reading, here: _Letter, first: str) -> bool:
    """Whether the first letter stands in some other form (`(a)`, `a.`), here or in the passage above."""
    at = next(place for place, passage in enumerate(reading.passages) if passage is here.passage)
    text = here.passage.text[: here.start]
    above = reading.passages[at - 1].text if at else ""
    return any(re.search(rf"(?:^|[\s(]){first}[.)]", part) for part in (text, above))


def _missing_notes(reading: Reading) -> Iterator[Contradiction]:
    for passage in reading.passages:
        for place, number in passage.marks:
            if number in reading.notes_missing:
                start = max(0, place - 100)
                where = reading.place(passage, start, min(place + 1, len(passage.text)))
                yield finding(reading, NOTE, _NO_NOTE, str(number), "", [where])


def _pages(reading: Reading) -> Iterator[Contradiction]:
    for before, here in zip(reading.labels, reading.labels[1:], strict=False):
        if 1 < here.number < before.number:
            places = [reading.source_place(label.start, label.end) for label in (here, before)]
            yield finding(reading, PAGES, _PAGE, str(here.number), "", places, before=before.number)
