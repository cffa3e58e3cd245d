"""The files of `hattama audit`: what was reported place by place, and what was counted again."""

import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from hattama.cli.outcome import read_file, read_votes
from hattama.core.audits import NOT_FOUND, AuditPlan, counted_figures
from hattama.core.entries import AuditMethod, Drawn
from hattama.core.outcomes import PARTS, Votes
from hattama.core.vocabulary import Fault, Message, parse_whole_number
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import NamedRow, Once, read_rows
from hattama.formats.votes_csv import NOT_IN_AREA, TWICE

_NO_PLACES = FaultKind.of(
    "AUDIT-PLACES", Message("the places are needed: a column area with a row for each choice at each place")
)
_GAP = FaultKind.of("AUDIT-PART", Message("the place {expected} has no row for {found}, others have one"))
_OTHER_SUM = FaultKind.of(
    "AUDIT-SUM", Message("the places come to another number than the whole, {expected}: {found}")
)
_STRANGER = FaultKind.of("AUDIT-STRANGER", Message("counted again, but not among the places: {found}"))
_NO_CHOICE = FaultKind.of("AUDIT-CHOICE", Message("the election has no such choice: {found}"))
_NOT_READ = FaultKind.of(
    "AUDIT-READ",
    Message("a ballot read is area,ballot,choice with a number from 1 and one of {expected}; found: {found}"),
)

_COLUMNS = ("area", "ballot", "choice")


def read_reported(path: str) -> Votes:
    """What was reported of every place. Raises InputFaults."""
    votes, file = read_votes(path), Path(path).name
    if not votes.areas:
        raise InputFaults([_NO_PLACES.at(file)])
    _refuse_gaps(votes, file)
    return votes


def _refuse_gaps(votes: Votes, file: str) -> None:
    """A pile that some places lack is not known for the whole, and the whole is the sum of its places."""
    known = dict.fromkeys(part for _, place in votes.areas for part in place.parts)
    faults = [
        _GAP.at(file, field="area", found=part, expected=name)
        for name, place in votes.areas
        for part in known
        if place.part(part) is None
    ]
    places = [counted_figures(place) for _, place in votes.areas]
    for code, number in counted_figures(votes).items():
        total = sum(place.get(code, 0) for place in places)
        if total != number and not faults:
            faults.append(_OTHER_SUM.at(file, field=code, found=str(total), expected=str(number)))
    refuse_if_any(faults)


def read_counted(path: str, audit: AuditPlan, method: AuditMethod) -> dict[Drawn, Any]:
    """What was counted or read again, by what was drawn. Raises InputFaults."""
    file, places = Path(path).name, audit.committed.places
    counted: dict[Drawn, Any] = {}
    if method is AuditMethod.BALLOTS:
        possible = (*audit.codes(method), NOT_FOUND)
        counted.update(_read_ballots(path, possible))
    else:
        counted.update(((name, 0), counted_figures(one)) for name, one in read_votes(path).areas)
    refuse_if_any(
        _STRANGER.at(file, field="area", found=what[0]) for what in counted if what[0] not in places
    )
    if not counted:
        raise InputFaults([_NO_PLACES.at(file)])
    if method is AuditMethod.BATCHES:
        refuse_if_any(_unlike(counted, audit.codes(method), file))
    return counted


def _unlike(counted: Mapping[Drawn, Any], codes: Collection[str], file: str) -> Iterator[Fault]:
    """Where a count lacks what was committed to, which is not nothing, or has a choice that was not."""
    for (name, _), figures in counted.items():
        yield from (
            NOT_IN_AREA.at(file, field="area", found=code, expected=name)
            for code in codes
            if code not in figures
        )
        yield from (
            _NO_CHOICE.at(file, field="choice", found=code)
            for code in figures
            if code not in codes and code not in PARTS
        )


def _read_ballots(path: str, possible: Collection[str]) -> dict[Drawn, str]:
    """What single ballots are: columns area, ballot, choice; `not_found` for one that is not there."""
    once = Once(TWICE)

    def read(row: NamedRow) -> tuple[Drawn, str] | None:
        number = parse_whole_number(row["ballot"])
        if not number or row["choice"] not in possible:
            told = ",".join(row[column] for column in _COLUMNS)
            row.fault(_NOT_READ, found=told, expected=" ".join(possible))
            return None
        what = (row["area"], number)
        once.take(row, what, f"{what[0]} {number}")
        return what, row["choice"]

    table = read_csv(io.BytesIO(read_file(path)), Path(path).name)
    return dict(read_rows(table, _COLUMNS, (), read))
