"""The sentences of a document with their numbers: what most rules look at."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.documents.numbers import Kind, Number, decimal_comma, find_numbers
from hattama.core.documents.plain_text import Passage, Reading
from hattama.core.documents.rules import Contradiction, DocumentRule, Weight
from hattama.core.documents.sources import Place
from hattama.core.vocabulary import Message

_MOST_NUMBERS = 60
"""What has more numbers is a table run together, or made to keep the rules busy: none is looked at."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it begins and ends in its passage, and the numbers in it, placed by the passage."""

    passage: Passage
    start: int
    end: int
    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return self.passage.text[self.start : self.end]

    @property
    def counts(self) -> list[Number]:
        """The numbers that count something."""
        return [number for number in self.numbers if number.kind is Kind.COUNT]


def find_sentences(reading: Reading) -> list[Sentence]:
    """All sentences of a document, in order."""
    comma = decimal_comma(passage.text for passage in reading.passages)
    found = []
    for passage in reading.passages:
        numbers = find_numbers(passage.text, reading.language, comma)
        places = [number.start for number in numbers]
        for start, end in passage.sentences():
            within = numbers[bisect_left(places, start) : bisect_left(places, end)]
            found.append(Sentence(passage, start, end, tuple(within) if len(within) <= _MOST_NUMBERS else ()))
    return found


def between(sentence: Sentence, first: Number, second: Number) -> str:
    """The text from the digits of one number to another number."""
    return sentence.passage.text[first.digits_end : second.start]


def finding(
    reading: Reading,
    rule: DocumentRule,
    words: Message,
    found: str,
    expected: str,
    places: Sequence[Place],
    *,
    weight: Weight | None = None,
    **values: object,
) -> Contradiction:
    """A finding whose sentence has `found`, `expected` and `values` for its braces."""
    said = words.given(found=found, expected=expected, **values)
    return Contradiction(rule, said, found, expected, tuple(places), weight or rule.weight)


def sentence_place(reading: Reading, sentence: Sentence) -> Place:
    """The place of a whole sentence."""
    return reading.place(sentence.passage, sentence.start, sentence.end)


def clip(sentence: Sentence, start: int, end: int, around: int = 60) -> tuple[int, int]:
    """The stretch from `start` to `end` with some words around it, within the sentence."""
    text = sentence.passage.text
    first, last = max(sentence.start, start - around), min(sentence.end, end + around)
    if first > sentence.start and (space := text.find(" ", first, start)) >= 0:
        first = space + 1
    if last < sentence.end and (space := text.rfind(" ", end, last)) >= 0:
        last = space
    return first, last


def say_number(value: Fraction, places: int = 0) -> str:
    """`12 032 550`, `28.5`: thousands apart, as many decimals as asked, rounded half up."""
    scaled = (value * 10**places * 2 + 1) // 2
    whole, part = divmod(abs(int(scaled)), 10**places)
    sign = "-" if value < 0 else ""
    grouped = f"{whole:,}".replace(",", " ")
    return f"{sign}{grouped}.{part:0{places}d}" if places else f"{sign}{grouped}"
