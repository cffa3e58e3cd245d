"""Submissions of observers as files: filled XForms as phones send them, and tables of them (CSV, XLSX, JSON).

A table has a column for each of COLUMNS and one for each question; a row is one submission. `instance_id` and
`station` must be there, what else is missing was not said. What was written is read back as it was.
"""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hattama.core.observation import ObservationForm, Submission, first_names, read_moment
from hattama.core.vocabulary import Fault, Message, csv_text, inert_cells
from hattama.formats.csv_tables import NOT_CSV
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.tables import open_table
from hattama.formats.xform_submissions import InstanceRefused, parse_instance

COLUMNS: Final = (
    "form_id",
    "version",
    "instance_id",
    "deprecated_id",
    "observer",
    "organisation",
    "station",
    "began_at",
    "ended_at",
    "differing",
)

RECORD: Final = "record"
"""A column that is only written: the name of the record that a register makes of the submission."""

NOT_FILLED = FaultKind.of("OBSERVED-XFORM", Message("this is no filled form: {found}"))
NOT_JSON = FaultKind.of("OBSERVED-JSON", Message("this is no list of submissions in JSON: {found}"))
NOT_NAMED = FaultKind.of("OBSERVED-NAME", Message("a submission needs a value here"))
SAME_NAME = FaultKind.of(
    "OBSERVED-TWICE", Message("a submission of this name was given before, and says something else: {found}")
)
NO_MOMENT = FaultKind.of("OBSERVED-MOMENT", Message("not a moment with its time zone: {found}"))


def read_submissions(paths: Iterable[Path]) -> list[Submission]:
    """The submissions in all the files, each once; the kind of a file is told by its first bytes.

    Raises InputFaults with everything that is wrong.
    """
    faults: list[Fault] = []
    found: dict[str, Submission] = {}
    for path in paths:
        for row, told in _told_in(path, faults):
            submission = _submission(path.name, row, told, faults)
            if submission is None:
                continue
            known = found.setdefault(submission.instance_id, submission)
            if known != submission:
                faults.append(SAME_NAME.at(path.name, row=row, found=submission.instance_id))
    refuse_if_any(faults)
    return list(found.values())


def parse_submissions(data: bytes, file: str) -> list[Submission]:
    """The submissions in a table that `render_submissions` wrote. Raises InputFaults."""
    faults: list[Fault] = []
    rows = csv.DictReader(io.StringIO(data.decode("utf-8", "replace")), restkey="", restval="")
    told: list[Submission | None] = []
    try:
        for row, cells in enumerate(rows, start=2):
            said = {name: _written(cell) for name, cell in cells.items() if name}
            told.append(_submission(file, row, said, faults))
    except csv.Error as error:
        faults.append(NOT_CSV.at(file, row=rows.line_num, found=str(error)))
    refuse_if_any(faults)
    return [one for one in told if one is not None]


def render_submissions(
    form: ObservationForm, submissions: Sequence[Submission], every: Sequence[Submission] = ()
) -> str:
    """The submissions as CSV; a cell that a spreadsheet would run has an apostrophe before it.

    An edit makes the record that was made of what it replaces: that is looked for among `every`, or among
    `submissions` where there are no others.
    """
    first = first_names(every or submissions)
    names = [question.name for question in form.questions if question.name not in COLUMNS]
    rows: list[list[object]] = [[*COLUMNS, *names, RECORD]]
    for one in submissions:
        moments = ("" if at is None else at.isoformat() for at in (one.began_at, one.ended_at))
        head = (one.form_id, one.version, one.instance_id, one.deprecated_id, one.observer, one.organisation)
        cells = (*head, one.station, *moments, one.differing, *(one.answers.get(name, "") for name in names))
        record = hashlib.sha256(first[one.instance_id].encode()).hexdigest()[:24]
        rows.append(inert_cells((*cells, record)))
    return csv_text(rows, "\n")


def _told_in(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, str]]]:
    with path.open("rb") as stream:
        start = stream.read(200).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<"):
        yield from _of_xform(path, faults)
    elif start.startswith((b"[", b"{")):
        yield from _of_json(path, faults)
    else:
        with open_table(path) as table:
            for row, cells in table.sound_rows(faults):
                pairs = zip(table.columns, cells, strict=True)
                yield row, {name: _written(cell) for name, cell in pairs}


def _of_xform(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        instance = parse_instance(path.read_bytes())
    except InstanceRefused as refused:
        faults.append(NOT_FILLED.at(path.name, found=type(refused).__name__))
        return
    told = dict(instance.answers)
    head = {"form_id": instance.form_id, "version": instance.version, "instance_id": instance.instance_id}
    times = {"began_at": told.pop("start", ""), "ended_at": told.pop("end", "")}
    yield 0, {**told, **head, "deprecated_id": instance.deprecated_id, **times}


def _of_json(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        faults.append(NOT_JSON.in_json(path.name, error))
        return
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        faults.append(NOT_JSON.at(path.name, found=type(told).__name__))
        return
    for number, one in enumerate(told, start=1):
        yield number, {str(name): "" if said is None else str(said) for name, said in one.items()}


def _written(cell: Any) -> str:
    text = cell.isoformat() if isinstance(cell, datetime.date) else str(cell).strip()
    return text.removeprefix("'")


def _submission(file: str, row: int, told: Mapping[str, str], faults: list[Fault]) -> Submission | None:
    known = len(faults)
    for column in ("instance_id", "station"):
        if not told.get(column):
            faults.append(NOT_NAMED.at(file, row=row, field=column))
    for column in ("began_at", "ended_at"):
        if told.get(column) and read_moment(told[column]) is None:
            faults.append(NO_MOMENT.at(file, row=row, field=column, found=told[column]))
    if len(faults) > known:
        return None
    form_id, version, instance_id, deprecated_id, observer, organisation, station, *rest = (
        told.get(column, "") for column in COLUMNS
    )
    began_at, ended_at, differing = rest
    return Submission(
        form_id,
        version,
        instance_id,
        observer,
        organisation,
        station,
        {name: said for name, said in told.items() if said and name not in (*COLUMNS, RECORD)},
        deprecated_id,
        read_moment(began_at),
        read_moment(ended_at),
        differing,
    )
