"""Tables in text files (RFC 4180, any delimiter): UTF-8 with or without its mark, UTF-16 with its mark, or an
older encoding that somebody names."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.table_rows import NO_HEADER, Row, Table, column_names, fitting
from hattama.formats.visible_texts import composed

ENCODINGS = (
    *("utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1254", "windows-1256"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-9", "iso-8859-15", "koi8-r", "koi8-u", "cp437"),
    *("cp850", "cp852", "cp866"),
)
"""Encodings by their names: in each, the bytes of ends of lines and of delimiters are those of ASCII."""
DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 1000

NOT_DECODABLE = FaultKind.of(
    "TABLE-ENCODING",
    Message("the row holds bytes that are not UTF-8 (or UTF-16 with its mark); save the file as UTF-8"),
)
NOT_IN_ENCODING = FaultKind.of(
    "TABLE-BYTES", Message("the row holds bytes that are no signs of {expected}, which the mapping names")
)
NO_MARK = FaultKind.of(
    "TABLE-NOMARK", Message("the file looks like UTF-16 but does not begin with its mark; save it as UTF-8")
)
WIDE_UNITS = FaultKind.of("TABLE-UTF32", Message("the file is written in UTF-32; save it as UTF-8"))
NOT_CSV = FaultKind.of(
    "TABLE-CSV", Message("the row cannot be split into cells: look at its quotation marks")
)
WHICH_DELIMITER = FaultKind.of(
    "TABLE-DELIMITER",
    Message("the header does not tell what separates the columns: {found}; name the sign in the mapping"),
)


class _Undecodable(Exception):
    """A line's bytes do not spell text in the encoding that is named (empty: none was); caught where the
    number of the row is known."""

    def at(self, file: str, row: int) -> InputFaults:
        """The refusal that names the row."""
        named = str(self)
        kind = NOT_IN_ENCODING if named else NOT_DECODABLE
        return InputFaults([kind.at(file, row=row, expected=named)])


def read_csv(
    stream: IO[bytes],
    file: str,
    *,
    delimiter: str | None = None,
    header_row: int = 1,
    size: int = 0,
    encoding: str = "utf-8",
    exactly: bool = True,
) -> Table:
    """The table in `stream` (which can be rewound), its rows read as they are asked for.

    `header_row` counts from 1; rows above it are passed over. `size` in bytes serves `position` alone.
    `encoding` is one of ENCODINGS; where the file begins with a mark, that tells better. `exactly`: a row
    shorter than the header is a fault; otherwise it is filled up.
    Raises InputFaults, here or while rows are read, when the bytes are not text, a quote does not close,
    there is no header, or the delimiter (where none is given) cannot be told from the header.
    """
    lines = _lines(stream, file, encoding)
    top = _top_records(lines, file, header_row)
    separator = delimiter or _sniffed(top[-1], file, header_row)
    records = _records(chain(*top, lines), file, separator)
    header = next((cells for row, cells in records if row == header_row), [])
    columns = column_names(header)
    if not columns:
        raise InputFaults([NO_HEADER.at(file, row=header_row)])
    return Table(file, columns, _rows(records, file, len(columns), exactly), lambda: (stream.tell(), size))


def _rows(records: Iterator[tuple[int, list[str]]], file: str, width: int, exactly: bool) -> Iterator[Row]:
    for row, cells in records:
        if len(cells) == width and any(cells):
            yield row, cells
        elif (fitted := fitting(file, row, cells, width, exactly=exactly)) is not None:
            yield fitted


def _records(lines: Iterator[str], file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    row = 0
    try:
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            row += 1
            yield row, cells
    except _Undecodable as error:
        raise error.at(file, row + 1) from error
    except csv.Error as error:
        raise InputFaults([NOT_CSV.at(file, row=row + 1, found=str(error))]) from error


def _lines(stream: IO[bytes], file: str, encoding: str) -> Iterator[str]:
    mark = stream.read(4)
    stream.seek(0)
    # Before UTF-16, whose mark in the small end is the beginning of this one.
    if mark in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE) or mark.count(0) == 3:
        raise InputFaults([WIDE_UNITS.at(file)])
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16_lines(stream)
    if b"\0" in mark:
        raise InputFaults([NO_MARK.at(file, row=1)])
    if mark.startswith(codecs.BOM_UTF8):
        stream.seek(len(codecs.BOM_UTF8))
        encoding = "utf-8"
    return _byte_lines(stream, encoding)


def _byte_lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    # Line by line, so that the row with the bytes that spell nothing can be named.
    for line in stream:
        try:
            yield composed(line.decode(encoding))
        except UnicodeDecodeError as error:
            raise _Undecodable(encoding if encoding != "utf-8" else "") from error


def _utf16_lines(stream: IO[bytes]) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="")
    try:
        for line in text:
            # The decoder puts this sign where it could not read; a file that holds it was damaged before.
            if "\ufffd" in line:
                raise _Undecodable
            yield composed(line)
    finally:
        # Whoever reads no further closes the stream first, and this generator ends when it is collected.
        if not stream.closed:
            text.detach()


def _top_records(lines: Iterator[str], file: str, count: int) -> list[list[str]]:
    """The lines of the first `count` records: a record goes on while a quote is open."""
    records: list[list[str]] = []
    try:
        for _ in range(count):
            record: list[str] = []
            quotes = 0
            for line in islice(lines, _LONGEST_HEADER):
                record.append(line)
                quotes += line.count('"')
                if quotes % 2 == 0:
                    break
            records.append(record)
    except _Undecodable as error:
        raise error.at(file, len(records) + 1) from error
    return records


def _sniffed(header: list[str], file: str, row: int) -> str:
    """The delimiter that splits the header into most cells. A header of one column needs none."""
    widths = {delimiter: _width(header, delimiter) for delimiter in DELIMITERS}
    widest = max(widths.values())
    best = [delimiter for delimiter, width in widths.items() if width == widest]
    if widest > 1 and len(best) > 1:
        raise InputFaults([WHICH_DELIMITER.at(file, row=row, found=" ".join(map(repr, best)))])
    return best[0]


def _width(header: list[str], delimiter: str) -> int:
    try:
        return max((len(cells) for cells in csv.reader(header, delimiter=delimiter, strict=True)), default=0)
    except csv.Error:
        return 0
