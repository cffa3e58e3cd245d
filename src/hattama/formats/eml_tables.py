"""EML 510 as a table: what each reporting unit and the total of it give, number by number."""

from collections.abc import Callable, Iterator
from itertools import chain

from hattama.formats.faults import InputFaults
from hattama.formats.result_trees import (
    EML,
    OTHER_SHAPE,
    Node,
    Part,
    children,
    count_cell,
    first_of,
    required,
    text_of,
)
from hattama.formats.table_rows import Row, Table

COLUMNS = (
    *("contest", "contest name", "authority", "authority name", "unit type", "unit", "unit name"),
    *("line", "choice", "choice name", "type", "count"),
)
UNIT, TOTAL = "unit", "total"
NOW, INITIAL = "now", "initial"
_LINES = ("Cast", "TotalCounted", "AbstentionCount", "RejectedVotes", "UncountedVotes")
_CHOICES = "AffiliationIdentifier, Candidate, ReferendumOptionIdentifier"

_Said = tuple[str, str, str, str, str]
"""Line, choice, name of the choice, type, count."""


def eml_table(
    file: str, first: Part | None, rest: Iterator[Part], position: Callable[[], tuple[int, int]]
) -> Table:
    """The numbers of all parts. Rows are counted with a header in row 1, as those of any table."""
    parts = chain([first] if first else [], rest)
    return Table(file, COLUMNS, _rows(parts, file), position, EML)


def _rows(parts: Iterator[Part], file: str) -> Iterator[Row]:
    row = 1
    for part in parts:
        unit = _unit(part, file)
        for said in _said(part, file):
            row += 1
            yield row, [*unit, *said]


def _unit(part: Part, file: str) -> list[str]:
    root, contest = part.around[0], part.around[-1]
    above = part.path.rpartition("/")[0]
    contest_id = _identified(contest, "ContestIdentifier", above, file)
    authority = first_of(root, "ManagingAuthority") or {}
    by = first_of(authority, "AuthorityIdentifier") if isinstance(authority, dict) else None
    who = [str(by.get("Id", "")), text_of(by.get("Content"))] if isinstance(by, dict) else ["", text_of(by)]
    if "/TotalVotes[" in part.path:
        return [*contest_id, *who, TOTAL, *who]
    return [*contest_id, *who, UNIT, *_identified(part.node, "ReportingUnitIdentifier", part.path, file)]


def _identified(node: Node, name: str, path: str, file: str) -> list[str]:
    """The identifier and the name that an element has."""
    for where, one in children(node, name, path, file):
        said = {key: value for key, value in one.items() if key != "Id"}
        return [required(one, "Id", where, file), text_of(said)]
    return [required(node, name, path, file), ""]


def _said(part: Part, file: str) -> Iterator[_Said]:
    # A candidate's number is one on a list: that of the party last named before.
    party = ""
    for path, selection in children(part.node, "Selection", part.path, file):
        line, choice, name = _choice(selection, path, file)
        party = choice if line == "party" else party
        if line == "candidate" and party:
            choice = f"{party}-{choice}"
        for kind, element in ((NOW, "ValidVotes"), (INITIAL, "InitialValidVotes")):
            if kind == NOW or element in selection:
                count = count_cell(selection.get(element), f"{path}/{element}[1]")
                yield line, choice, name, kind, count
    for line in _LINES:
        for kind, element in ((NOW, line), (INITIAL, f"Initial{line}")):
            value = part.node.get(element)
            for place, one in enumerate(value if isinstance(value, list) else (), start=1):
                reason = str(one.get("ReasonCode", "")) if isinstance(one, dict) else ""
                called = f"{line} {reason}".strip()
                yield called, called, "", kind, count_cell(one, f"{part.path}/{element}[{place}]")


def _choice(selection: Node, path: str, file: str) -> tuple[str, str, str]:
    """The line of a selection, its identifier and its name."""
    for _, candidate in children(selection, "Candidate", path, file):
        for where, one in children(candidate, "CandidateIdentifier", f"{path}/Candidate[1]", file):
            name = text_of(first_of(candidate, "CandidateFullName"))
            key = "Id" if one.get("Id") else "ShortCode"
            return "candidate", required(one, key, where, file), name
    for line, name in (("party", "AffiliationIdentifier"), ("option", "ReferendumOptionIdentifier")):
        if name in selection:
            choice, called = _identified(selection, name, path, file)
            return line, choice, called
    found = ", ".join(selection)[:80]
    raise InputFaults([OTHER_SHAPE.at(file, field=path, found=found, expected=_CHOICES)])
