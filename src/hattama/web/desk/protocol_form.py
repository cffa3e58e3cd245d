"""The form of a protocol as a page: lines in the order of the paper, what was typed, and what is wrong with it.

What was typed is kept as typed: a figure that is no number comes back with its fault beside it, and no
figure that the typist gave is lost or changed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hattama.core.protocols import CHOICES, FigureDefinition, Form, Protocol, figure_key
from hattama.core.vocabulary import Contest, Finding, Words

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_DIGITS = re.compile(r"[0-9]{1,15}", re.ASCII)
ILLEGIBLE_PREFIX = "illegible:"
EMPTY_ROWS = 3
"""How many empty rows of a numbered group are offered beyond those that hold something."""


@dataclass(slots=True)
class Cell:
    """One box for one figure: its key, its name on the page, what was typed, and what is wrong with it."""

    key: str
    label: str
    typed: str = ""
    illegible: bool = False
    fault: str = ""
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """One line of the paper: a single figure, or the cells of a figure that is repeated."""

    figure: FigureDefinition
    cells: list[Cell]
    group_label: Words | None = None

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

    @property
    def has_faults(self) -> bool:
        """Whether anything typed cannot be read as what it should be."""
        return bool(self.signed_at_fault) or any(cell.fault for line in self.lines for cell in line.cells)

    def protocol(self, area_id: str, contest: str) -> Protocol:
        """The typed figures as a protocol; cells with faults are left out."""
        return Protocol(area_id, contest, self.figures, self.illegible, self.signed_at, self.explanation)

    def show(self, findings: tuple[Finding, ...]) -> None:
        """Put each finding beside the cells that it speaks of."""
        for line in self.lines:
            for cell in line.cells:
                cell.findings = [finding for finding in findings if cell.key in finding.fields]


def read_typed(form: Form, contest: Contest, sent: Mapping[str, str], zone: str, language: str) -> TypedProtocol:
    """What was sent, line by line. `zone` is the precinct's time zone, in which the paper's clock runs."""
    figures: dict[str, int] = {}
    illegible: set[str] = set()
    lines = [_line(form, figure, contest, sent, language) for figure in form.figures]
    for line in lines:
        for cell in line.cells:
            _read_cell(cell, figures, illegible)
    signed_at, typed, fault = _read_moment(sent.get("signed_at", ""), zone)
    return TypedProtocol(
        lines, figures, frozenset(illegible), signed_at, typed, fault, sent.get("explanation", "").strip()
    )


def _line(form: Form, figure: FigureDefinition, contest: Contest, sent: Mapping[str, str], language: str) -> Line:
    if not figure.group:
        return Line(figure, [_cell(figure.code, figure.label.say(language), sent)])
    if figure.group == CHOICES:
        cells = [_cell(figure_key(figure.code, c.code), c.names.say(language), sent) for c in contest.choices]
        return Line(figure, cells)
    group = form.group(figure.group)
    siblings = [other.code for other in form.figures if other.group == figure.group]
    shown = _shown_rows(siblings, group.max_rows, sent)
    cells = [_cell(figure_key(figure.code, str(row)), str(row), sent) for row in range(1, shown + 1)]
    return Line(figure, cells, group.label)


def _shown_rows(codes: list[str], max_rows: int, sent: Mapping[str, str]) -> int:
    # Figures of one group share their rows: the second portable box stands at row 2 in both columns.
    last = 0
    for row in range(1, max_rows + 1):
        if any(sent.get(figure_key(code, str(row)), "").strip() for code in codes):
            last = row
    return min(max_rows, last + EMPTY_ROWS)


def _cell(key: str, label: str, sent: Mapping[str, str]) -> Cell:
    return Cell(key, label, sent.get(key, "").strip(), bool(sent.get(ILLEGIBLE_PREFIX + key)))


def _read_cell(cell: Cell, figures: dict[str, int], illegible: set[str]) -> None:
    digits = _SPACES.sub("", cell.typed)
    if cell.illegible:
        if digits:
            cell.fault = _("Either give the figure or mark it illegible, not both.")
        else:
            illegible.add(cell.key)
    elif digits:
        if _DIGITS.fullmatch(digits):
            figures[cell.key] = int(digits)
        else:
            cell.fault = _("Found “%(found)s”; expected a whole number in digits.") % {"found": cell.typed[:40]}


def _read_moment(typed: str, zone: str) -> tuple[datetime.datetime | None, str, str]:
    if not typed.strip():
        return None, "", ""
    try:
        naive = datetime.datetime.fromisoformat(typed.strip())
    except ValueError:
        return None, typed, _("Found “%(found)s”; expected a date and a time, such as 2023-03-19 22:40.") % {"found": typed[:40]}
    return naive.replace(tzinfo=ZoneInfo(zone)), typed, ""
