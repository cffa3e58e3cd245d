"""What an `amendment` says of one polling station by somebody's decision: closed, merged, moved and so on.

The roster stays frozen: a station that stands no longer is expected as before, and whoever asks what is
missing is told why. A protocol that comes from it nevertheless is evidence, and counts.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import Body, BrokenLifeCycle
from hattama.core.entries.schema_types import is_area, is_contest, object_of, one_of, optional
from hattama.core.protocols import CLOSED, FORM_REPLACED, MERGED, MOVED, PRECINCT_CHANGES, RENAMED, REOPENED

_GOING: Final = (CLOSED.code, MERGED.code)
FIELDS_OF: Final[Mapping[str, Collection[str]]] = {
    MOVED.code: ("address",),
    RENAMED.code: ("names", "commission"),
}
"""The words of a polling station that a change puts others for."""


class PrecinctChange(NamedTuple):
    """The polling station, a code of PRECINCT_CHANGES, and where the change asks for it: the station into
    which it is merged, the contest whose form is replaced."""

    area: str
    change: str
    into: str | None = None
    contest: str | None = None


class NoSuchPrecinct(BrokenLifeCycle):
    """The entry speaks of a polling station, or of a contest held there, that the roster does not have."""


class PrecinctGone(BrokenLifeCycle):
    """A polling station is changed, or another merged into it, that stands no longer."""


class PrecinctStands(BrokenLifeCycle):
    """A polling station is put back that stands."""


def fold_precinct(
    gone: Collection[str], body: Body, contests_at: Callable[[str], Collection[str] | None]
) -> frozenset[str]:
    """The polling stations that stand no longer after the entry; `contests_at` gives the contests of one,
    None where there is none. Raises NoSuchPrecinct, PrecinctGone or PrecinctStands."""
    if body["precinct"] is None:
        return frozenset(gone)
    said = PrecinctChange(**body["precinct"])
    named = [said.area] if said.into is None else [said.area, said.into]
    held = [contests_at(area) for area in named]
    if None in held or (said.contest is not None and said.contest not in (held[0] or ())):
        raise NoSuchPrecinct(str(said))
    if said.change == REOPENED.code:
        if said.area not in gone:
            raise PrecinctStands(said.area)
    elif any(area in gone for area in named):
        raise PrecinctGone(str(said))
    return gone_after(gone, said)


def gone_after(gone: Collection[str], said: PrecinctChange) -> frozenset[str]:
    """The same for a change that may follow."""
    if said.change == REOPENED.code:
        return frozenset(gone) - {said.area}
    return frozenset(gone) | {said.area} if said.change in _GOING else frozenset(gone)


_has_change = object_of(
    area=is_area,
    change=one_of(*(one.code for one in PRECINCT_CHANGES)),
    into=optional(is_area),
    contest=optional(is_contest),
)


def is_precinct_change(value: Any) -> bool:
    """PRECINCT: `into` with a merger alone, and another station; `contest` with a form that is replaced."""
    return (
        _has_change(value)
        and (value["into"] is not None) is (value["change"] == MERGED.code)
        and (value["contest"] is not None) is (value["change"] == FORM_REPLACED.code)
        and value["into"] != value["area"]
    )


def contradicts(body: Mapping[str, Any]) -> str | None:
    """The key of an amendment that contradicts what it says of a polling station, or None."""
    wanted, barred = ["why", "changes"], ["decision", "note_sha256", "done_by"]
    said = body["precinct"]
    if said is not None:
        fields = FIELDS_OF.get(said["change"], ())
        if any(one["area"] != said["area"] or one["field"] not in fields for one in body["changes"]):
            return "changes"
        wanted = ["decision", "done_by"] + ["changes"] * bool(fields)
        barred = ["why"]
    lacking = (key for key in wanted if not body[key])
    return next(lacking, next((key for key in barred if body[key]), None))
