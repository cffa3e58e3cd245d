"""Rules that count regions ask for those of the country, and for nobody else's votes."""

from dataclasses import dataclass, replace

import pytest

from hattama.core.outcomes import ContestRules, counted_regions, counts_regions
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, kazakh_lists


@dataclass(frozen=True)
class Child:
    area_id: str
    level: str


def test_the_double_majority_of_a_referendum_counts_regions() -> None:
    assert counts_regions(REFERENDUM)


@pytest.mark.parametrize(
    "rules", [None, DISTRICT, PRESIDENT, kazakh_lists(), replace(REFERENDUM, regions_share=None)]
)
def test_other_rules_do_not(rules: ContestRules | None) -> None:
    assert not counts_regions(rules)


def test_voters_abroad_are_no_region() -> None:
    children = [Child("R1", "region"), Child("ABROAD", "abroad"), Child("R2", "region")]
    assert [area.area_id for area in counted_regions(children)] == ["R1", "R2"]


def test_where_no_level_is_called_so_every_area_below_the_root_counts() -> None:
    children = [Child("north", "land"), Child("south", "land")]
    assert counted_regions(children) == children
