"""Every stated total held against the sum: in entries of the log, and in files beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hattama.core.entries import LOT, Stage
from hattama.core.outcomes import tied_for_lot, votes_from_total
from hattama.core.tabulation import Total, check_against_protocols
from hattama.publish.records import TotalRecord
from hattama.verification.foundation import RULE_PACK_FILE, Foundation
from hattama.verification.frames import Frame, standing_election
from hattama.verification.histories import Event
from hattama.verification.places import Limits
from hattama.verification.sums import Change, Key, Ledger, Schedule, sweep
from hattama.verification.trouble_kinds import CLAIM_DIFFERS, CLOSE_DIFFERS, LOT_UNTIED, TOTAL_DIFFERS
from hattama.verification.troubles import Troubles


@dataclass(slots=True)
class Answers:
    """What the sweep found: for the tables, with the last entry about each area (-1: none); for the whole."""

    tables: list[TotalRecord] = field(default_factory=list)
    last_of: dict[str, int] = field(default_factory=dict)
    newest: dict[str, Total] = field(default_factory=dict)


class Questions(NamedTuple):
    """What is to be added up, at which sizes."""

    foundation: Foundation
    frame: Frame
    limits: Limits


def sizes_everywhere(limits: Limits, stated: Iterable[Event]) -> Iterator[int]:
    """The whole log, its tables, every cut that the log itself states, and what stood before each lot."""
    yield limits.size
    if limits.table_size is not None:
        yield limits.table_size
    for at, body in stated:
        if body["kind"] == LOT:
            yield at
        elif body["tree_size"] <= at:
            yield body["tree_size"]


def answer(questions: Questions, ledgers: Sequence[Ledger], troubles: Troubles) -> Answers:
    """Add everything up; what entries state otherwise is noted."""
    answers = Answers()
    foundation, limits = questions.foundation, questions.limits
    lots = [event for event in questions.frame.choices if event.body["kind"] == LOT]
    stated = (*questions.frame.totals, *questions.frame.closings, *lots)
    schedule = Schedule(sizes_everywhere(limits, stated))
    for size, changes in sweep(foundation, schedule, ledgers):
        _check_stated(questions, size, changes, troubles)
        for event in lots:
            if event.at == size:
                _check_lot(questions, event, changes, troubles)
        if size == limits.table_size:
            answers.tables = list(_table_records(foundation, size, changes))
            answers.last_of = {area: _last(foundation, area, changes) for area in foundation.units}
        if size == limits.size:
            answers.newest = _totals(foundation, foundation.areas.root.area_id, changes)
            _note_claims(questions, changes, troubles)
    return answers


def _note_claims(questions: Questions, changes: Mapping[Key, Change], troubles: Troubles) -> None:
    """Note the protocols of commissions above precincts that are not the sum of those below them.

    That makes no log false: it is what the commission signed.
    """
    foundation = questions.foundation
    for stated in questions.frame.claims:
        claim = stated.claim
        if claim.stage is not Stage.FINAL:
            continue
        rules, contest = foundation.rules[claim.contest], foundation.election.contest(claim.contest)
        total = _totals(foundation, claim.area_id, changes)[claim.contest]
        differing = check_against_protocols(rules, contest, claim, total).differing
        if differing:
            told = ", ".join(finding.fields[0] for finding in differing)
            who = f"{claim.source} ({claim.area_id}, {claim.contest})"
            troubles.add(CLAIM_DIFFERS.at(entry=stated.index, found=who, expected=told))


def _check_stated(questions: Questions, size: int, changes: Mapping[Key, Change], troubles: Troubles) -> None:
    foundation = questions.foundation
    for event in questions.frame.totals:
        if event.body["tree_size"] == size:
            _check_total(foundation, event, changes, troubles)
    for event in questions.frame.closings:
        if event.body["tree_size"] == size:
            totals = _totals(foundation, foundation.areas.root.area_id, changes)
            for name in ("expected", "received", "annulled"):
                expected = {
                    contest.code: getattr(totals[contest.code], name)
                    for contest in foundation.election.contests
                }
                if event.body[name] != expected:
                    troubles.add(CLOSE_DIFFERS.at(entry=event.at, found=event.body[name], expected=expected))


def _check_lot(questions: Questions, event: Event, changes: Mapping[Key, Change], troubles: Troubles) -> None:
    """Note a lot that was not drawn among those who were tied by the entries before it."""
    foundation, body = questions.foundation, event.body
    contest = standing_election(foundation, questions.frame, event.at).contest(body["contest"])
    total = _totals(foundation, foundation.areas.root.area_id, changes)[contest.code]
    votes = votes_from_total(foundation.rules[contest.code], contest, total).votes
    rules = foundation.outcome_rules.get(contest.kind)
    tied = tied_for_lot(rules, votes, body["choice"], seats=contest.seats)
    if sorted(tied) != sorted(body["order"]):
        troubles.add(
            LOT_UNTIED.at(entry=event.at, found=" ".join(body["order"]), expected=" ".join(tied) or "—")
        )


def _check_total(
    foundation: Foundation, event: Event, changes: Mapping[Key, Change], troubles: Troubles
) -> None:
    at, body = event
    key = (body["area"], body["contest"])
    if key not in changes:
        troubles.add(TOTAL_DIFFERS.at(entry=at, found=" ".join(key), expected="—"))
        return
    expected = {
        **changes[key].total(foundation.expected[key]).facts(),
        "level": foundation.areas.area(body["area"]).level,
        "rule_pack_sha256": foundation.sha256[RULE_PACK_FILE],
    }
    for name, value in expected.items():
        if body[name] != value:
            found, wanted = _narrow(body[name], value)
            place = f"{' '.join(key)}: {name}"
            troubles.add(TOTAL_DIFFERS.at(entry=at, found=f"{place} = {found}", expected=wanted))


def _narrow(found: object, expected: object) -> tuple[object, object]:
    """Where both are objects, only the members that differ."""
    if isinstance(found, dict) and isinstance(expected, dict):
        names = [
            name for name in sorted(found.keys() | expected.keys()) if found.get(name) != expected.get(name)
        ]
        return {name: found.get(name) for name in names}, {name: expected.get(name) for name in names}
    return found, expected


def _totals(foundation: Foundation, area: str, changes: Mapping[Key, Change]) -> dict[str, Total]:
    return {
        contest: changes[area, contest].total(foundation.expected[area, contest])
        for contest in foundation.contests_in(area)
    }


def _last(foundation: Foundation, area: str, changes: Mapping[Key, Change]) -> int:
    return max((changes[area, contest].last for contest in foundation.contests_in(area)), default=-1)


def _table_records(foundation: Foundation, size: int, changes: Mapping[Key, Change]) -> Iterator[TotalRecord]:
    for area, contest in sorted(changes):
        if not foundation.areas.area(area).is_precinct:
            total = changes[area, contest].total(foundation.expected[area, contest])
            yield TotalRecord(area, contest, size, total)
