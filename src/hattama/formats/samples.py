"""Files of a sample of stations: its frame, the drawn list as it is sealed, and the stations' results.

Frames and results are tables by a mapping of their columns (`station_figures`), or with the plain columns
`station`, `stratum`, `cluster`, `registered`, `cast`, `valid`, `invalid`, `votes_…`, each where it applies.
"""

import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hattama.core.forensics import MOST_AT_A_STATION, StationFigures
from hattama.core.observation import DrawnStation, DrawnStratum, Frame, FrameStation, Sample, StationTwice
from hattama.core.vocabulary import Fault, Message, csv_text, inert_cells
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.station_figures import (
    STATION_TWICE,
    StationMapping,
    parse_station_mapping,
    read_station_table,
    read_stations,
)
from hattama.formats.table_rows import Table, absent_column
from hattama.formats.tables import open_table

FORMAT = "hattama-sample-1"
LONGEST_NAME = 300
VOTES = "votes_"
MOST_STATIONS = 200_000

NOT_A_SAMPLE = FaultKind.of("SAMPLE-FILE", Message("this is not the file of a sample: {found}"))
NOT_THERE = FaultKind.of("SAMPLE-PART", Message("this part is absent or not of the kind that it must be"))
DRAWN_TWICE = FaultKind.of("SAMPLE-TWICE", Message("this station or stratum stands there twice: {found}"))
STRANGER = FaultKind.of("SAMPLE-STRANGER", Message("this station was not drawn: {found}"))
IMPOSSIBLE = FaultKind.of("SAMPLE-FIGURE", Message("no station has so many ballots or voters: {found}"))
MORE_THAN_VALID = FaultKind.of(
    "SAMPLE-VALID", Message("the votes come to more than the valid votes, {expected}: {found}")
)
EMPTY_FRAME = FaultKind.of("SAMPLE-EMPTY", Message("there is no station in the file"))
NO_VOTES_COLUMN = FaultKind.of(
    "SAMPLE-VOTES", Message("the votes are needed: a column votes_… for each list or candidate")
)

_PLAIN = {
    "code": "station",
    "region": "stratum",
    "district": "cluster",
    "registered": "registered",
    "cast": "cast",
    "counted": "valid",
    "invalid": "invalid",
}


def read_frame(path: Path, mapping: Path | None) -> Frame:
    """The frame in a table of stations. Raises InputFaults."""
    figures = _read(path, mapping, with_votes=False)
    try:
        return frame_of(figures)
    except StationTwice as twice:
        raise InputFaults([STATION_TWICE.at(path.name, field="station", found=str(twice))]) from None


def frame_of(figures: StationFigures) -> Frame:
    """The frame of these stations: a region is a stratum, a district in it a cluster. Raises StationTwice."""
    return Frame.of(
        FrameStation(one.code, one.region, one.district if one.district != one.region else "", one.registered)
        for one in figures.stations
    )


def read_station_file(path: Path, mapping: Path | None) -> StationFigures:
    """Results of stations: of a past election, or as they come in. Raises InputFaults."""
    return _read(path, mapping, with_votes=True)


def read_results(path: Path, mapping: Path | None, sample: Sample) -> StationFigures:
    """Results of stations of `sample`, in the order of the file. Raises InputFaults."""
    return _refuse_strange(read_station_file(path, mapping), sample, path.name)


def parse_results(data: bytes, file: str, sample: Sample) -> StationFigures:
    """The same of a CSV file's bytes with the plain columns. Raises InputFaults."""
    with io.BytesIO(data) as stream:
        table = read_csv(stream, file, size=len(data))
        return _refuse_strange(_read_plain(table, with_votes=True), sample, file)


def _read(path: Path, mapping: Path | None, *, with_votes: bool) -> StationFigures:
    if mapping is not None:
        needed = ("code", "votes") if with_votes else ("code",)
        told = parse_station_mapping(mapping.read_bytes(), mapping.name, needed)
        figures = read_stations(path, told)
    else:
        with open_table(path) as table:
            figures = _read_plain(table, with_votes=with_votes)
    if not figures.stations:
        raise InputFaults([EMPTY_FRAME.at(path.name)])
    return figures


def _read_plain(table: Table, *, with_votes: bool) -> StationFigures:
    """A table with the plain columns; choices are called as their columns are after `votes_`."""
    figures = read_station_table(table, _plain(table, with_votes=with_votes))
    choices = tuple(name.removeprefix(VOTES) for name in figures.choices)
    return StationFigures(choices, figures.stations)


def _plain(table: Table, *, with_votes: bool) -> StationMapping:
    if _PLAIN["code"] not in table.columns:
        raise InputFaults([absent_column(table.file, 1, "station", table.columns, "station")])
    has_votes = any(name.startswith(VOTES) for name in table.columns)
    if with_votes and not has_votes:
        raise InputFaults([NO_VOTES_COLUMN.at(table.file, row=1, field="votes_")])
    lines = [f'{key} = "{column}"' for key, column in _PLAIN.items() if column in table.columns]
    votes = ['votes = ["votes_*"]'] if has_votes else []
    return parse_station_mapping("\n".join(["[stations]", *lines, *votes]).encode(), table.file, ("code",))


def _refuse_strange(figures: StationFigures, sample: Sample, file: str) -> StationFigures:
    faults, seen = [], set()
    for one in figures.stations:
        if one.code not in sample.stations:
            faults.append(STRANGER.at(file, field="station", found=one.code))
        elif one.code in seen:
            faults.append(STATION_TWICE.at(file, field="station", found=one.code))
        seen.add(one.code)
        votes = sum(vote or 0 for vote in one.votes)
        if one.counted is not None and votes > one.counted:
            found, expected = f"{one.code}: {votes}", str(one.counted)
            faults.append(MORE_THAN_VALID.at(file, field="valid", found=found, expected=expected))
    possible = {one.code for one in figures.possible.stations}
    faults += [
        IMPOSSIBLE.at(file, field="station", found=f"{one.code} (> {MOST_AT_A_STATION})")
        for one in figures.stations
        if one.code not in possible
    ]
    refuse_if_any(faults)
    return figures


def render_sample(sample: Sample) -> str:
    """The file of a sample, as it is sealed and opened: JSON, the same text for the same sample."""
    told = {
        "format": FORMAT,
        "frame_sha256": sample.frame_sha256,
        "seed": sample.seed,
        "clustered": sample.is_clustered,
        "strata": [
            {
                "stratum": stratum.name,
                "units": stratum.units,
                "of_stations": stratum.of_stations,
                "registered": stratum.registered,
                "stations": [
                    {
                        "station": one.code,
                        "cluster": one.cluster,
                        "of_stations": one.of_stations,
                        "registered": one.registered,
                    }
                    for one in stratum.drawn
                ],
            }
            for stratum in sample.strata
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def render_list(sample: Sample) -> bytes:
    """The drawn stations as a table for people."""
    rows = [
        inert_cells((stratum.name, one.code, one.cluster, one.registered))
        for stratum in sample.strata
        for one in stratum.drawn
    ]
    return csv_text([("stratum", "station", "cluster", "registered"), *rows]).encode()


def parse_sample(data: bytes, file: str) -> Sample:
    """The sample in a file. Raises InputFaults, which name the part that is wrong."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputFaults([NOT_A_SAMPLE.in_json(file, error)]) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise InputFaults([NOT_A_SAMPLE.at(file, field="format", found=FORMAT)])
    return _SampleReader(file).read(told)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def _is_size(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST_STATIONS


def _is_voters(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value < 2**53)


class _SampleReader:
    """One reading of one file; where a part is wrong, what it is for the fault stands in its place."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.is_clustered = False

    def read(self, told: Mapping[str, Any]) -> Sample:
        sha256 = self._part(told, "frame_sha256", _is_name, "")
        seed = self._part(told, "seed", _is_name, "")
        self.is_clustered = self._part(told, "clustered", lambda value: type(value) is bool, False)
        strata = self._part(told, "strata", lambda value: type(value) is list and bool(value), [])
        drawn = tuple(self._stratum(one, f"strata[{place}]") for place, one in enumerate(strata))
        self._refuse_twice([stratum.name for stratum in drawn])
        self._refuse_twice([one.code for stratum in drawn for one in stratum.drawn])
        refuse_if_any(self.faults)
        return Sample(sha256, seed, self.is_clustered, drawn)

    def _part(self, told: Any, key: str, check: Callable[[Any], bool], instead: Any, place: str = "") -> Any:
        value = told.get(key) if isinstance(told, dict) else None
        if isinstance(told, dict) and key in told and check(value):
            return value
        self.faults.append(NOT_THERE.at(self.file, field=f"{place}{key}"))
        return instead

    def _stratum(self, told: Any, place: str) -> DrawnStratum:
        prefix = f"{place}."
        name = self._part(told, "stratum", _is_name, "", prefix)
        units = self._part(told, "units", _is_size, 1, prefix)
        of_stations = self._part(told, "of_stations", _is_size, 1, prefix)
        registered = self._part(told, "registered", _is_voters, None, prefix)
        stations = self._part(told, "stations", lambda value: type(value) is list, [], prefix)
        drawn = tuple(self._station(one, f"{prefix}stations[{at}].") for at, one in enumerate(stations))
        self._refuse_unfit(drawn, units, of_stations, prefix)
        return DrawnStratum(name, units, of_stations, registered, drawn)

    def _refuse_unfit(self, drawn: Sequence[DrawnStation], units: int, of_stations: int, prefix: str) -> None:
        """No more may be drawn than there is, of a stratum and of a cluster, whose size is told once."""
        here = Counter(one.cluster if self.is_clustered else one.code for one in drawn)
        sizes = {(one.cluster if self.is_clustered else one.code, one.of_stations) for one in drawn}
        if len(here) > units:
            self.faults.append(NOT_THERE.at(self.file, field=f"{prefix}units"))
        if of_stations < units or (of_stations > units and not self.is_clustered):
            self.faults.append(NOT_THERE.at(self.file, field=f"{prefix}of_stations"))
        if len(sizes) > len(here) or any(
            here[name] > size or (size > 1 and not self.is_clustered) for name, size in sizes
        ):
            self.faults.append(NOT_THERE.at(self.file, field=f"{prefix}of_stations"))

    def _station(self, told: Any, prefix: str) -> DrawnStation:
        return DrawnStation(
            self._part(told, "station", _is_name, "", prefix),
            self._part(told, "cluster", _is_name, "", prefix),
            self._part(told, "of_stations", _is_size, 1, prefix),
            self._part(told, "registered", _is_voters, None, prefix),
        )

    def _refuse_twice(self, names: list[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                self.faults.append(DRAWN_TWICE.at(self.file, field="strata", found=name))
            seen.add(name)
