"""Lists of parts held against the number before them, and rows of a table against its totals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from hattama.core.documents.numbers import Kind, Number, find_numbers
from hattama.core.documents.plain_text import Reading, Row
from hattama.core.documents.rules import PARTS, TABLE, Contradiction, Weight
from hattama.core.documents.sentences import Sentence, clip, finding, say_number
from hattama.core.vocabulary import Message

_TABLE = Message("The rows make {expected}, the row of totals says {found}.")

_NEAR = Fraction(1, 5)
_BRACKETS = re.compile(r"\(([^()]{5,400})\)")
_SPLIT = re.compile(
    r"[,;]\s|\s(?:және|and|и)\s(?=\d)|(?<=[^\W\d])\s(?:және|and|и)\s(?=[«“\"]?[^\W\d]+[»”\"]?\s?[-–—:]\s?\d)"
)
_SOME = re.compile(
    r"including|в том числе|ішінде|напр|e\.g|мысалы|such as|among|из них|mostly|негізінен", re.IGNORECASE
)


def check_sums(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about lists of parts and tables."""
    for sentence in sentences:
        yield from _bracketed_parts(reading, sentence)
        yield from _women_and_men(reading, sentence)
        yield from _with_the_rest(reading, sentence)
    yield from _tables(reading)


def _bracketed_parts(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    text = sentence.passage.text
    for brackets in _BRACKETS.finditer(text, sentence.start, sentence.end):
        parts = _parts(sentence, brackets)
        earlier = [count for count in sentence.counts if count.end <= brackets.start()]
        if parts is None or not earlier:
            continue
        stated = earlier[-1]
        gap = text[stated.end : brackets.start()]
        if len(gap) > (90 if len(parts) > 2 else 45) or re.search(r"[;:|)]", gap):
            continue
        if not _one_sex_alone(sentence, parts):
            joined = _JOINED.search(brackets.group(1)) is not None
            yield from _held(reading, sentence, stated, parts, brackets.end(), surely=joined)


def _parts(sentence: Sentence, brackets: re.Match[str]) -> list[Number] | None:
    """The numbers of a bracket that holds parts and nothing else; None where it holds anything else."""
    inside, shift = brackets.group(1), brackets.start(1)
    if _SOME.search(inside):
        return None
    parts: list[Number] = []
    start = 0
    for end, following in [
        *((m.start(), m.end()) for m in _SPLIT.finditer(inside)),
        (len(inside), len(inside)),
    ]:
        within = [n for n in sentence.numbers if shift + start <= n.start < shift + end]
        words = re.findall(r"[^\W\d_]+", inside[start:end])
        if (
            len(within) != 1
            or within[0].places
            or within[0].kind is not Kind.COUNT
            or within[0].about
            or not 1 <= len(words) <= 6
        ):
            return None
        parts.append(within[0])
        start = following
    return parts if len(parts) > 1 else None


def _held(
    reading: Reading,
    sentence: Sentence,
    stated: Number,
    parts: Sequence[Number],
    end: int,
    *,
    surely: bool = True,
) -> Iterator[Contradiction]:
    total = sum((part.value for part in parts), Fraction(0))
    if abs(total - stated.value) > max(stated.value * _NEAR, Fraction(2)):
        # So far apart they are not the parts of this number, or not all of them.
        return
    earlier = [count for count in sentence.counts if count.end <= parts[0].start]
    # Any number before the list may be the one it parts, or two of them together.
    possible = {count.value for count in earlier}
    possible |= {one.value + other.value for one in earlier for other in earlier if one is not other}
    if total in possible or stated.about:
        return
    place = reading.place(sentence.passage, *clip(sentence, stated.start, end))
    yield finding(
        reading,
        PARTS,
        Message("The parts listed make {expected}, stated is {found}."),
        say_number(stated.value),
        say_number(total),
        [place],
        weight=None if surely else Weight.QUESTION,
    )


_JOINED = re.compile(r"\s(?:және|and|и)\s|\d\s?[-–—]\s|[^\W\d_»”\"]\s?[-–—:]\s?\d")
"""Signs of a whole list: a last part joined by a word, or each part parted from its name by a dash."""


def _one_sex_alone(sentence: Sentence, parts: Sequence[Number]) -> bool:
    """Women among other parts without men: those are marks that one person may bear, and no parts."""
    return len({_sex(sentence, part) for part in parts} - {""}) == 1


_WOMEN = re.compile(r"^(?:әйел|женщин|wom[ae]n|female)", re.IGNORECASE)
_MEN = re.compile(r"^(?:ер$|ер[ -]|ерлер|ер адам|мужчин|m[ae]n$|male)", re.IGNORECASE)


_ANOTHER_TIME = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:теперь|сейчас|сегодня|now|today|қазір|енді|бүгін)\b", re.IGNORECASE
)


def _women_and_men(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    """`120 candidates, 40 women and 80 men`."""
    counts = sentence.counts
    for place in range(1, len(counts) - 1):
        stated, one, other = counts[place - 1 : place + 2]
        sexes = {_sex(sentence, one), _sex(sentence, other)}
        if _ANOTHER_TIME.search(sentence.passage.text, stated.end, one.start):
            continue
        if sexes == {"women", "men"} and not _sex(sentence, stated) and other.start - stated.end < 120:
            yield from _held(reading, sentence, stated, [one, other], other.end)


def _sex(sentence: Sentence, count: Number) -> str:
    following = sentence.passage.text[count.end : count.end + 20].lstrip()
    if _WOMEN.match(following):
        return "women"
    return "men" if _MEN.match(re.split(r"[\s,.;)]", following)[0]) else ""


_REST = re.compile(
    r"(?:the (?:remaining|rest|other)|остальны[ехм]|оставши\w+|қалған)\s*(?:\w+\s)?$", re.IGNORECASE
)
_OPENS = re.compile(r"(?:\b(?:of|out of|из)\s(?:the |all |всех )?)$", re.IGNORECASE)


def _with_the_rest(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    """`Of 60 requests 20 were granted, 30 refused and the remaining 15 are open`: the rest closes the sum."""
    counts = sentence.counts
    if (
        not 3 <= len(counts) <= 7
        or any(count.about for count in counts)
        or len(counts) != len(sentence.numbers)
    ):
        return
    text = sentence.passage.text
    last, first = counts[-1], counts[0]
    if not _REST.search(text[max(sentence.start, last.start - 30) : last.start]):
        return
    genitive = re.match(
        r"(?:-[^\W\d_]+)?(?:\s[^\W\d_]+){0,3}?(?:ның|нің|дың|дің|тың|тің)\s", text[first.digits_end :]
    )
    if _OPENS.search(text[max(sentence.start, first.start - 12) : first.start]) or genitive:
        yield from _held(reading, sentence, first, counts[1:], last.end)


_TOTAL = re.compile(r"\s*(?:total|overall|всего|итого|барлығы|жиыны|жалпы саны|бәрі)\b", re.IGNORECASE)
_COLUMNS = re.compile(r"^(?P<label>.*?[^\W\d_].*?)(?P<cells>(?:[\s|]+[-–—\d][\d,.]*%?)+)[\s|]*$")
_CELL = re.compile(r"\t+|\s{2,}|\|")


@dataclass(frozen=True, slots=True)
class _Figures:
    row: Row
    label: str
    figures: tuple[int, ...]


def _tables(reading: Reading) -> Iterator[Contradiction]:
    table: list[_Figures] = []
    is_nested = False
    for row in reading.rows:
        figures = _figures(row, reading.language)
        if figures is None:
            if row.text.strip():
                table, is_nested = [], _within(row.text)
            continue
        # Where some rows are parts of others, which ones make the total cannot be told.
        is_nested |= _within(figures.label)
        if table and len(figures.figures) != len(table[-1].figures):
            table = []
        if _TOTAL.match(figures.label) and len(table) >= 2:
            if not is_nested:
                yield from _total_row(reading, table, figures)
            table, is_nested = [], False
            continue
        if table or not _is_heading(figures.figures):
            table.append(figures)


def _within(label: str) -> bool:
    return _SOME.search(label) is not None


def _is_heading(figures: Sequence[int]) -> bool:
    """Whether a first row heads the columns: with years, or with their numbers."""
    years = all(1900 <= figure <= 2100 for figure in figures)
    return len(figures) > 1 and (years or _counts_up(figures))


def _counts_up(figures: Sequence[int]) -> bool:
    return all(after == before + 1 for before, after in pairwise(figures))


def _figures(row: Row, language: str) -> _Figures | None:
    """A line that is a label and whole numbers, in columns; None for any other."""
    if len(row.text) > 160 or re.search(r"[.;:]\s|[.;:]$|%", row.text):
        return None
    match = _COLUMNS.match(row.text)
    if match is None:
        return None
    label = match.group("label").strip(" |\t")
    cells = [cell.strip() for cell in _CELL.split(row.text.strip(" |\t")) if cell.strip()]
    texts = cells[1:] if len(cells) > 1 else [match.group("cells").strip()]
    values = [_whole(text, language) for text in texts]
    if not values or None in values or len(label.split()) > 8:
        return None
    return _Figures(row, label, tuple(value for value in values if value is not None))


def _whole(text: str, language: str) -> int | None:
    numbers = find_numbers(text, language, None)
    if (
        len(numbers) != 1
        or numbers[0].places
        or text[: numbers[0].start].strip()
        or text[numbers[0].end :].strip()
    ):
        return None
    return int(numbers[0].value)


def _total_row(reading: Reading, table: Sequence[_Figures], total: _Figures) -> Iterator[Contradiction]:
    for column, stated in enumerate(total.figures):
        column_figures = [figures.figures[column] for figures in table]
        rows = sum(column_figures)
        # Numbers of stations stand in a row and make no sum; a total may count them.
        if rows != stated and not (_counts_up(column_figures) and stated <= len(table)):
            places = [
                reading.source_place(total.row.start, total.row.end),
                reading.source_place(table[0].row.start, table[-1].row.end),
            ]
            # So far apart it may be the total of something else.
            weight = None if abs(rows - stated) <= max(stated * _NEAR, Fraction(2)) else Weight.QUESTION
            stated_said, rows_said = say_number(Fraction(stated)), say_number(Fraction(rows))
            yield finding(reading, TABLE, _TABLE, stated_said, rows_said, places, weight=weight)
