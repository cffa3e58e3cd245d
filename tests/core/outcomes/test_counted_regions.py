"""Rules that count regions ask for those of the country, and for nobody else's votes."""

from dataclasses import dataclass, replace

import pytest

from hattama.core.outcomes import ContestRules, ReferendumRules, counted_regions, counts_regions
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.rulepacks import read_rulepack


@dataclass(frozen=True)
class Child:
    area_id: str
    level: str


def rules(pack_id: str, kind: str) -> ContestRules:
    return parse_outcome_rules(read_rulepack(pack_id), pack_id).rules[kind]


@pytest.mark.parametrize(
    ("pack_id", "kind", "counted"),
    [
        ("kz-2022-referendum", "referendum", True),
        ("kz-2023", "party_list", False),
        ("kz-2022-president", "president", False),
    ],
)
def test_the_double_majority_of_a_referendum_alone_counts_regions(
    pack_id: str, kind: str, counted: bool
) -> None:
    assert counts_regions(rules(pack_id, kind)) is counted


def test_a_referendum_may_do_without_regions() -> None:
    held = rules("kz-2022-referendum", "referendum")
    assert isinstance(held, ReferendumRules)
    assert not counts_regions(replace(held, regions_share=None))
    assert not counts_regions(None)


def test_voters_abroad_are_no_region() -> None:
    children = [Child("R1", "region"), Child("ABROAD", "abroad"), Child("R2", "region")]
    assert [area.area_id for area in counted_regions(children)] == ["R1", "R2"]


def test_where_no_level_is_called_so_every_area_below_the_root_counts() -> None:
    children = [Child("north", "land"), Child("south", "land")]
    assert counted_regions(children) == children
