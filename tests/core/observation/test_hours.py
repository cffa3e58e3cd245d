"""Observers' counts beside official turnout: only what must be so is held against it; inflation is seen."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.observation.forms import Submission
from hattama.core.observation.hours import (
    CountedHours,
    HoursStanding,
    announced_spans,
    counted_in_all,
    fastest,
    lay_hours_beside,
    read_hours,
    read_moment,
    summarise_hours,
)

SEVEN = datetime(2023, 3, 19, 7, tzinfo=UTC)


def at(hours):
    return SEVEN + timedelta(hours=hours)


def counted(voters, since=2, until=3, station="P1"):
    return CountedHours("uuid:1", station, at(since), at(until), voters)


def official(*points, station="P1", notion=Notion.BALLOTS_ISSUED):
    return [TurnoutPoint(station, notion, at(hour), voters) for hour, voters in points]


def standing(voters, *points, **said):
    (one,) = lay_hours_beside([counted(voters, **said)], official(*points))
    return one.standing, one.difference


def test_the_same_hours_agree_or_differ_with_a_sign():
    assert standing(30, (2, 100), (3, 130)) == (HoursStanding.AGREES, 0)
    assert standing(30, (2, 100), (3, 133)) == (HoursStanding.ABOVE, 3)
    assert standing(30, (2, 100), (3, 128)) == (HoursStanding.BELOW, -2)


def test_other_hours_are_held_against_only_what_must_be_so():
    assert standing(30, (2.2, 100), (2.8, 131)) == (HoursStanding.ABOVE, 1)
    assert standing(30, (2.2, 100), (2.8, 129)) == (HoursStanding.FITS, 0)
    assert standing(30, (1, 100), (4, 129)) == (HoursStanding.BELOW, -1)
    assert standing(30, (1, 100), (4, 900)) == (HoursStanding.FITS, 0)
    assert standing(30, (2.5, 100)) == standing(30) == (HoursStanding.NO_OFFICIAL, 0)


def test_numbers_of_another_place_or_in_another_sense_are_no_answer():
    points = official((2, 0), (3, 99), station="P2") + official((2, 0), (3, 99), notion=Notion.BALLOTS_FOUND)
    (one,) = lay_hours_beside([counted(30)], points)
    assert one.standing is HoursStanding.NO_OFFICIAL


def test_counts_of_hours_that_overlap_are_never_added_up():
    hours = [counted(30, 1, 3), counted(20, 3, 4), counted(45, 2, 3.5), counted(9, 0, 1), counted(8, 0, 1)]
    assert counted_in_all(hours) == counted_in_all(reversed(hours)) == 59
    assert counted_in_all([]) == 0


def test_a_count_is_read_from_its_form_and_one_without_times_is_none():
    answers = {
        "arrived_at": "2023-03-19T09:00:00+05:00",
        "left_at": "2023-03-19T10:00:00+05:00",
        "n05d": "41",
    }
    read = read_hours(Submission("kz-turnout", "1", "a", "o", "ngo", "P1", answers))
    assert (read.voters, read.ended - read.began) == (41, timedelta(hours=1))
    for name, wrong in (
        ("arrived_at", "9:00"),
        ("left_at", "2023-03-19T10:00:00"),
        ("n05d", ""),
        ("left_at", at(-9)),
    ):
        broken = {**answers, name: wrong if isinstance(wrong, str) else wrong.isoformat()}
        assert read_hours(Submission("kz-turnout", "1", "a", "o", "ngo", "P1", broken)) is None


def test_inflation_by_a_tenth_is_seen_and_honest_slips_are_not():
    """N05: 40 precincts counted for an hour; the official number a tenth too high, or off by one or so."""
    counts = [counted(30 + number, station=f"P{number}") for number in range(40)]

    def said(voters):
        return [
            point for one in counts for point in official((2, 50), (3, 50 + voters(one)), station=one.station)
        ]

    inflated = summarise_hours(lay_hours_beside(counts, said(lambda one: round(one.voters * 1.1))))
    assert (inflated.matched, inflated.above, inflated.below) == (40, 40, 0)
    assert inflated.chance == Fraction(1, 2**40)
    assert Fraction(inflated.official, inflated.counted) > Fraction(109, 100)
    honest = summarise_hours(lay_hours_beside(counts, said(lambda one: one.voters + (-1) ** one.voters)))
    assert (honest.above, honest.below) == (20, 20)
    assert honest.chance > Fraction(1, 2)


def test_counts_of_the_same_hours_at_one_place_are_one_however_many_sent_them():
    points = official((2, 50), (3, 90))
    summary = summarise_hours(lay_hours_beside([counted(30), counted(30), counted(38)], points))
    assert (summary.matched, summary.above, summary.counted, summary.official) == (1, 1, 38, 40)
    assert summary.chance == Fraction(1, 2)


VOTERS = st.lists(st.floats(0, 12), max_size=60)


@given(VOTERS, st.floats(0, 12), st.floats(0, 12), st.lists(st.floats(0, 12), max_size=8))
def test_a_true_official_series_is_never_held_against_a_true_count(times, one, other, announced):
    began, ended = sorted((one, other))
    if at(began) == at(ended):
        return
    seen = sum(at(began) <= at(time) < at(ended) for time in times)
    points = official(*((hour, sum(at(time) < at(hour) for time in times)) for hour in announced))
    (beside,) = lay_hours_beside([counted(seen, began, ended)], points)
    assert beside.standing not in (HoursStanding.ABOVE, HoursStanding.BELOW)
    assert beside.difference == 0


def test_a_moment_is_one_with_its_zone_in_a_year_that_every_clock_of_ours_can_show():
    assert read_moment("2026-03-15T20:01:02.123+05:00") is not None
    nothing = (
        "2026-03-15T20:01:02.123",
        "yesterday",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+14:00",
    )
    assert {read_moment(one) for one in nothing} == {None}


def test_the_busiest_hours_that_were_announced_say_how_long_a_voter_had_at_a_table():
    day = official((0, 0), (2, 60), (3, 180), (3.1, 200), (13, 400))
    busiest = fastest(announced_spans(day))
    assert (busiest.began, busiest.ended, busiest.voters) == (at(2), at(3.1), 140)
    assert (busiest.an_hour, busiest.seconds(1), busiest.seconds(2)) == (127, 28, 56)
    assert fastest(announced_spans(official((3, 180), (3.1, 200)))) is None
    assert fastest(announced_spans(official((3, 180), (5, 180), notion=Notion.BALLOTS_FOUND))) is None
    assert fastest([counted(30).pace, counted(50, 2, 4).pace]).an_hour == 30
