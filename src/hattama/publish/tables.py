"""CSV files of an election: UTF-8, a header of plain words, one row a thing, missing left empty, zero written 0.

Identifiers are text. Times are ISO 8601 with offset. Lines end in CR LF as RFC 4180 asks.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hattama.core.protocols import CHOICES, Form, figure_key
from hattama.core.vocabulary import Contest
from hattama.publish.records import ProtocolRecord, TotalRecord

CHUNK_ROWS = 500

ILLEGIBLE = "illegible"
"""What stands in a cell whose figure is on the paper but cannot be read; a blank figure leaves the cell empty."""

_PROTOCOL_HEAD = ("area_id", "contest", "version", "log_index", "leaf_sha256", "signed_at", "received_at")
_PROTOCOL_TAIL = ("published_at", "method", "findings", "scans", "explanation")


def render_protocols_csv(records: Iterable[ProtocolRecord], forms: Mapping[str, Form]) -> Iterator[bytes]:
    """One row a protocol, one column a figure that stands once; rows of groups are in `votes.csv` and the JSON.

    `forms` by contest code. Yields the file in pieces.
    """
    codes = _single_figures(forms.values())
    yield from _csv_pieces(
        (*_PROTOCOL_HEAD, *codes, *_PROTOCOL_TAIL), (_protocol_row(record, codes) for record in records)
    )


def render_votes_csv(records: Iterable[ProtocolRecord], contests: Mapping[str, Contest], forms: Mapping[str, Form]) -> Iterator[bytes]:
    """One row a choice of a protocol, in ballot order: the long form of every vote figure."""
    columns = ("area_id", "contest", "choice", "figure", "votes", "log_index")
    yield from _csv_pieces(
        columns,
        (
            (record.area_id, record.contest, choice, code, _cell(record, figure_key(code, choice)), record.entry_index)
            for record in records
            for code, choice in _vote_keys(contests[record.contest], forms[record.contest])
        ),
    )


def render_totals_csv(totals: Iterable[TotalRecord]) -> Iterator[bytes]:
    """One row a figure of a total: its sum, and from how many of the expected protocols it was added."""
    columns = (
        "area_id", "contest", "figure", "total", "contributors",
        "protocols_expected", "protocols_received", "protocols_with_findings", "protocols_without_scan", "log_size",
    )  # fmt: skip
    yield from _csv_pieces(columns, (row for record in totals for row in _total_rows(record)))


def render_findings_csv(records: Iterable[ProtocolRecord]) -> Iterator[bytes]:
    """One row a finding: which rule, how grave, which figures, and both sides where they are known."""
    columns = ("area_id", "contest", "code", "severity", "verdict", "row", "figures", "left", "right", "log_index")
    yield from _csv_pieces(
        columns,
        (
            (
                record.area_id, record.contest, found["code"], found["severity"], found["verdict"], found["row"],
                " ".join(found["fields"]), _blank(found["left"]), _blank(found["right"]), record.entry_index,
            )
            for record in records
            for found in record.findings
        ),
    )  # fmt: skip


def moment(value: datetime.datetime | None) -> str:
    """An aware moment as ISO 8601 with offset, or the empty string."""
    return "" if value is None else value.isoformat(timespec="seconds")


def _single_figures(forms: Iterable[Form]) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for form in forms:
        codes.update((figure.code, None) for figure in form.figures if not figure.group)
    return tuple(codes)


def _protocol_row(record: ProtocolRecord, codes: Sequence[str]) -> tuple[object, ...]:
    return (
        record.area_id,
        record.contest,
        record.version,
        record.entry_index,
        record.leaf_hash,
        moment(record.signed_at),
        moment(record.received_at),
        *(_cell(record, code) for code in codes),
        moment(record.published_at),
        record.method,
        " ".join(sorted({f["code"] for f in record.findings if f["verdict"] == "broken"})),
        " ".join(scan.sha256 for scan in record.scans),
        _as_text(record.explanation),
    )


def _vote_keys(contest: Contest, form: Form) -> Iterator[tuple[str, str]]:
    for figure in form.figures:
        if figure.group == CHOICES:
            for choice in contest.choices:
                yield figure.code, choice.code


def _total_rows(record: TotalRecord) -> Iterator[tuple[object, ...]]:
    total = record.total
    counted = (total.expected, total.received, total.with_findings, total.without_scan, record.tree_size)
    for key, tally in sorted(total.figures.items()):
        yield (record.area_id, record.contest, key, tally.total, tally.contributors, *counted)
    if not total.figures:
        yield (record.area_id, record.contest, "", "", 0, *counted)


def _cell(record: ProtocolRecord, key: str) -> object:
    if key in record.illegible:
        return ILLEGIBLE
    return _blank(record.figures.get(key))


def _blank(value: int | None) -> object:
    return "" if value is None else value


def _as_text(text: str) -> str:
    # A spreadsheet would run a cell that begins like a formula; free text is the only cell that could.
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow(row)
        if number % CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
