"""Audits in a log: whoever has the bundle proves the order and every number, and is told which entry lies."""

import functools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from hattama.core.audits import (
    AuditPlan,
    Committed,
    commit_batches,
    commit_whole,
    counted_figures,
    plan_audit,
)
from hattama.core.entries import AuditMethod, flatten_figures
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Tally
from hattama.verification.checking import check_bundle
from tests.verification.made_bundle import Signer, make_bundle, verify
from tests.verification.made_log import MOMENT, entry, make_foundation
from tests.verification.made_night import DECISION, Body, Night

LOG = Signer()
FOUNDATION = make_foundation(40, 1, seats=2)
(CONTEST,) = FOUNDATION.contests_at["P000000"]
SEED = "27182818284590452353"
BY_ONE = [{"deed": "conduct_audit", "role": "auditor", "area": "N"}]
BY_TWO = [{"deed": "count_batch", "role": "central_reviewer", "area": "N"}] * 2
CLOSE: Body = {}
"""Where the election is closed."""
BATCHES, BALLOTS = AuditMethod.BATCHES, AuditMethod.BALLOTS


def opened() -> Night:
    night = Night(FOUNDATION, LOG)
    for number in range(40):
        night.protocol(f"P{number:06d}", CONTEST, 1 + number % 3)
    return night


@functools.cache
def totals() -> dict[str, Total]:
    totals = {}
    for body in opened().bodies:
        if body["kind"] == "protocol":
            figures = flatten_figures(body["figures"])
            told = {key: Tally(value, 1) for key, value in figures.items()}
            totals[body["area"]] = Total(1, 1, figures=told)
    return totals


@functools.cache
def committed() -> Committed:
    contest = FOUNDATION.election.contest(CONTEST)
    return commit_batches(FOUNDATION.rules[CONTEST], contest, totals().items(), 40)


@functools.cache
def plan() -> AuditPlan:
    contest = FOUNDATION.election.contest(CONTEST)
    return plan_audit(committed(), FOUNDATION.outcome_rules[contest.kind], contest.seats)


def test_the_total_alone_says_which_statements_an_outcome_rests_on() -> None:
    rules, contest = FOUNDATION.rules[CONTEST], FOUNDATION.election.contest(CONTEST)
    every = list(totals().values())
    keys = every[0].figures
    summed = {key: Tally(sum(one.figures[key].total for one in every), len(every)) for key in keys}
    whole = commit_whole(rules, contest, Total(40, 40, figures=summed))
    assert (whole.missing, whole.unclear, whole.votes) == (0, (), committed().votes)
    of_total = plan_audit(whole, FOUNDATION.outcome_rules[contest.kind], contest.seats)
    assert of_total.plan.assertions == plan().plan.assertions
    assert of_total.plan.hardest() == plan().plan.hardest()
    for key in keys:
        lacking = summed | {key: summed[key]._replace(contributors=39)}
        short = commit_whole(rules, contest, Total(40, 40, figures=lacking))
        assert bool(short.unclear) == key.startswith("votes["), key


def told(kind: str, number: int = 1, **fields: Any) -> Body:
    return entry(kind, number=number, **{"done_by": BY_ONE, **fields})


def count(area: str, number: int = 1, **more: int) -> Body:
    figures = counted_figures(committed().places[area])
    return told("audit_count", number, area=area, figures=figures | more, ballots=[], done_by=BY_TWO)


def audit(limit: Fraction = Fraction(1, 10)) -> list[Body]:
    """A sound audit from its commitment to its stop, as it follows the protocols."""
    size = len(opened().bodies)
    draws = plan().plan.draws(limit)
    sequence = plan().sequence(BATCHES, SEED)
    drawn = [list(next(sequence)) for _ in range(draws)]
    areas = dict.fromkeys(area for area, _ in drawn)
    risks = plan().risks(
        BATCHES, [(area, counted_figures(committed().places[area])) for area, _ in drawn], limit
    )
    risk = -int(-risks[-1][0] * 10**6 // 1)
    return [
        told(
            "audit_plan",
            contest=CONTEST,
            method="batches",
            risk_limit="1/10",
            tree_size=size,
            **committed().told(),
        ),
        told("audit_seed", seed=SEED, thrown_at=MOMENT, place="Hall", people="Observers"),
        told("audit_draw", after=0, drawn=drawn),
        *(count(area) for area in areas),
        told("audit_risk", draws=draws, risk=risk, stop="confirmed"),
    ]


def order(areas: list[str], number: int = 1) -> Body:
    few = Committed(tuple((area, committed().places[area]) for area in areas))
    size = len(opened().bodies)
    said = {"areas": areas, "norms": ["kz-elections/43(9)"], "decision": DECISION}
    return told("recount_order", number, contest=CONTEST, tree_size=size, **said, **few.told())


def found(bodies: list[Body]) -> list[tuple[int, str]]:
    """Which entries, from the first after the protocols on, are said to be false, and why."""
    night = opened()
    first = len(night.bodies)
    for body in bodies:
        night.close() if body is CLOSE else night.add(body)
    report = check_bundle(make_bundle(FOUNDATION, night.bodies, LOG), verify)
    broken = [one for one in report.troubles if one.kind.code in ("audit-broken", "order-broken")]
    return sorted((one.entry - first, one.found.partition(" ")[0]) for one in broken)


def test_a_sound_audit_and_a_recount_are_proved_from_the_bundle_alone() -> None:
    recount = [order(["P000001", "P000003"], 2), count("P000003", 2, invalid=7)]
    assert found([*audit(), *recount]) == []


def polled(read: str = "a") -> list[Body]:
    """An audit of single ballots whose first 150 all say `read`."""
    first, *_ = audit()
    sequence = plan().sequence(BALLOTS, SEED)
    drawn = [next(sequence) for _ in range(150)]
    piles: dict[str, list[int]] = {}
    for area, ballot in drawn:
        piles.setdefault(area, []).append(ballot)
    counts = [
        told(
            "audit_count",
            area=area,
            figures={},
            ballots=[[one, read] for one in sorted(pile)],
            done_by=BY_TWO,
        )
        for area, pile in piles.items()
    ]
    risks = plan().risks(BALLOTS, [(area, read) for area, _ in drawn], Fraction(1, 10))
    enough = next((place for place, (_, is_enough) in enumerate(risks, 1) if is_enough), len(risks))
    risk = min(10**6, -int(-risks[enough - 1][0] * 10**6 // 1))
    stop = "confirmed" if risks[enough - 1][1] else "goes_on"
    return [
        {**first, "method": "ballots"},
        audit()[1],
        told("audit_draw", after=0, drawn=[list(one) for one in drawn]),
        *counts,
        told("audit_risk", draws=enough, risk=risk, stop=stop),
    ]


def test_single_ballots_are_proved_alike() -> None:
    assert found(polled("c")) == []
    bodies = polled("c")
    assert bodies[-1]["stop"] == "goes_on"
    bodies[-1] = {**bodies[-1], "stop": "confirmed"}
    assert found(bodies) == [(len(bodies) - 1, "RiskDiffers")]
    bodies[3]["ballots"][0] = [bodies[3]["ballots"][0][0], "nobody"]
    assert (3, "CountDoesNotFit") in found(bodies)


Change = Callable[[list[Body]], None]


def put(place: int, **fields: Any) -> Change:
    def change(bodies: list[Body]) -> None:
        bodies[place] = {**bodies[place], **fields}

    return change


def swap(one: int, other: int) -> Change:
    def change(bodies: list[Body]) -> None:
        bodies[one], bodies[other] = bodies[other], bodies[one]

    return change


def again(place: int) -> Change:
    return lambda bodies: bodies.insert(place + 1, bodies[place])


def end_again(bodies: list[Body]) -> None:
    bodies.append(bodies[-1])


def undrawn(bodies: list[Body]) -> None:
    drawn = {area for area, _ in bodies[2]["drawn"]}
    bodies.insert(3, count(next(area for area in committed().places if area not in drawn)))


def of_no_such_choice(bodies: list[Body]) -> None:
    bodies[3] = {**bodies[3], "figures": {"nobody": 5}}


@pytest.mark.parametrize(
    ("change", "entry_at", "reason"),
    [
        (put(0, batches_sha256="0" * 64), 0, "CommitmentDiffers"),
        (put(0, ballots=1), 0, "CommitmentDiffers"),
        (put(0, tree_size=9), 0, "CommitmentDiffers"),
        (put(0, tree_size=10**6), 0, "CommitmentDiffers"),
        (put(0, contest="nothing"), 0, "CommitmentDiffers"),
        (put(0, number=2), 0, "NoSuchAudit"),
        (again(0), 1, "NoSuchAudit"),
        (swap(0, 1), 0, "NoSuchAudit"),
        (again(1), 2, "SeedOutOfOrder"),
        (put(1, thrown_at="2026-08-30T19:59:00+05:00"), 1, "SeedOutOfOrder"),
        (put(1, thrown_at="2026-08-30T20:01:00+05:00"), 1, "SeedOutOfOrder"),
        (swap(1, 2), 1, "DrawOutOfOrder"),
        (put(1, seed=SEED[::-1]), 2, "DrawDiffers"),
        (put(2, after=1), 2, "DrawOutOfOrder"),
        (put(3, done_by=BY_ONE), 3, "TwoCountersNeeded"),
        (again(3), 4, "CountedBefore"),
        (undrawn, 3, "NotDrawn"),
        (of_no_such_choice, 3, "CountDoesNotFit"),
        (put(-1, risk=1), -1, "RiskDiffers"),
        (put(-1, stop="goes_on"), -1, "RiskDiffers"),
        (end_again, -1, "AuditStopped"),
    ],
)
def test_what_is_not_so_or_not_in_its_order_is_named_by_its_entry(
    change: Change, entry_at: int, reason: str
) -> None:
    bodies = audit()
    change(bodies)
    assert (entry_at % len(bodies), reason) in found(bodies)


def test_an_outcome_that_was_counted_otherwise_is_not_confirmed_whatever_the_log_says() -> None:
    bodies = audit()
    area = bodies[3]["area"]
    votes = counted_figures(committed().places[area])
    bodies[3] = count(area, **{code: 0 for code in votes if len(code) == 1})
    assert [(len(bodies) - 1, "RiskDiffers")] == found(bodies)


def test_nobody_audits_the_same_contest_until_it_pleases() -> None:
    bodies = [*audit(), {**audit()[0], "number": 2}]
    assert found(bodies) == [(len(bodies) - 1, "AuditedBefore")]


def test_a_recount_counts_what_was_ordered_and_nothing_else() -> None:
    bodies = [order(["P000001"]), count("P000002"), count("P000001"), count("P000001")]
    assert found(bodies) == [(1, "NotDrawn"), (3, "CountedBefore")]
    assert found([{**order(["P000001"]), "areas": ["P000002"]}]) == [(0, "CommitmentDiffers")]
    seed = told("audit_seed", seed=SEED, thrown_at=MOMENT, place="Hall", people="Observers")
    assert found([order(["P000001"]), seed]) == [(1, "NoSuchAudit")]


def test_after_the_close_a_court_still_lets_ballots_be_counted_and_no_commission() -> None:
    by_court = {**order(["P000001"]), "decision": {**DECISION, "authority": "court"}}
    assert found([CLOSE, by_court, count("P000001")]) == []
    audited = [*audit()[:3], CLOSE, *audit()[3:]]
    assert found(audited) == []
    by_commission = {**by_court, "decision": {**DECISION, "authority": "territorial_commission"}}
    [(_, reason)] = found([CLOSE, by_commission])
    assert reason == "recount_order"
