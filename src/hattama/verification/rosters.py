"""The roster of a log, precinct by precinct, held against the list of areas as its parts come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hattama.verification.foundation import Foundation
from hattama.verification.histories import Body, Event
from hattama.verification.trouble_kinds import ROSTER_DIFFERS
from hattama.verification.troubles import Trouble

FIRST_OF_ROSTER = 2
"""The index of the first part; 1 in a log that names no key."""


class RosterCheck:
    """Takes the parts of a roster in their order and remembers the first precinct that is not as it must be.

    What was compared is forgotten: of a country's roster only this one difference is kept.
    """

    def __init__(self, foundation: Foundation) -> None:
        self._expected = _expected_roster(foundation)
        self._difference: Trouble | None = None
        self._last: int | None = None

    def take(self, event: Event) -> Event:
        """The next part; what is left of it to be asked about."""
        self._last = event.at
        for precinct in event.body["precincts"]:
            if self._difference is not None:
                break
            wanted = next(self._expected, None)
            if precinct != wanted:
                self._difference = ROSTER_DIFFERS.at(
                    entry=event.at, found=_say(precinct), expected=_say(wanted)
                )
        return Event(event.at, {**event.body, "precincts": []})

    def difference(self) -> Trouble | None:
        """In what the parts, of which there are no more, differ first from what they must be."""
        if self._difference is None:
            wanted = next(self._expected, None)
            if wanted is not None:
                last = FIRST_OF_ROSTER if self._last is None else self._last
                self._difference = ROSTER_DIFFERS.at(entry=last, found="—", expected=_say(wanted))
        return self._difference


def _expected_roster(foundation: Foundation) -> Iterator[dict[str, Any]]:
    for precinct in foundation.precincts:
        yield {
            "area": precinct,
            "contests": list(foundation.contests_at[precinct]),
            "registered": foundation.areas.area(precinct).voters_registered,
        }


def _say(precinct: Body | None) -> str:
    if precinct is None:
        return "—"
    return f"{precinct['area']} ({' '.join(precinct['contests'])}; {precinct['registered']})"
