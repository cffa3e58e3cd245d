"""Bodies about audits: what no entry can say is refused by its schema, whoever sends it."""

from typing import Any

import pytest

from hattama.core.entries import check_entry_schema
from tests.core.entries.entry_examples import example


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("audit_plan", "risk_limit", "2/40"),
        ("audit_plan", "risk_limit", "3/2"),
        ("audit_plan", "risk_limit", "0/1"),
        ("audit_plan", "risk_limit", 5),
        ("audit_plan", "method", "dice"),
        ("audit_plan", "batches", 0),
        ("audit_seed", "seed", "1234567890123456789"),
        ("audit_seed", "seed", "2718281828459045235x"),
        ("audit_seed", "people", ""),
        ("audit_seed", "place", "x" * 201),
        ("audit_draw", "drawn", []),
        ("audit_draw", "drawn", [["P001"]]),
        ("audit_draw", "drawn", [["P001", -1]]),
        ("audit_draw", "drawn", [["P001", 0]] * 501),
        ("audit_count", "figures", {"dala": -1}),
        ("audit_count", "figures", {}),
        ("audit_count", "ballots", [[1, "dala"]]),
        ("audit_count", "ballots", [[2, "dala"], [1, "dala"]]),
        ("audit_risk", "risk", 1_000_001),
        ("audit_risk", "stop", "enough"),
        ("recount_order", "areas", ["P002", "P001"]),
        ("recount_order", "areas", []),
    ],
)
def test_what_fits_no_schema_is_named_by_its_key(kind: str, key: str, value: Any) -> None:
    assert check_entry_schema(example(kind)) == ()
    wrong = check_entry_schema({**example(kind), key: value})
    assert [problem.place for problem in wrong] in ([key], ["ballots"])
