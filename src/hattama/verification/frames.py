"""What frames the protocols in a log: its opening, keys, roster, the totals that it states, its closing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from hattama.core.entries import (
    AFTER_CLOSE,
    AMENDMENT,
    AUDIT_KINDS,
    CHOICE_KINDS,
    CLAIM,
    BrokenLifeCycle,
    ClaimEntry,
    ClaimKey,
    Place,
    Wordings,
    amended_area,
    amended_election,
    claim_from_body,
    fold_amendment,
    fold_choices,
    fold_claim,
    fold_precinct,
    refuse_after_close,
    written_words,
)
from hattama.core.transparency_log import VerifierKey, parse_vkey
from hattama.core.vocabulary import Area, Election
from hattama.formats.faults import InputFaults
from hattama.verification.foundation import (
    AREAS_FILE,
    DEFINITION_FILE,
    FOUNDATION_FILES,
    RULE_PACK_FILE,
    Foundation,
    read_foundation,
)
from hattama.verification.histories import Body, Event
from hattama.verification.places import TABLE_BYTES
from hattama.verification.places import Place as BundlePlace
from hattama.verification.trouble_kinds import (
    CLOSE_DIFFERS,
    CUT_DIFFERS,
    FOUNDATION_DIFFERS,
    FOUNDATION_REFUSED,
    KEY_ENTRY_DIFFERS,
    LIFE_CYCLE_BROKEN,
    LOG_WITHOUT_KEY,
    OPEN_DIFFERS,
    ORDER_BROKEN,
    ROSTER_DIFFERS,
    noting,
    noting_broken,
)
from hattama.verification.troubles import Trouble, Troubles

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
            "registered": foundation.areas.by_id[precinct].voters_registered,
        }


def _say(precinct: Body | None) -> str:
    if precinct is None:
        return "—"
    return f"{precinct['area']} ({' '.join(precinct['contests'])}; {precinct['registered']})"


_LATER = ", ".join(sorted(AFTER_CLOSE))
_HASHES = {
    "definition_sha256": DEFINITION_FILE,
    "areas_sha256": AREAS_FILE,
    "rule_pack_sha256": RULE_PACK_FILE,
}


class LogKey(NamedTuple):
    """A key of the log, and the index of the entry that names it."""

    at: int
    key: VerifierKey


@dataclass(slots=True)
class Frame:
    """The frame of a log as its entries give it. `totals` and `closings` are still to be added up."""

    keys: list[LogKey] = field(default_factory=list)
    totals: list[Event] = field(default_factory=list)
    closings: list[Event] = field(default_factory=list)
    claims: list[ClaimEntry] = field(default_factory=list)
    """Those that no later one replaced."""
    choices: list[Event] = field(default_factory=list)
    """What was said of choices, as far as it may be said; what contradicts it is noted and left out."""
    amendments: list[Event] = field(default_factory=list)
    """The same of what things are called."""

    @property
    def is_closed(self) -> bool:
        """Whether the log says that the election is closed."""
        return bool(self.closings)


def check_frame(
    foundation: Foundation,
    origin: str,
    size: int,
    events: Sequence[Event],
    roster: Trouble | None,
    troubles: Troubles,
) -> Frame:
    """Hold the entries that speak of no precinct against docs/format/log.md; what is left is to be added up.

    `roster`: in what the precincts of the roster differ from the list of areas.
    """
    frame = Frame()
    by_kind = _by_kind(events)
    _check_open(foundation, origin, by_kind.get("open", []), troubles)
    frame.keys = _check_keys(origin, by_kind.get("key", []), troubles)
    first = FIRST_OF_ROSTER if frame.keys else FIRST_OF_ROSTER - 1
    _check_roster(by_kind.get("roster", []), first, troubles)
    if roster is not None:
        troubles.add(roster)
    frame.totals = by_kind.get("total", [])
    _check_cuts(foundation, size, frame.totals, troubles)
    frame.closings = by_kind.get("close", [])
    _check_closings(foundation, frame, troubles)
    _check_claims(foundation, frame, by_kind.get(CLAIM, []), troubles)
    _check_choices(foundation, frame, events, troubles)
    _check_amendments(foundation, frame, by_kind.get(AMENDMENT, []), troubles)
    for kind in AUDIT_KINDS:
        for event in by_kind.get(kind, []):
            _check_in_time(frame, event, troubles)
    return frame


def check_head(foundation: Foundation, origin: str, events: Sequence[Event], troubles: Troubles) -> Frame:
    """The same of some entries of a log, among them all that open it, name keys, and say of choices and of
    what things are called; of the rest nothing is asked."""
    frame, by_kind = Frame(), _by_kind(events)
    _check_open(foundation, origin, by_kind.get("open", []), troubles)
    frame.keys = _check_keys(origin, by_kind.get("key", []), troubles)
    _check_choices(foundation, frame, events, troubles)
    _check_amendments(foundation, frame, by_kind.get(AMENDMENT, []), troubles)
    return frame


def _by_kind(events: Sequence[Event]) -> dict[str, list[Event]]:
    by_kind: dict[str, list[Event]] = {}
    for event in events:
        by_kind.setdefault(event.body["kind"], []).append(event)
    return by_kind


def _check_open(foundation: Foundation, origin: str, events: Sequence[Event], troubles: Troubles) -> None:
    if [event.at for event in events] != [0]:
        troubles.add(
            ORDER_BROKEN.at(entry=0, found=", ".join(str(event.at) for event in events), expected="open")
        )
    for at, body in events[:1]:
        for name, expected in (("election", foundation.election.election_id), ("origin", origin)):
            if body[name] != expected:
                troubles.add(OPEN_DIFFERS.at(entry=at, found=f"{name} = {body[name]}", expected=expected))


def read_opened(place: BundlePlace, opening: object, troubles: Troubles) -> Foundation | None:
    """What the log at `place` stands on; None, noted, where it is not what `opening`, its first entry, says:
    nothing can be held against any other."""
    files, noted = dict[str, bytes](), Troubles()
    for name in FOUNDATION_FILES:
        with noting(noted):
            files[name] = place.read(name, TABLE_BYTES)
    _check_hashes(files, opening, noted)
    if not noted:
        try:
            return read_foundation(files)
        except InputFaults as refusal:
            for fault in refusal.faults:
                noted.add(FOUNDATION_REFUSED.at(fault.file, row=fault.row, found=fault.code))
    troubles.merge(noted)
    return None


def _check_hashes(files: Mapping[str, bytes], opening: object, troubles: Troubles) -> None:
    """Hold the files that a log stands on against the hashes in its first entry, if `opening` is one."""
    if not isinstance(opening, dict):
        return
    for name, file in _HASHES.items():
        if file in files:
            found = hashlib.sha256(files[file]).hexdigest()
            if opening.get(name) != found:
                troubles.add(FOUNDATION_DIFFERS.at(file, found=found, expected=opening.get(name)))


def _check_keys(origin: str, events: Sequence[Event], troubles: Troubles) -> list[LogKey]:
    if not events:
        # One thing is wrong with such a log, and it is said once.
        troubles.add(LOG_WITHOUT_KEY.at(entry=1))
    elif events[0].at != 1:
        troubles.add(ORDER_BROKEN.at(entry=1, found="—", expected="key"))
    keys: list[LogKey] = []
    for at, body in events:
        key = parse_vkey(body["vkey"])
        before = keys[-1].key.vkey() if keys else None
        if key.name != origin or body["replaces"] != before:
            troubles.add(KEY_ENTRY_DIFFERS.at(entry=at, found=body["vkey"], expected=before or origin))
        keys.append(LogKey(at, key))
    return keys


def _check_roster(events: Sequence[Event], first: int, troubles: Troubles) -> None:
    for number, (at, body) in enumerate(events, start=1):
        where = first + number - 1
        if at != where or body["part"] != number or body["parts"] != len(events):
            stands = f"{body['part']} / {body['parts']}"
            troubles.add(
                ORDER_BROKEN.at(entry=at, found=stands, expected=f"{number} / {len(events)} ({where})")
            )


def _check_cuts(foundation: Foundation, size: int, totals: Sequence[Event], troubles: Troubles) -> None:
    """Totals of one cut follow each other, right after the entries that they add up, and are complete."""
    expected = [(area, contest) for area in foundation.units for contest in foundation.contests_in(area)]
    start = 0
    for place, (at, body) in enumerate(totals):
        if place == 0 or totals[place - 1].at != at - 1:
            start = at
        if not start <= body["tree_size"] <= at:
            troubles.add(CUT_DIFFERS.at(entry=at, found=f"tree_size = {body['tree_size']}", expected=start))
    for _, group in groupby(
        enumerate(totals), key=lambda one: (one[1].at - one[0], one[1].body["tree_size"])
    ):
        cut = [event for _, event in group]
        stated = [(event.body["area"], event.body["contest"]) for event in cut]
        # A checkpoint may stand in the middle of a cut that is being written.
        wanted = expected[: len(stated)] if cut[-1].at == size - 1 else expected
        if stated != wanted:
            troubles.add(CUT_DIFFERS.at(entry=cut[0].at, found=len(stated), expected=len(wanted)))


def _check_claims(foundation: Foundation, frame: Frame, events: Sequence[Event], troubles: Troubles) -> None:
    current: dict[ClaimKey, ClaimEntry] = {}
    for at, body in events:
        with noting_broken(troubles, at):
            fold_claim(current, claim_from_body(at, body), foundation.expected)
            level = foundation.areas.area(body["area"]).level
            if body["level"] != level:
                troubles.add(LIFE_CYCLE_BROKEN.at(entry=at, found=body["level"], expected=level))
            _check_in_time(frame, Event(at, body), troubles)
    frame.claims = list(current.values())


def _check_choices(foundation: Foundation, frame: Frame, events: Sequence[Event], troubles: Troubles) -> None:
    election = foundation.election
    for at, body in events:
        if body["kind"] in CHOICE_KINDS:
            with noting_broken(troubles, at):
                election = fold_choices(election, at, body, foundation.pack.powers)
                frame.choices.append(Event(at, body))
                _check_in_time(frame, frame.choices[-1], troubles)


def _check_amendments(
    foundation: Foundation, frame: Frame, events: Sequence[Event], troubles: Troubles
) -> None:
    wordings: Wordings = {}
    gone: frozenset[str] = frozenset()
    for event in events:
        with noting_broken(troubles, event.at):
            after = fold_amendment(wordings, event.body, written_in(foundation))
            gone = fold_precinct(gone, event.body, foundation.contests_at.get)
            wordings = after
            frame.amendments.append(event)
            _check_in_time(frame, event, troubles)


def written_in(foundation: Foundation) -> Callable[[Place], str | None]:
    """What the files of the election say at a place."""
    return lambda place: written_words(foundation.election, foundation.areas.by_id.get, place)


def standing_election(foundation: Foundation, frame: Frame, size: int) -> Election:
    """The election at this size of the log: as all was called, with the choices that stood no longer."""
    wordings: Wordings = {}
    for at, body in frame.amendments:
        if at < size:
            wordings = fold_amendment(wordings, body, written_in(foundation))
    election = amended_election(foundation.election, wordings)
    for at, body in frame.choices:
        if at < size:
            election = fold_choices(election, at, body, foundation.pack.powers)
    return election


def standing_areas(
    foundation: Foundation, events: Sequence[Event], size: int | None
) -> Callable[[str], Area]:
    """The areas as they were called at this size of the log, by identifier; `events`: all that frames it.

    What contradicts those before it changes nothing, and is noted elsewhere.
    """
    wordings: Wordings = {}
    for at, body in events:
        if body["kind"] == AMENDMENT and at < (size or 0):
            with suppress(BrokenLifeCycle):
                wordings = fold_amendment(wordings, body, written_in(foundation))
    named = {place.area for place in wordings if place.area is not None}
    by_id = foundation.areas.by_id
    called = {code: amended_area(by_id[code], wordings) for code in named}
    return ({**by_id, **called} if called else by_id).__getitem__


def _check_in_time(frame: Frame, event: Event, troubles: Troubles) -> None:
    if not frame.closings or event.at < frame.closings[0].at:
        return
    try:
        refuse_after_close(event.body)
    except BrokenLifeCycle as refusal:
        troubles.add(ORDER_BROKEN.at(entry=event.at, found=str(refusal), expected=_LATER))


def _check_closings(foundation: Foundation, frame: Frame, troubles: Troubles) -> None:
    cuts = {event.at: event.body["tree_size"] for event in frame.totals}
    for at, body in frame.closings:
        if body["election"] != foundation.election.election_id:
            troubles.add(
                CLOSE_DIFFERS.at(entry=at, found=body["election"], expected=foundation.election.election_id)
            )
        if cuts.get(at - 1) != body["tree_size"]:
            troubles.add(CLOSE_DIFFERS.at(entry=at, found=body["tree_size"], expected=cuts.get(at - 1, "—")))
    for at, _ in frame.closings[1:]:
        troubles.add(ORDER_BROKEN.at(entry=at, found="close", expected=_LATER))
