"""Files of `state/`: each says of which size of the log it speaks, and must be what follows from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from hattama.core.tabulation import Total
from hattama.publish.nights import night_state_path
from hattama.publish.state import area_state_path, render_area_state, render_precinct_state
from hattama.verification.foundation import Foundation
from hattama.verification.manifests import first_difference
from hattama.verification.places import DOCUMENT_BYTES, FileProblem, Place
from hattama.verification.standings import Explanations, History, explanations_in
from hattama.verification.trouble_kinds import (
    DOCUMENT_DIFFERS,
    STATE_AHEAD,
    STATE_BEHIND,
    STATE_UNREADABLE,
    file_trouble,
)
from hattama.verification.troubles import Troubles

# The last of the sorted keys, so that the size can be had without reading the rest.
_SIZE = re.compile(rb'"tree_size":(0|[1-9][0-9]{0,14})\}\n\Z')


class StateFile(NamedTuple):
    """A state as read: its path, its area, its bytes, and the size of the log that it names."""

    path: str
    area: str
    data: bytes
    size: int

    def explanations(self) -> Explanations:
        """The explanations in it that are what their hashes say."""
        try:
            return explanations_in(json.loads(self.data))
        except (ValueError, RecursionError):
            return {}


class States:
    """Reads states and judges the sizes that they name.

    `size` is that of the log; a state must know all entries below `fresh_from`.
    """

    def __init__(
        self, foundation: Foundation, place: Place, size: int, fresh_from: int, troubles: Troubles
    ) -> None:
        self._foundation = foundation
        self._place = place
        self._size = size
        self._fresh_from = fresh_from
        self._troubles = troubles

    def read(self, area_id: str) -> StateFile | None:
        """The state of an area; None, noted, where it cannot be read or names no size within the log."""
        return self._read(area_state_path(self._foundation.areas.area(area_id)), area_id)

    def read_night(self, area_id: str) -> StateFile | None:
        """The state of an area's counting night; None, noted, as `read`."""
        return self._read(night_state_path(area_id), area_id)

    def _read(self, path: str, area_id: str) -> StateFile | None:
        try:
            data = self._place.read(path, DOCUMENT_BYTES)
        except FileProblem as problem:
            self._troubles.add(file_trouble(problem))
            return None
        match = _SIZE.search(data)
        if match is None:
            self._troubles.add(STATE_UNREADABLE.at(path))
            return None
        size = int(match[1])
        if size > self._size:
            self._troubles.add(STATE_AHEAD.at(path, found=size, expected=self._size))
            return None
        return StateFile(path, area_id, data, size)

    def check_precinct(self, state: StateFile, history: History, roster_end: int) -> None:
        """Hold the state of a precinct against its history."""
        touches = [event.at for event in history.events]
        if not self._is_of_its_time(state, touches, roster_end):
            return
        standings = history.at(state.size)
        expected = render_precinct_state(
            self._foundation.areas.area(state.area),
            self._foundation.paths[state.area],
            {contest: standing.entries for contest, standing in standings.items()},
            {c: standing.protocol for c, standing in standings.items() if standing.protocol is not None},
            state.size,
        )
        self._compare(state, expected)

    def check_night(self, state: StateFile, touches: Sequence[int], render: Callable[[int], bytes]) -> None:
        """Hold the state of an area's counting night against what `render` makes of the size it names."""
        if self._is_of_its_time(state, touches, 0):
            self._compare(state, render(state.size))

    def check_area(
        self, state: StateFile, totals: Mapping[str, Total], touches: Iterable[int], roster_end: int
    ) -> None:
        """Hold the state of an area against its totals by contest at the size that it names.

        `touches`: the last entry about it below that size, and the last one that it must know (-1: none).
        """
        if not self._is_of_its_time(state, touches, roster_end):
            return
        area = self._foundation.areas.area(state.area)
        children = [child.area_id for child in self._foundation.areas.children(state.area)]
        path = self._foundation.areas.path(state.area)
        self._compare(state, render_area_state(area, path, children, totals, state.size))

    def _is_of_its_time(self, state: StateFile, touches: Iterable[int], roster_end: int) -> bool:
        last = max((at for at in touches if 0 <= at < state.size), default=roster_end - 1)
        missed = [at for at in touches if state.size <= at < self._fresh_from]
        if missed:
            self._troubles.add(STATE_BEHIND.at(state.path, found=state.size, expected=missed[-1] + 1))
            return False
        if state.size != last + 1:
            self._troubles.add(
                DOCUMENT_DIFFERS.at(state.path, found=f"tree_size = {state.size}", expected=last + 1)
            )
            return False
        return True

    def _compare(self, state: StateFile, expected: bytes) -> None:
        if state.data != expected:
            place, found, wanted = first_difference(state.data, expected)
            self._troubles.add(DOCUMENT_DIFFERS.at(state.path, found=f"{place} = {found}", expected=wanted))
