"""Who may decide, by the log's own entries; whether anybody held the roles by which it was decided; and
whether enrolled observers signed the copies that stand as theirs.

Entries about protocols name the role and the area of each deed, and no person: so what can be asked is
whether, before such an entry, anybody had been given this role for this area.
"""

from collections.abc import Iterable, Mapping, Sequence

from hattama.core.entries import (
    AMENDMENT,
    CHOICE_KINDS,
    OBSERVER_KINDS,
    BrokenLifeCycle,
    CopyPlace,
    ObserverStanding,
    Opening,
    RightsStanding,
    deciding_deeds,
    fold_observers,
    fold_rights,
    held_of_few,
)
from hattama.core.transparency_log import Verify
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Event
from hattama.verification.trouble_kinds import (
    LIFE_CYCLE_BROKEN,
    RIGHTS_BROKEN,
    RIGHTS_UNTOLD,
    ROLE_NOT_HELD,
    ROLE_OF_ONE,
    noting_broken,
)
from hattama.verification.troubles import Troubles

Deciders = Mapping[tuple[str, str], int]
"""By role and area, the index of the first entry to which somebody came by deciding in this role."""


def _first_of_all(parts: Iterable[Deciders]) -> dict[tuple[str, str], int]:
    first: dict[tuple[str, str], int] = {}
    for part in parts:
        for key, index in part.items():
            first[key] = min(index, first.get(key, index))
    return first


def check_rights(
    foundation: Foundation, events: Sequence[Event], deciders: Iterable[Deciders], troubles: Troubles
) -> None:
    """Hold the entries of kind `rights` among `events` against each other, and deeds against them.

    `deciders` are those of each part of the log.
    """
    standing = RightsStanding(_opening(foundation, events))
    told = [event for event in events if event.body["kind"] == "rights"]
    for at, body in told:
        places = {said["area"] for said in (*body["changes"], *body["counts"]) if said["area"] is not None}
        if any(place not in foundation.areas for place in places):
            troubles.add(LIFE_CYCLE_BROKEN.at(entry=at, found="NoSuchArea"))
        for role, area in held_of_few(body, standing.opening.root):
            troubles.add(ROLE_OF_ONE.at(entry=at, found=role, expected=area))
        try:
            fold_rights(standing, at, body)
        except BrokenLifeCycle as refusal:
            troubles.add(RIGHTS_BROKEN.at(entry=at, found=type(refusal).__name__))
    first = _first_of_all((*deciders, _deciding_outside(events)))
    for (role, area), index in sorted(first.items(), key=lambda one: one[1]):
        if not told:
            troubles.add(RIGHTS_UNTOLD.at(entry=index, found=role, expected=area))
        elif standing.first_held.get((role, area), index) >= index:
            troubles.add(ROLE_NOT_HELD.at(entry=index, found=role, expected=area))


def _opening(foundation: Foundation, events: Sequence[Event]) -> Opening:
    """The opening as the log has it; that its entries stand where they must is asked elsewhere."""
    parts = [event for event in events if event.body["kind"] == "roster"]
    size = parts[0].at + parts[0].body["parts"] if parts else 0
    opened_at = next((body["recorded_at"] for _, body in events if body["kind"] == "open"), "")
    return Opening(size, opened_at, foundation.areas.root.area_id)


def _deciding_outside(events: Iterable[Event]) -> Deciders:
    """Who decided what no protocol's entries tell: of choices, and of polling stations on the list."""
    first: dict[tuple[str, str], int] = {}
    for at, body in events:
        if body["kind"] in (*CHOICE_KINDS, AMENDMENT):
            for key in deciding_deeds(body):
                first.setdefault(key, at)
    return first


def check_observers(
    foundation: Foundation, events: Sequence[Event], verify: Verify, troubles: Troubles
) -> None:
    """Note what breaks the rules: a copy that no enrolled key signed, of no such protocol, of another place,
    before anything can have been counted there, or the second time."""
    standing = ObserverStanding()
    election_id = foundation.election.election_id

    def place_of(area_id: str) -> CopyPlace | None:
        if area_id not in foundation.paths:
            return None
        place = foundation.ground.places[area_id]
        return CopyPlace(foundation.paths[area_id], place.contests, place.counted_from)

    for at, body in events:
        if body["kind"] in OBSERVER_KINDS:
            with noting_broken(troubles, at):
                fold_observers(standing, body, election_id, place_of, verify)
