"""`annulment`: a version ceases to count and stays visible."""

from typing import Final, NamedTuple

from hattama.core.entries.parts import (
    DECIDED,
    DONE_BY,
    NOTE,
    PLACE,
    BrokenLifeCycle,
    Kind,
    PreliminaryNotConfirmed,
    always,
)
from hattama.core.entries.schema_types import is_area, is_count
from hattama.core.entries.standing import Contribution
from hattama.core.vocabulary import Message


class AnnulledEntryIsNotCurrent(BrokenLifeCycle):
    """An annulment names an entry which is not the current version, or which is annulled already."""


class AnnulmentEntry(NamedTuple):
    """The version at index `annuls` ceases to count and stays visible."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    annuls: int


def fold_annulment(previous: Contribution, entry: AnnulmentEntry) -> Contribution:
    """What stands after the annulment. Raises a BrokenLifeCycle."""
    # Where no figure was given there is nothing to confirm first: its source took the paper away.
    if previous.is_preliminary and previous.figures:
        raise PreliminaryNotConfirmed(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if entry.annuls != previous.index or previous.is_annulled:
        raise AnnulledEntryIsNotCurrent(f"entry {entry.index} annuls {entry.annuls}")
    return previous._replace(is_annulled=True, is_investigated=False)


ANNULMENT: Final = Kind(
    "annulment",
    always(Message("Protocol declared invalid")),
    (*PLACE, ("annuls", "INDEX", is_count), ("within", "AREA", is_area), *DECIDED, NOTE, DONE_BY),
    schema=2,
    read=lambda index, body: AnnulmentEntry(index, body["area"], body["contest"], body["annuls"]),
)
"""`annuls` is null until the log's writer knows the index. `within` is the area whose results the decision
declares invalid: the precinct, or one that it lies in."""
