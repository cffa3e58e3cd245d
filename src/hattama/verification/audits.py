"""Audits and recounts of a log, recomputed: batches from its entries, draws from seeds, risks from counts."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from hattama.core.audits import AuditBook, Committed, commit_batches
from hattama.core.entries import (
    AUDIT_KINDS,
    TELLING_KINDS,
    BrokenLifeCycle,
    Contribution,
    ProtocolEntry,
    check_entry_schema,
    entry_from_body,
    fold_life,
)
from hattama.core.outcomes import ContestRules
from hattama.core.tabulation import Total
from hattama.core.transparency_log import LogRefusal, TileName, parse_canonical
from hattama.verification.foundation import Foundation
from hattama.verification.frames import Frame, standing_election
from hattama.verification.histories import Body, Event
from hattama.verification.places import FileProblem, Place
from hattama.verification.trees import bundle_names, read_entries
from hattama.verification.trouble_kinds import AUDIT_BROKEN
from hattama.verification.troubles import Troubles

_Key = tuple[str, str]
_Stated = tuple[int, str]
"""A size of the log and a contest that something is committed to there."""
_Standing = Mapping[str, Contribution]


def check_audits(
    foundation: Foundation, place: Place, size: int, events: Sequence[Event], frame: Frame, troubles: Troubles
) -> None:
    """Hold the entries about audits against each other and against the protocols they commit to.

    A commitment after its seed, a draw that is not the seed's, a count of what was not drawn, a risk that the
    counts do not give: each is noted with the entry that says it, which is then left out.
    """
    told = [event for event in events if event.body["kind"] in AUDIT_KINDS]
    stated = {
        (body["tree_size"], body["contest"])
        for at, body in told
        if "tree_size" in body and body["tree_size"] <= at
    }
    committing = _Committing(foundation, frame, place, size, stated)
    book = AuditBook(committing.committed, committing.rules_of)
    for at, body in told:
        try:
            book.take(at, body)
        except BrokenLifeCycle as refusal:
            found = f"{type(refusal).__name__} ({refusal})"
            troubles.add(AUDIT_BROKEN.at(entry=at, found=found))


class _Committing:
    """What the log held of each contest at the sizes that are asked about."""

    def __init__(
        self, foundation: Foundation, frame: Frame, place: Place, size: int, stated: Iterable[_Stated]
    ) -> None:
        self._foundation = foundation
        self._frame = frame
        self._known = dict(_standing_at(foundation, place, size, sorted(stated)))

    def committed(self, body: Body) -> Committed:
        """What the entry `body` can commit to."""
        foundation, code = self._foundation, body["contest"]
        standing = self._known.get((body["tree_size"], code))
        if standing is None or code not in foundation.rules:
            return Committed(())
        election = standing_election(foundation, self._frame, body["tree_size"])
        contest = election.contest(code)
        if any(choice.withdrawn for choice in contest.choices):
            return Committed(())
        held = (area for area in foundation.precincts if code in foundation.contests_at[area])
        asked = tuple(body.get("areas", held))
        totals = ((area, Total.of_one(standing[area])) for area in asked if area in standing)
        return commit_batches(foundation.rules[code], contest, totals, len(asked))

    def rules_of(self, code: str) -> tuple[ContestRules | None, int | None]:
        """How the votes of a contest become an outcome, and its seats."""
        contest = self._foundation.election.contest(code)
        return self._foundation.outcome_rules.get(contest.kind), contest.seats


def _standing_at(
    foundation: Foundation, place: Place, size: int, stated: Sequence[_Stated]
) -> Iterable[tuple[_Stated, _Standing]]:
    """What stood of each protocol of these contests at these sizes, in their order.

    What breaks the rules was noted where the log was gone through, and is passed over here. The log is read
    once more, where it holds an audit alone.
    """
    standing: dict[_Key, Contribution] = {}
    waiting = deque(stated)
    for name in bundle_names(size):
        for index, data in enumerate(_entries(name, place), start=name.number << 8):
            while waiting and waiting[0][0] <= index:
                yield waiting[0], _of_contest(standing, waiting.popleft()[1])
            if not waiting:
                return
            _take(foundation, standing, index, data)
    for one in waiting:
        yield one, _of_contest(standing, one[1])


def _of_contest(standing: Mapping[_Key, Contribution], contest: str) -> _Standing:
    return {area: one for (area, code), one in standing.items() if code == contest}


def _entries(name: TileName, place: Place) -> Sequence[bytes]:
    try:
        return read_entries(name, place)
    except (FileProblem, LogRefusal):
        return ()


def _take(foundation: Foundation, standing: dict[_Key, Contribution], index: int, data: bytes) -> None:
    with suppress(LogRefusal, BrokenLifeCycle):
        body: Any = parse_canonical(data)
        if check_entry_schema(body) or body["kind"] not in TELLING_KINDS:
            return
        entry = entry_from_body(index, body)
        assert entry is not None, "these kinds tell of a precinct"
        key = (entry.area_id, entry.contest)
        if entry.contest in foundation.contests_at.get(entry.area_id, ()):
            follows = fold_life(standing.get(key), entry, foundation.forms)
            if isinstance(entry, ProtocolEntry):
                follows = follows._replace(
                    derived=foundation.derive(entry.contest, entry.figures, entry.area_id)
                )
            standing[key] = follows
