"""The form of a protocol as a page: the lines of the paper, what was typed, and what is wrong with it.

What was typed is kept as typed: a figure that is no number comes back with its fault beside it, and no
figure that the typist gave is lost or changed.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hattama.core.entries import LONGEST_WORDS
from hattama.core.protocols import (
    CHOICES,
    PERSONS,
    FigureDefinition,
    Form,
    Protocol,
    RowGroup,
    figure_key,
    split_key,
)
from hattama.core.vocabulary import MOST_DIGITS, Choice, Contest, parse_whole_number
from hattama.formats.table_times import on_the_clock
from hattama.phrases import say, standing_names
from hattama.web.kernel.pages.findings_text import FindingText

_SPACES = re.compile(r"\s+")
# Spaces only where people put them, between groups of three: «12 3» is a slip and not 123.
_DIGITS = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# Seconds no paper has, but a file that was imported may.
_CLOCK = re.compile(r"([0-9]{1,2})[:. ]?([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
SIGNED_ON = "signed_on"
SIGNED_TIME = "signed_time"
ILLEGIBLE_PREFIX = "illegible:"
WORDS_PREFIX = "words:"
EMPTY_ROWS = 2
"""How many empty rows of a numbered group are offered beyond those that hold something."""
FIRST_ROWS = 3
"""How many rows of a numbered group are offered on an empty form."""


@dataclass(slots=True)
class Cell:
    """One box for one figure: its key, its name on the page, what was typed, and what is wrong with it.

    `mark`: the number of a choice on the ballot; empty for any other figure. `words`: the figure in words as
    typed, empty where nothing was.

    `findings` are those that speak of this figure; `told` are those of them that are spelled out here,
    since no later line of the paper has a part in them.
    """

    key: str
    label: str
    typed: str = ""
    illegible: bool = False
    fault: str = ""
    words: str = ""
    mark: str = ""
    findings: list[FindingText] = field(default_factory=list)
    told: list[FindingText] = field(default_factory=list)

    @property
    def level(self) -> str:
        """How the box is coloured: `broken`, `doubt` or nothing."""
        levels = {finding.level for finding in self.findings}
        if self.fault or "broken" in levels:
            return "broken"
        return "doubt" if levels else ""

    @property
    def mentions(self) -> list[FindingText]:
        """Findings that are spelled out at a later line."""
        return [finding for finding in self.findings if finding not in self.told]


@dataclass(slots=True)
class Line:
    """One line of the paper: a single figure, or the cells of a figure that is repeated.

    `listed`: the name of the list to whose persons the cells belong; they are folded together.
    """

    figure: FigureDefinition
    cells: list[Cell]
    group: RowGroup | None = None
    listed: str = ""

    @property
    def is_unfolded(self) -> bool:
        """Whether somebody must look at the persons of a list: a fault or finding, or begun and not ended."""
        filled = [bool(cell.typed or cell.illegible) for cell in self.cells]
        return any(cell.fault or cell.findings for cell in self.cells) or any(filled) is not all(filled)

    @property
    def is_repeated(self) -> bool:
        """Whether the line has rows."""
        return bool(self.figure.group)

    @property
    def is_optional(self) -> bool:
        """Whether the paper may leave the line blank."""
        return not self.figure.required


@dataclass(slots=True)
class TypedProtocol:
    """Everything that a typist sent, parsed as far as it goes; `signed_at_typed`: the date and the time."""

    lines: list[Line]
    figures: dict[str, int]
    illegible: frozenset[str]
    signed_at: datetime.datetime | None
    signed_at_typed: tuple[str, str]
    signed_at_fault: str
    explanation: str
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_faults(self) -> bool:
        """Whether anything typed cannot be read as what it should be."""
        return bool(self.signed_at_fault) or any(cell.fault for line in self.lines for cell in line.cells)

    @property
    def paper_lines(self) -> list[Line]:
        """The lines down to the last that the law names."""
        return self.lines[: len(self.lines) - len(self.other_lines)]

    @property
    def other_lines(self) -> list[Line]:
        """Lines at the foot of the form that the law does not name and the paper may lack."""
        foot = takewhile(lambda line: line.figure.inferred and line.is_optional, reversed(self.lines))
        return list(foot)[::-1]

    @property
    def is_other_typed(self) -> bool:
        """Whether anything stands in one of those lines."""
        cells = [cell for line in self.other_lines for cell in line.cells]
        return any(cell.typed or cell.illegible or cell.words or cell.findings for cell in cells)

    @property
    def has_readings(self) -> bool:
        """Whether any line is our own reading of the law."""
        return any(line.figure.inferred for line in self.lines)

    @property
    def says_nothing(self) -> bool:
        """Whether no figure, mark or word of the paper was typed; a date alone says nothing of a count."""
        return not (self.has_faults or self.figures or self.illegible or self.words or self.explanation)

    def protocol(self, area_id: str, contest: str) -> Protocol:
        """The typed figures as a protocol; cells with faults are left out."""
        said = (self.figures, self.illegible, self.signed_at, self.explanation)
        return Protocol(area_id, contest, *said, words=self.words)

    def show(self, findings: Iterable[FindingText]) -> None:
        """Put each broken finding beside the cells it speaks of, and its sentence at the last of them."""
        for finding in findings:
            cells = self.cells_of(finding) if finding.is_broken else []
            for cell in cells:
                cell.findings.append(finding)
            if cells:
                cells[-1].told.append(finding)

    def cells_of(self, finding: FindingText) -> list[Cell]:
        """The cells that a finding speaks of, in the order of the paper."""
        found = []
        for line in self.lines:
            # A group of which no row is filled in is named as a whole: its first row stands for it.
            whole = bool(line.figure.group) and line.figure.code in finding.keys
            found += [
                cell
                for place, cell in enumerate(line.cells)
                if cell.key in finding.keys or (whole and not place)
            ]
        return found


def read_typed(
    form: Form, contest: Contest, sent: Mapping[str, str], zone: str, language: str
) -> TypedProtocol:
    """What was sent, line by line. `zone` is the precinct's time zone, in which the paper's clock runs."""
    # Asked for each row that a form may have: of a plain dict that costs a tenth.
    sent = dict(sent.items())
    lines = [line for figure in form.figures for line in _lines(form, figure, contest, sent, language)]
    return _typed(lines, sent, zone)


def _typed(lines: list[Line], sent: Mapping[str, str], zone: str) -> TypedProtocol:
    figures: dict[str, int] = {}
    illegible: set[str] = set()
    cells = [cell for line in lines for cell in line.cells]
    for cell in cells:
        _read_cell(cell, figures, illegible)
    words = {cell.key: cell.words for cell in cells if cell.words}
    explanation = read_text(sent, "explanation")
    return TypedProtocol(lines, figures, frozenset(illegible), *_read_moment(sent, zone), explanation, words)


def read_fields(
    form: Form, contest: Contest, keys: Iterable[str], sent: Mapping[str, str], zone: str, language: str
) -> TypedProtocol:
    """As `read_typed`, of the figures under `keys` alone: what two entries of one paper differ in."""
    asked = list(keys)
    choices = {
        one.code: say(standing_names(one.names, one.withdrawn), language)
        for one in (*contest.choices, *contest.persons)
    }
    lines = []
    for figure in form.figures:
        of_figure = [(key, split_key(key)[1]) for key in asked if split_key(key)[0] == figure.code]
        cells = [
            _cell(key, choices.get(row, row) or say(figure.label, language), sent) for key, row in of_figure
        ]
        if cells:
            lines.append(Line(figure, cells))
    return _typed(lines, sent, zone)


def read_text(sent: Mapping[str, str], name: str) -> str:
    """A text of several lines as typed. A browser sends two characters for a line break, and counts one."""
    return sent.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()


def typed_of(protocol: Protocol, zone: str) -> dict[str, str]:
    """A protocol as a browser would send it: what a form holds that begins with what stands."""
    sent = {key: str(value) for key, value in protocol.figures.items()}
    sent |= {ILLEGIBLE_PREFIX + key: "1" for key in protocol.illegible}
    sent |= {WORDS_PREFIX + key: text for key, text in protocol.words.items()}
    if protocol.signed_at is not None:
        here = protocol.signed_at.astimezone(ZoneInfo(zone))
        sent |= {
            SIGNED_ON: here.strftime("%Y-%m-%d"),
            SIGNED_TIME: here.strftime("%H:%M:%S" if here.second else "%H:%M"),
        }
    return sent


def _lines(
    form: Form, figure: FigureDefinition, contest: Contest, sent: Mapping[str, str], language: str
) -> list[Line]:
    if figure.group != PERSONS:
        return [_line(form, figure, contest, sent, language)]
    return [
        Line(figure, _named_cells(figure, choice.persons, sent, language), listed=say(choice.names, language))
        for choice in contest.choices
        if choice.persons
    ]


def _named_cells(
    figure: FigureDefinition, rows: Iterable[Choice], sent: Mapping[str, str], language: str
) -> list[Cell]:
    cells = [
        _cell(figure_key(figure.code, c.code), say(standing_names(c.names, c.withdrawn), language), sent)
        for c in rows
    ]
    for number, cell in enumerate(cells, start=1):
        cell.mark = str(number)
    return cells


def _line(
    form: Form, figure: FigureDefinition, contest: Contest, sent: Mapping[str, str], language: str
) -> Line:
    if not figure.group:
        return Line(figure, [_cell(figure.code, say(figure.label, language), sent)])
    if figure.group == CHOICES:
        return Line(figure, _named_cells(figure, contest.choices, sent, language))
    group = form.group(figure.group)
    siblings = [other.code for other in form.figures if other.group == figure.group]
    shown = _shown_rows(siblings, group.max_rows, sent)
    cells = [_cell(figure_key(figure.code, str(row)), str(row), sent) for row in range(1, shown + 1)]
    return Line(figure, cells, group)


def _shown_rows(codes: list[str], max_rows: int, sent: Mapping[str, str]) -> int:
    # Figures of one group share their rows: the second portable box stands at row 2 in both columns.
    numbers = {f"{row}]": row for row in range(1, max_rows + 1)}
    typed = (key.removeprefix(ILLEGIBLE_PREFIX).partition("[") for key, text in sent.items() if text.strip())
    last = max((numbers.get(row, 0) for code, _, row in typed if code in codes), default=0)
    return min(max_rows, max(FIRST_ROWS, last + EMPTY_ROWS))


def _cell(key: str, label: str, sent: Mapping[str, str]) -> Cell:
    words = sent.get(WORDS_PREFIX + key, "").replace("\0", "").strip()[:LONGEST_WORDS]
    return Cell(key, label, sent.get(key, "").strip(), bool(sent.get(ILLEGIBLE_PREFIX + key)), words=words)


def _read_cell(cell: Cell, figures: dict[str, int], illegible: set[str]) -> None:
    digits = _SPACES.sub(" ", cell.typed)
    if cell.illegible:
        if digits:
            cell.fault = _("Either give the figure or mark it illegible, not both.")
        else:
            illegible.add(cell.key)
    elif digits:
        figure = parse_whole_number(digits.replace(" ", ""))
        is_number = _DIGITS.fullmatch(digits) is not None
        if is_number and figure is not None:
            figures[cell.key] = figure
            return
        expected = _("Found “%(found)s”; expected a whole number in digits.")
        if is_number:
            expected = _("Found “%(found)s”; a figure has at most %(most)s digits.")
        cell.fault = expected % {"found": cell.typed[:40], "most": MOST_DIGITS}


def _read_moment(sent: Mapping[str, str], zone: str) -> tuple[datetime.datetime | None, tuple[str, str], str]:
    """The moment, what was typed, the fault. Polling day stands in the form from the start, so that a date
    without a time says nothing."""
    date, clock = typed = (sent.get(SIGNED_ON, "").strip(), sent.get(SIGNED_TIME, "").strip())
    if not clock and (not date or _DATE.fullmatch(date)):
        return None, typed, ""
    match = _CLOCK.fullmatch(clock)
    try:
        day = datetime.date.fromisoformat(date if _DATE.fullmatch(date) else "")
        at = datetime.time(int(match[1]), int(match[2]), int(match[3] or 0)) if match else None
        written = on_the_clock(datetime.datetime.combine(day, at), zone, clock) if at else None
    except ValueError:
        written = None
    if written is None:
        expected = _(
            "Found “%(found)s”; expected the day of signing, and the hour and minute in four digits, such as "
            "2240."
        )
        return None, typed, expected % {"found": f"{date} {clock}".strip()[:40]}
    return written, typed, ""
