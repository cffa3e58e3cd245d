"""Stations: a figure that is missing is not zero, and the leader is who has most votes."""

from hattama.core.forensics.stations import Station, StationFigures, grouped


def station(code: str, votes: tuple[int | None, ...], voters: int | None = 900) -> Station:
    return Station(code, "west", "region", voters, 500, 490, votes)


def test_a_station_that_lacks_a_figure_is_left_out() -> None:
    figures = StationFigures(
        ("a", "b"), (station("1", (200, 290)), station("2", (9, None)), station("3", (1, 2), None))
    )
    assert [row.station.code for row in figures.rows] == ["1"]
    assert figures.totals == (210, 292)
    assert figures.leader == 1


def test_the_earlier_choice_leads_where_votes_are_equal() -> None:
    figures = StationFigures(("a", "b"), (station("1", (245, 245)),))
    assert figures.by_votes == (0, 1)


def test_rows_are_grouped_by_district_in_the_order_of_the_source() -> None:
    figures = StationFigures(("a",), (station("1", (2,)), station("2", (3,))))
    assert {name: [row.votes for row in rows] for name, rows in grouped(figures.rows).items()} == {
        "west": [2, 3]
    }
