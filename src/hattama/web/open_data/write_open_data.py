"""The open data of an election are written: tables, their Parquet, shapes of others, and what tells of them.

All files of one writing speak of one size of the log. They stand in a folder named for it, and a second name
beside the folders stands for the current one: there is no moment with half of one and half of another.
"""

import csv
import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from hattama.core.vocabulary import Contest, Message, Text, Words, inert_cell
from hattama.formats.contest_counts import ContestCounts
from hattama.formats.eml_counts import render_eml_counts
from hattama.formats.nist_results import render_nist_precincts, render_nist_summary
from hattama.formats.parquet_tables import TOO_LARGE, ParquetColumn, ParquetKind, parquet_writer
from hattama.formats.xlsx_sums import render_rows_xlsx, render_sums_xlsx
from hattama.phrases import LANGUAGES, in_every_language, say
from hattama.publish.catalogue import CITATION, render_citation
from hattama.publish.data_package import (
    CSV_METADATA,
    DATA_PACKAGE,
    DataFile,
    render_csv_metadata,
    render_data_package,
)
from hattama.publish.file_facts import facts_in
from hattama.publish.open_tables import OpenData, open_table_pieces
from hattama.publish.register_tables import RegisterTable
from hattama.publish.table_descriptions import Column, Kind, Table, describe_tables
from hattama.publish.tables import TOTALS, csv_pieces
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.follow_log import moment_of_log_end
from hattama.web.kernel.log.refresh_bundle import WRITER_LOCK_SECONDS
from hattama.web.kernel.log.served import load_mended, tables_state
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.writer_lock import ERASING, only_one
from hattama.web.kernel.stores.durable_files import one_at_a_time
from hattama.web.kernel.stores.made_files import made_home, point_to
from hattama.web.open_data.open_records import load_contest_counts, load_open_data, load_register_tables
from hattama.web.registers.tables import count_erased

CURRENT = "current"
_PARQUET = {
    Kind.TEXT: ParquetKind.TEXT,
    Kind.IDENTIFIER: ParquetKind.TEXT,
    Kind.INTEGER: ParquetKind.INTEGER,
    Kind.FIGURE: ParquetKind.INTEGER,
    Kind.DECIMAL: ParquetKind.DECIMAL,
    Kind.MOMENT: ParquetKind.MOMENT,
    Kind.DAY: ParquetKind.DAY,
    Kind.FLAG: ParquetKind.FLAG,
}
EXACT_DIGITS = 15
NIST_PRECINCTS = Message("by precinct, NIST SP 1500-100 version 2")
NIST_SUMMARY = Message("by area, NIST SP 1500-100 version 2")
EML = Message("by precinct, EML 510 (EML_NL)")
XLSX = Message("workbook whose formulas add the sums again")


class OpenFolder(NamedTuple):
    """Where the open data of an election stand, and of which size of its log they speak."""

    folder: Path
    tree_size: int

    def is_written_alike(self) -> bool:
        """Whether it was made as files are made now; else it may hold what was erased since."""
        return f"-{self._state()}-" in self.folder.name

    def is_of(self, size: int) -> bool:
        """Whether this is what this edition of the program makes of a log of this size."""
        return self.folder.name.startswith(f"{size}-{self._state()}-") and self.folder.is_dir()

    def holds_erased(self) -> bool:
        """Whether it may hold a text that was erased since."""
        return self.folder.name.split("-")[2] != count_erased(self.folder.parent.name)

    def _state(self) -> str:
        return _state_of_files(self.folder.parent.name)


def open_data_home(election_id: str) -> Path:
    """The folder that holds the folders of sizes."""
    return Path(settings.DATA_DIR) / "open" / election_id


def current_open_data(election_id: str) -> OpenFolder | None:
    """The open data as they were written last; None before the first time, and while those that there are may
    hold what was erased since, or were written of tables that had to be made anew since."""
    home = open_data_home(election_id)
    try:
        name = os.readlink(home / CURRENT)
    except FileNotFoundError:
        return None
    found = OpenFolder(home / name, int(name.partition("-")[0]))
    mended_at = load_mended(election_id)
    is_suspect = mended_at is not None and found.folder.stat().st_mtime < mended_at.timestamp()
    return None if is_suspect or found.holds_erased() else found


def open_data_files(election_id: str) -> Iterator[tuple[str, Path]]:
    """Every file of the open data at the present size of the log: its path below the folder, and where it is.

    Writes them first where the log has grown since.
    """
    written = write_open_data(election_id)
    for place in sorted(written.folder.rglob("*")):
        if place.is_file():
            yield place.relative_to(written.folder).as_posix(), place


def write_open_data(election_id: str) -> OpenFolder:
    """Bring the open data of an opened election up to its log; nothing is done where they are.

    Raises ElectionRow.DoesNotExist.
    """
    election = ElectionRow.objects.get(pk=election_id, opened_at__isnull=False)
    home = open_data_home(election_id)
    home.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(home / "writing"):
        known = current_open_data(election_id)
        while not _put_in_place(written := _write_now(election, home, known)):
            pass
        if written != known:
            kept = known.folder.name if known and known.is_written_alike() else ""
            _drop_others(home, {written.folder.name, kept})
    return written


def _write_now(election: ElectionRow, home: Path, known: OpenFolder | None) -> OpenFolder:
    """The open data of this moment: `known` where they are it."""
    # Of before the moment: what is altered behind it does not stand under its name.
    state = _state_of_files(election.pk)
    with moment_of_log_end(election, WRITER_LOCK_SECONDS):
        size = load_public_size(election)
        if known is not None and known.is_of(size):
            return known
        began = time.time()
        folder = home / f"{size}-{state}-{_next_number(home)}"
        data = load_open_data(election)
        counts = (load_contest_counts(election, data, one) for one in contests_of(data))
        write_files(data, folder, counts, load_register_tables(election))
    # As old as what it says, however long the writing took.
    os.utime(folder, (began, began))
    return OpenFolder(folder, size)


def _put_in_place(written: OpenFolder) -> bool:
    """Give these out from now on, unless a text was erased or tables were mended while they were written."""
    home = written.folder.parent
    with only_one(home.name, ERASING, wait=True):
        if not written.is_written_alike():
            return False
        point_to(home / CURRENT, written.folder.name)
        _show(home.name, written.folder)
    return True


def _show(election_id: str, folder: Path) -> None:
    """Let nginx give these files out, from where it finds what was made of an election."""
    made_home(election_id).mkdir(parents=True, exist_ok=True)
    point_to(made_home(election_id) / "open", str(folder.resolve()))


def contests_of(data: OpenData) -> tuple[Contest, ...]:
    """The contests of the election, in its order."""
    return data.snapshot.election.contests


def write_files(
    data: OpenData, folder: Path, counts: Iterable[ContestCounts], registers: Iterable[RegisterTable] = ()
) -> None:
    """All files into `folder`, which must not hold any yet; the package that lists the others comes last.

    `counts`: those of each contest, in the order of the election; one is let go before the next is taken.
    `registers`: what is kept around the count.
    """
    folder.mkdir(parents=True)
    contests = data.snapshot.election.contests
    forms = [data.snapshot.pack.rules_for(contest).form for contest in contests]
    tables = describe_tables(forms, data.areas.areas, contests)
    written = [*_write_tables(data, tables, folder)]
    for one in counts:
        written += _write_shapes(one, folder)
    kept = list(registers)
    written += _write_registers(kept, folder)
    snapshot = data.snapshot
    address = data_address(snapshot.election.election_id)
    citation = render_citation(
        snapshot.election,
        publisher=snapshot.origin,
        tree_size=snapshot.tree_size,
        cut_at=snapshot.cut_at,
        address=address,
    )
    written.append(_write(folder, CITATION, citation, Message("How to cite")))
    described = [*tables, *(one.table for one in kept)]
    columns = render_csv_metadata(snapshot.election, described, cut_at=snapshot.cut_at)
    written.append(_write(folder, CSV_METADATA, columns, Message("Columns of all tables, CSV on the Web")))
    package = render_data_package(
        snapshot.election,
        described,
        written,
        tree_size=snapshot.tree_size,
        cut_at=snapshot.cut_at,
        homepage=address,
    )
    (folder / DATA_PACKAGE).write_bytes(package)


def data_address(election_id: str) -> str:
    """The address of the page of the open data; empty where the site does not know its own."""
    return f"{settings.BASE_URL}/e/{election_id}/data/" if settings.BASE_URL else ""


def _write_tables(data: OpenData, tables: Sequence[Table], folder: Path) -> Iterator[DataFile]:
    for name, piece in open_table_pieces(data):
        with (folder / name).open("ab") as file:
            file.write(piece)
    for table in tables:
        yield DataFile(table.name, facts_in(folder / table.name), table.title)
    with parquet_writer() as write_parquet:
        for table in tables:
            path = f"{table.stem}.parquet"
            write_parquet(folder / table.name, _parquet_columns(table), folder / path)
            yield DataFile(path, facts_in(folder / path), table.title)
    for table in tables:
        if table.is_whole:
            yield _write(folder, f"{table.stem}.xlsx", _workbook(table, folder / table.name), table.title)


def _workbook(table: Table, path: Path) -> bytes:
    """The same table as a workbook: counts are numbers, everything else is text as the file at `path` has it;
    beside it what each column is called."""
    counted = {number for number, one in enumerate(table.columns) if one.kind in (Kind.INTEGER, Kind.FIGURE)}
    named: list[tuple[str, ...]] = [("column", *LANGUAGES)]
    named += [(one.name, *(inert_cell(one.words.say(code)) for code in LANGUAGES)) for one in table.columns]
    with path.open(encoding="utf-8", newline="") as file:
        rows = ([_cell(cell, at in counted) for at, cell in enumerate(row)] for row in csv.reader(file))
        return render_rows_xlsx(table.stem, rows, beside=named)


def _cell(text: str, is_counted: bool) -> object:
    """A spreadsheet rounds what has more than 15 digits: that stays text."""
    if not text:
        return None
    return int(text) if is_counted and text.isdecimal() and len(text) <= EXACT_DIGITS else text


def _write_shapes(counts: ContestCounts, folder: Path) -> Iterator[DataFile]:
    """One contest in the shapes of others."""
    code, names = counts.contest.code, counts.contest.names
    made: list[tuple[str, Text, bytes]] = [
        (f"nist/{code}.json", NIST_PRECINCTS, render_nist_precincts(counts)),
        (f"nist/{code}-summary.json", NIST_SUMMARY, render_nist_summary(counts)),
        (f"eml/{code}.xml", EML, b"".join(render_eml_counts(counts))),
        (f"xlsx/{code}.xlsx", XLSX, render_sums_xlsx(counts)),
    ]
    for path, title, content in made:
        if content:
            yield _write(folder, path, content, _with_contest(title, names))


def _write_registers(kept: Sequence[RegisterTable], folder: Path) -> Iterator[DataFile]:
    """Each table of registers, and in more shapes: as Parquet, records of one kind as workbook and JSON."""
    with parquet_writer() as write_parquet:
        for one in kept:
            table = one.table
            head = [column.name for column in table.columns]
            yield _write(folder, table.name, b"".join(csv_pieces(head, one.rows)), table.title)
            path = f"{table.stem}.parquet"
            write_parquet(folder / table.name, _parquet_columns(table), folder / path)
            yield DataFile(path, facts_in(folder / path), table.title)
            if one.document:
                name, rows = table.stem.rpartition("/")[2], [head, *one.rows]
                yield _write(folder, f"{table.stem}.xlsx", render_rows_xlsx(name, rows), table.title)
                yield _write(folder, f"{table.stem}.json", one.document, table.title)


def _with_contest(title: Text, names: Words) -> Words:
    return Words.of({code: f"{say(names, code)}: {text}" for code, text in in_every_language(title).items()})


def _parquet_columns(table: Table) -> list[ParquetColumn]:
    def words(one: Column) -> tuple[str, ...]:
        return (TOO_LARGE,) if (table.name, one.name) == (TOTALS, "total") else table.words_for(one)

    return [ParquetColumn(one.name, _PARQUET[one.kind], words(one)) for one in table.columns]


def _write(folder: Path, path: str, data: bytes, title: Text) -> DataFile:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return DataFile(path, facts_in(place), in_every_language(title))


@lru_cache(maxsize=1)
def _shape_of_files() -> str:
    """What the program makes of a log: another edition of it writes the files of the same size anew."""
    digest = hashlib.sha256()
    for package in ("hattama.publish", "hattama.formats"):
        for source in sorted(files(package).iterdir(), key=lambda one: one.name):
            if source.name.endswith((".py", ".toml")):
                digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _state_of_files(election_id: str) -> str:
    """What the files follow from beside the log: the program, whether the tables were made anew, and how much
    was erased from registers."""
    told = f"{_shape_of_files()} {tables_state()}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:12]}-{count_erased(election_id)}"


def _next_number(home: Path) -> int:
    """A number that no folder here has: what readers know of a folder stays true."""
    numbers = [int(path.name.rpartition("-")[2]) for path in home.glob("*-*-*") if path.is_dir()]
    return max(numbers, default=0) + 1


def _drop_others(home: Path, kept: set[str]) -> None:
    """The folder before stays for whoever is reading it."""
    for path in home.glob("*-*-*"):
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
