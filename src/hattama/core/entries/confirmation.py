"""`confirmation`: preliminary figures stand."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import DONE_BY, PLACE, BrokenLifeCycle, Kind, always
from hattama.core.entries.schema_types import is_count
from hattama.core.entries.standing import Contribution
from hattama.core.vocabulary import Message


class ConfirmedEntryIsNotPreliminary(BrokenLifeCycle):
    """A confirmation names an entry which is not the current version, or not preliminary."""


class ConfirmationEntry(NamedTuple):
    """The preliminary figures at index `confirms` stand."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    confirms: int


def confirmation_body(
    area_id: str, contest: str, done_by: Sequence[Mapping[str, str | None]], recorded_at: datetime.datetime
) -> dict[str, Any]:
    """The body of the entry; `confirms` is null until the log's writer knows the index."""
    done = list(map(dict, done_by))
    return CONFIRMATION.body(recorded_at, area=area_id, contest=contest, confirms=None, done_by=done)


def fold_confirmation(previous: Contribution, entry: ConfirmationEntry) -> Contribution:
    """What stands once it is confirmed. Raises ConfirmedEntryIsNotPreliminary."""
    if entry.confirms != previous.index or not previous.is_preliminary:
        raise ConfirmedEntryIsNotPreliminary(f"entry {entry.index} confirms {entry.confirms}")
    return previous._replace(is_preliminary=False)


CONFIRMATION: Final = Kind(
    "confirmation",
    always(Message("Figures confirmed")),
    (*PLACE, ("confirms", "INDEX", is_count), DONE_BY),
    read=lambda index, body: ConfirmationEntry(index, body["area"], body["contest"], body["confirms"]),
)
