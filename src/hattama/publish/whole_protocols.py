"""Whole protocols, one row each: the place in three languages, every figure, every vote, how it stands.

What a newspaper opens first. The long tables (`votes.csv`, `findings.csv`) stand beside it for programs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hattama.core.entries import CONFIRMED, PRELIMINARY
from hattama.core.protocols import NAMED_GROUPS, Form, figure_key, named_rows, split_key
from hattama.core.tabulation import first_division
from hattama.core.vocabulary import Area, Contest, Words, inert_cell
from hattama.phrases import LANGUAGES
from hattama.publish.records import ProtocolRecord
from hattama.publish.tables import CHUNK_ROWS, ILLEGIBLE, NOT_ON_BALLOT, CsvWriter, Row, csv_pieces

WHOLE = "whole-"
"""How the names of files of whole protocols begin."""

NAMES = "names"
"""The file that says in three languages what each column of whole protocols is."""

NAMED_COLUMNS = ("contest", "column", *LANGUAGES)
_BLANK = ("",) * len(LANGUAGES)
_HEAD = ("contest", "version", "status", "annulled_by", "findings")
_TAIL = ("kind", "signed_at", "recorded_at", "method", "log_index", "leaf_sha256", "scans", "explanation")


class Places:
    """The names of every area above a precinct and its own, a column for each level and language."""

    def __init__(self, areas: Iterable[Area]) -> None:
        listed = list(areas)
        above = first_division(listed)
        self._by_id = {area.area_id: area for area in listed}
        self._named_above: dict[str, dict[str, Row]] = {}
        # Parents come before children, so levels come from the top; the root says nothing.
        units = (area.level for area in listed if area.area_id in above and area.parent_id is not None)
        precincts = (area.level for area in listed if area.is_precinct)
        self.levels = tuple(dict.fromkeys((*units, *precincts)))

    @property
    def columns(self) -> tuple[str, ...]:
        """The header of the columns of places."""
        return ("number", *(f"{level}_{language}" for level in self.levels for language in LANGUAGES))

    def cells(self, area_id: str) -> Row:
        """The number of a precinct and the names of what it lies in, the widest first."""
        place = self._by_id[area_id]
        named = self._named(place)
        return (
            inert_cell(place.number),
            *(cell for level in self.levels for cell in named.get(level, _BLANK)),
        )

    def _named(self, place: Area) -> dict[str, Row]:
        """By level the names of an area and of what it lies in."""
        above = self._by_id.get(place.parent_id) if place.parent_id else None
        named: dict[str, Row] = {
            place.level: tuple(inert_cell(place.names.get(one, "")) for one in LANGUAGES)
        }
        if above is None:
            return named
        if above.area_id not in self._named_above:
            self._named_above[above.area_id] = self._named(above)
        return named | self._named_above[above.area_id]


def whole_columns(places: Places, papers: Sequence[tuple[Contest, Form]]) -> tuple[str, ...]:
    """The header of whole protocols of these contests, each with its form."""
    return ("area_id", *places.columns, *_HEAD, *_lines(papers), *_TAIL)


def render_whole_csv(
    records: Iterable[ProtocolRecord], places: Places, papers: Sequence[tuple[Contest, Form]]
) -> Iterator[bytes]:
    """One row a protocol; of a line that stands several times on the paper the rows stand by spaces."""
    lines, contests = _lines(papers), {contest.code: contest for contest, _ in papers}
    rows = (_whole_row(record, places, lines, contests) for record in records)
    yield from csv_pieces(whole_columns(places, papers), rows)


def whole_name(contest: Contest) -> str:
    """The file of whole protocols of one contest."""
    return f"{WHOLE}{contest.code}.csv"


def render_whole_tables(
    records: Iterable[ProtocolRecord], places: Places, papers: Sequence[tuple[Contest, Form]]
) -> Iterator[tuple[str, bytes]]:
    """A file for each contest in one pass: file names with pieces, by turns."""
    lines = {paper[0].code: _lines((paper,)) for paper in papers}
    contests = {contest.code: contest for contest, _ in papers}
    tables = {
        paper[0].code: (whole_name(paper[0]), CsvWriter(whole_columns(places, (paper,)))) for paper in papers
    }
    for number, record in enumerate(records, start=1):
        row = _whole_row(record, places, lines[record.contest], contests)
        tables[record.contest][1].write((row,))
        if number % CHUNK_ROWS == 0:
            yield from ((name, table.take()) for name, table in tables.values())
    yield from ((name, table.take()) for name, table in tables.values())


def render_names_csv(papers: Iterable[tuple[Contest, Form]]) -> Iterator[bytes]:
    """What every line of the papers is called, contest by contest: the second header of whole protocols."""
    rows = (
        (contest.code, key, *(inert_cell(words.get(language, "")) for language in LANGUAGES))
        for contest, form in papers
        for key, words in line_words(contest, form).items()
    )
    yield from csv_pieces(NAMED_COLUMNS, rows)


def line_words(contest: Contest, form: Form) -> dict[str, Words]:
    """What each column of figures is called, in the order of the paper: a line, or a choice of the ballot."""
    found: dict[str, Words] = {}
    for figure in form.figures:
        if figure.group in NAMED_GROUPS:
            rows = named_rows(figure.group, contest)
            found.update((figure_key(figure.code, one.code), one.names) for one in rows)
        else:
            found[figure.code] = figure.label
    return found


def _lines(papers: Sequence[tuple[Contest, Form]]) -> dict[str, bool]:
    """Keys of the columns of figures, each once, and whether the line stands several times on the paper."""
    several = {
        figure.code: figure.group not in ("", *NAMED_GROUPS) for _, form in papers for figure in form.figures
    }
    return {key: several.get(key, False) for paper in papers for key in line_words(*paper)}


def _whole_row(
    record: ProtocolRecord, places: Places, lines: Mapping[str, bool], contests: Mapping[str, Contest]
) -> Row:
    broken = sorted({found["code"] for found in record.findings if found["verdict"] == "broken"})
    return (
        *(record.area_id, *places.cells(record.area_id), record.contest, record.version),
        *(PRELIMINARY if record.preliminary else CONFIRMED,),
        *(record.annulled_by, " ".join(broken)),
        *_figures(record, lines, contests[record.contest]),
        *(record.kind, record.signed_at, record.recorded_at, record.method, record.entry_index),
        *(record.leaf_hash, " ".join(scan.sha256 for scan in record.shown_scans)),
        inert_cell(record.explanation.text) if record.explanation else "",
    )


def _figures(record: ProtocolRecord, lines: Mapping[str, bool], contest: Contest) -> Iterator[object]:
    off = record.off_ballot(contest)
    said: dict[str, object] = dict.fromkeys(record.illegible, ILLEGIBLE) | {**record.figures}
    rows: dict[str, list[tuple[int, object]]] = {}
    for key, cell in said.items() if any(lines.values()) else ():
        code, _, row = key.removesuffix("]").partition("[")
        if lines.get(code):
            rows.setdefault(code, []).append((int(row), cell))
    for key, several in lines.items():
        if several:
            yield " ".join(str(cell) for _, cell in sorted(rows.get(key, ()), key=lambda pair: pair[0]))
        else:
            yield said.get(key, NOT_ON_BALLOT if off and split_key(key)[1] in off else "")
