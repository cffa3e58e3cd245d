"""Keys of observers and the copies that they signed: each entry must follow from those before it."""

from __future__ import annotations

from collections.abc import Sequence

from hattama.core.entries import OBSERVER_KINDS, BrokenLifeCycle, ObserverStanding, fold_observers
from hattama.core.transparency_log import Verify
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Event
from hattama.verification.trouble_kinds import LIFE_CYCLE_BROKEN
from hattama.verification.troubles import Troubles


def check_observers(
    foundation: Foundation, events: Sequence[Event], verify: Verify, troubles: Troubles
) -> None:
    """Note what breaks the rules: a copy that no enrolled key signed, of no such protocol, of another
    place."""
    standing = ObserverStanding()
    election_id = foundation.election.election_id

    def path_of(area_id: str) -> Sequence[str]:
        return foundation.paths.get(area_id, ())

    for at, body in events:
        if body["kind"] not in OBSERVER_KINDS:
            continue
        try:
            copy = fold_observers(standing, body, election_id, path_of, verify)
        except BrokenLifeCycle as refusal:
            troubles.add(LIFE_CYCLE_BROKEN.at(entry=at, found=type(refusal).__name__))
            continue
        if copy is not None and copy.contest not in foundation.contests_at[copy.area_id]:
            troubles.add(LIFE_CYCLE_BROKEN.at(entry=at, found="NoSuchContest"))
