"""Invalid ballots, portable boxes and early votes are those published."""

from hattama.core.forensics.ballot_boxes import early_voting, no_invalid, portable_boxes
from hattama.core.forensics.turnout_share import fitting_rows
from tests.core.forensics.elections import agree, countries, election, vector


@countries
def test_stations_without_an_invalid_ballot_and_portable_boxes(name: str) -> None:
    figures, published = election(name), vector(name)
    none = no_invalid(figures.rows)
    if "invalid" not in published:
        assert none is None
        return
    assert none is not None
    agree(
        (none.stations, len(none.none), none.share),
        published["invalid"],
        "stations zero_invalid invalid_share",
    )
    rows = fitting_rows(figures.rows)
    boxes, early = portable_boxes(rows), early_voting(rows)
    assert (boxes is not None) is (early is not None) is ("mobile" in published)
    if boxes and early:
        agree(
            (boxes.stations, boxes.ballots, boxes.share, boxes.over_10, boxes.over_30),
            published["mobile"],
            "stations mobile_votes share stations_over_10_percent stations_over_30_percent",
        )
        agree(
            (boxes.slope, boxes.slope_error, early.ballots, len(early.over_a_fifth)),
            published["mobile"],
            "within_district_slope_of_leader_share cluster_se early_issued stations_early_over_20_percent",
        )
