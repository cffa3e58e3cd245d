"""One fact told twice, in one document or in two, with two numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.documents.days import MONTH
from hattama.core.documents.notes import anchors
from hattama.core.documents.numbers import Kind, Number
from hattama.core.documents.plain_text import Reading
from hattama.core.documents.rules import REPEAT, Contradiction
from hattama.core.documents.sentences import Sentence, clip, finding, say_number
from hattama.core.documents.sources import Place
from hattama.core.documents.stems import stems
from hattama.core.vocabulary import Message

_SLIP = Message("{found} here, {expected} elsewhere: a slip of digits?")
_TWO = Message("{found} here, {expected} elsewhere, of the same thing by its words.")
_MOVED = Message("{found} {noun} here; elsewhere {expected}, and {found} counts something else.")

_LONG = 10_000
_LONG_NOUN = 4
_MANY_DIGITS = 7
_FATES = (
    re.compile(
        r"[^.;\d]{0,30}?(?:қайтыс бол|қаза тап|өлім|өлді|\bdied|\bdead\b|\bdeaths?\b|killed|"
        r"погиб|умер|смерт)",
        re.I,
    ),
    re.compile(r"[^.;\d]{0,30}?(?:жараланды|жарақат|injured|wounded|ранен)", re.I),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A number told somewhere."""

    reading: Reading
    sentence: Sentence
    number: Number

    def place(self) -> Place:
        """Where, with the words around it."""
        stretch = clip(self.sentence, self.number.start, self.number.end, 90)
        return self.reading.place(self.sentence.passage, *stretch)


def check_repeats(documents: Sequence[tuple[Reading, Sequence[Sentence]]]) -> Iterator[Contradiction]:
    """Findings about what documents tell twice, within each and between them."""
    told = [
        Told(reading, sentence, number)
        for reading, sentences in documents
        for sentence in sentences
        for number in sentence.counts
        if not number.about
    ]
    yield from _slips(told)
    yield from _moved(told)
    yield from _fates(documents)


def _slips(told: Sequence[Told]) -> Iterator[Contradiction]:
    """Long numbers of one thing that differ by a slip of the hand."""
    alike: dict[tuple[str, str], list[Told]] = {}
    seen: set[frozenset[int]] = set()
    for here in told:
        if here.number.value < _LONG:
            continue
        digits = str(here.number.value)
        for key in [(noun, form) for noun in here.number.nouns[:2] for form in _forms(digits)]:
            others = alike.setdefault(key, [])
            for earlier in others:
                pair = frozenset((int(here.number.value), int(earlier.number.value)))
                if pair not in seen and _is_slip(digits, str(earlier.number.value)):
                    seen.add(pair)
                    yield _repeat(_SLIP, here, earlier)
            if all(other.number.value != here.number.value for other in others):
                others.append(here)


def _forms(digits: str) -> list[str]:
    """What a slip leaves as it is: the digits in whatever order, or all but one of them."""
    turned = "".join(sorted(digits))
    if len(digits) < _MANY_DIGITS:
        return [turned]
    return [turned, *(f"{digits[:at]}?{digits[at + 1 :]}" for at in range(len(digits)))]


def _is_slip(one: str, other: str) -> bool:
    """As many digits, and two or three neighbours changed places, or, in seven and more, one is another."""
    if len(one) != len(other) or one == other:
        return False
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    if len(apart) == 1:
        return len(one) >= _MANY_DIGITS
    apart_by = apart[-1] - apart[0]
    return sorted(one) == sorted(other) and apart_by <= (2 if len(one) >= _MANY_DIGITS else 1)


def _repeat(words: Message, here: Told, elsewhere: Told, noun: str = "") -> Contradiction:
    found, expected = say_number(here.number.value), say_number(elsewhere.number.value)
    places = [here.place(), elsewhere.place()]
    return finding(here.reading, REPEAT, words, found, expected, places, noun=noun)


def _moved(told: Sequence[Told]) -> Iterator[Contradiction]:
    """`33 amendments` here, `56 amendments to 33 articles` there: a number that went to another noun."""
    counted: dict[tuple[str, Fraction], list[Told]] = {}
    for one in told:
        if one.number.nouns and len(one.number.nouns[0]) >= _LONG_NOUN and not _is_listed(one):
            counted.setdefault((one.number.nouns[0], one.number.value), []).append(one)
    for (noun, _), theres in list(counted.items()):
        found: set[Fraction] = set()
        for there in theres:
            for other in there.sentence.numbers:
                heres = counted.get((noun, other.value), []) if _counts_beside(other, there) else []
                here = next((one for one in heres if _moved_from(one, there)), None)
                if here is not None and other.value not in found:
                    found.add(other.value)
                    yield _repeat(_MOVED, here, there, noun=_word(here))


def _moved_from(here: Told, there: Told) -> bool:
    apart = here.number.value != there.number.value and not _tells(here, there.number)
    return apart and _alike(here, there)


def _counts_beside(number: Number, there: Told) -> bool:
    """Whether a number near by counts a thing of its own; a line of a table tells nothing."""
    near = number is not there.number and abs(number.start - there.number.start) < 80
    counts = number.kind in (Kind.COUNT, Kind.OTHER) and bool(number.nouns) and 10 < number.value < 1900
    return near and counts and there.number.value > 10 and "|" not in there.sentence.text


def _is_listed(told: Told) -> bool:
    """Whether it stands in a row with other numbers, as names of things do: `7 and 23 of the list`."""
    text = told.sentence.passage.text
    before = text[max(0, told.number.start - 10) : told.number.start]
    return bool(re.search(r"\d(?:,|\s(?:және|мен|and|и|or))?\s$|\d,$", before))


def _alike(here: Told, there: Told) -> bool:
    """Whether the words around both numbers have another thing in common than the noun."""
    common = _around(here) & _around(there)
    return any(len(word) > 4 for word in common) and here.sentence is not there.sentence


def _around(told: Told) -> set[str]:
    start = max(told.sentence.start, told.number.start - 60)
    before = told.sentence.passage.text[start : told.number.start]
    return set(stems(before, told.reading.language))


def _tells(here: Told, other: Number) -> bool:
    """Whether the sentence of `here` itself has the other number, too."""
    return any(number.value == other.value for number in here.sentence.numbers)


def _word(told: Told) -> str:
    match = re.match(r"[-\w]*\s*([^\W\d_]+)", told.sentence.passage.text[told.number.digits_end :])
    return match.group(1) if match else ""


def _fates(documents: Sequence[tuple[Reading, Sequence[Sentence]]]) -> Iterator[Contradiction]:
    """How many died or were hurt, by two documents that speak of one month of one year."""
    for fate in _FATES:
        told = [
            Told(reading, sentence, number)
            for reading, sentences in documents
            for sentence in sentences
            for number in sentence.counts
            if number.value > 1 and fate.match(sentence.passage.text[number.digits_end :])
        ]
        for at, here in enumerate(told):
            for earlier in told[:at]:
                apart = earlier.reading is not here.reading and earlier.number.value != here.number.value
                if apart and _when(earlier, documents) & _when(here, documents):
                    yield _repeat(_TWO, here, earlier)


def _when(told: Told, documents: Sequence[tuple[Reading, Sequence[Sentence]]]) -> set[tuple[str, str]]:
    """Months with years of the passage, and of what it explains where it is a footnote."""
    texts = [told.sentence.passage.text]
    if told.sentence.passage.note:
        sentences = next(found for reading, found in documents if reading is told.reading)
        texts += [one.text for one in anchors(told.reading, sentences, told.sentence.passage.note)]
    text = " ".join(texts)
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    months = {match.group().strip().lower()[:4] for match in re.finditer(MONTH.pattern, text, re.IGNORECASE)}
    return {(month, year) for month in months for year in years}
