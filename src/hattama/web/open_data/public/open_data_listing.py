"""The files of the open data as their package lists them, for the page and for the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hattama.core.vocabulary import Words
from hattama.publish import CITATION, DATA_PACKAGE, DataFile, FileFacts
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.open_data.write_open_data import OpenFolder, current_open_data


class ListedColumn(NamedTuple):
    """A column as the package describes it."""

    name: str
    kind: str
    words: Words


class ListedTable(NamedTuple):
    """A table with its two files and its columns."""

    stem: str
    title: Words
    csv: DataFile
    parquet: DataFile
    columns: tuple[ListedColumn, ...]


class Listing(NamedTuple):
    """The open data at one size of the log: tables, then other files, in the order of the package."""

    tree_size: int
    tables: tuple[ListedTable, ...]
    others: tuple[DataFile, ...]


def load_listing(row: ElectionRow) -> Listing | None:
    """What the package in force lists; None before the open data are first written."""
    written = current_open_data(row.pk)
    if written is None:
        return None
    resources = _resources(written)
    files = {one["path"]: _file(one) for one in resources}
    tables = tuple(
        ListedTable(
            stem := one["path"].removesuffix(".csv"),
            Words.of(one["titles"]),
            files[one["path"]],
            files[f"{stem}.parquet"],
            tuple(_column(field) for field in one["schema"]["fields"]),
        )
        for one in resources
        if one["type"] == "table"
    )
    shown = {file.path for table in tables for file in (table.csv, table.parquet)} | {CITATION}
    return Listing(
        written.tree_size, tables, tuple(file for path, file in files.items() if path not in shown)
    )


def listed_files(row: ElectionRow) -> Sequence[DataFile]:
    """All files that the package lists; none before they are first written."""
    written = current_open_data(row.pk)
    return () if written is None else tuple(_file(one) for one in _resources(written))


def _resources(written: OpenFolder) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((written.folder / DATA_PACKAGE).read_bytes())["resources"]
    return found


def _file(resource: Mapping[str, Any]) -> DataFile:
    facts = FileFacts(resource["hash"].removeprefix("sha256:"), resource["bytes"])
    return DataFile(resource["path"], facts, Words.of(resource["titles"]))


def _column(field: Mapping[str, Any]) -> ListedColumn:
    return ListedColumn(field["name"], field["type"], Words.of(field["titles"]))
