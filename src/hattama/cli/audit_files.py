"""The files of `hattama audit`: what was reported place by place, and what was counted again."""

import io
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hattama.cli.outcome import read_file, read_votes
from hattama.core.audits import NOT_FOUND, AuditPlan, counted_figures
from hattama.core.entries import AuditMethod, Drawn
from hattama.core.outcomes import PARTS, Votes
from hattama.core.vocabulary import Message, parse_whole_number
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import NamedRow, Once, read_rows
from hattama.formats.votes_csv import NO_FIGURE, NOT_IN_AREA, TWICE, wrong_number
from hattama.formats.votes_csv import OPTIONAL as VOTES_OPTIONAL
from hattama.formats.votes_csv import REQUIRED as VOTES_REQUIRED

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

_NOTHING = FaultKind.of("AUDIT-EMPTY", Message("nothing is filled in: no place has what was counted there"))

_WORDS = ("name_", "place_")
"""How columns begin in which the public file says in words what a row is of."""


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


class _Row(NamedTuple):
    """One row: where it stands, the place, the choice, and its votes or the number of the ballot that it is;
    None, or no choice, where nothing was filled in."""

    row: int
    area: str
    choice: str
    number: int | None


def read_counted(path: str, audit: AuditPlan, method: AuditMethod) -> dict[Drawn, Any]:
    """What was counted or read again, by what was drawn; places of the public file that nobody filled in are
    left out. Raises InputFaults."""
    file, places, codes = Path(path).name, audit.committed.places, audit.codes(method)
    is_read = method is AuditMethod.BALLOTS
    rows = _read_ballots(path, (*codes, NOT_FOUND)) if is_read else _read_piles(path, (*codes, *PARTS))
    refuse_if_any(
        _STRANGER.at(file, row=one.row, field="area", found=one.area)
        for one in {one.area: one for one in reversed(rows)}.values()
        if one.area not in places
    )
    if not rows:
        raise InputFaults([_NO_PLACES.at(file)])
    if is_read:
        counted: dict[Drawn, Any] = {(one.area, one.number or 0): one.choice for one in rows if one.choice}
    else:
        counted = _batches(rows, codes, file)
    if not counted:
        raise InputFaults([_NOTHING.at(file)])
    return counted


def _read_ballots(path: str, possible: Collection[str]) -> list[_Row]:
    """What single ballots are; `not_found` for one that is not there, no choice while nobody has read it."""
    once = Once(TWICE)

    def read(row: NamedRow) -> _Row | None:
        number, area = parse_whole_number(row["ballot"]), _area(row)
        if not (number and area) or row["choice"] not in ("", *possible):
            told = ",".join((area, row["ballot"], row["choice"]))
            row.fault(_NOT_READ, "choice", told, " ".join(possible))
            return None
        once.take(row, (area, number), f"{area} {number}")
        return _Row(row.number, area, row["choice"], number)

    return _read(path, ("ballot", "choice"), (), read)


def _read_piles(path: str, possible: Collection[str]) -> list[_Row]:
    """What whole places were counted to, pile by pile; what is said of no place is of the whole."""
    once = Once(TWICE, "choice")

    def read(row: NamedRow) -> _Row | None:
        area, votes = _area(row), row["votes"]
        if row["choice"] not in possible:
            row.fault(_NO_CHOICE, "choice")
        if votes and (wrong := wrong_number(votes)) is not None:
            row.fault(wrong, "votes")
        if row.faults or not area:
            return None
        once.take(row, (area, row["choice"]), f"{area} / {row['choice']}")
        return _Row(row.number, area, row["choice"], int(votes) if votes else None)

    return _read(path, VOTES_REQUIRED, [one for one in VOTES_OPTIONAL if one != "area"], read)


def _read(
    path: str, needed: Sequence[str], possible: Sequence[str], read: Callable[[NamedRow], _Row | None]
) -> list[_Row]:
    table = read_csv(io.BytesIO(read_file(path)), Path(path).name, exactly=False)
    words = [column for column in table.columns if column.startswith(_WORDS)]
    return read_rows(table, needed, ("area", "area_key", *possible, *words), read)


def _area(row: NamedRow) -> str:
    """A spreadsheet makes 12 of 0012, and nothing but text of the key."""
    return row["area_key"].partition(":")[2] or row["area"]


def _batches(rows: Iterable[_Row], codes: Collection[str], file: str) -> dict[Drawn, Any]:
    """The figures of every place of which something was filled in. What lacks there is not nothing."""
    told: dict[str, list[_Row]] = {}
    for one in rows:
        told.setdefault(one.area, []).append(one)
    begun = {area: lines for area, lines in told.items() if any(one.number is not None for one in lines)}
    faults = [
        NO_FIGURE.at(file, row=one.row, field="votes")
        for lines in begun.values()
        for one in lines
        if one.number is None
    ]
    faults += [
        NOT_IN_AREA.at(file, row=lines[0].row, field="area", found=code, expected=area)
        for area, lines in begun.items()
        for code in codes
        if code not in {one.choice for one in lines}
    ]
    refuse_if_any(faults)
    return {(area, 0): {one.choice: one.number for one in lines} for area, lines in begun.items()}
