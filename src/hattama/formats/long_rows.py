"""Long tables, where a protocol takes a row for each choice: rows that follow one another become one.

Rows of one protocol must stand together, so that a file of any length is read in little memory. A row
that belongs nowhere, in the midst of a protocol, parts it in two, and it is then reported as a precinct
that comes twice: half a protocol is never taken for a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator

from hattama.core.vocabulary import Fault
from hattama.formats.import_faults import CHOICE_TWICE, FIGURE_DIFFERS
from hattama.formats.import_rows import FittedMapping, RowContents
from hattama.formats.table_rows import Row


def grouped_rows(rows: Iterator[Row], fitted: FittedMapping) -> Iterator[RowContents]:
    """One contents for each protocol, which stands in the first of its rows."""
    group: _Group | None = None
    for row, cells in rows:
        if isinstance(cells, Fault):
            if group is not None:
                yield group.contents
                group = None
            yield RowContents(row, faults=[cells])
            continue
        contents = fitted.read(row, cells)
        if group is not None and group.holds(contents):
            group.merge(contents, fitted)
        else:
            if group is not None:
                yield group.contents
            group = _Group(contents)
        group.add_vote(fitted.read_vote(contents, cells), fitted)
    if group is not None:
        yield group.contents


class _Group:
    """The rows of one protocol, gathering in the contents of the first."""

    def __init__(self, contents: RowContents) -> None:
        self.contents = contents
        self._shared = dict(contents.figures)
        self._asked: set[str] = set()

    def holds(self, contents: RowContents) -> bool:
        """Whether a row speaks of the same precinct and contest."""
        mine = self.contents
        return (mine.written_area, mine.contest) == (contents.written_area, contents.contest)

    def merge(self, contents: RowContents, fitted: FittedMapping) -> None:
        """Take in what a further row says of the protocol as a whole."""
        mine = self.contents
        for key, value in contents.figures.items():
            known = self._shared.setdefault(key, value)
            if known != value:
                fitted.note(mine, FIGURE_DIFFERS, key, str(value), str(known), row=contents.row)
            mine.figures.setdefault(key, value)
        mine.illegible |= contents.illegible
        mine.times = {**contents.times, **mine.times}
        mine.links = {**contents.links, **mine.links}
        mine.notes = {**contents.notes, **mine.notes}
        mine.explanation = mine.explanation or contents.explanation
        if contents.written_area and contents.area_id:
            mine.faults += contents.faults

    def add_vote(self, vote: RowContents, fitted: FittedMapping) -> None:
        """Take in the one figure that a row is about."""
        mine = self.contents
        if vote.asked and vote.asked in self._asked:
            fitted.note(mine, CHOICE_TWICE, vote.asked, vote.asked, row=vote.row)
        self._asked.add(vote.asked)
        mine.figures.update(vote.figures)
        mine.illegible |= vote.illegible
        mine.faults += vote.faults
