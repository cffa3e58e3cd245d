"""`confirmation`: preliminary figures stand."""

from typing import Final, NamedTuple

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
"""`confirms` is null until the log's writer knows the index."""
