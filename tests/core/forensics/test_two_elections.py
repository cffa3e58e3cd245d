"""The same stations in two elections."""

from dataclasses import replace

import pytest

from hattama.core.forensics.stations import Station, StationFigures
from hattama.core.forensics.two_elections import compare_elections
from tests.core.forensics.elections import agree, election, vector


@pytest.mark.endurance
@pytest.mark.parametrize("position", [0, 1])
def test_the_same_stations_four_years_apart(position: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The published values hold each station against its district, however small."""
    monkeypatch.setattr("hattama.core.forensics.stations.FEWEST_PEERS", 1)
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


def villages(stations: int) -> StationFigures:
    """Stations of one region, one or two a district, where each took part as much and voted alike."""
    made = (
        Station(str(number), f"village {2 * number // 3}", "region", 1000, 500, 500, (250, 250))
        for number in range(stations)
    )
    return StationFigures(("leader", "second"), tuple(made))


def test_in_a_district_of_one_or_two_stations_a_jump_is_seen_against_the_region() -> None:
    """The middle of two lies half way to the one that jumped, of one in it: nothing was named of either."""
    before = villages(30)
    jumped = {"0", "1", "12"}
    stations = [
        replace(one, cast=850, counted=850, votes=(600, 250)) if one.code in jumped else one
        for one in before.stations
    ]
    found = compare_elections(before, StationFigures(before.choices, tuple(stations)))
    assert {shift.after.station.code for shift in found.jumps} == jumped
    assert found.together == len(jumped)
