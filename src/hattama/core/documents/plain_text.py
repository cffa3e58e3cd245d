"""From the text of a file to passages: running lines and page numbers off, footnotes apart, lines joined.

Every character of a passage knows where it stood in the source, so that a finding can quote the original.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hattama.core.documents.footnotes import Note, find_notes
from hattama.core.documents.letters import PlainLetters, plain_letters
from hattama.core.documents.sources import PageLabel, Place, SourceText, place_in
from hattama.core.documents.stems import main_language

_LABEL = re.compile(
    r"(?:^|\s)(?:беті|бет|page|стр(?:аница|\.)?)\s*:?\s*(\d{1,4})(?:\s*(?:/|of|из)\s*\d+)?\s*$", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"\s*[-–—]?\s*(\d{1,4})\s*[-–—]?\s*$")
_FULL_LINE = 55
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]|[^\W\d_][.)]|[•▪*–—-])\s+\S")
_ENDS = re.compile(r"[.!?…:;][»”\"’')\]]*\d{0,3}\s*$")
_SMALL_BEGIN = re.compile(r"\s*[a-zа-яёәғқңөұүһі(]")
# Only from the beginning of a run: from each of ten thousand dots of a table of contents it took seconds.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[»”\"’')\]]*(?=\s+[«“\"‘(–—]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ\d•])|;(?=\s)")
_NOT_THE_END = re.compile(
    r"(?:\b(?:[A-ZА-ЯӘҒҚҢӨҰҮҺІ]|ж|жж|г|гг|т\.б|т\.с\.с|млн|млрд|тыс|ст|п|пп|др|no|art|mr|mrs|dr|e\.g|i\.e|см|стр|қ|обл))\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a footnote where `note` is its number. `at`: where each character stood in the source.

    `marks`: places in the text after which a footnote mark stood, with the number of the footnote.
    """

    text: str
    at: tuple[int, ...]
    note: int
    marks: tuple[tuple[int, int], ...]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Beginnings and ends of its sentences."""
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            if match.group()[0] == "." and _NOT_THE_END.search(
                self.text[max(start, match.end() - 12) : match.end()]
            ):
                continue
            yield start, match.end()
            start = match.end()
        if self.text[start:].strip():
            yield start, len(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is still a line: where it begins in the source, where it ends, and its text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document made ready for the rules. `language`: the one most of it is in."""

    source: SourceText
    language: str
    passages: tuple[Passage, ...]
    rows: tuple[Row, ...]
    labels: tuple[PageLabel, ...]
    letters: PlainLetters
    notes_missing: tuple[int, ...]

    def place(self, passage: Passage, start: int, end: int) -> Place:
        """Where passage.text[start:end] stands in the source; spaces at its ends do not count."""
        text = passage.text
        while start < end - 1 and text[start].isspace():
            start += 1
        while end - 1 > start and text[end - 1].isspace():
            end -= 1
        return place_in(self.source, self.labels, passage.at[start], passage.at[end - 1] + 1)

    def source_place(self, start: int, end: int) -> Place:
        """The place of a stretch of the source itself."""
        return place_in(self.source, self.labels, start, end)


def read_plain(source: SourceText) -> Reading:
    """The passages of `source`."""
    plain = plain_letters(source.text)
    lines = _lines(plain)
    labels, running = _running_lines(lines, source)
    notes = find_notes(plain.text, [(line.first, line.text) for line in lines if line.first not in running])
    passages = _Assembly(plain, lines, running, notes.notes, notes.marks, source.page_starts).passages()
    rows = tuple(Row(line.text, line.start, line.end) for line in lines if line.first not in running)
    language = main_language(plain.text)
    return Reading(source, language, passages, rows, labels, plain, notes.missing)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    first: int
    """Where it begins in the plain text; `start` and `end`: in the source."""
    start: int
    end: int


def _lines(plain: PlainLetters) -> list[_Line]:
    lines = []
    first = 0
    for text in re.split(r"[\n\f\v]", plain.text):
        if text:
            end = plain.at[first + len(text) - 1] + 1
            lines.append(_Line(text, first, plain.at[first], end))
        else:
            start = plain.at[first] if first < len(plain.at) else 0
            lines.append(_Line(text, first, start, start))
        first += len(text) + 1
    return lines


def _running_lines(
    lines: Sequence[_Line], source: SourceText
) -> tuple[tuple[PageLabel, ...], frozenset[int]]:
    """Page numbers printed in running lines, and the beginnings of all lines that are no text."""
    masked = [_DIGITS.sub("#", " ".join(line.text.split())) for line in lines]
    times = Counter(masked)
    edges = _edge_lines(lines, source.page_starts)
    labels, running = [], set()
    for line, mask in zip(lines, masked, strict=True):
        label = _LABEL.search(line.text) if len(line.text) < 120 else None
        if label is None and line.first in edges:
            label = _BARE_NUMBER.match(line.text)
        if label is not None:
            labels.append(PageLabel(line.start, line.end, int(label.group(1))))
        if label is not None or _repeats(mask, times, line.first in edges):
            running.add(line.first)
    return tuple(labels), frozenset(running)


def _repeats(mask: str, times: Counter[str], at_edge: bool) -> bool:
    if at_edge:
        return times[mask] >= 3 and len(mask) > 3 and not _ENDS.search(mask)
    # A whole sentence may well be said three times; a heading without an end is a running one.
    return times[mask] >= 3 and len(mask) > 30 and not _ENDS.search(mask) and "#" not in mask[:1]


def _edge_lines(lines: Sequence[_Line], page_starts: tuple[int, ...]) -> frozenset[int]:
    """The first and last three written lines of every page."""
    written = [line for line in lines if line.text.strip()]
    starts = [line.start for line in written]
    edges: set[int] = set()
    for here, following in pairwise((*page_starts, 1 << 60)):
        page = written[bisect_left(starts, here) : bisect_left(starts, following)]
        edges.update(line.first for line in (*page[:3], *page[-3:]))
    return frozenset(edges)


class _Assembly:
    """Lines put together into passages."""

    def __init__(
        self,
        plain: PlainLetters,
        lines: Sequence[_Line],
        running: frozenset[int],
        notes: Sequence[Note],
        marks: Sequence[tuple[int, int, int]],
        page_starts: tuple[int, ...],
    ) -> None:
        self._plain, self._lines, self._running = plain, lines, running
        self._notes = {note.first: note for note in notes}
        self._marks = {start: (end, number) for start, end, number in marks}
        self._pages = page_starts
        self._joined = frozenset(re.findall(r"[^\W\d_]+", plain.text.lower()))
        self._double_spaced = _is_double_spaced(lines)
        self._passages: list[Passage] = []
        self._waiting: list[_Line] = []
        self._note = 0

    def passages(self) -> tuple[Passage, ...]:
        blanks = 0
        page = 0
        for line in self._lines:
            if line.first in self._running or _ADDRESS.match(line.text.strip()):
                # After what stands at the foot of a page no footnote goes on.
                if self._note:
                    self._close()
                continue
            if not line.text.strip():
                blanks += 1
                continue
            here = bisect_right(self._pages, line.start)
            if self._begins(line, blanks, here != page):
                self._close()
                self._note = self._notes[line.first].number if line.first in self._notes else 0
            self._waiting.append(line)
            blanks, page = 0, here
        self._close()
        return tuple(_with_continuations(self._passages))

    def _begins(self, line: _Line, blanks: int, new_page: bool) -> bool:
        """Whether `line` begins a passage of its own."""
        if not self._waiting or line.first in self._notes:
            return True
        last = self._waiting[-1].text
        # In the midst of a sentence a full line may break before any number.
        if _ITEM.match(line.text) and (blanks or _ENDS.search(last) or len(last.rstrip()) < _FULL_LINE):
            return True
        ended, small = bool(_ENDS.search(last)), bool(_SMALL_BEGIN.match(line.text))
        if self._note and (new_page or (ended and small) or _was_page_break(line.text, last)):
            return True
        if self._double_spaced:
            return (blanks > 1 and ended) or (ended and not small and len(last.rstrip()) < 70)
        return blanks > 0 and not (small and not ended) and not (new_page and not ended)

    def _close(self) -> None:
        if self._waiting:
            note = self._notes.get(self._waiting[0].first)
            self._passages.append(self._passage(self._waiting, note))
        self._waiting, self._note = [], 0

    def _passage(self, lines: Sequence[_Line], note: Note | None) -> Passage:
        letters: list[str] = []
        at: list[int] = []
        marks: list[tuple[int, int]] = []
        for line in lines:
            begin = note.text_first if note is not None and line is lines[0] else line.first
            self._join(letters, at, line)
            end = line.first + len(line.text.rstrip())
            place = begin
            while place < end:
                if place in self._marks:
                    after, number = self._marks[place]
                    marks.append((len(letters), number))
                    place = after
                    continue
                address = _ADDRESS.match(self._plain.text, place)
                if address:
                    place = address.end()
                    continue
                letter = self._plain.text[place]
                if not (letter.isspace() and (not letters or letters[-1] == " ")):
                    letters.append(" " if letter.isspace() else letter)
                    at.append(self._plain.at[place])
                place += 1
        return Passage("".join(letters), tuple(at), note.number if note else 0, tuple(marks))

    def _join(self, letters: list[str], at: list[int], line: _Line) -> None:
        """What stands between the lines before and `line`: a space, or nothing where a word was divided."""
        if not letters:
            return
        if (
            letters[-1] == "-"
            and _SMALL_BEGIN.match(line.text)
            and len(letters) > 1
            and letters[-2].isalpha()
        ):
            before = re.search(r"[^\W\d_]+$", "".join(letters[-40:-1]))
            after = re.match(r"\s*([^\W\d_]+)", line.text)
            if before and after and (before.group() + after.group(1)).lower() in self._joined:
                letters.pop()
                at.pop()
            return
        if letters[-1] != " ":
            letters.append(" ")
            at.append(self._plain.at[line.first])


def _is_double_spaced(lines: Sequence[_Line]) -> bool:
    written = [place for place, line in enumerate(lines) if line.text.strip()]
    followed = sum(place + 1 < len(lines) and not lines[place + 1].text.strip() for place in written)
    longer = sum(len(lines[place].text) > 60 for place in written)
    return len(written) > 20 and followed * 10 > len(written) * 7 and longer * 2 > len(written)


def _was_page_break(text: str, last: str) -> bool:
    """A form feed that a converter left as one space before the first line of a page."""
    return text[:1] == " " and text[1:2].strip() != "" and not last.startswith(" ")


def _with_continuations(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Passages in their order, one that was cut by the foot of a page joined to what goes on after it."""
    open_body: Passage | None = None
    held: list[Passage] = []
    for passage in passages:
        if passage.note:
            held.append(passage)
        elif open_body is not None and _goes_on(open_body, passage):
            open_body = _joined(open_body, passage)
        else:
            if open_body is not None:
                yield open_body
            yield from held
            open_body, held = passage, []
    if open_body is not None:
        yield open_body
    yield from held


def _goes_on(before: Passage, after: Passage) -> bool:
    return (
        not _ENDS.search(before.text) and bool(_SMALL_BEGIN.match(after.text)) and not _ITEM.match(after.text)
    )


def _joined(before: Passage, after: Passage) -> Passage:
    shift = len(before.text) + 1
    marks = (*before.marks, *((place + shift, number) for place, number in after.marks))
    return Passage(f"{before.text} {after.text}", (*before.at, before.at[-1], *after.at), before.note, marks)
