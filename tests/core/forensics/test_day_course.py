"""The course of the day: what cannot be, and who differs from the district."""

from hattama.core.forensics.day_course import day_course
from tests.core.forensics.elections import agree, election, vector


def test_the_course_of_the_day_in_georgia() -> None:
    found, published = day_course(election("ge_2024").rows), vector("ge_2024")["time"]
    assert found is not None
    agree(
        (found.stations, len(found.falls[0]), len(found.falls[1]), *found.sums),
        published,
        "stations_with_all_three noon_after_five five_after_close sum_noon sum_five sum_close",
    )
    agree(
        (found.late_share, len(found.far)),
        published,
        "late_share_national stations_robust_z_over_5",
    )
    agree(
        (found.correlation, len(found.used)),
        published,
        "within_district_corr_late_share_leader_share stations_used",
    )
