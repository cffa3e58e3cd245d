"""The package of the open data: what its files are, in which columns, with which hashes, under which licence.

`datapackage.json` follows Frictionless Data Package v1 (https://specs.frictionlessdata.io), with `hash` and
`bytes` of every resource. Tables in CSV have a schema; everything else is listed as a file.

`csv-metadata.json` says the same of the tables to readers of CSV on the Web
(https://www.w3.org/TR/tabular-metadata/), which look for it under this name.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from hattama.core.vocabulary import Election, Words
from hattama.phrases import LANGUAGES, say
from hattama.publish.file_facts import FileFacts
from hattama.publish.table_descriptions import Column, Kind, Table
from hattama.publish.views import render_json

DATA_PACKAGE, CSV_METADATA = "datapackage.json", "csv-metadata.json"
LICENCE: Mapping[str, str] = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "cff": "application/yaml",
    "jsonld": "application/ld+json",
}
_FIELDS: Mapping[Kind, Mapping[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.IDENTIFIER: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.FIGURE: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.MOMENT: {"type": "datetime", "format": "any"},
    Kind.DAY: {"type": "date"},
    Kind.FLAG: {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
}


_DATATYPES: Mapping[Kind, Any] = {
    Kind.TEXT: "string",
    Kind.IDENTIFIER: "string",
    Kind.INTEGER: "integer",
    Kind.FIGURE: "integer",
    Kind.DECIMAL: "decimal",
    Kind.MOMENT: "dateTimeStamp",
    Kind.DAY: "date",
    Kind.FLAG: {"base": "boolean", "format": "1|0"},
}


class DataFile(NamedTuple):
    """A file of the package: its path in the folder, facts, and what it is."""

    path: str
    facts: FileFacts
    title: Words

    @property
    def extension(self) -> str:
        """What its name ends in, without the point."""
        return self.path.rsplit(".", 1)[-1]


def render_data_package(
    election: Election,
    tables: Sequence[Table],
    files: Sequence[DataFile],
    *,
    tree_size: int,
    cut_at: str,
    homepage: str = "",
) -> bytes:
    """`datapackage.json` of these files; `tables` are those of the files that end in .csv.

    `cut_at` is what the last entry says of when it was recorded, and so the moment of which all files speak.
    `homepage`: the address of the page of the election, empty where the site has none.
    """
    by_name = {table.name: table for table in tables}
    document: dict[str, Any] = {
        "profile": "data-package",
        "name": election.election_id,
        "id": f"{election.election_id}@{tree_size}",
        "title": say(election.names, "en"),
        "titles": dict(election.names),
        "description": _description(election),
        "version": str(tree_size),
        "created": cut_at,
        "licenses": [dict(LICENCE)],
        "keywords": ["elections", "results", "polling stations", election.polling_on.isoformat()],
        "resources": [_resource(file, by_name.get(file.path)) for file in files],
    }
    if homepage:
        document["homepage"] = homepage
    return render_json(document)


def _description(election: Election) -> str:
    notices = [say(notice, "en") for notice in election.notices]
    return " ".join(
        ["Every protocol of every polling station as the log of the election holds it.", *notices]
    )


def _resource(file: DataFile, table: Table | None) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": file.path.lower().replace("/", "-").replace("_", "-").replace(".", "-"),
        "path": file.path,
        "title": say(file.title, "en"),
        "titles": dict(file.title),
        "format": file.extension,
        "mediatype": MEDIA_TYPES[file.extension],
        "bytes": file.facts.size,
        "hash": f"sha256:{file.facts.sha256}",
    }
    if table is None:
        return {**resource, "type": "file"}
    return {
        **resource,
        "type": "table",
        "encoding": "utf-8",
        "dialect": {"csv": {"lineTerminator": "\r\n", "delimiter": ","}},
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The Frictionless schema of a table. Empty cells hold no value, nor do words in the place of a figure:
    of these a table names its own alone, since it names them for all of its columns."""
    words = dict.fromkeys(word for column in table.columns for word in table.words_for(column))
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": ["", *words],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return schema


def _field(column: Column) -> dict[str, Any]:
    field = {
        "name": column.name,
        **_FIELDS[column.kind],
        "title": say(column.words, "en"),
        "description": say(column.words, "en"),
        "titles": dict(column.words),
    }
    return {**field, "constraints": {"required": True}} if column.needed else field


def render_csv_metadata(election: Election, tables: Sequence[Table], *, cut_at: str) -> bytes:
    """`csv-metadata.json` of these tables; `cut_at` as in `render_data_package`."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _spoken(election.names),
        "dc:license": {"@id": LICENCE["path"]},
        "dc:modified": {"@value": cut_at, "@type": "xsd:dateTime"},
        "tables": [
            {"url": one.name, "dc:title": _spoken(one.title), "tableSchema": _csv_schema(one)}
            for one in tables
        ],
    }
    return render_json(document)


def _csv_schema(table: Table) -> dict[str, Any]:
    columns = [
        {
            "name": _variable(one.name),
            "titles": one.name,
            "dc:description": _spoken(one.words),
            "datatype": _DATATYPES[one.kind],
            "null": ["", *table.words_for(one)],
            "required": one.needed,
        }
        for one in table.columns
    ]
    schema: dict[str, Any] = {"columns": columns}
    return {**schema, "primaryKey": [*map(_variable, table.key)]} if table.key else schema


def _variable(name: str) -> str:
    """A name of a column as URI templates (RFC 6570, section 2.3) take it: `votes%5Bdala%5D`."""
    return quote(name, safe="").replace("-", "%2D").replace("~", "%7E")


def _spoken(words: Words) -> list[dict[str, str]]:
    return [{"@value": words.say(language), "@language": language} for language in LANGUAGES]
