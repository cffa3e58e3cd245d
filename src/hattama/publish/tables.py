"""CSV files of an election: UTF-8, a header of plain words, one row a thing, missing empty, zero written 0.

Identifiers are text. Times are ISO 8601 with offset. Lines end in CR LF as RFC 4180 asks. The columns are
those of docs/format/log.md.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from hattama.core.entries import CONFIRMED, PRELIMINARY
from hattama.core.protocols import CHOICES, Form, ProtocolRules, figure_key
from hattama.core.tabulation import Total, derive_sums
from hattama.core.vocabulary import Area, Contest, inert_cell
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
    keys = _vote_keys(contests, forms)
    yield from csv_pieces(VOTE_COLUMNS, (row for record in records for row in _vote_rows(record, keys)))


def render_findings_csv(records: Iterable[ProtocolRecord]) -> Iterator[bytes]:
    """One row a finding: which rule, how grave, which figures, and both sides where they are known."""
    yield from csv_pieces(FINDING_COLUMNS, (row for record in records for row in _finding_rows(record)))


def render_totals_csv(totals: Iterable[TotalRecord]) -> Iterator[bytes]:
    """One row a figure of a total: its sum, and from how many of the expected protocols it was added."""
    yield from csv_pieces(TOTAL_COLUMNS, (row for record in totals for row in _total_rows(record)))


def render_protocol_tables(
    records: Iterable[ProtocolRecord], contests: Mapping[str, Contest], forms: Mapping[str, Form]
) -> Iterator[tuple[str, bytes]]:
    """The three tables of protocols in one pass: file names with pieces, by turns."""
    codes = single_figures(forms.values())
    keys = _vote_keys(contests, forms)
    protocols, votes = CsvWriter(protocol_columns(codes)), CsvWriter(VOTE_COLUMNS)
    findings = CsvWriter(FINDING_COLUMNS)
    tables = ((PROTOCOLS, protocols), (VOTES, votes), (FINDINGS, findings))
    for number, record in enumerate(records, start=1):
        protocols.write((_protocol_row(record, codes),))
        votes.write(_vote_rows(record, keys))
        findings.write(_finding_rows(record))
        if number % CHUNK_ROWS == 0:
            yield from ((name, table.take()) for name, table in tables)
    yield from ((name, table.take()) for name, table in tables)


class CsvWriter:
    """A table as it grows; what was taken is forgotten."""

    def __init__(self, columns: Row) -> None:
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer)
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        self._writer.writerows(rows)

    def take(self) -> bytes:
        """What was written since the last time."""
        data = self._buffer.getvalue().encode()
        self._buffer.seek(0)
        self._buffer.truncate()
        return data


def csv_pieces(columns: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    table, rest = CsvWriter(columns), iter(rows)
    while some := list(islice(rest, CHUNK_ROWS)):
        table.write(some)
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
        record.signed_at or "",
        record.recorded_at,
        *_cells(record, codes),
        record.method,
        PRELIMINARY if record.preliminary else CONFIRMED,
        _blank(record.annulled_by),
        " ".join(sorted({f["code"] for f in record.findings if f["verdict"] == "broken"})),
        " ".join([scan.sha256 for scan in record.shown_scans]),
        inert_cell(word.text) if word else "",
        word.salt if word else "",
    )


_VoteKeys = Mapping[str, tuple[Contest, Sequence[tuple[str, str, str]]]]


def _vote_keys(contests: Mapping[str, Contest], forms: Mapping[str, Form]) -> _VoteKeys:
    """For each contest: figure code, choice and key of every vote figure, in the order of the ballot."""
    return {
        code: (
            contest,
            tuple(
                (figure.code, choice.code, figure_key(figure.code, choice.code))
                for figure in forms[code].figures
                if figure.group == CHOICES
                for choice in contest.choices
            ),
        )
        for code, contest in contests.items()
    }


def _vote_rows(record: ProtocolRecord, keys: _VoteKeys) -> Iterable[Row]:
    contest, every = keys[record.contest]
    votes = _cells(record, [key for _, _, key in every])
    area_id, off, index = record.area_id, record.off_ballot(contest), record.entry_index
    return [
        (area_id, contest.code, choice, code, vote, index)
        for (code, choice, _), vote in zip(every, votes, strict=True)
        if choice not in off
    ]


def _finding_rows(record: ProtocolRecord) -> Iterator[Row]:
    for found in record.findings:
        yield (
            record.area_id,
            record.contest,
            *(found[name] for name in ("code", "severity", "verdict", "row")),
            " ".join(found["fields"]),
            _blank(found["left"]),
            _blank(found["right"]),
            record.entry_index,
        )


def _total_rows(record: TotalRecord) -> Iterator[Row]:
    total = record.total
    counted = (
        *(total.expected, total.received, total.annulled),
        *(total.with_findings, total.without_scan, total.preliminary, record.tree_size),
    )
    for key, tally in sorted(total.figures.items()):
        yield (record.area_id, record.contest, key, tally.total, tally.contributors, *counted)
    if not total.figures:
        yield (record.area_id, record.contest, "", "", 0, *counted)


def _cells(record: ProtocolRecord, keys: Iterable[str]) -> list[object]:
    figures = record.figures
    cells: list[object] = [figures.get(key, "") for key in keys]
    if record.illegible:
        unread = set(record.illegible)
        return [ILLEGIBLE if key in unread else cell for key, cell in zip(keys, cells, strict=True)]
    return cells


def _blank(value: int | None) -> object:
    return "" if value is None else value


TotalRow = dict[str, object]


def total_rows(
    area: Area, contest: Contest, rules: ProtocolRules, total: Total, language: str
) -> Iterator[TotalRow]:
    """One row a figure: those of the form in the order of the paper, other sums, then derived quantities.

    `total` of a figure that nobody gave is None, which is not zero. `lacking`: counted protocols that did not
    give it. The counts of the protocols behind the total stand in every row.
    """
    labels = figure_labels(rules, contest, language)
    derived = derive_sums(rules, contest, total)
    counts = {name: value for name, value in total.facts().items() if name != "figures"}
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
            **counts,
            "missing": total.missing,
        }


def figure_labels(rules: ProtocolRules, contest: Contest, language: str) -> dict[str, str]:
    """What each summed figure is called, by key, in the order of the paper; then the derived quantities."""
    labels: dict[str, str] = {}
    for figure in rules.form.figures:
        if figure.group == CHOICES:
            labels.update((figure_key(figure.code, c.code), say(c.names, language)) for c in contest.choices)
        elif figure.summed:
            labels[figure.code] = say(figure.label, language)
    labels.update((quantity.code, say(quantity.label, language)) for quantity in rules.derived)
    return labels
