"""The course of the day: what cannot be, and who differs from the district."""

from random import Random

from hattama.core.forensics.day_course import FAR, day_course
from hattama.core.forensics.stations import Row, Station
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
        (found.late_share, sum(abs(one.distance) > FAR for one in found.used)),
        published,
        "late_share_national stations_robust_z_over_5",
    )
    agree(
        (found.correlation, len(found.used)),
        published,
        "within_district_corr_late_share_leader_share stations_used",
    )


def day(chance: Random, district: str, ballots: int, late: float = 0.15) -> Row:
    """A station where each ballot is given out after the last reading by a lot of its own."""
    before = sum(chance.random() > late for _ in range(ballots))
    code = f"{district}-{ballots}-{chance.random()}"
    station = Station(code, district, "one", 2 * ballots, ballots, ballots, (), by_hour=(before, ballots))
    return Row(station, 2 * ballots, ballots, ballots, ballots // 2)


def test_a_small_station_is_not_far_from_its_district_by_the_chance_of_few_ballots() -> None:
    chance = Random(8)
    rows = [day(chance, str(at // 8), (20, 30, 700, 900)[at % 4]) for at in range(800)]
    rows += [day(chance, f"alone {at}", 600) for at in range(400)]
    rows += [day(chance, str(at % 100), 3, late=0.3) for at in range(200)]
    bent = [day(chance, str(at), 800, late=0.6) for at in range(5)]
    found = day_course([*rows, *bent])
    assert found is not None
    assert sum(abs(one.distance) > FAR for one in found.used) > 50
    assert {one.row.station.code for one in found.far} == {row.station.code for row in bent}


def test_of_a_district_of_two_the_bent_station_alone_is_named_and_a_district_of_one_hides_none() -> None:
    """The middle of two lies half way between them: the neighbour was named as well, and of one none ever."""
    chance = Random(8)
    rows = [day(chance, f"{size} {at // size}", 600) for size in (1, 2, 3) for at in range(90)]
    bent = {at: day(chance, rows[at].station.district, 700, late=0.6) for at in (0, 91, 94, 180)}
    found = day_course([bent.get(at, row) for at, row in enumerate(rows)])
    assert found is not None
    assert {one.row.station.code for one in found.far} == {row.station.code for row in bent.values()}
