"""A mapping fitted to one table: what each row says, with everything that is wrong with it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.protocols import Form, figure_key, is_known_key
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Contest, Election, Fault
from hattama.formats.constructions import CellRefused, Columns, TextOf
from hattama.formats.faults import FaultKind
from hattama.formats.import_faults import (
    FIGURE_OF_OTHERS,
    NOT_A_LINK,
    NOT_ON_BALLOT,
    UNKNOWN_CHOICE,
    UNKNOWN_CONTEST,
    RowSubject,
    possible_contests,
)
from hattama.formats.mapping import TableMapping
from hattama.formats.mapping_readings import Reading
from hattama.formats.table_rows import NOT_PRINTABLE, TOO_LONG, Cell, Placed, Table
from hattama.formats.table_times import NoSuchTime
from hattama.formats.visible_texts import hidden_sign

LONGEST_NOTE = 10_000
LONGEST_LINK = 2_000
SIGNED_AT = "signed_at"
_SURELY_A_COUNT = 15


@dataclass(slots=True)
class RowContents:
    """What one row says. `left_out` are faults that the mapping told to pass over.

    `area_id` and `contest` are empty where they are not of this election; `written_area` is what the row
    says. `asked` is the key of the one figure that a row of a long table is about, `off_ballot` are those of
    choices that are not on the ballot there.
    """

    row: int
    area_id: str = ""
    contest: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    illegible: set[str] = field(default_factory=set)
    times: dict[str, datetime.datetime] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    explanation: str = ""
    faults: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    written_area: str = ""
    asked: str = ""
    off_ballot: frozenset[str] = frozenset()

    @property
    def is_blank(self) -> bool:
        """Whether the row gives no figure, nor one that could not be read."""
        return not self.figures and not self.illegible


@dataclass(frozen=True, slots=True)
class _ContestColumns:
    """For one contest: figure keys with their columns, and columns that belong to other contests."""

    own: tuple[tuple[str, int], ...]
    foreign: tuple[int, ...]


class FittedMapping:
    """A reading of a mapping, fitted to the columns of one table. `faults`: columns it asks for in vain."""

    def __init__(
        self,
        mapping: TableMapping,
        reading: Reading,
        table: Table,
        election: Election,
        areas: AreaTree,
        forms: Mapping[str, Form],
        subject: RowSubject,
        row_faults: Mapping[int, Sequence[Fault]],
    ) -> None:
        columns = Columns(table.file, table.columns, mapping.table.header_row)
        self._table, self._areas, self._subject = table, areas, subject
        self._row_faults = row_faults
        self._contests = {contest.code: contest for contest in possible_contests(mapping, election)}
        self._area_of = mapping.area.fit(columns)
        self._contest_of = mapping.contest.fit(columns)
        self._explanation_of = mapping.explanation.fit(columns) if mapping.explanation else None
        self._times = [(name, time.fit(columns), time.leave_out) for name, time in reading.times.items()]
        self._links = [(name, link.fit(columns)) for name, link in reading.links.items()]
        self._notes = [(name, note.fit(columns)) for name, note in reading.notes.items()]
        figure = reading.votes.figure if reading.votes else ""
        self._rows = {code: _named_keys(figure, forms[code], one) for code, one in self._contests.items()}
        self._columns_of = {
            code: _columns_of(reading, columns, forms[code], contest, self._rows.get(code, {}))
            for code, contest in self._contests.items()
        }
        self._count = mapping.numbers.reader()
        self._illegible = mapping.numbers.illegible
        self._votes = votes = reading.votes
        self._choice_of = votes.choice.fit(columns) if votes and votes.choice else None
        self._votes_at = columns.index(votes.votes) if votes and votes.votes else 0
        self.is_long = self._choice_of is not None
        self.faults = columns.faults

    def read(self, row: int, cells: Sequence[Cell]) -> RowContents:
        """Everything the row says, votes of long tables apart."""
        contents = RowContents(row)
        contents.area_id = self._precinct(contents, cells)
        contest = self._contest(contents, cells)
        if contest is not None:
            contents.off_ballot = self._off_ballot(contest, contents.area_id)
            self._read_figures(contents, cells, contest)
        self._read_times(contents, cells)
        self._read_texts(contents, cells)
        if known := self._row_faults.get(row):
            # What kept a precinct off the list of areas is said already.
            own = (fault for fault in contents.faults if fault.code != self._subject.unknown.code)
            contents.faults = list(dict.fromkeys((*known, *own)))
        return contents

    def read_count(self, contents: RowContents, key: str, index: int, cell: Cell) -> None:
        """Take the figure in a cell into `contents`; nothing when it is missing, a fault when not a count."""
        if isinstance(cell, str) and cell.strip() in self._illegible:
            contents.illegible.add(key)
            return
        value = self._count(cell)
        if isinstance(value, FaultKind):
            place = cell.place if isinstance(cell, Placed) else self._table.columns[index]
            self.note(contents, value, place, str(cell))
        elif value is not None:
            contents.figures[key] = value

    def text(self, contents: RowContents, text_of: TextOf, cells: Sequence[Cell]) -> str:
        """The text that a construction makes; empty with a fault when a cell cannot serve."""
        try:
            return text_of(cells)
        except CellRefused as refusal:
            self.note(contents, refusal.kind, refusal.column, refusal.found)
            return ""

    def note(
        self,
        contents: RowContents,
        kind: FaultKind,
        column: str,
        found: str = "",
        expected: str = "",
        *,
        row: int = 0,
    ) -> None:
        """Note a fault of the row, or of another `row` of the same protocol."""
        at = row or contents.row
        contents.faults.append(
            kind.at(self._table.file, row=at, field=column, found=found, expected=expected)
        )

    def read_vote(self, contents: RowContents, cells: Sequence[Cell]) -> RowContents:
        """The one figure that a row of a long table holds, and what is wrong with it.

        `contents` is what `read` made of the same row.
        """
        vote = RowContents(contents.row)
        if self._votes is None or self._choice_of is None or not contents.contest:
            return vote
        name = self.text(vote, self._choice_of, cells)
        key, code = self._votes.figures.get(name, ""), self._votes.codes.get(name, name)
        key = key or self._rows[contents.contest].get(code, "")
        if key in contents.off_ballot:
            self._refuse_off_ballot(vote, self._votes_at, cells[self._votes_at])
        elif key:
            self.read_count(vote, key, self._votes_at, cells[self._votes_at])
        elif not vote.faults:
            self.note(vote, UNKNOWN_CHOICE, "", name, contents.contest)
        vote.asked = key
        return vote

    def _precinct(self, contents: RowContents, cells: Sequence[Cell]) -> str:
        known = len(contents.faults)
        area_id = contents.written_area = self.text(contents, self._area_of, cells)
        if not area_id:
            if len(contents.faults) == known:
                self.note(contents, self._subject.missing, "")
        elif area_id not in self._areas:
            self.note(contents, self._subject.unknown, "", area_id)
        elif self._areas.area(area_id).is_precinct is not self._subject.is_precinct:
            self.note(contents, self._subject.wrong, "", area_id)
        else:
            return area_id
        return ""

    def _contest(self, contents: RowContents, cells: Sequence[Cell]) -> Contest | None:
        code = self.text(contents, self._contest_of, cells)
        contest = self._contests.get(code)
        if contest is None:
            self.note(contents, UNKNOWN_CONTEST, "", code, ", ".join(self._contests))
            return None
        contents.contest = code
        if contest.areas and contents.area_id and not self._is_held(contest, contents.area_id):
            self.note(contents, self._subject.not_held, "", contents.area_id, code)
        return contest

    def _is_held(self, contest: Contest, area_id: str) -> bool:
        """Whether the area lies where the contest is held, or holds such an area."""
        if set(contest.areas).intersection(self._areas.reach(area_id)):
            return True
        if any(area_id in self._areas.path(held) for held in contest.areas):
            return True
        precincts = self._areas.precincts(area_id) if self._areas.beside else ()
        return any(set(contest.areas).intersection(self._areas.reach(one.area_id)) for one in precincts)

    def _read_figures(self, contents: RowContents, cells: Sequence[Cell], contest: Contest) -> None:
        columns, off = self._columns_of[contest.code], contents.off_ballot
        for key, index in columns.own:
            cell = cells[index]
            if key in off:
                self._refuse_off_ballot(contents, index, cell)
                continue
            # The plain case is tried here and not in a function: it is met some hundred thousand times.
            if isinstance(cell, str) and cell.isdecimal() and cell.isascii() and len(cell) <= _SURELY_A_COUNT:
                contents.figures[key] = int(cell)
            else:
                self.read_count(contents, key, index, cell)
        for index in columns.foreign:
            cell = cells[index]
            if self._count(cell) is not None:
                self.note(contents, FIGURE_OF_OTHERS, self._table.columns[index], str(cell), contest.code)

    def _off_ballot(self, contest: Contest, area_id: str) -> frozenset[str]:
        """The keys of votes for the choices that the ballot of a precinct does not have."""
        if not (contest.ballots_differ and area_id and self._votes and self._subject.is_precinct):
            return frozenset()
        off = {one.code for one in contest.missing_on(contest.ballot_at(self._areas.reach(area_id)))}
        return frozenset(key for code, key in self._rows[contest.code].items() if code in off)

    def _refuse_off_ballot(self, contents: RowContents, index: int, cell: Cell) -> None:
        """An empty cell, or the 0 that tables fill up with, says nothing of a choice that is not there."""
        if self._count(cell):
            self.note(contents, NOT_ON_BALLOT, self._table.columns[index], str(cell), contents.area_id)

    def _read_times(self, contents: RowContents, cells: Sequence[Cell]) -> None:
        if not contents.area_id:
            return
        own_zone = self._areas.area(contents.area_id).time_zone
        for name, time_of, leave_out in self._times:
            try:
                moment = time_of(cells, own_zone)
            except NoSuchTime as refusal:
                fault = refusal.kind.at(self._table.file, row=contents.row, field=name, found=refusal.found)
                (contents.left_out if leave_out else contents.faults).append(fault)
            except CellRefused as refusal:
                self.note(contents, refusal.kind, refusal.column, refusal.found)
            else:
                if moment is not None:
                    contents.times[name] = moment

    def _read_texts(self, contents: RowContents, cells: Sequence[Cell]) -> None:
        for name, link_of in self._links:
            if link := self._checked(contents, name, self.text(contents, link_of, cells), LONGEST_LINK):
                if not link.startswith(("http://", "https://")):
                    self.note(contents, NOT_A_LINK, name, link[:80])
                contents.links[name] = link
        for name, note_of in self._notes:
            if note := self._checked(contents, name, self.text(contents, note_of, cells), LONGEST_NOTE):
                contents.notes[name] = note
        if self._explanation_of is not None:
            text = self.text(contents, self._explanation_of, cells)
            contents.explanation = self._checked(contents, "explanation", text, LONGEST_NOTE)

    def _checked(self, contents: RowContents, name: str, text: str, longest: int) -> str:
        if len(text) > longest:
            self.note(contents, TOO_LONG, name, str(len(text)), str(longest))
        if sign := hidden_sign(text, several_lines=True):
            self.note(contents, NOT_PRINTABLE, name, sign)
        return text


def _named_keys(figure: str, form: Form, contest: Contest) -> dict[str, str]:
    """By code the key of the votes for each choice, and for each person of a list."""
    preferences = form.role("preferences")
    persons = () if preferences is None else contest.persons
    keys = {one.code: figure_key(preferences or "", one.code) for one in persons}
    return keys | {choice.code: figure_key(figure, choice.code) for choice in contest.choices}


def _columns_of(
    reading: Reading, columns: Columns, form: Form, contest: Contest, rows: Mapping[str, str]
) -> _ContestColumns:
    named = list(reading.figures.items())
    if reading.votes is not None:
        figure = reading.votes.figure
        given = reading.votes.columns.items()
        named += [(rows.get(code) or figure_key(figure, code), column) for code, column in given]
    own = [(key, column) for key, column in named if is_known_key(form, contest, key)]
    foreign = {column for _, column in named} - {column for _, column in own}
    return _ContestColumns(
        own=tuple((key, columns.index(column)) for key, column in own),
        foreign=tuple(columns.index(column) for column in sorted(foreign)),
    )
