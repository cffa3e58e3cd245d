"""Which entry about an audit may follow which; the numbers in them are the business of tests/core/audits."""

from typing import Any

import pytest

from hattama.core.entries import AuditRefused, Audits, Stop, fold_audit
from tests.core.entries.entry_examples import MOMENT, example

COUNTS = [{"deed": "count_batch", "role": "central_reviewer", "area": "KZ"}] * 2
PLAN, SEED, DRAW, RISK = (example(f"audit_{name}") for name in ("plan", "seed", "draw", "risk"))
COUNT = {**example("audit_count"), "done_by": COUNTS}
ORDER = example("recount_order")


def refused(*bodies: dict[str, Any]) -> str:
    """The reason for which the last of these cannot follow; the others can."""
    audits: Audits = {}
    for index, body in enumerate(bodies[:-1]):
        fold_audit(audits, index, body)
    with pytest.raises(AuditRefused) as refusal:
        fold_audit(audits, len(bodies), bodies[-1])
    return type(refusal.value).__name__


def test_a_recount_and_an_audit_go_on_side_by_side() -> None:
    audits: Audits = {}
    for index, body in enumerate([PLAN, ORDER, SEED, DRAW, {**COUNT, "number": 2}, COUNT, RISK]):
        fold_audit(audits, index, body)
    assert audits[1].stop is Stop.CONFIRMED and audits[1].counted == {("P001", 0): 0}
    assert audits[2].is_recount and audits[2].counted == {("P001", 0): 0}


@pytest.mark.parametrize(
    ("bodies", "reason"),
    [
        ([SEED], "NoSuchAudit"),
        ([ORDER], "NoSuchAudit"),
        ([PLAN, {**PLAN, "number": 2}], "AuditedBefore"),
        ([PLAN, SEED, SEED], "SeedOutOfOrder"),
        ([PLAN, {**SEED, "thrown_at": "2023-03-19T23:29:59+06:00"}], "SeedOutOfOrder"),
        ([PLAN, DRAW], "DrawOutOfOrder"),
        ([PLAN, SEED, DRAW, DRAW], "DrawOutOfOrder"),
        ([PLAN, SEED, COUNT], "NotDrawn"),
        ([PLAN, SEED, DRAW, {**COUNT, "area": "P002"}], "NotDrawn"),
        ([PLAN, SEED, DRAW, COUNT, COUNT], "CountedBefore"),
        ([PLAN, SEED, DRAW, {**COUNT, "done_by": COUNTS[:1]}], "TwoCountersNeeded"),
        ([PLAN, SEED, RISK], "MeasuredOutOfOrder"),
        ([PLAN, SEED, DRAW, RISK, RISK], "AuditStopped"),
        ([PLAN, SEED, DRAW, RISK, COUNT], "AuditStopped"),
        ([PLAN, SEED, DRAW, RISK, {**DRAW, "after": 2}], "AuditStopped"),
        ([PLAN, SEED, DRAW, {**RISK, "stop": "goes_on"}, {**RISK, "draws": 12}], "MeasuredOutOfOrder"),
    ],
)
def test_what_is_out_of_its_order_is_refused(bodies: list[dict[str, Any]], reason: str) -> None:
    assert refused(*bodies) == reason


def test_after_a_full_count_was_called_for_any_batch_is_counted() -> None:
    audits: Audits = {}
    full = {**RISK, "stop": "full_count", "recorded_at": MOMENT}
    for index, body in enumerate([PLAN, SEED, DRAW, full, {**COUNT, "area": "P777"}]):
        fold_audit(audits, index, body)
    assert ("P777", 0) in audits[1].counted
