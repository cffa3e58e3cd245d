"""What the answers of a site say: figures found in pages, in JSON, in the shapes of others.

Whoever answers may be hostile: what is not in the shape that is documented is read as nothing at all.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any

from hattama.cli.site.expected import ENTRY, ILLEGIBLE, LEAD, LEADER, Expected, Figures
from hattama.core.vocabulary import Fault, parse_whole_number
from hattama.formats.faults import InputFaults

_BETWEEN_DIGITS = str.maketrans("", "", " \u00a0\u202f\u2009,\n\r\t")


class NoSuchShape(Exception):
    """The answer is not in the shape that the documentation gives it."""


class NoParquetReader(Exception):
    """The library that reads Parquet is not installed here."""


def precinct_page(data: bytes, expected: Expected) -> Figures:
    """What the tables of a precinct's page show to people."""
    return dict(_shown(data).figures)


def area_page(data: bytes, expected: Expected) -> Figures:
    """What the tables of the page of an area, or of the election, show to people."""
    shown = _shown(data)
    contests = {contest.code for contest in expected.foundation.election.contests}
    return shown.leaders | {
        (contest, expected.votes_key(contest, choice)): value
        for (contest, choice), value in shown.choices.items()
        if contest in contests
    }


def _shown(data: bytes) -> _Page:
    page = _Page()
    try:
        # Not closed: what has no end would be looked through again from each of its signs, for hours.
        page.feed(data.decode("utf-8", "replace"))
    except (AssertionError, ValueError):
        # Of declarations that are none; of signs by a number of thousands of digits.
        raise NoSuchShape from None
    return page


class _Page(HTMLParser):
    """The cells that name a figure or a choice, with the text that stands in them, by the contest around."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: Figures = {}
        self.choices: Figures = {}
        self.leaders: Figures = {}
        self._contest = ""
        self._cell: tuple[Figures, str, bool] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A section begins a contest; a cell is read to its end."""
        said = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._contest = said.get("aria-labelledby", "").removeprefix("head-").removeprefix("contest-")
        elif tag == "td" and "data-figure" in said:
            is_illegible = said.get("data-state") == ILLEGIBLE
            self._cell, self._text = (self.figures, said["data-figure"], is_illegible), ""
        elif tag == "td" and "data-choice" in said:
            self._cell, self._text = (self.choices, said["data-choice"], False), ""
        elif tag == "td" and "data-leader" in said:
            self._contest = said["data-leader"]
            self._cell, self._text = (self.leaders, LEADER, False), ""
        elif tag == "td" and "data-lead" in said:
            self._contest = said["data-lead"]
            self._cell, self._text = (self.leaders, LEAD, False), ""

    def handle_data(self, data: str) -> None:
        """The text in a cell, to some length."""
        if self._cell is not None and len(self._text) < _LONGEST:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """What a person reads in a cell counts, and not what its attributes say."""
        if tag != "td" or self._cell is None:
            return
        kept, key, is_illegible = self._cell
        digits = self._text.translate(_BETWEEN_DIGITS)
        if key == LEADER and kept is self.leaders:
            kept[self._contest, key] = " ".join(self._text.split())
        elif any(sign.isdecimal() for sign in digits):
            kept[self._contest, key] = digits
        else:
            kept[self._contest, key] = ILLEGIBLE if is_illegible else ""
        self._cell = None


_LONGEST = 200


def protocol_answer(data: bytes, expected: Expected) -> Figures:
    """One protocol as the interface for programs gives it."""
    said = json_object(data)
    return _protocol(said)


def precinct_document(data: bytes, expected: Expected) -> Figures:
    """All protocols of a precinct as its JSON gives them."""
    found: Figures = {}
    for said in _list(json_object(data).get("protocols")):
        found |= _protocol(said)
    return found


def _protocol(said: Mapping[str, Any]) -> Figures:
    contest = str(said.get("contest"))
    figures = _flat(said.get("figures"))
    figures |= {str(key): ILLEGIBLE for key in _any_list(said.get("illegible"))}
    figures[ENTRY] = _text(said.get(ENTRY))
    return {(contest, key): value for key, value in figures.items()}


def area_answer(data: bytes, expected: Expected) -> Figures:
    """The sums of an area as the interface for programs gives them."""
    found: Figures = {}
    for said in _list(json_object(data).get("items")):
        found |= _total(str(said.get("contest")), said)
    return found


def area_document(data: bytes, expected: Expected) -> Figures:
    """The sums of an area as its JSON gives them."""
    totals = json_object(data).get("totals")
    if not isinstance(totals, dict):
        raise NoSuchShape
    found: Figures = {}
    for contest, said in totals.items():
        found |= _total(contest, said if isinstance(said, dict) else {})
    return found


def _total(contest: str, said: Mapping[str, Any]) -> Figures:
    sums = said.get("figures")
    figures = sums if isinstance(sums, dict) else {}
    found = {
        (contest, str(key)): _text(value.get("total") if isinstance(value, dict) else None)
        for key, value in figures.items()
    }
    return found | {(contest, name): _text(said.get(name)) for name in ("expected", "received")}


def nist_votes(data: bytes, contest: str, expected: Expected) -> dict[str, Figures]:
    """The votes of a contest in a report of NIST SP 1500-100, by area."""
    found: dict[str, Figures] = {}
    for election in _list(json_object(data).get("Election")):
        for held in _list(election.get("Contest")):
            for selection in _list(held.get("ContestSelection")):
                choice = str(selection.get("@id")).removeprefix("selection-")
                for count in _list(selection.get("VoteCounts")):
                    area = str(count.get("GpUnitId")).removeprefix("unit-")
                    key = (contest, expected.votes_key(contest, choice))
                    found.setdefault(area, {})[key] = _text(count.get("Count"))
    return found


def _flat(figures: object) -> dict[str, str]:
    """Figures by key, of groups by `code[row]`."""
    found: dict[str, str] = {}
    for code, value in figures.items() if isinstance(figures, dict) else ():
        if isinstance(value, dict):
            found |= {f"{code}[{row}]": _text(figure) for row, figure in value.items()}
        else:
            found[str(code)] = _text(value)
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def json_object(data: bytes) -> dict[str, Any]:
    """The object that an answer is. Raises NoSuchShape."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise NoSuchShape from None
    if not isinstance(said, dict):
        raise NoSuchShape
    return said


def _any_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _list(value: object) -> Iterator[dict[str, Any]]:
    return (one for one in _any_list(value) if isinstance(one, dict))


def package_size(data: bytes) -> int:
    """Of how many entries of the log the open data are, as their package says. Raises NoSuchShape."""
    size = parse_whole_number(str(json_object(data).get("version")))
    if size is None:
        raise NoSuchShape
    return size


def differing_parquet(data: bytes, table: bytes) -> Iterator[tuple[int, str, str, str]]:
    """Row, column, what the Parquet has and what the CSV `table` gives, of every cell that both have.

    Moments are written in another way, and a figure that is no number of 64 bits is named in a column of its
    own. Raises NoParquetReader, NoSuchShape.
    """
    if importlib.util.find_spec("duckdb") is None:
        raise NoParquetReader
    from hattama.formats.parquet_tables import read_parquet

    rows = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""))
    names = [name for name in rows.fieldnames or () if not name.endswith("_at")]
    with tempfile.TemporaryDirectory(prefix="hattama-") as folder:
        place = Path(folder) / "table.parquet"
        place.write_bytes(data)
        try:
            with read_parquet(place) as shown:
                places = {name: shown.columns.index(name) for name in names if name in shown.columns}
                for number, (row, given) in enumerate(zip_longest(shown.rows, rows), 2):
                    cells = () if row is None or isinstance(row[1], Fault) else row[1]
                    if given is None:
                        # Of rows that the table does not have there may be more than anybody can read.
                        yield number, "", str(cells)[:_LONGEST], ""
                        return
                    for name in names:
                        has = str(cells[places[name]]) if cells and name in places else ""
                        yield number, name, has, _number(given[name])
        except InputFaults:
            raise NoSuchShape from None


def _number(text: str) -> str:
    is_too_large = text.isdecimal() and int(text) >= 1 << 63
    return "" if text == ILLEGIBLE or is_too_large else text
