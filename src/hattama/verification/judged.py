"""The cards of all precincts and their balance, from the entries of a bundle alone.

Where a contest has no protocol of any commission in the log, figures are those of copies that observers
signed, and every card says whose (civic mode). Nothing is checked here that the cards do not need: whether
the entries are those that were signed is asked by `check_bundle`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from hattama.core.cards import Balance, Card, Copy, JudgingRules, PrecinctFacts, Weighed, judge_precinct
from hattama.core.entries import (
    AUDIT_KINDS,
    CHOICE_KINDS,
    OBSERVER_KINDS,
    RECORD_KINDS,
    SEAL_KINDS,
    SENT_FORMS,
    STEPS,
    Audits,
    BrokenLifeCycle,
    Contribution,
    CopyPlace,
    ObserverStanding,
    SealStanding,
    Timeline,
    fold_audit,
    fold_choices,
    fold_observers,
    fold_record,
    fold_seal,
    fold_steps,
    summable_figures,
)
from hattama.core.observation import OpenedTable, by_place, seen_at, standing_tables
from hattama.core.outcomes import Margins, counted_regions, counts_regions, margins_of, votes_from_total
from hattama.core.records import Registry
from hattama.core.tabulation import EntryPlace, Tabulation, Total, expected_totals
from hattama.core.vocabulary import Contest, Election
from hattama.formats.criteria import criteria_of
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.observation_submissions import parse_submissions
from hattama.formats.register_packs import shipped_registers
from hattama.verification.folders import verify_ed25519
from hattama.verification.foundation import FOUNDATION_FILES, Foundation, read_foundation
from hattama.verification.places import DOCUMENT_BYTES, TABLE_BYTES, FileProblem, Place
from hattama.verification.refolding import LogCannotBeFolded, fold_bodies, read_bodies, read_log_size
from hattama.verification.scans import scan_path

ByArea = Mapping[tuple[str, str], Balance]


@dataclass(frozen=True, slots=True)
class JudgedContest:
    """One contest: its cards by precinct, how near its outcome is (None: not told), whose figures it has.

    `copies`: the figures are those of observers' copies, no commission's protocol being in the log.
    """

    contest: Contest
    cards: Sequence[Card]
    margins: Margins | None
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """An election with all its cards as the first `size` entries of its log give them."""

    foundation: Foundation
    rules: JudgingRules
    size: int
    contests: Sequence[JudgedContest]
    balances: ByArea


def judging_rules(foundation: Foundation, election: Election) -> JudgingRules:
    """What the cards of this election are judged by."""
    calendar = load_calendar(foundation.pack.country, ZoneInfo(election.time_zone))
    pack = foundation.pack
    return JudgingRules(criteria_of(pack), election, foundation.rules, pack.steps, calendar)


def judge_bundle(place: Place) -> Judged:
    """Judge the bundle at `place`. Raises what `fold_log` raises."""
    size = read_log_size(place)
    foundation = read_foundation({name: place.read(name, TABLE_BYTES) for name in FOUNDATION_FILES})
    reading = _Reading(foundation)
    fold_bodies(reading.state, foundation, reading.take(read_bodies(place, size, size)))
    rules = judging_rules(foundation, reading.election)
    by_contest: dict[str, list[Card]] = {contest.code: [] for contest in reading.election.contests}
    for facts in reading.precincts(place):
        for card in judge_precinct(facts, foundation.contests_at[facts.area_id], rules):
            by_contest[card.contest].append(card)
    contests = [
        _contest(foundation, contest, by_contest[contest.code], reading)
        for contest in reading.election.contests
    ]
    return Judged(foundation, rules, size, contests, _balances(foundation, rules, contests))


@dataclass
class _Reading:
    """What the entries say, precinct by precinct, as they are read in their order."""

    foundation: Foundation
    facts: dict[str, PrecinctFacts] = field(default_factory=dict)
    observers: ObserverStanding = field(default_factory=ObserverStanding)
    organisations: dict[str, str] = field(default_factory=dict)
    copies: dict[tuple[str, str, str], Copy] = field(default_factory=dict)
    """The newest copy that a key signed of a protocol."""
    audits: Audits = field(default_factory=dict)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    seals: SealStanding = field(default_factory=SealStanding)
    registry: Registry = field(default_factory=lambda: Registry(shipped_registers()))

    def __post_init__(self) -> None:
        areas = (self.foundation.areas.area(code) for code in self.foundation.paths)
        ballots = self.foundation.ballots_at
        self.facts = {
            area.area_id: PrecinctFacts(area.area_id, area.voters_registered, ballots=ballots[area.area_id])
            for area in areas
        }
        paths, held = self.foundation.paths, self.foundation.contests_at
        self.state: Tabulation = expected_totals(paths, lambda path: held[path[-1]])
        self.election = self.foundation.election

    def take(self, bodies: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
        """Note what each entry says on its way to the fold."""
        for index, body in bodies:
            try:
                self._take(index, body)
            except BrokenLifeCycle as refusal:
                raise LogCannotBeFolded(index, type(refusal).__name__) from None
            yield index, body

    def _take(self, index: int, body: Any) -> None:
        kind = body["kind"]
        if kind in OBSERVER_KINDS:
            self._take_observers(index, body)
        elif kind in RECORD_KINDS:
            self._take_record(index, body)
        elif kind in SEAL_KINDS:
            fold_seal(self.seals, index, body)
        elif kind in AUDIT_KINDS:
            self._take_audit(index, body)
        elif kind in CHOICE_KINDS:
            self.election = fold_choices(self.election, index, body, self.foundation.pack.powers)
        elif (facts := self.facts.get(body.get("area"))) is not None:
            if kind == STEPS:
                self._take_steps(index, body)
            facts.take(index, body)

    def precincts(self, place: Place) -> Iterator[PrecinctFacts]:
        """The precincts in the order of their identifiers, with what observers and records say of them."""
        tables = standing_tables(_tables(place, self.seals))
        for (area, _, _), copy in self.copies.items():
            self.facts[area].copies.append(copy)
        for record in self.registry.records.values():
            if (facts := self.facts.get(record.area_id)) is not None:
                facts.records.append(record)
        for code in sorted(self.facts):
            facts = self.facts[code]
            facts.see(seen_at(tables, code))
            facts.closed_at = self.foundation.ground.places[code].counted_from
            yield facts

    def _take_steps(self, index: int, body: Any) -> None:
        before = self.timelines.get(body["area"], {})
        steps, here = self.foundation.pack.steps, EntryPlace(is_precinct=True)
        self.timelines[body["area"]] = fold_steps(before, index, body, steps, here)

    def _take_observers(self, index: int, body: Any) -> None:
        signed = fold_observers(
            self.observers, body, self.election.election_id, self._place_of, verify_ed25519
        )
        if signed is None:
            self.organisations.setdefault(body["vkey"], body["organisation"] or "")
            return
        copy = signed.copy
        organisation = self.organisations[signed.vkey]
        told = Copy(index, copy.contest, copy.figures, organisation, copy.photo_sha256)
        self.copies[copy.area_id, copy.contest, signed.vkey] = told

    def _take_audit(self, index: int, body: Any) -> None:
        fold_audit(self.audits, index, body)
        facts = self.facts.get(body.get("area"))
        if facts is not None:
            facts.take(index, body | {"contest": self.audits[body["number"]].contest})

    def _take_record(self, index: int, body: Any) -> None:
        if (body["register"], body["edition"]) in self.registry.packs:
            fold_record(self.registry, index, body, {})

    def _place_of(self, area_id: str) -> CopyPlace | None:
        path = self.foundation.paths.get(area_id)
        if path is None:
            return None
        counted_from = self.foundation.ground.places[area_id].counted_from
        return CopyPlace(path, self.foundation.contests_at[area_id], counted_from)


def _tables(place: Place, seals: SealStanding) -> Iterator[OpenedTable]:
    """The tables of organisations of observers that were opened; one that is not there says nothing here, and
    `check_bundle` says that it is missing."""
    for one in seals.opened(SENT_FORMS):
        opening = one.opening
        if opening is not None and (data := _read_opened(place, scan_path(opening.sha256))) is not None:
            sent = by_place(parse_submissions(data, opening.sha256))
            yield OpenedTable(opening.index, opening.sha256, one.name, one.organisation, sent)


def _read_opened(place: Place, path: str) -> bytes | None:
    try:
        return place.read(path, DOCUMENT_BYTES)
    except FileProblem:
        return None


def _contest(
    foundation: Foundation, contest: Contest, cards: Sequence[Card], reading: _Reading
) -> JudgedContest:
    totals: Mapping[tuple[str, str], Total] = reading.state.totals
    root = foundation.areas.root.area_id
    copies: tuple[str, ...] = ()
    total = totals.get((root, contest.code), Total())
    if not total.received:
        copies = tuple(sorted({name for card in cards for name in card.copies}))
        total = _total_of_copies(foundation, contest, cards, reading) if copies else total
    margins = _margins(foundation, contest, total, totals)
    return JudgedContest(contest, cards, margins, copies)


def _total_of_copies(
    foundation: Foundation, contest: Contest, cards: Sequence[Card], reading: _Reading
) -> Total:
    total = Total(expected=len(cards))
    for card in cards:
        if card.copies:
            facts = reading.facts[card.area_id]
            figures = next(copy.figures for copy in facts.copies if copy.contest == contest.code)
            summed = summable_figures(foundation.forms[contest.code], figures)
            derived = foundation.derive(contest.code, figures, card.area_id)
            total.add(Contribution(0, summed, has_findings=False, has_scan=False, derived=derived), 1)
    return total


def _margins(
    foundation: Foundation, contest: Contest, total: Total, totals: Mapping[tuple[str, str], Total]
) -> Margins | None:
    rules = foundation.outcome_rules.get(contest.kind)
    children = foundation.areas.children(foundation.areas.root.area_id) if counts_regions(rules) else ()
    regions = [
        (area.area_id, totals[area.area_id, contest.code])
        for area in counted_regions(children)
        if (area.area_id, contest.code) in totals
    ]
    counted = votes_from_total(foundation.rules[contest.code], contest, total, regions)
    return margins_of(rules, counted.votes, seats=contest.seats)


def _balances(
    foundation: Foundation, rules: JudgingRules, contests: Sequence[JudgedContest]
) -> dict[tuple[str, str], Balance]:
    criteria = [criterion.code for criterion in rules.criteria]
    balances: dict[tuple[str, str], Balance] = {}
    for judged in contests:
        for card in judged.cards:
            weighed = Weighed.of(card)
            for area in foundation.above(card.area_id):
                balances.setdefault((area, card.contest), Balance()).take(criteria, weighed)
    return balances
