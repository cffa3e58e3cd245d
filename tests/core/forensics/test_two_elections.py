"""The same stations in two elections."""

import pytest

from hattama.core.forensics.two_elections import compare_elections
from tests.core.forensics.elections import agree, election, vector


@pytest.mark.endurance
@pytest.mark.parametrize("position", [0, 1])
def test_the_same_stations_four_years_apart(position: int) -> None:
    published = vector("ru_adjacent")["pairs"][position]
    earlier, later = (election(f"ru_{published[key]}") for key in ("from_year", "to_year"))
    found = compare_elections(earlier, later)
    agree(
        (found.matched, len(found.shifts)),
        published,
        "matched_by_region_tik_uik used",
    )
    agree(
        (found.turnout_deviation, found.share_deviation, len(found.jumps), found.together, found.apart),
        published,
        "median_absolute_deviation_turnout_change median_absolute_deviation_share_change "
        "stations_turnout_up_over_25_points_above_district_median "
        "stations_turnout_up_and_share_up_over_20_points stations_turnout_up_and_share_down_over_20_points",
    )
