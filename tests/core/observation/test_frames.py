"""The frame and the draw: anybody repeats them, and the order of rows changes nothing."""

import hashlib
import random

import pytest

from hattama.core.observation.frames import Frame, FrameStation, StationTwice, draw_sample
from tests.core.observation.made import SEED

STATIONS = [FrameStation(f"{n:03}", f"s{n % 3}", f"c{n % 12}", 100 + n) for n in range(60)]
FRAME = Frame.of(STATIONS)


def test_a_frame_is_the_same_whatever_order_its_rows_came_in() -> None:
    shuffled = random.Random(1).sample(STATIONS, len(STATIONS))
    assert Frame.of(shuffled).sha256 == FRAME.sha256
    assert draw_sample(Frame.of(shuffled), dict.fromkeys(FRAME.strata, 4), SEED) == draw_sample(
        FRAME, dict.fromkeys(FRAME.strata, 4), SEED
    )


def test_the_hash_of_a_frame_is_computed_from_four_columns_by_anybody() -> None:
    frame = Frame.of([FrameStation("2", "б", "", None), FrameStation("1", "a", "x", 7)])
    assert frame.sha256 == hashlib.sha256('["1","a","x",7]\n["2","б","",null]\n'.encode()).hexdigest()


def test_a_station_that_stands_twice_would_have_two_chances_and_is_refused() -> None:
    with pytest.raises(StationTwice, match="007"):
        Frame.of([*STATIONS, STATIONS[7]])


def test_the_draw_follows_from_hashes_that_anybody_computes() -> None:
    (stratum, *_) = draw_sample(FRAME, dict.fromkeys(FRAME.strata, 5), SEED).strata
    tickets = {
        one.code: hashlib.sha256(f"{SEED},{one.code}".encode()).hexdigest()
        for one in STATIONS
        if one.stratum == stratum.name
    }
    assert [one.code for one in stratum.drawn] == sorted(tickets, key=tickets.__getitem__)[:5]
    assert stratum.units == 20
    assert stratum.registered == sum(100 + n for n in range(0, 60, 3))


def test_a_larger_sample_holds_the_smaller_one_so_that_a_reserve_is_drawn_too() -> None:
    small, large = (draw_sample(FRAME, dict.fromkeys(FRAME.strata, size), SEED) for size in (4, 9))
    for one, other in zip(small.strata, large.strata, strict=True):
        assert other.drawn[:4] == one.drawn


def test_clusters_are_drawn_first_and_stations_inside_them() -> None:
    sample = draw_sample(FRAME, dict.fromkeys(FRAME.strata, 2), SEED, in_cluster=3)
    for stratum in sample.strata:
        assert stratum.units == 4
        assert len({one.cluster for one in stratum.drawn}) == 2
        assert len(stratum.drawn) == 6
        assert {one.of_stations for one in stratum.drawn} == {5}
