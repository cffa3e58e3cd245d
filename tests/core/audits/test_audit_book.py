"""The book of audits: a recount counts for a batch drawn, and no order of questions costs without bound."""

import time
from typing import Any

from hattama.core.audits import AuditBook, counted_figures
from hattama.core.entries import AuditMethod
from tests.core.audits.published import SEED
from tests.core.audits.test_audit_plan import batches, plan
from tests.core.entries.entry_examples import example
from tests.core.entries.test_audits import COUNTS
from tests.core.outcomes.samples import DISTRICT


def opened(number: int = 40, draws: int = 13) -> AuditBook:
    """An audit of so many batches, seeded and drawn."""
    committed = batches(number)
    book = AuditBook(lambda body: committed, lambda code: (DISTRICT, None))
    begun = {**example("audit_plan"), **committed.told(), "risk_limit": "1/10"}
    sequence = plan(number).sequence(AuditMethod.BATCHES, SEED)
    drawn = [list(next(sequence)) for _ in range(draws)]
    bodies: list[dict[str, Any]] = [begun, {**example("audit_seed"), "seed": SEED}]
    bodies += [
        {**example("audit_draw"), "after": at, "drawn": drawn[at : at + 500]} for at in range(0, draws, 500)
    ]
    for index, body in enumerate(bodies, start=10):
        book.take(index, body)
    return book


def count(area: str, number: int = 1) -> dict[str, Any]:
    figures = counted_figures(batches(1).votes)
    return {**example("audit_count"), "number": number, "area": area, "figures": figures, "done_by": COUNTS}


def test_a_batch_drawn_that_a_recount_has_counted_waits_no_more() -> None:
    book = opened()
    area = book.audits[1].sequence[0][0]
    assert book.measure(1).rows == ()
    order = {
        **example("recount_order"),
        **batches(40).told(),
        "areas": [one for one, _ in batches(40).batches],
    }
    book.take(30, order)
    book.take(31, count(area, 2))
    [(what, risk, is_enough)] = book.measure(1).rows
    assert (what, is_enough) == ((area, 0), False) and 0.8 < risk < 0.9


def test_the_risk_of_five_thousand_draws_that_all_differ_is_measured_in_seconds() -> None:
    book = opened(5000, 5000)
    for number, area in enumerate(dict.fromkeys(area for area, _ in book.audits[1].sequence)):
        body = count(area)
        body["figures"] = {**body["figures"], "a": 45 - number % 3, "b": 55 + number % 3}
        book.take(100 + number, body, is_trusted=True)
    started = time.process_time()
    measured = book.measure(1)
    assert len(measured.rows) == 5000 and not measured.is_confirmed
    assert time.process_time() - started < 10
