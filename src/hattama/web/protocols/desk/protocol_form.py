"""The form of a protocol as a page: the lines of the paper, what was typed, and what is wrong with it.

What was typed is kept as typed: a figure that is no number comes back with its fault beside it, and no
figure that the typist gave is lost or changed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hattama.core.entries import LONGEST_WORDS
from hattama.core.protocols import CHOICES, FigureDefinition, Form, Protocol, RowGroup, figure_key, split_key
from hattama.core.vocabulary import YEARS, Contest, parse_whole_number
from hattama.phrases import say, standing_names
from hattama.web.kernel.pages.findings_text import FindingText

_SPACES = re.compile(r"\s+")
# Spaces only where people put them, between groups of three: «12 3» is a slip and not 123.
_DIGITS = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+", re.ASCII)
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)", re.ASCII)
ILLEGIBLE_PREFIX = "illegible:"
WORDS_PREFIX = "words:"
EMPTY_ROWS = 2
"""How many empty rows of a numbered group are offered beyond those that hold something."""
FIRST_ROWS = 3
"""How many rows of a numbered group are offered on an empty form."""
"""Years that a paper may bear: a slip such as 0023 is no date of signing, and no table could hold it."""


@dataclass(slots=True)
class Cell:
    """One box for one figure: its key, its name on the page, what was typed, and what is wrong with it.

    `words`: the figure in words as typed, empty where nothing was.

    `findings` are those that speak of this figure; `told` are those of them that are spelled out here,
    since no later line of the paper has a part in them.
    """

    key: str
    label: str
    typed: str = ""
    illegible: bool = False
    fault: str = ""
    words: str = ""
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
    """One line of the paper: a single figure, or the cells of a figure that is repeated."""

    figure: FigureDefinition
    cells: list[Cell]
    group: RowGroup | None = None

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
    """Everything that a typist sent, parsed as far as it goes."""

    lines: list[Line]
    figures: dict[str, int]
    illegible: frozenset[str]
    signed_at: datetime.datetime | None
    signed_at_typed: str
    signed_at_fault: str
    explanation: str
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_faults(self) -> bool:
        """Whether anything typed cannot be read as what it should be."""
        return bool(self.signed_at_fault) or any(cell.fault for line in self.lines for cell in line.cells)

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
    figures: dict[str, int] = {}
    illegible: set[str] = set()
    lines = [_line(form, figure, contest, sent, language) for figure in form.figures]
    for line in lines:
        for cell in line.cells:
            _read_cell(cell, figures, illegible)
    signed_at, typed, fault = _read_moment(sent.get("signed_at", ""), zone)
    explanation = read_text(sent, "explanation")
    words = {cell.key: cell.words for line in lines for cell in line.cells if cell.words}
    marks = frozenset(illegible)
    return TypedProtocol(lines, figures, marks, signed_at, typed, fault, explanation, words)


def read_fields(
    form: Form, contest: Contest, keys: Iterable[str], sent: Mapping[str, str], zone: str, language: str
) -> TypedProtocol:
    """As `read_typed`, of the figures under `keys` alone: what two entries of one paper differ in."""
    asked = list(keys)
    choices = {
        choice.code: say(standing_names(choice.names, choice.withdrawn), language)
        for choice in contest.choices
    }
    figures: dict[str, int] = {}
    illegible: set[str] = set()
    lines = []
    for figure in form.figures:
        of_figure = [(key, split_key(key)[1]) for key in asked if split_key(key)[0] == figure.code]
        cells = [
            _cell(key, choices.get(row, row) or say(figure.label, language), sent) for key, row in of_figure
        ]
        for cell in cells:
            _read_cell(cell, figures, illegible)
        if cells:
            lines.append(Line(figure, cells))
    signed_at, typed, fault = _read_moment(sent.get("signed_at", ""), zone)
    words = {cell.key: cell.words for line in lines for cell in line.cells if cell.words}
    explanation = read_text(sent, "explanation")
    return TypedProtocol(lines, figures, frozenset(illegible), signed_at, typed, fault, explanation, words)


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
        sent["signed_at"] = here.strftime("%Y-%m-%dT%H:%M")
    return sent


def _line(
    form: Form, figure: FigureDefinition, contest: Contest, sent: Mapping[str, str], language: str
) -> Line:
    if not figure.group:
        return Line(figure, [_cell(figure.code, say(figure.label, language), sent)])
    if figure.group == CHOICES:
        cells = [
            _cell(figure_key(figure.code, c.code), say(standing_names(c.names, c.withdrawn), language), sent)
            for c in contest.choices
        ]
        return Line(figure, cells)
    group = form.group(figure.group)
    siblings = [other.code for other in form.figures if other.group == figure.group]
    shown = _shown_rows(siblings, group.max_rows, sent)
    cells = [_cell(figure_key(figure.code, str(row)), str(row), sent) for row in range(1, shown + 1)]
    return Line(figure, cells, group)


def _shown_rows(codes: list[str], max_rows: int, sent: Mapping[str, str]) -> int:
    # Figures of one group share their rows: the second portable box stands at row 2 in both columns.
    last = 0
    for row in range(1, max_rows + 1):
        keys = [figure_key(code, str(row)) for code in codes]
        if any(sent.get(key, "").strip() or sent.get(ILLEGIBLE_PREFIX + key) for key in keys):
            last = row
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
        if _DIGITS.fullmatch(digits) and figure is not None:
            figures[cell.key] = figure
        else:
            cell.fault = _("Found “%(found)s”; expected a whole number in digits.") % {
                "found": cell.typed[:40]
            }


def _read_moment(typed: str, zone: str) -> tuple[datetime.datetime | None, str, str]:
    typed = typed.strip()
    if not typed:
        return None, "", ""
    match = _MOMENT.fullmatch(typed)
    try:
        written = datetime.datetime.fromisoformat(" ".join(match.groups())) if match else None
    except ValueError:
        written = None
    if written is None or written.year not in YEARS:
        expected = _("Found “%(found)s”; expected a date and a time, such as 2023-03-19 22:40.")
        return None, typed, expected % {"found": typed[:40]}
    return written.replace(tzinfo=ZoneInfo(zone)), typed, ""
