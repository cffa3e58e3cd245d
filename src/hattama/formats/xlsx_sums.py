"""A contest as a workbook that re-adds its own sums: precincts as values, areas as formulas beside ours.

Sheet `Precincts` has the figures of every protocol that counts. Sheet `Areas` has, for every area and figure,
the sum that we state, a formula that adds the precincts (or the areas right below) again, and the difference.
Sheet `Annulled` has what does not count. A blank figure is an empty cell, an illegible one says so; formulas
pass over both. Identifiers are cells of text: no spreadsheet makes days of them. The same counts give the
same bytes: the archive carries no clock.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import Any, NamedTuple

from hattama.core.entries import summable_figures
from hattama.core.protocols import NAMED_GROUPS, figure_key, named_rows, split_key
from hattama.core.vocabulary import Area, Words, inert_cell
from hattama.formats.contest_counts import ContestCounts, Reading
from hattama.phrases import LANGUAGES, say

PRECINCTS, AREAS, ANNULLED, ABOUT, COLUMNS = "Precincts", "Areas", "Annulled", "About", "Columns"
ILLEGIBLE, NOT_ON_BALLOT = "illegible", "not_on_ballot"
HEAD_ROWS = 2
"""A row of codes, then a row of words, above the figures."""

FIRST_FIGURE = 5
"""The column of the first figure among the precincts, counted from 1."""

AREA_HEAD = ("area_id", "name", "level", "figure", "label", "stated", "added again", "difference")
_PRECINCT_HEAD = ("area_id", "name", "parent_id", "state")
_ADDED, _LONGEST_LIST = "G", 200


class _Figure(NamedTuple):
    key: str
    words: Words


def render_sums_xlsx(counts: ContestCounts) -> bytes:
    """The workbook of a contest, of all areas."""
    import openpyxl

    figures = list(_summed(counts))
    precincts, units = counts.precincts, counts.units
    book = openpyxl.Workbook(write_only=True)
    rows = HEAD_ROWS + len(units) * len(figures)
    _write(book, ABOUT, _about(counts, rows), 1)
    _write(book, AREAS, _area_rows(counts, units, precincts, figures))
    _write(book, PRECINCTS, _precinct_rows(counts, precincts, figures))
    annulled = [area for area in precincts if _is_annulled(counts, area)]
    if annulled:
        _write(book, ANNULLED, _annulled_rows(counts, annulled, figures))
    return _saved(book)


def render_rows_xlsx(
    name: str, rows: Iterable[Sequence[object]], beside: Sequence[Sequence[object]] = ()
) -> bytes:
    """One sheet of these rows, whose texts are inert already; `beside`: rows of a sheet that says what the
    columns are."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, listed in ((name, rows), (COLUMNS, beside))[: 2 if beside else 1]:
        plain = ([_in_xml(value) for value in row] for row in listed)
        _lay_out(book, title[:MOST_SHEET_NAME], plain, 1)
    return _saved(book)


MOST_SHEET_NAME = 31
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _in_xml(value: object) -> object:
    return _NOT_IN_XML.sub("", value) if isinstance(value, str) else value


def _lay_out(book: Any, title: str, rows: Iterable[Sequence[object]], head_rows: int) -> None:
    """A sheet of these rows, whose head and first column stay in sight and are printed on every page.

    A column is as wide as its code and its first cell need. A sheet of few columns is printed on the width of
    a page; one of more goes on to the right.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet, ordered = book.create_sheet(title), iter(rows)
    top = list(islice(ordered, head_rows + 1)) or [()]
    sheet.freeze_panes = f"B{head_rows + 1}"
    sheet.print_title_rows, sheet.print_title_cols = f"1:{head_rows}", "A:A"
    sheet.page_setup.orientation = "landscape"
    for at, cells in enumerate(zip_longest(top[0], top[-1], fillvalue=""), start=1):
        widest = max(len(str(cell)) for cell in cells)
        sheet.column_dimensions[get_column_letter(at)].width = min(max(widest + 2, _NARROWEST), _WIDEST)
    if len(top[0]) <= _MOST_ON_A_PAGE:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0
    for row in chain(top, ordered):
        sheet.append(row)


_NARROWEST, _WIDEST, _MOST_ON_A_PAGE = 11, 40, 12


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return _without_a_clock(out.getvalue())


def _summed(counts: ContestCounts) -> Iterator[_Figure]:
    """The figures that are summed, in the order of the paper."""
    for line in counts.rules.form.figures:
        if line.group in NAMED_GROUPS:
            for one in named_rows(line.group, counts.contest):
                yield _Figure(figure_key(line.code, one.code), one.names)
        elif line.summed:
            yield _Figure(line.code, line.label)


def _about(counts: ContestCounts, last_row: int) -> Iterator[list[object]]:
    election = counts.election
    for words in (election.names, counts.contest.names, *election.notices):
        yield [say(words, language) for language in LANGUAGES]
    yield []
    yield ["log", counts.origin]
    yield ["log entries", counts.tree_size]
    yield ["as of", counts.cut_at]
    yield ["licence", "CC BY 4.0"]
    yield ["protocols expected", counts.whole.expected]
    yield ["protocols received", counts.whole.received]
    yield ["protocols annulled", counts.whole.annulled]
    for choice, withdrawn in counts.withdrawn:
        yield ["withdrawn: keeps its votes, wins nothing", say(choice.names, "en"), withdrawn.on.isoformat()]
    first = HEAD_ROWS + 1
    if last_row >= first:
        formula = _Formula(f"SUMPRODUCT(--({AREAS}!H{first}:H{last_row}<>0))")
        yield ["sums that differ when added again", formula]


class _Formula(str):
    """The text of a formula without its equals sign; any other text is only ever text."""


def _precinct_rows(
    counts: ContestCounts, precincts: Sequence[Area], figures: Sequence[_Figure]
) -> Iterator[list[object]]:
    yield from _heads(_PRECINCT_HEAD, figures)
    for area in precincts:
        reading = counts.readings.get(area.area_id)
        shown = None if reading is None or reading.is_annulled else reading
        yield [*_about_precinct(area), _state(reading), *_cells(counts, shown, figures)]


def _annulled_rows(
    counts: ContestCounts, annulled: Sequence[Area], figures: Sequence[_Figure]
) -> Iterator[list[object]]:
    yield from _heads(_PRECINCT_HEAD, figures)
    for area in annulled:
        reading = counts.readings[area.area_id]
        yield [*_about_precinct(area), _state(reading), *_cells(counts, reading, figures)]


def _heads(own: Sequence[str], figures: Sequence[_Figure]) -> Iterator[list[object]]:
    yield [*own, *(figure.key for figure in figures)]
    yield [*("" for _ in own), *(_in_languages(figure.words) for figure in figures)]


def _about_precinct(area: Area) -> list[object]:
    return [area.area_id, _in_languages(area.names), area.parent_id or ""]


def _state(reading: Reading | None) -> str:
    if reading is None:
        return "missing"
    if reading.is_annulled:
        return "annulled"
    return "preliminary" if reading.is_preliminary else "confirmed"


def _is_annulled(counts: ContestCounts, area: Area) -> bool:
    reading = counts.readings.get(area.area_id)
    return reading is not None and reading.is_annulled


def _cells(counts: ContestCounts, reading: Reading | None, figures: Sequence[_Figure]) -> Iterator[object]:
    if reading is None:
        return
    summed = summable_figures(counts.rules.form, reading.protocol.figures)
    illegible = reading.protocol.illegible
    unread = {*illegible, *(split_key(key)[0] for key in illegible)}
    off = counts.contest.missing_on(counts.ballot_at(reading.protocol.area_id))
    keys = counts.vote_keys | counts.preference_keys
    not_there = {keys[one.code] for one in off if one.code in keys}
    for figure in figures:
        # Rows of a numbered group stand added up; one that cannot be read is missing from their sum.
        value = summed.get(figure.key)
        if value is None and figure.key in not_there:
            yield NOT_ON_BALLOT
        else:
            yield ILLEGIBLE if value is None and figure.key in unread else value


def _area_rows(
    counts: ContestCounts, units: Sequence[Area], precincts: Sequence[Area], figures: Sequence[_Figure]
) -> Iterator[list[object]]:
    yield list(AREA_HEAD)
    yield []
    from openpyxl.utils import get_column_letter

    places = {area.area_id: row for row, area in enumerate(precincts, start=HEAD_ROWS + 1)}
    starts = {area.area_id: HEAD_ROWS + 1 + at * len(figures) for at, area in enumerate(units)}
    for area in units:
        total = counts.totals[area.area_id]
        name = _in_languages(area.names)
        children = [child.area_id for child in counts.tree.children(area.area_id)]
        runs = list(_runs(places[child] for child in children if child in places))
        below = [starts[child] for child in children if child in starts]
        for at, figure in enumerate(figures):
            row = starts[area.area_id] + at
            column = get_column_letter(FIRST_FIGURE + at)
            added = _addition([*_ranges(column, runs), *(f"{_ADDED}{start + at}" for start in below)])
            yield [
                *(area.area_id, name, area.level, figure.key, _in_languages(figure.words)),
                *(total.figure(figure.key).known(), _Formula(added), _Formula(f"{_ADDED}{row}-F{row}")),
            ]


def _ranges(column: str, runs: Iterable[tuple[int, int]]) -> Iterator[str]:
    for first, last in runs:
        yield f"{PRECINCTS}!{column}{first}:{column}{last}"


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rows as stretches without a gap: first and last of each."""
    ordered = sorted(rows)
    start = previous = None
    for row in ordered:
        if start is None or previous is None:
            start = row
        elif row != previous + 1:
            yield start, previous
            start = row
        previous = row
    if start is not None and previous is not None:
        yield start, previous


def _addition(parts: Sequence[str]) -> str:
    """One SUM of all the parts, nested where a function could not take as many."""
    if len(parts) <= _LONGEST_LIST:
        return f"SUM({','.join(parts or ['0'])})"
    some = [parts[at : at + _LONGEST_LIST] for at in range(0, len(parts), _LONGEST_LIST)]
    return _addition([_addition(few) for few in some])


def _in_languages(words: Words) -> str:
    texts = dict.fromkeys(words[language] for language in LANGUAGES if language in words)
    return " / ".join(texts) or say(words, "en")


def _write(book: Any, title: str, rows: Iterable[Sequence[object]], head_rows: int = HEAD_ROWS) -> None:
    _lay_out(book, title, ([_cell(value) for value in row] for row in rows), head_rows)


def _cell(value: object) -> object:
    if isinstance(value, _Formula):
        return f"={value}"
    return inert_cell(value) if isinstance(value, str) else value


_MODIFIED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def _without_a_clock(book: bytes) -> bytes:
    """The same archive with fixed times, in a fixed order."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(b"", data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()
