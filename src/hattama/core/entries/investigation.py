"""`investigation`: a commission begins or ends to look into a protocol, which counts as before."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import DONE_BY, NOTE, PLACE, BrokenLifeCycle, Kind, PreliminaryNotConfirmed
from hattama.core.entries.schema_types import is_contest, is_decision, one_of, optional
from hattama.core.entries.standing import Contribution
from hattama.core.vocabulary import Message


class InvestigationOutOfOrder(BrokenLifeCycle):
    """An investigation opens that is open, closes that is not, or is about an annulled protocol."""


class InvestigationEntry(NamedTuple):
    """A commission begins (`opens`) or ends to look into a protocol, which counts as before."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    opens: bool


def _read_investigation(index: int, body: Mapping[str, Any]) -> InvestigationEntry:
    return InvestigationEntry(index, body["area"], body["contest"], body["state"] == "opened")


def fold_investigation(previous: Contribution, entry: InvestigationEntry) -> Contribution:
    """What stands with the investigation open, or closed. Raises a BrokenLifeCycle."""
    if previous.is_preliminary:
        raise PreliminaryNotConfirmed(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if previous.is_annulled or previous.is_investigated is entry.opens:
        raise InvestigationOutOfOrder(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    return previous._replace(is_investigated=entry.opens)


_STATES: Final = {
    "opened": Message("Investigation opened", context="what happened"),
    "closed": Message("Investigation closed", context="what happened"),
}


INVESTIGATION: Final = Kind(
    "investigation",
    lambda body: _STATES[body["state"]],
    (
        *PLACE,
        ("state", "opened or closed", one_of("opened", "closed")),
        ("reason", "CODE", is_contest),
        NOTE,
        ("decision", "DECISION or null", optional(is_decision)),
        DONE_BY,
    ),
    read=_read_investigation,
)
