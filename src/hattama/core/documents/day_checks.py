"""Dates held against the calendar, the day of the week beside them and each other."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hattama.core.documents.days import DayNamed, find_days, next_days, weekday_beside, weekday_of
from hattama.core.documents.plain_text import Passage, Reading
from hattama.core.documents.rules import DAYS, WEEKDAY, Contradiction
from hattama.core.documents.sentences import Sentence, finding
from hattama.core.vocabulary import Message

_WEEKDAY = Message("{date} is a {expected}, the text says {found}.")
_NAMES = (
    Message("Monday", "day of a date"),
    Message("Tuesday", "day of a date"),
    Message("Wednesday", "day of a date"),
    Message("Thursday", "day of a date"),
    Message("Friday", "day of a date"),
    Message("Saturday", "day of a date"),
    Message("Sunday", "day of a date"),
)

_FROM = re.compile(r"(?:\bс|\bсо|\bfrom|\bbetween|\bв период с)\s$", re.IGNORECASE)
_TO = re.compile(
    r"\s?(?:года|год|г\.)?\s?(?:,?\s?(?:по|до|to|until|till|through|and)|[–—-])\s", re.IGNORECASE
)
_KAZAKH_TO = re.compile(r"[^.;\d]{0,12}?(?:бастап|мен|пен|бен)\s", re.IGNORECASE)
_KAZAKH_END = re.compile(r"[^\W\d]*\s?(?:дейін|аралығында|аралығы)", re.IGNORECASE)
_TOMORROW = re.compile(
    r"[^.;\d]{0,80}?(?:келесі күні|ертеңіне|the (?:next|following) day|на следующий день)[,\s(–—-]{1,3}$",
    re.I,
)


def check_days(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about dates."""
    seen: set[int] = set()
    for sentence in sentences:
        passage = sentence.passage
        if id(passage) in seen:
            continue
        seen.add(id(passage))
        days = find_days(passage.text)
        for day in days:
            yield from _one(reading, passage, day)
        for first, second in pairwise(days):
            yield from _two(reading, passage, first, second)


def _one(reading: Reading, passage: Passage, day: DayNamed) -> Iterator[Contradiction]:
    said = passage.text[day.start : day.end]
    if not day.exists:
        place = reading.place(passage, *_around(passage, day.start, day.end))
        yield finding(reading, DAYS, Message("There is no such day: {found}."), said, "", [place])
        return
    beside, truly = weekday_beside(passage.text, day), weekday_of(day)
    if beside is not None and truly is not None and beside[0] != truly:
        start, end = min(day.start, beside[1]), max(day.end, beside[2])
        place = reading.place(passage, *_around(passage, start, end))
        found, expected = _NAMES[beside[0]], _NAMES[truly]
        words = _WEEKDAY.given(date=said, found=found, expected=expected)
        yield Contradiction(WEEKDAY, words, found.english, expected.english, (place,), WEEKDAY.weight)


def _two(reading: Reading, passage: Passage, first: DayNamed, second: DayNamed) -> Iterator[Contradiction]:
    if not (first.exists and second.exists):
        return
    gap = passage.text[first.end : second.start]
    said = passage.text[first.start : second.end]
    if _is_period(passage.text, first, second, gap) and _later(first, second):
        place = reading.place(passage, *_around(passage, first.start, second.end))
        yield finding(reading, DAYS, Message("The period ends before it begins: {found}."), said, "", [place])
        return
    expected = next_days(first, second.year) if _TOMORROW.fullmatch(gap) else []
    if expected and (second.day, second.month) not in expected:
        place = reading.place(passage, *_around(passage, first.start, second.end))
        day, month = expected[0]
        yield finding(
            reading,
            DAYS,
            Message("The day after {date} is {expected}, the text says {found}."),
            passage.text[second.start : second.end],
            f"{day:02}.{month:02}",
            [place],
            date=passage.text[first.start : first.end],
        )


def _is_period(text: str, first: DayNamed, second: DayNamed, gap: str) -> bool:
    if _FROM.search(text[max(0, first.start - 12) : first.start]) and _TO.fullmatch(gap):
        return True
    return bool(_KAZAKH_TO.fullmatch(gap) and _KAZAKH_END.match(text, second.end))


def _later(first: DayNamed, second: DayNamed) -> bool:
    """Whether the first is later by what is said: a year said once behind both holds for both."""
    # `from 28 December to 5 January 2023` begins in the year before.
    first_year = first.year or (second.year if first.month - second.month <= 6 else None)
    second_year = second.year or first.year
    if first_year is None or second_year is None:
        # Without a year a period may go over New Year; only one within three months of its end may not.
        behind = first.month - second.month
        return 0 <= behind <= 3 and (first.month, first.day) > (second.month, second.day)
    return (first_year, first.month, first.day) > (second_year, second.month, second.day)


def _around(passage: Passage, start: int, end: int) -> tuple[int, int]:
    for first, last in passage.sentences():
        if first <= start < last:
            return first, max(last, end)
    return start, end
