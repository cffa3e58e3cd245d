"""What can be wrong with a row of results, and with a mapping for the election it is meant for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hattama.core.protocols import Form, is_known_key
from hattama.core.vocabulary import Contest, Election, Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.mapping import TableMapping
from hattama.formats.mapping_readings import Reading, VotesMapping

NO_PRECINCT = FaultKind.of(
    "IMPORT-NOPRECINCT", Message("the cells of this row give no identifier of a precinct")
)
UNKNOWN_PRECINCT = FaultKind.of(
    "IMPORT-UNKNOWN", Message("there is no such precinct in the list of areas: {found}")
)
NOT_A_PRECINCT = FaultKind.of("IMPORT-AREA", Message("{found} is not a precinct but an area above precincts"))
PRECINCT_TWICE = FaultKind.of(
    "IMPORT-TWICE", Message("the protocol of precinct {found} also stands in row {expected}")
)
UNKNOWN_CONTEST = FaultKind.of(
    "IMPORT-CONTEST", Message("the election has no contest “{found}”; it has: {expected}")
)
NOT_HELD_HERE = FaultKind.of(
    "IMPORT-HERE", Message("the contest “{expected}” is not held in precinct {found}")
)
NO_UNIT = FaultKind.of("CLAIM-NOAREA", Message("no identifier of an area came out"))
UNKNOWN_UNIT = FaultKind.of("CLAIM-UNKNOWN", Message("there is no such area in the list: {found}"))
NOT_A_UNIT = FaultKind.of(
    "CLAIM-PRECINCT", Message("{found} is a precinct; a summary table speaks of areas above precincts")
)
CLAIM_TWICE = FaultKind.of(
    "CLAIM-TWICE", Message("the figures of the area {found} also stand in row {expected}")
)
NOT_HELD_IN_UNIT = FaultKind.of(
    "CLAIM-HERE", Message("the contest “{expected}” is not held in the area {found}")
)
UNKNOWN_CHOICE = FaultKind.of(
    "IMPORT-CHOICE", Message("the contest “{expected}” has no such choice: {found}")
)
CHOICE_TWICE = FaultKind.of("IMPORT-AGAIN", Message("{found} is given twice in one protocol"))
FIGURE_DIFFERS = FaultKind.of(
    "IMPORT-DIFFERS", Message("rows of one protocol give different numbers: {found}, before {expected}")
)
FIGURE_OF_OTHERS = FaultKind.of(
    "IMPORT-FOREIGN",
    Message("the protocol of the contest “{expected}” has no such line, yet the cell holds {found}"),
)
NOT_ON_BALLOT = FaultKind.of(
    "IMPORT-BALLOT", Message("{found} votes for a choice that is not on the ballot of {expected}")
)
BLANK = FaultKind.of(
    "IMPORT-BLANK",
    Message('the row gives no figure at all; if that means there is no protocol, write blank_rows = "skip"'),
)
FILE_CHANGED = FaultKind.of(
    "IMPORT-CHANGED", Message("the file is not what it was when it was checked a moment ago")
)
NOT_A_LINK = FaultKind.of("IMPORT-LINK", Message("a link must begin with http:// or https://: {found}"))
FIGURE_UNKNOWN = FaultKind.of("MAP-FIGURE", Message("the protocol form has no such line: {found}"))
CHOICE_UNKNOWN = FaultKind.of("MAP-CHOICE", Message("the election has no such choice: {found}"))
CHOICE_LACKING = FaultKind.of(
    "MAP-LACKING", Message("no column is named for these choices of the contest “{expected}”: {found}")
)


@dataclass(frozen=True, slots=True)
class RowSubject:
    """What the rows of a table speak of, precincts or areas above them; what to say where they do not."""

    is_precinct: bool
    missing: FaultKind
    unknown: FaultKind
    wrong: FaultKind
    twice: FaultKind
    not_held: FaultKind


PRECINCTS = RowSubject(True, NO_PRECINCT, UNKNOWN_PRECINCT, NOT_A_PRECINCT, PRECINCT_TWICE, NOT_HELD_HERE)
UNITS = RowSubject(False, NO_UNIT, UNKNOWN_UNIT, NOT_A_UNIT, CLAIM_TWICE, NOT_HELD_IN_UNIT)


def refuse_foreign_mapping(
    mapping: TableMapping,
    reading: Reading,
    election: Election,
    forms: Mapping[str, Form],
    subject: RowSubject = PRECINCTS,
) -> None:
    """Raise InputFaults when the mapping names figures, choices or contests that the election does not have,
    or leaves out a choice of a protocol. A table of areas may speak of one choice alone.

    `forms` gives the form of each contest by its code.
    """
    faults = [*_contests(mapping, election), *_figures(mapping, reading, election, forms)]
    if reading.votes is not None:
        faults += _choices(mapping, reading.votes, election, subject)
    refuse_if_any(faults)


def possible_contests(mapping: TableMapping, election: Election) -> tuple[Contest, ...]:
    """The contests that rows of the table may speak of."""
    constant = mapping.contest.constant
    return tuple(c for c in election.contests if constant is None or c.code == constant)


def _contests(mapping: TableMapping, election: Election) -> Iterator[Fault]:
    if not possible_contests(mapping, election):
        names = ", ".join(contest.code for contest in election.contests)
        found = mapping.contest.constant or ""
        yield UNKNOWN_CONTEST.at(mapping.file, field="protocol.contest", found=found, expected=names)


def _figures(
    mapping: TableMapping, reading: Reading, election: Election, forms: Mapping[str, Form]
) -> Iterator[Fault]:
    votes = reading.votes
    keys = [*reading.figures, *(votes.figures.values() if votes else ())]
    for contest in possible_contests(mapping, election):
        form = forms[contest.code]
        keys = [key for key in keys if not is_known_key(form, contest, key)]
        if votes and all(figure.code != votes.figure for figure in form.figures):
            yield FIGURE_UNKNOWN.at(mapping.file, field="votes.figure", found=votes.figure)
    for key in keys:
        yield FIGURE_UNKNOWN.at(mapping.file, field="figures", found=key)


def _choices(
    mapping: TableMapping, votes: VotesMapping, election: Election, subject: RowSubject
) -> Iterator[Fault]:
    contests = possible_contests(mapping, election)
    known = {one.code for contest in contests for one in (*contest.choices, *contest.persons)}
    for code in votes.columns:
        if code not in known:
            yield CHOICE_UNKNOWN.at(mapping.file, field="votes", found=code)
    for contest in contests if votes.columns and subject.is_precinct else ():
        missing = [choice.code for choice in contest.choices if choice.code not in votes.columns]
        if missing:
            found = ", ".join(missing)
            yield CHOICE_LACKING.at(mapping.file, field="votes", found=found, expected=contest.code)
