"""What copies cover: by region, by whose they are, and how stations without one differ in size."""

from fractions import Fraction

from hattama.core.tabulation import CopyPrecinct, cover


def test_coverage_is_counted_by_region_and_by_whose_the_copies_are() -> None:
    found = cover(
        [
            CopyPrecinct("R1", 1000, "Alma (observer)"),
            CopyPrecinct("R1", 2000, "citizen"),
            CopyPrecinct("R1", None, "citizen"),
            CopyPrecinct("R2", 300, None),
            CopyPrecinct("R2", 301, "citizen"),
        ]
    )
    assert (found.whole.copies, found.whole.precincts) == (4, 5)
    assert {code: reach.share for code, reach in found.regions.items()} == {"R1": 1, "R2": Fraction(1, 2)}
    assert found.sources == {"citizen": 3, "Alma (observer)": 1}
    # A list that nobody tells of counts in neither mean.
    assert (found.mean_with, found.mean_without) == (round(Fraction(3301, 3)), 300)
    assert found.extremes == ("R2", "R1")


def test_where_all_regions_are_covered_alike_none_stands_out() -> None:
    found = cover([CopyPrecinct("R1", 10, None), CopyPrecinct("R2", 20, None)])
    assert found.extremes is None
    assert found.mean_with is None
    assert cover([]).whole.share == 0
