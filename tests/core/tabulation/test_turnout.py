"""Turnout through the day: what the press of 2022 and 2023 printed, and what must be seen in it."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.entries.turnout import PointSaysNothing, stated_share
from hattama.core.tabulation.turnout import TurnoutFinding, TurnoutLimits, check_turnout
from hattama.core.vocabulary import round_half_up
from tests.core.tabulation.vectors import read_vectors

PRESS = read_vectors("turnout.json")
ASTANA = datetime.timezone(datetime.timedelta(hours=6))
NOON = datetime.datetime(2023, 3, 19, 12, tzinfo=ASTANA)


def at(hour: int, minute: int = 0) -> datetime.datetime:
    return NOON.replace(hour=hour, minute=minute)


def said(
    percent: str, area: str = "R1", hour: int = 12, notion: Notion = Notion.BALLOTS_ISSUED
) -> TurnoutPoint:
    return TurnoutPoint(area, notion, at(hour), None, None, *stated_share(percent))


def counted(voters: int, registered: int | None = None, hour: int = 12, area: str = "R1") -> TurnoutPoint:
    return TurnoutPoint(area, Notion.BALLOTS_ISSUED, at(hour), voters, registered)


def codes(*points: TurnoutPoint, limits: TurnoutLimits | None = None) -> list[str]:
    return [found.code for found in check_turnout(points, limits or TurnoutLimits())]


def mazhilis_2023() -> list[TurnoutPoint]:
    return [
        TurnoutPoint(
            area, Notion.BALLOTS_ISSUED, at(*map(int, time.split(":"))), share=Fraction(percent) / 100
        )
        for time, row in PRESS["mazhilis_2023"]["regions"].items()
        for area, percent in row.items()
    ]


def told(findings: tuple[TurnoutFinding, ...], code: str) -> list[tuple[str, str, str]]:
    return [
        (found.point.area_id, found.other.area_id if found.other else "", f"{found.point.at:%H:%M}")
        for found in findings
        if found.code == code
    ]


def test_of_2023_the_region_that_falls_is_flagged_and_so_is_the_one_that_was_printed_twice() -> None:
    findings = check_turnout(mazhilis_2023())
    falls = told(findings, "TURNOUT-FALLS")
    assert falls == [("turkistan", "turkistan", "18:10"), ("ulytau", "ulytau", "22:10")]
    assert ("ulytau", "east", "18:10") in told(findings, "TURNOUT-SAME")
    assert ("ulytau", "ulytau", "18:10") in told(findings, "TURNOUT-JUMPS")
    fall = next(found for found in findings if found.code == "TURNOUT-FALLS")
    assert fall.other is not None
    assert (fall.other.share, fall.point.share) == (Fraction(4914, 10_000), Fraction(4107, 10_000))


def test_of_2023_no_other_region_is_said_to_fall() -> None:
    sound = [point for point in mazhilis_2023() if point.area_id not in ("turkistan", "ulytau")]
    assert told(check_turnout(sound), "TURNOUT-FALLS") == []


def test_of_2022_kostanay_alone_ends_below_what_was_announced_at_eight() -> None:
    points = [
        said(percent, area, 20 if time == "20:00" else 23)
        for time, row in PRESS["referendum_2022"]["regions"].items()
        for area, percent in row.items()
    ]
    falls = [found for found in check_turnout(points) if found.code == "TURNOUT-FALLS"]
    assert [(f.point.area_id, f.point.share) for f in falls] == [("kostanay", Fraction(7228, 10_000))]


def test_the_counts_of_2022_follow_one_another_and_the_shares_follow_from_them() -> None:
    national = PRESS["referendum_2022"]["national"]
    hours = {"14:00": 14, "18:00": 18, "20:00": 20, "final": 23}
    points = [
        TurnoutPoint(
            "KZ",
            Notion.BALLOTS_ISSUED,
            at(hours[time]),
            row["voters"],
            row.get("registered"),
            Fraction(row["stated"]) / 100 if "stated" in row and "registered" in row else None,
        )
        for time, row in national.items()
    ]
    assert codes(*points) == []
    swapped = [
        *points[:-1],
        TurnoutPoint("KZ", Notion.BALLOTS_ISSUED, at(23), 8_030_739, 11_722_536, Fraction(6844, 10_000)),
    ]
    assert codes(*swapped) == ["TURNOUT-SHARE"]


def test_two_turnouts_are_two_series() -> None:
    took = TurnoutPoint("KZ", Notion.PARTICIPANTS, at(23), 7_985_769, 11_734_642)
    issued = TurnoutPoint("KZ", Notion.BALLOTS_ISSUED, at(22), 8_030_739, 11_734_642)
    assert codes(issued, took) == []


def test_turnouts_of_2023_that_are_a_point_apart_are_shown_side_by_side() -> None:
    final = PRESS["mazhilis_2023"]["national_final"]
    issued = TurnoutPoint("KZ", Notion.BALLOTS_ISSUED, at(22), final["voters"], final["registered"])
    took = TurnoutPoint("KZ", Notion.PARTICIPANTS, at(23), 6_366_441, final["registered"])
    (found,) = check_turnout([issued, took])
    assert (found.code, found.point, found.other) == ("TURNOUT-GAP", took, issued)
    assert codes(issued, took, limits=TurnoutLimits(gap=Fraction(2, 100))) == []


def test_a_share_that_falls_because_the_list_grew_is_no_fall() -> None:
    assert codes(counted(500, 1000, 12), counted(501, 1010, 14)) == []
    assert codes(counted(500, 1000, 12), counted(499, 900, 14)) == ["TURNOUT-FALLS"]


def test_standing_still_is_allowed() -> None:
    assert codes(said("57.02", hour=20), said("57.02", hour=22)) == []


def test_more_voters_than_are_registered_cannot_be() -> None:
    assert codes(counted(1000, 1000)) == []
    assert codes(counted(1001, 1000)) == ["TURNOUT-OVER"]
    assert codes(said("100.01")) == ["TURNOUT-OVER"]


def test_a_leap_is_measured_against_the_middle_area_and_the_hours_between() -> None:
    calm = [point for n in range(4) for point in (said(f"5{n}", f"C{n}"), said(f"5{n}.5", f"C{n}", 14))]
    assert codes(*calm, said("40"), said("44.5", hour=14)) == []
    assert codes(*calm, said("40"), said("44.6", hour=14)) == ["TURNOUT-JUMPS"]
    assert codes(*calm, said("40"), said("44.6", hour=15)) == []


def test_beside_an_area_that_falls_a_calm_rise_is_no_leap() -> None:
    falling, calm = (said("49", "R1"), said("41", "R1", 14)), (said("40", "R2"), said("43", "R2", 14))
    assert codes(*falling, *calm) == ["TURNOUT-FALLS"]


def test_zero_everywhere_before_the_doors_open_is_no_repetition() -> None:
    assert codes(said("0", "R1"), said("0", "R2")) == []
    assert codes(said("1", "R1"), said("1", "R2")) == ["TURNOUT-SAME"]


def test_a_point_without_any_figure_is_refused() -> None:
    with pytest.raises(PointSaysNothing):
        TurnoutPoint("R1", Notion.BALLOTS_ISSUED, NOON)


def test_a_count_without_its_whole_has_no_share_and_is_still_followed() -> None:
    assert codes(counted(500, None, 12), counted(400, None, 14)) == ["TURNOUT-FALLS"]


def test_a_percentage_that_was_rounded_up_is_no_fall_beside_the_count_it_came_from() -> None:
    final = counted(8_030_739, 11_734_642, 22)
    assert codes(said("68.44"), final) == codes(said("68.4"), final) == codes(said("68"), final) == []
    assert codes(final, said("68.4", hour=23)) == codes(said("57"), said("56.9", hour=14)) == []
    assert codes(said("68.45"), final) == codes(said("57.02"), said("57.01", hour=14)) == ["TURNOUT-FALLS"]


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3), st.integers(0, 3))
def test_what_grew_is_never_said_to_fall_however_it_is_rounded(
    first: int, more: int, places: int, later_places: int
) -> None:
    points = []
    for voters, decimals, hour in ((first, places, 12), (first + more, later_places, 14)):
        units = round_half_up(Fraction(100 * voters, 7001), decimals) * 10**decimals
        percent = f"{int(units):0{decimals + 1}}"
        percent = f"{percent[:-decimals]}.{percent[-decimals:]}" if decimals else percent
        points += [said(percent, hour=hour), counted(voters, 7001, hour)]
    for pair in (points[::2], points[1::2], points[::3], points[1:3]):
        assert "TURNOUT-FALLS" not in codes(*pair)


def test_a_percentage_follows_from_the_counts_to_the_decimals_it_has() -> None:
    def stated(percent: str) -> TurnoutPoint:
        return TurnoutPoint("KZ", Notion.BALLOTS_ISSUED, NOON, 8_030_739, 11_734_642, *stated_share(percent))

    for percent in ("68.44", "68.4", "68", "68.436", "68.4362"):
        assert codes(stated(percent)) == [], percent
    for percent in ("68.43", "68.5", "69", "68.40"):
        assert codes(stated(percent)) == ["TURNOUT-SHARE"], percent


def test_two_notions_are_held_apart_only_where_time_does_not_explain_it() -> None:
    issued, took = Notion.BALLOTS_ISSUED, Notion.PARTICIPANTS
    assert codes(said("60", hour=18, notion=issued), said("68", hour=23, notion=took)) == []
    assert codes(said("60", hour=18, notion=took), said("68", hour=23, notion=issued)) == []
    assert codes(said("68", hour=18, notion=issued), said("60", hour=23, notion=took)) == ["TURNOUT-GAP"]
    assert codes(said("68", hour=18, notion=took), said("60", hour=23, notion=issued)) == ["TURNOUT-GAP"]


@given(st.lists(st.integers(0, 50), max_size=8), st.randoms())
def test_a_series_that_only_grows_never_falls_in_whatever_order_it_is_handed_in(
    steps: list[int], chance: object
) -> None:
    voters, points = 0, []
    for hour, step in enumerate(steps):
        voters += step
        points.append(counted(voters, 1000, hour=7 + hour))
    chance.shuffle(points)  # type: ignore[attr-defined]
    assert "TURNOUT-FALLS" not in codes(*points)
