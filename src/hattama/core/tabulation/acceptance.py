"""What may come next in a log: one rule for who records an act, who writes the log and who checks it."""

import datetime
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from hattama.core.entries import (
    CHOICE_KINDS,
    CUSTODY,
    STEPS,
    TELLING_KINDS,
    TURNOUT,
    VERSION_KINDS,
    BrokenLifeCycle,
    CustodyChain,
    NoSuchArea,
    NotHere,
    NotOnTheRoster,
    PollsNotClosed,
    SchemaProblem,
    Timeline,
    check_entry_schema,
    deed_findings,
    entry_from_body,
    finding_body,
    fold_choices,
    fold_custody,
    fold_steps,
    is_bare,
    protocol_in,
    refuse_after_close,
    refuse_strange_turnout,
)
from hattama.core.protocols import Powers, Protocol, ProtocolRules, StepDefinition
from hattama.core.tabulation.fold import Tabulation, fold_entry
from hattama.core.tabulation.precincts import check_arrival
from hattama.core.tabulation.totals import Total
from hattama.core.transparency_log import EntryRefused, canonical_bytes, spell_plainly
from hattama.core.vocabulary import Contest, Election

NIGHT_KINDS: Final = frozenset({STEPS, CUSTODY})
"""Kinds that tell of counting night in one area and change no sum."""


class EntryUnfit(Exception):
    """By itself this can be no entry: its schema or its canonical form forbids it. The text names where."""


class FindingsDiffer(BrokenLifeCycle):
    """The entry states other findings than its figures and deeds have."""


class EntryPlace(NamedTuple):
    """What entries are told of one area: whether it is a precinct, and then which contests are held there,
    each as its ballot there, by code; whether it is the root.

    `counted_from`: before this nothing can have been counted there; None where the election says no hours.
    """

    is_precinct: bool
    contests: Mapping[str, Contest] = MappingProxyType({})
    counted_from: datetime.datetime | None = None
    is_root: bool = False


class Ground(NamedTuple):
    """What entries are held against. `read_words`: the number that words say, None where they say none;
    `spell`: as `canonical_bytes` has it.

    Of `election` those choices are withdrawn that are so before the first entry is asked about.
    """

    election: Election
    rules: Mapping[str, ProtocolRules]
    steps: Collection[StepDefinition]
    places: Mapping[str, EntryPlace]
    read_words: Callable[[str], int | None]
    powers: Powers = Powers()
    spell: Callable[[Any], bytes] = spell_plainly


def refuse_unfit(body: Mapping[str, Any], spell: Callable[[Any], bytes] = spell_plainly) -> bytes:
    """The `canonical_bytes` of an entry; EntryUnfit for a body that no entry can have."""
    try:
        data = canonical_bytes(body, spell)
    except EntryRefused as refusal:
        raise EntryUnfit(str(refusal)) from None
    problems: tuple[SchemaProblem, ...] = check_entry_schema(body)
    if problems:
        raise EntryUnfit(", ".join(problem.place for problem in problems))
    return data


def refuse_elsewhere(body: Mapping[str, Any], place: EntryPlace) -> None:
    """Raise NotHere for an entry of NIGHT_KINDS that speaks of what is not at this place."""
    if body["contest"] is not None and body["contest"] not in place.contests:
        raise NotHere(body["contest"])
    if body["kind"] == CUSTODY and not place.is_precinct:
        raise NotHere(body["area"])


def refuse_before_close(body: Mapping[str, Any], place: EntryPlace) -> None:
    """Raise PollsNotClosed for an entry of VERSION_KINDS recorded before anything can have been counted."""
    since = place.counted_from
    if since is not None and datetime.datetime.fromisoformat(body["recorded_at"]) < since:
        raise PollsNotClosed(since.isoformat())


def expected_findings(
    ground: Ground, body: Mapping[str, Any], others: Mapping[str, Protocol], *, civic: bool | None = None
) -> list[dict[str, Any]]:
    """What an entry of VERSION_KINDS must say of its findings; its contest is held in its area.

    `others` are the precinct's protocols that count, by contest, before this entry. Of a paper whose figures
    nobody has given nothing is said: it lacks no line, it was not read. `civic`: of deeds as in a civic
    count; None: as the definition says.
    """
    deeds = deed_findings(body, civic=ground.election.civic if civic is None else civic)
    if is_bare(body):
        return [finding_body(finding) for finding in deeds]
    place = ground.places[body["area"]]
    held = {code: ground.rules[code] for code in place.contests}
    contest = place.contests[body["contest"]]
    found = check_arrival(contest, held, protocol_in(body), others, ground.read_words, place.counted_from)
    return [finding_body(finding) for finding in (*found, *deeds)]


def differing_findings(
    ground: Ground, body: Mapping[str, Any], others: Mapping[str, Protocol]
) -> list[dict[str, Any]] | None:
    """What the entry must say of its findings where it says something else; None where it is sound.

    A civic count of an older log may say of deeds what is asked of commissions: nothing in it is untrue.
    """
    expected = expected_findings(ground, body, others)
    if body["findings"] == expected:
        return None
    older = ground.election.civic and body["findings"] == expected_findings(ground, body, others, civic=False)
    return None if older else expected


class Acceptance:
    """What a log says so far of the areas of `ground`, and whether an entry may come next.

    It answers for the entries that people ask for: those about areas. What frames them (the opening, keys,
    the roster, totals, the closing) is asked for its form alone.
    """

    def __init__(self, ground: Ground, *, is_closed: bool = False) -> None:
        self._ground = ground
        self._is_closed = is_closed
        self._election = ground.election
        self._forms = {code: rules.form for code, rules in ground.rules.items()}
        expected = ((area, contest) for area, place in ground.places.items() for contest in _expected(place))
        self._state = Tabulation({key: Total(expected=1) for key in expected})
        self._papers: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._timelines: dict[str, Timeline] = {}
        self._chains: dict[str, CustodyChain] = {}

    def take(self, index: int, body: Mapping[str, Any], *, findings_hold: bool = False) -> None:
        """Take the next entry in. Raises EntryUnfit or a BrokenLifeCycle, and then nothing has changed.

        `findings_hold`: the caller has just found by `check_arrival` what it states.
        """
        refuse_unfit(body, self._ground.spell)
        if self._is_closed:
            refuse_after_close(body)
        if body["kind"] in VERSION_KINDS:
            self._check_version(index, body, findings_hold)
        elif body["kind"] == TURNOUT:
            contests = {contest.code for contest in self._ground.election.contests}
            refuse_strange_turnout(body, self._ground.places, contests)
        elif body["kind"] in CHOICE_KINDS:
            self._election = fold_choices(self._election, index, body, self._ground.powers)
        self.remember(index, body)

    def remember(self, index: int, body: Mapping[str, Any]) -> None:
        """Take in what was accepted before, and was fit then. Raises a BrokenLifeCycle."""
        if body["kind"] in TELLING_KINDS:
            self._take_protocol(index, body)
        elif body["kind"] in NIGHT_KINDS:
            self._take_night(index, body)

    def _check_version(self, index: int, body: Mapping[str, Any], findings_hold: bool) -> None:
        area, contest = body["area"], body["contest"]
        if (area, contest) not in self._state.totals:
            raise NotOnTheRoster(f"entry {index}: {area}, {contest}")
        refuse_before_close(body, self._ground.places[area])
        if findings_hold:
            return
        others = {code: protocol_in(other) for code, other in self._papers.get(area, {}).items()}
        if differing_findings(self._ground, body, others) is not None:
            raise FindingsDiffer(f"entry {index}: {area}, {contest}")

    def _take_protocol(self, index: int, body: Mapping[str, Any]) -> None:
        # Whether it may come next does not hang on its figures, and nobody asks for sums here.
        is_version = body["kind"] in VERSION_KINDS
        entry = entry_from_body(index, {**body, "figures": {}} if is_version else body)
        assert entry is not None, f"entry {index} says nothing of a precinct"
        area, contest = entry.area_id, entry.contest
        fold_entry(self._state, entry, {area: ()}, self._forms)
        papers = self._papers.setdefault(area, {})
        if is_version:
            papers[contest] = body
        elif self._state.current[area, contest].is_annulled:
            papers.pop(contest, None)

    def _take_night(self, index: int, body: Mapping[str, Any]) -> None:
        area = body["area"]
        place = self._ground.places.get(area)
        if place is None:
            raise NoSuchArea(area)
        refuse_elsewhere(body, place)
        if body["kind"] == STEPS:
            before = self._timelines.get(area, {})
            self._timelines[area] = fold_steps(before, index, body, self._ground.steps, place)
        else:
            self._chains[area] = fold_custody(self._chains.get(area, CustodyChain()), index, body)


def _expected(place: EntryPlace) -> Collection[str]:
    return place.contests if place.is_precinct else ()
