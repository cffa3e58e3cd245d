"""The files of `hattama audit`: what was reported place by place, and what was counted again."""

import csv
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hattama.cli.outcome import read_votes
from hattama.cli.outcome_arguments import NO_FILE
from hattama.core.audits import NOT_FOUND, AuditPlan, counted_figures
from hattama.core.entries import AuditMethod, Drawn
from hattama.core.outcomes import Votes
from hattama.core.vocabulary import Message, parse_whole_number
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any

_NO_PLACES = FaultKind.of(
    "AUDIT-PLACES", Message("the places are needed: a column area with a row for each choice at each place")
)
_GAP = FaultKind.of("AUDIT-PART", Message("the place {expected} has no row for {found}, others have one"))
_OTHER_SUM = FaultKind.of(
    "AUDIT-SUM", Message("the places come to another number than the whole, {expected}: {found}")
)
_STRANGER = FaultKind.of("AUDIT-STRANGER", Message("counted again, but not among the places: {found}"))
_NOT_READ = FaultKind.of(
    "AUDIT-READ",
    Message("a ballot read is area,ballot,choice with a number from 1 and one of {expected}; found: {found}"),
)


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
    return counted


def _read_ballots(path: str, possible: Collection[str]) -> dict[Drawn, str]:
    """What single ballots are: columns area, ballot, choice; `not_found` for one that is not there."""
    file = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputFaults([NO_FILE.at(path, found=str(error))]) from error
    read: dict[Drawn, str] = {}
    faults = []
    for row, cells in enumerate(csv.reader(text.splitlines()), start=1):
        if row == 1 or not cells:
            continue
        number = parse_whole_number(cells[1].strip()) if len(cells) == 3 else None
        if not number or cells[2].strip() not in possible:
            faults.append(_NOT_READ.at(file, row=row, found=",".join(cells), expected=" ".join(possible)))
        else:
            read[cells[0].strip(), number] = cells[2].strip()
    refuse_if_any(faults)
    return read
