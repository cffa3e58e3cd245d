"""Sums of money said in two currencies, held against the rate that the document itself states."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from hattama.core.documents.numbers import Kind, Number
from hattama.core.documents.plain_text import Reading
from hattama.core.documents.rules import MONEY, Contradiction
from hattama.core.documents.sentences import Sentence, clip, finding, say_number
from hattama.core.vocabulary import Message

_NEAR = Fraction(1, 100)
"""Rates move from day to day and people round: what is nearer than this is not looked at."""

_BESIDE = re.compile(r"\s?[(/,–—=]*\s?\(?(?:[^\W\d_]+\.?\s){0,3}(?:~|≈)?\s?(?:[A-Z]{3}|[€$₸])?\s?")
_EQUALS = re.compile(r"[^.;()\d]{0,40}?")
_PER = re.compile(r"\s?(?:за|per|to the|for one|for a|/)\s?(?:1\s|один\s|одно\s)?", re.IGNORECASE)
_UNITS = (
    ("EUR", r"евро|euro|еуро|€|EUR"),
    ("USD", r"доллар\w*|dollar|\$|USD"),
    ("RUB", r"рубл\w+|rouble|ruble|₽|RUB"),
)


@dataclass(frozen=True, slots=True)
class _Rate:
    """So many of `unit` for one of `foreign`, said in `sentence`."""

    foreign: str
    unit: str
    value: Fraction
    sentence: Sentence
    start: int
    end: int


def check_money(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about sums in two currencies."""
    rates = [rate for sentence in sentences for rate in _rates(sentence)]
    for sentence in sentences:
        for one, other in _pairs(sentence):
            fitting = [rate for rate in rates if {rate.foreign, rate.unit} == {one.unit, other.unit}]
            if fitting and not any(_agrees(one, other, rate) for rate in fitting):
                yield _told(reading, sentence, one, other, fitting[0])


def _moneys(sentence: Sentence) -> list[Number]:
    return [number for number in sentence.numbers if number.kind is Kind.MONEY]


def _rates(sentence: Sentence) -> Iterator[_Rate]:
    text = sentence.passage.text
    moneys = _moneys(sentence)
    for one, other in pairwise(moneys):
        if one.value == 1 and one.unit != other.unit and _EQUALS.fullmatch(text[one.end : other.start]):
            yield _Rate(one.unit, other.unit, other.value, sentence, one.start, other.end)
    for money in moneys:
        if per := _PER.match(text, money.end):
            for unit, names in _UNITS:
                if unit != money.unit and re.match(names, text[per.end() :], re.IGNORECASE):
                    yield _Rate(unit, money.unit, money.value, sentence, money.start, per.end() + 5)


def _pairs(sentence: Sentence) -> Iterator[tuple[Number, Number]]:
    """A sum and the same one in another currency right behind it."""
    moneys = _moneys(sentence)
    for one, other in pairwise(moneys):
        gap = sentence.passage.text[one.end : other.start]
        if one.unit != other.unit and one.value > 1 < other.value and "(" in gap and _BESIDE.fullmatch(gap):
            yield one, other


def _converted(one: Number, rate: _Rate) -> Fraction:
    return one.value / rate.value if one.unit == rate.unit else one.value * rate.value


def _agrees(one: Number, other: Number, rate: _Rate) -> bool:
    expected = _converted(one, rate)
    # `2 000` may be said for what is nearer to it than to 3 000 or to 1 000.
    zeros = len(str(int(other.value))) - len(str(int(other.value)).rstrip("0"))
    slack = max(other.step, Fraction(10**zeros)) / 2 + expected * _NEAR
    return abs(expected - other.value) <= slack


def _told(reading: Reading, sentence: Sentence, one: Number, other: Number, rate: _Rate) -> Contradiction:
    expected = _converted(one, rate)
    places = [
        reading.place(sentence.passage, *clip(sentence, one.start, other.end)),
        reading.place(rate.sentence.passage, *clip(rate.sentence, rate.start, rate.end)),
    ]
    return finding(
        reading,
        MONEY,
        Message("{amount} at {rate} is {expected}, stated is {found}."),
        f"{say_number(other.value, other.places)} {other.unit}",
        f"{say_number(expected)} {other.unit}",
        places,
        amount=f"{say_number(one.value, one.places)} {one.unit}",
        rate=say_number(rate.value, 2 if rate.value.denominator > 1 else 0),
    )
