"""`total`: what counts of a total owe one another."""

import datetime

import pytest

from hattama.core.entries import check_entry_schema, entry_body
from tests.core.entries.entry_examples import COUNTS, HASH

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
FACTS = {**COUNTS, "preliminary": 2, "figures": {"voters_listed": [900, 3]}}


def body(**changes):
    of = {"area": "KZ", "level": "nation", "contest": "party"}
    return entry_body("total", NOW, **of, tree_size=12, rule_pack_sha256=HASH, **FACTS | changes)


def test_a_total_fits_its_schema():
    assert check_entry_schema(body()) == ()


def test_a_total_of_another_schema_is_refused():
    for schema in (1, 2, 4):
        assert [problem.place for problem in check_entry_schema(body() | {"schema": schema})] == ["schema"]


@pytest.mark.parametrize(
    "changes",
    [{"received": 7}, {"annulled": 5}, {"with_findings": 4}, {"without_scan": 4}, {"preliminary": 4}],
)
def test_a_part_is_no_more_than_its_whole(changes):
    assert [problem.place for problem in check_entry_schema(body(**changes))] == list(changes)
