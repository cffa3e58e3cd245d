"""Derived quantities of many protocols: added up at once where that is the same, one by one elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import flatten_figures
from hattama.core.protocols import derive_figures, parse_expression
from hattama.verification import ordinary
from hattama.verification.ordinary import derived_sums, is_additive
from tests.verification.made_log import make_foundation, protocol

FOUNDATION = make_foundation(4)
RULES = FOUNDATION.rules["contest0"]
KEYS = sorted(flatten_figures(protocol(FOUNDATION, "P000000", "contest0")["figures"]))


def test_the_forms_that_come_with_the_program_are_added_up_at_once() -> None:
    assert RULES.derived
    assert is_additive(RULES)


@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=len(KEYS), max_size=len(KEYS)), min_size=1, max_size=5)
)
def test_sums_of_parts_are_the_sums_of_what_each_protocol_gives(rows: list[list[int]]) -> None:
    columns = list(zip(*rows, strict=True))
    at_once = derived_sums(FOUNDATION, "contest0", KEYS, columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordinary, "is_additive", lambda _: False)
        assert derived_sums(FOUNDATION, "contest0", KEYS, columns) == at_once
    contest = FOUNDATION.election.contest("contest0")
    each = [derive_figures(RULES, contest, dict(zip(KEYS, row, strict=True))) for row in rows]
    assert at_once == {code: (sum(one[code] for one in each), len(rows)) for code in each[0]}


@pytest.mark.parametrize(
    ("text", "additive"),
    [
        ("invalid + sum(votes)", True),
        ("participants - (invalid - against_all)", True),
        ("invalid + 1", False),
        ("2 * invalid", False),
        ("ceil(participants / 2)", False),
    ],
)
def test_what_is_not_plainly_added_up_is_asked_protocol_by_protocol(text: str, additive: bool) -> None:
    assert ordinary._is_additive(parse_expression(text)) is additive
