"""CSV files of an election: UTF-8, a header of plain words, one row a thing, missing empty, zero written 0.

Identifiers are text. Times are ISO 8601 with offset. Lines end in CR LF as RFC 4180 asks. The columns are
those of docs/format/log.md.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from hattama.core.entries import CONFIRMED, PRELIMINARY
from hattama.core.outcomes import say_number
from hattama.core.protocols import NAMED_GROUPS, Form, ProtocolRules, figure_key, named_rows
from hattama.core.tabulation import Total, derive_sums
from hattama.core.vocabulary import Area, Contest, Message, View, Words, inert_cell
from hattama.phrases import say
from hattama.publish.records import ProtocolRecord, TotalRecord

CHUNK_ROWS = 500

ILLEGIBLE, NOT_ON_BALLOT = "illegible", "not_on_ballot"
"""What stands in a cell whose figure is on the paper but cannot be read; a blank figure leaves it empty."""

PROTOCOLS, VOTES, TOTALS, FINDINGS = "protocols.csv", "votes.csv", "totals.csv", "findings.csv"

Row = Sequence[object]

_PROTOCOL_HEAD = (
    *("area_id", "contest", "kind", "version", "log_index", "leaf_sha256", "signed_at", "recorded_at"),
)
_PROTOCOL_TAIL = ("method", "status", "annulled_by", "findings", "scans", "explanation", "explanation_salt")
VOTE_COLUMNS = ("area_id", "contest", "choice", "figure", "votes", "log_index")
FINDING_COLUMNS = (
    *("area_id", "contest", "code", "severity", "verdict", "row", "figures", "left", "right", "log_index"),
)
TOTAL_COLUMNS = (
    *("area_id", "contest", "figure", "total", "contributors"),
    *("protocols_expected", "protocols_received", "protocols_annulled"),
    *("protocols_with_findings", "protocols_without_scan", "protocols_preliminary", "tree_size"),
)


def render_protocols_csv(records: Iterable[ProtocolRecord], forms: Mapping[str, Form]) -> Iterator[bytes]:
    """One row a protocol, one column a figure that stands once; votes are in `votes.csv`, all of it in JSON.

    `forms` by contest code. Yields the file in pieces.
    """
    codes = single_figures(forms.values())
    yield from csv_pieces(protocol_columns(codes), (_protocol_row(record, codes) for record in records))


def render_votes_csv(
    records: Iterable[ProtocolRecord], contests: Mapping[str, Contest], forms: Mapping[str, Form]
) -> Iterator[bytes]:
    """One row a choice on the ballot of a protocol, in its order: the long form of every vote figure."""
    lines = _vote_lines(contests, forms)
    yield from csv_pieces(VOTE_COLUMNS, (_votes_of(record, lines) for record in records), is_spelled=True)


def render_findings_csv(records: Iterable[ProtocolRecord]) -> Iterator[bytes]:
    """One row a finding: which rule, how grave, which figures, and both sides where they are known."""
    yield from csv_pieces(FINDING_COLUMNS, (row for record in records for row in _finding_rows(record)))


def render_totals_csv(totals: Iterable[TotalRecord]) -> Iterator[bytes]:
    """One row a figure of a total: its sum, and from how many of the expected protocols it was added."""
    yield from csv_pieces(TOTAL_COLUMNS, map(_total_lines, totals), is_spelled=True)


def render_protocol_tables(
    records: Iterable[ProtocolRecord], contests: Mapping[str, Contest], forms: Mapping[str, Form]
) -> Iterator[tuple[str, bytes]]:
    """The three tables of protocols in one pass: file names with pieces, by turns."""
    tables, rest = ProtocolTables(contests, forms), iter(records)
    while some := list(islice(rest, CHUNK_ROWS)):
        yield from tables.take(some)
    yield from tables.take(())


class ProtocolTables:
    """The three tables of protocols as they grow; the first pieces begin with the headers."""

    def __init__(self, contests: Mapping[str, Contest], forms: Mapping[str, Form]) -> None:
        self._codes = single_figures(forms.values())
        self._lines = _vote_lines(contests, forms)
        self._protocols, self._votes = CsvWriter(protocol_columns(self._codes)), CsvWriter(VOTE_COLUMNS)
        self._findings = CsvWriter(FINDING_COLUMNS)

    def take(self, records: Iterable[ProtocolRecord]) -> Iterator[tuple[str, bytes]]:
        """The next records: file names with what these add to each file."""
        for record in records:
            self._protocols.write((_protocol_row(record, self._codes),))
            self._votes.write_spelled((_votes_of(record, self._lines),))
            self._findings.write(_finding_rows(record))
        yield PROTOCOLS, self._protocols.take()
        yield VOTES, self._votes.take()
        yield FINDINGS, self._findings.take()


class CsvWriter:
    """A table as it grows; what was taken is forgotten."""

    def __init__(self, columns: Row) -> None:
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer)
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        self._writer.writerows(rows)

    def write_spelled(self, rows: Iterable[str]) -> None:
        """Add whole rows, spelled already: of numbers and identifiers, which nothing need enclose."""
        self._buffer.writelines(rows)

    def take(self) -> bytes:
        """What was written since the last time."""
        data = self._buffer.getvalue().encode()
        self._buffer.seek(0)
        self._buffer.truncate()
        return data


def csv_pieces(columns: Row, rows: Iterable[Any], *, is_spelled: bool = False) -> Iterator[bytes]:
    """A table, piece by piece; None is an empty cell."""
    table, rest = CsvWriter(columns), iter(rows)
    while some := list(islice(rest, CHUNK_ROWS)):
        (table.write_spelled if is_spelled else table.write)(some)
        yield table.take()
    yield table.take()


def protocol_columns(codes: Sequence[str]) -> tuple[str, ...]:
    """The header of `protocols.csv`; `codes` are those of figures that stand once."""
    return (*_PROTOCOL_HEAD, *codes, *_PROTOCOL_TAIL)


def single_figures(forms: Iterable[Form]) -> tuple[str, ...]:
    """Codes of the figures that stand once on these forms, each once, in the order of the papers."""
    codes: dict[str, None] = {}
    for form in forms:
        codes.update((figure.code, None) for figure in form.figures if not figure.group)
    return tuple(codes)


def _protocol_row(record: ProtocolRecord, codes: Sequence[str]) -> Row:
    word = record.explanation
    return (
        record.area_id,
        record.contest,
        record.kind,
        record.version,
        record.entry_index,
        record.leaf_hash,
        record.signed_at,
        record.recorded_at,
        *_cells(record, codes),
        record.method,
        PRELIMINARY if record.preliminary else CONFIRMED,
        record.annulled_by,
        " ".join(sorted({f["code"] for f in record.findings if f["verdict"] == "broken"})),
        " ".join([scan.sha256 for scan in record.shown_scans]),
        inert_cell(word.text) if word else "",
        word.salt if word else "",
    )


_VoteLines = Mapping[str, tuple[Contest, Sequence[tuple[str, str, str]]]]


def _vote_lines(contests: Mapping[str, Contest], forms: Mapping[str, Form]) -> _VoteLines:
    """For each contest: of every vote figure, in order, its key, the choice, what a row says before votes."""
    return {
        code: (
            contest,
            tuple(
                (figure_key(figure.code, one.code), one.code, f"{code},{one.code},{figure.code},")
                for figure in forms[code].figures
                if figure.group in NAMED_GROUPS
                for one in named_rows(figure.group, contest)
            ),
        )
        for code, contest in contests.items()
    }


def _votes_of(record: ProtocolRecord, lines: _VoteLines) -> str:
    contest, every = lines[record.contest]
    votes = _cells(record, [key for key, _, _ in every])
    start, end, off = f"{record.area_id},", f",{record.entry_index}\r\n", record.off_ballot(contest)
    cells = zip(every, votes, strict=True)
    return "".join([f"{start}{middle}{vote}{end}" for (_, one, middle), vote in cells if one not in off])


def _finding_rows(record: ProtocolRecord) -> Iterator[Row]:
    for found in record.findings:
        yield (
            record.area_id,
            record.contest,
            *(found[name] for name in ("code", "severity", "verdict", "row")),
            " ".join(found["fields"]),
            found["left"],
            found["right"],
            record.entry_index,
        )


def _total_lines(record: TotalRecord) -> str:
    total = record.total
    start = f"{record.area_id},{record.contest},"
    end = (
        f",{total.expected},{total.received},{total.annulled},{total.with_findings},{total.without_scan},"
        f"{total.preliminary},{record.tree_size}\r\n"
    )
    rows = [f"{start}{key},{known},{gave}{end}" for key, (known, gave) in sorted(total.figures.items())]
    return "".join(rows) or f"{start},,0{end}"


def _cells(record: ProtocolRecord, keys: Iterable[str]) -> list[object]:
    figures = record.figures
    cells: list[object] = [figures.get(key, "") for key in keys]
    if record.illegible:
        unread = set(record.illegible)
        return [ILLEGIBLE if key in unread else cell for key, cell in zip(keys, cells, strict=True)]
    return cells


TotalRow = dict[str, object]


def total_rows(
    area: Area, contest: Contest, rules: ProtocolRules, total: Total, language: str
) -> Iterator[TotalRow]:
    """One row a figure: those of the form in the order of the paper, other sums, then derived quantities.

    `total` of a figure that nobody gave is None, which is not zero. `lacking`: counted protocols that did not
    give it. The counts of the protocols behind the total stand in every row, named as in `totals.csv`.
    """
    labels = {key: say(words, language) for key, words in figure_words(rules, contest).items()}
    derived = derive_sums(rules, contest, total)
    counts = {name: value for name, value in total.facts().items() if name != "figures"}
    counts["missing"] = total.missing
    for key in [*labels, *sorted(total.figures.keys() - labels.keys())]:
        tally = derived.get(key, total.figure(key))
        yield {
            "area_id": area.area_id,
            "level": area.level,
            "contest": contest.code,
            "figure": key,
            "label": labels.get(key, key),
            "total": tally.known(),
            "contributors": tally.contributors,
            "lacking": total.asked(key) - tally.contributors,
            **{f"protocols_{name}": count for name, count in counts.items()},
        }


_COUNTED = Message(
    "{area}, {contest}: protocols received: {received} of {expected}, {missing} missing, {annulled} "
    "annulled; {findings} do not add up, {bare} without a scan."
)
_SEEN = Message(
    "{area}, {contest}: protocols received: {received} of {expected}, {missing} missing, {annulled} left out "
    "by the view; {findings} do not add up, {bare} without a scan."
)


def say_counts(row: TotalRow, area: str, contest: str, view: View, language: str) -> str:
    """How many protocols stand behind a row of `total_rows`, in a sentence."""
    counts = {
        name.removeprefix("protocols_"): say_number(value)
        for name, value in row.items()
        if isinstance(value, int)
    }
    findings, bare = counts["with_findings"], counts["without_scan"]
    told = {name: counts[name] for name in ("expected", "received", "missing", "annulled")}
    words = _COUNTED if view is View.COUNTED else _SEEN
    return say(words, language, area=area, contest=contest, findings=findings, bare=bare, **told)


def figure_words(rules: ProtocolRules, contest: Contest) -> dict[str, Words]:
    """What each summed figure is called, by key, in the order of the paper; then the derived quantities."""
    names: dict[str, Words] = {}
    for figure in rules.form.figures:
        if figure.group in NAMED_GROUPS:
            rows = named_rows(figure.group, contest)
            names.update((figure_key(figure.code, one.code), one.names) for one in rows)
        elif figure.summed:
            names[figure.code] = figure.label
    names.update((quantity.code, quantity.label) for quantity in rules.derived)
    return names
