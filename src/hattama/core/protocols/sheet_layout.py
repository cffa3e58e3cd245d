"""Where everything stands on the paper of a protocol: boxes for digits, lines for words, marks, signatures.

Whole numbers only, in tenths of a millimetre from the top left corner of an A4 page, and every edge on a
whole millimetre. Whoever prints the form, draws it, aligns a scan of it or reads a box of it goes by these
boxes. A layout follows from the form, the contest and the languages alone, and names itself by a code that
the paper carries: a scan thus says by which layout it was printed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from hattama.core.protocols.corner_marks import MOST_PAGES, marks_of_page
from hattama.core.protocols.forms import NAMED_GROUPS, FigureDefinition, Form, figure_key, named_rows
from hattama.core.protocols.letter_sizes import count_lines, height_of_lines
from hattama.core.vocabulary import Choice, Contest, Words

SHEET_SIZE = (2100, 2970)
"""Width and height of a page (A4)."""

SHEET_MARGIN = 80
"""Printers leave this edge of the page white; no box reaches into it."""

MARK_COLUMN = 100
"""What a label leaves at its left for the line's mark."""

LABEL_EDGE = 15
"""What a label leaves white at its right."""

MARK_SIDE = 120
QR_SIDE = 320
DIGITS = 5
"""Boxes of a figure that has a line of its own."""

CELL_DIGITS = 4
"""Boxes of a figure in a row of a numbered group."""

ROW_COUNTS = (8, 16, 24, 32, 40)
"""How many rows of a numbered group a form may be printed with; the group's own limit stands above it."""

SIGNERS = ("chair", "deputy", "secretary", *("member",) * 7)
"""Who signs, in order down the first column and then the second."""

TIMES = ("closed", "count_ended", "signed")
"""Times for which the paper has a place: parts of steps of counting night."""

_LEFT, _RIGHT = SHEET_MARGIN, SHEET_SIZE[0] - SHEET_MARGIN
_WIDE = _RIGHT - _LEFT
_HEAD = 410
_BOTTOM = 2760
_CAPTIONS = 30
_LABEL = 1060
_DIGIT = 60
_GAP = 20
_ROW = 70
_CELL, _CELL_DIGIT, _CELL_NUMBER = 240, 50, 30
_CELLS_OF_A_LINE = _WIDE // _CELL
_TIME = 90
_SIGN_ROWS = (80, 100, 80, 80, 80)
"""Heights of the rows of signatures; the deputy chair's title takes two lines of the second."""
_SIGN_TEXT = (28, 56, 28, 28, 28)
_NAME, _SIGNATURE = 460, 270
_SEAL = 440


class SheetDoesNotFit(ValueError):
    """The form needs more pages than there are corner marks for."""


class Box(NamedTuple):
    """A rectangle on `page` (from 0), in tenths of a millimetre from the page's top left corner."""

    page: int
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def holds(self, other: Box) -> bool:
        """Whether `other` lies inside, edges included."""
        return (
            self.page == other.page
            and self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class FigureBoxes:
    """The place of one figure: all of it (`row`), a box for each digit from the left, the line for words.

    `label` is where the paper says which figure it is. `words` None: no line for words.
    """

    key: str
    row: Box
    digits: tuple[Box, ...]
    words: Box | None
    label: Box


@dataclass(frozen=True, slots=True)
class GroupName:
    """The place above the rows of a numbered group where the paper says what is counted in them."""

    figure: str
    box: Box


@dataclass(frozen=True, slots=True)
class Marker:
    """A corner mark (see `corner_marks`)."""

    page: int
    number: int
    box: Box


@dataclass(frozen=True, slots=True)
class SignatureBoxes:
    """The place of one signature: the name in letters, and the signature. `role`: one of SIGNERS; both are
    written above a line that is `line` below their tops, and what they are stands under it."""

    role: str
    name: Box
    signature: Box
    line: int


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The paper of one contest's protocol, for every precinct that votes in it.

    `languages` are those of its texts, in their order. One box a page in `heads` (what election, where), `qr`
    and `feet` (the printed identifier). `captions` are the lines above figures, one for each page that has
    figures with a line of their own. `times` by the part of the step. `rows` is how many rows the longest of
    its numbered groups has, 0 without such a group.
    """

    code: str
    languages: tuple[str, ...]
    rows: int
    pages: int
    size: tuple[int, int]
    markers: tuple[Marker, ...]
    heads: tuple[Box, ...]
    qr: tuple[Box, ...]
    feet: tuple[Box, ...]
    captions: tuple[Box, ...]
    groups: tuple[GroupName, ...]
    figures: tuple[FigureBoxes, ...]
    times: tuple[tuple[str, Box], ...]
    acts: Box
    signatures: tuple[SignatureBoxes, ...]
    seal: Box

    def figure(self, key: str) -> FigureBoxes | None:
        """The place of a figure, or None where the paper has none for it."""
        return next((boxes for boxes in self.figures if boxes.key == key), None)


def lay_out(
    form: Form,
    contest: Contest,
    languages: Sequence[str],
    choices: Sequence[Choice] | None = None,
    rows: int = ROW_COUNTS[0],
) -> SheetLayout:
    """The layout for protocols of `contest`, with labels in `languages` under one another.

    `languages` are those of the country's papers; the form is printed in those of them that its title has, or
    else in English, or else in the first that its title has.
    `choices` are those of one district where they differ from the contest's own; `rows` is one of ROW_COUNTS.
    Every figure of the form that stands on paper has its boxes once, in the order of the form; a numbered
    group has them for its first `rows` rows. Raises SheetDoesNotFit beyond MOST_PAGES pages, ValueError for
    another number of rows.
    """
    if rows not in ROW_COUNTS:
        raise ValueError(rows)
    contest = contest if choices is None else replace(contest, choices=tuple(choices))
    pen = _Pen(paper_languages(form, languages), rows)
    for figure in form.figures:
        if figure.on_paper:
            pen.put_figure(form, figure, contest)
    layout = pen.finish()
    told = json.dumps(layout, separators=(",", ":"), default=_parts)
    return replace(layout, code=hashlib.sha256(told.encode()).hexdigest()[:8])


def find_layout(code: str, form: Form, contest: Contest, languages: Sequence[str]) -> SheetLayout | None:
    """The layout whose code a paper carries, whatever number of rows it was printed with; None: none such."""
    laid_out = (lay_out(form, contest, languages, rows=rows) for rows in ROW_COUNTS)
    return next((layout for layout in laid_out if layout.code == code), None)


def paper_languages(form: Form, languages: Sequence[str]) -> tuple[str, ...]:
    """In which languages the form is printed, where those of the country's papers are `languages`."""
    spoken = tuple(language for language in languages if language in form.title)
    other = tuple(language for language in ("en", *form.title) if language in form.title)[:1]
    return spoken or other or tuple(languages)


def paper_texts(words: Words, languages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Language and text of each line that the paper has for `words`; a text that is the same in several
    languages stands once."""
    lines: dict[str, str] = {}
    for language in languages:
        if text := words.say(language):
            lines.setdefault(text, language)
    return tuple((language, text) for text, language in lines.items())


def _parts(value: Any) -> list[object]:
    return [getattr(value, field.name) for field in fields(value)]


def _height(texts: Iterable[str], width: int) -> int:
    """How high a box is that holds `texts` in the smallest letters, each beginning a line."""
    return -(-height_of_lines(count_lines(list(texts), width)) // 10) * 10


class _Pen:
    """Puts boxes under one another, and begins a new page where the next would not fit."""

    def __init__(self, languages: tuple[str, ...], rows: int) -> None:
        self._languages = languages
        self._rows = rows
        self._most = 0
        self._page, self._top = 0, _HEAD
        self._captions: list[Box] = []
        self._groups: list[GroupName] = []
        self._figures: list[FigureBoxes] = []

    def put_figure(self, form: Form, figure: FigureDefinition, contest: Contest) -> None:
        if not figure.group:
            self._line(figure.code, figure, figure.label)
        elif figure.group in NAMED_GROUPS:
            for one in named_rows(figure.group, contest):
                self._line(figure_key(figure.code, one.code), figure, one.names)
        else:
            self._cells(figure, min(self._rows, form.group(figure.group).max_rows))

    def finish(self) -> SheetLayout:
        signing = sum(_SIGN_ROWS)
        self._make_room(_TIME + signing + 10)
        line, below = self._top + 10, self._top + _TIME + 10
        times = tuple(
            (part, self._at(_LEFT + 480 * place, line, 470, _TIME)) for place, part in enumerate(TIMES)
        )
        acts = self._at(_LEFT + 480 * len(TIMES), line, _WIDE - 480 * len(TIMES), _TIME)
        signatures = tuple(self._signatures(below))
        seal = self._at(_RIGHT - _SEAL, below, _SEAL, signing)
        pages = range(self._page + 1)
        return SheetLayout(
            code="",
            languages=self._languages,
            rows=self._most,
            pages=len(pages),
            size=SHEET_SIZE,
            markers=tuple(marker for page in pages for marker in _markers(page)),
            heads=tuple(Box(page, 220, SHEET_MARGIN, 1320, 320) for page in pages),
            qr=tuple(Box(page, 1560, SHEET_MARGIN, QR_SIDE, QR_SIDE) for page in pages),
            feet=tuple(Box(page, 220, 2790, 1660, 100) for page in pages),
            captions=tuple(self._captions),
            groups=tuple(self._groups),
            figures=tuple(self._figures),
            times=times,
            acts=acts,
            signatures=signatures,
            seal=seal,
        )

    def _at(self, left: int, top: int, width: int, height: int) -> Box:
        return Box(self._page, left, top, width, height)

    def _make_room(self, height: int) -> bool:
        """Begin a new page unless `height` still fits; whether one was begun."""
        if self._top + height <= _BOTTOM:
            return False
        self._page, self._top = self._page + 1, _HEAD
        if self._page == MOST_PAGES:
            raise SheetDoesNotFit(self._page)
        return True

    def _line(self, key: str, figure: FigureDefinition, label: Words) -> None:
        texts = (f"{text} *" for _, text in paper_texts(label, self._languages))
        height = max(_ROW, _height(texts, _LABEL - MARK_COLUMN - LABEL_EDGE))
        captioned = any(box.page == self._page for box in self._captions)
        self._make_room(height if captioned else height + _CAPTIONS)
        if not any(box.page == self._page for box in self._captions):
            self._captions.append(self._at(_LEFT, self._top, _WIDE, _CAPTIONS))
            self._top += _CAPTIONS
        digits_left = _LEFT + _LABEL
        words_left = digits_left + _DIGIT * DIGITS + _GAP
        digits = tuple(
            self._at(digits_left + _DIGIT * place, self._top, _DIGIT, height) for place in range(DIGITS)
        )
        words = self._at(words_left, self._top, _RIGHT - words_left, height) if figure.in_words else None
        row = self._at(_LEFT, self._top, _WIDE, height)
        self._figures.append(FigureBoxes(key, row, digits, words, self._at(_LEFT, self._top, _LABEL, height)))
        self._top += height

    def _cells(self, figure: FigureDefinition, count: int) -> None:
        self._most = max(self._most, count)
        name = " / ".join(text for _, text in paper_texts(figure.label, self._languages))
        height = 10 + _height([f"{figure.mark}   {name} *"], _WIDE)
        self._make_room(height + _ROW)
        self._groups.append(GroupName(figure.code, self._at(_LEFT, self._top, _WIDE, height)))
        self._top += height
        for start in range(0, count, _CELLS_OF_A_LINE):
            self._make_room(_ROW)
            for place in range(min(_CELLS_OF_A_LINE, count - start)):
                self._cell(figure_key(figure.code, str(start + place + 1)), _LEFT + _CELL * place)
            self._top += _ROW

    def _cell(self, key: str, left: int) -> None:
        digits_left = left + _CELL_NUMBER
        digits = tuple(
            self._at(digits_left + _CELL_DIGIT * place, self._top, _CELL_DIGIT, _ROW)
            for place in range(CELL_DIGITS)
        )
        row = self._at(left, self._top, _CELL_NUMBER + _CELL_DIGIT * CELL_DIGITS, _ROW)
        label = self._at(left, self._top, _CELL_NUMBER, _ROW)
        self._figures.append(FigureBoxes(key, row, digits, None, label))

    def _signatures(self, top: int) -> Iterator[SignatureBoxes]:
        for place, role in enumerate(SIGNERS):
            column, row = divmod(place, len(_SIGN_ROWS))
            left, height = _LEFT + (_NAME + _SIGNATURE + 20) * column, _SIGN_ROWS[row]
            y = top + sum(_SIGN_ROWS[:row])
            name = self._at(left, y, _NAME, height)
            signature = self._at(left + _NAME + 10, y, _SIGNATURE, height)
            yield SignatureBoxes(role, name, signature, height - _SIGN_TEXT[row])


def _markers(page: int) -> Iterator[Marker]:
    right, bottom = _RIGHT - MARK_SIDE, SHEET_SIZE[1] - SHEET_MARGIN - MARK_SIDE
    corners = ((_LEFT, SHEET_MARGIN), (right, SHEET_MARGIN), (right, bottom), (_LEFT, bottom))
    for number, (left, top) in zip(marks_of_page(page), corners, strict=True):
        yield Marker(page, number, Box(page, left, top, MARK_SIDE, MARK_SIDE))
