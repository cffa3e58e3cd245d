"""Deadlines: worked examples from the law on elections, and what holds for all of them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.norms import Calendar, CalendarYear
from hattama.core.norms.deadlines import Deadline, Outlook, Suspension, Unit, due, event_moment, overdue_by

ALMATY = ZoneInfo("Asia/Almaty")
NAURYZ = frozenset(datetime.date(2023, 3, day) for day in (8, 21, 22, 23))
CALENDAR = Calendar(ALMATY, {2023: CalendarYear(NAURYZ, frozenset({datetime.date(2023, 7, 1)}))})
POLLING = datetime.date(2023, 3, 19)


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def days(amount, **more):
    return Deadline("event", Unit.CALENDAR_DAYS, amount, **more)


WORKED = [
    # 43(1), part two: twelve hours from the start of the count.
    (Deadline("count_started", Unit.HOURS, 12), "2023-03-19 20:14", "2023-03-20 08:14"),
    # 97(1): ten days from the election; the tenth lasts until its midnight.
    (days(10), "2023-03-19 00:00", "2023-03-30 00:00"),
    # 94(2): two days from voting.
    (days(2), "2023-03-19 00:00", "2023-03-22 00:00"),
    # 20-2(4): until 18:00 five days before voting.
    (days(5, before=True, clock=datetime.time(18)), "2023-03-19 00:00", "2023-03-14 18:00"),
    # 41(6-1), part three: 18:00 on the day before; the event is that day itself.
    (
        Deadline("day_before_voting", Unit.CLOCK, clock=datetime.time(18)),
        "2023-03-18 00:00",
        "2023-03-18 18:00",
    ),
    # 11(17) of the law on access: five working days; Nauryz lies between.
    (Deadline("request_registered", Unit.WORKING_DAYS, 5), "2023-03-17 10:00", "2023-03-30 00:00"),
    # A Saturday on which people work counts: the first of July 2023 stood in for the seventh.
    (Deadline("event", Unit.WORKING_DAYS, 1), "2023-06-30 10:00", "2023-07-02 00:00"),
    # 10(1) of the law on assemblies: five working days before.
    (Deadline("assembly_day", Unit.WORKING_DAYS, 5, before=True), "2023-03-24 12:00", "2023-03-15 00:00"),
    # 26: on the day of the request.
    (Deadline("request_received", Unit.SAME_DAY), "2023-03-10 16:30", "2023-03-11 00:00"),
    # 40(4)1): half an hour before voting starts.
    (Deadline("voting_starts", Unit.MINUTES, 30, before=True), "2023-03-19 07:00", "2023-03-19 06:30"),
    # 63(2): two months; a day that the month lacks is its last.
    (Deadline("voting_day", Unit.MONTHS, 2), "2023-12-31 00:00", "2024-03-01 00:00"),
    (Deadline("accreditation", Unit.YEARS, 1), "2024-02-29 12:00", "2025-03-01 00:00"),
    (Deadline("previous_meeting", Unit.WEEKS, 2), "2023-03-01 12:00", "2023-03-16 00:00"),
    # 43(9), part two: before the results are published.
    (Deadline("results_published", Unit.IMMEDIATELY, before=True), "2023-03-27 11:00", "2023-03-27 11:00"),
]


@pytest.mark.parametrize(("deadline", "since", "until"), WORKED)
def test_the_law_s_own_terms_end_when_a_person_counting_says_so(deadline, since, until):
    answer = due(deadline, at(since), CALENDAR)
    assert answer.outlook is Outlook.DUE
    assert answer.at == at(until)


def test_what_cannot_be_told_is_said_in_words_of_its_own():
    posted = Deadline("protocol_signed", Unit.IMMEDIATELY)
    moment = at("2023-03-19 23:00")
    assert due(None, moment, CALENDAR).outlook is Outlook.NO_LIMIT
    assert due(posted, None, CALENDAR).outlook is Outlook.WAITS
    assert due(posted, moment, CALENDAR).outlook is Outlook.AT_ONCE
    stopped = [Suspension(moment, None)]
    assert due(days(3), moment, CALENDAR, stopped).outlook is Outlook.STANDS_STILL
    assert all(due(one, moment, CALENDAR).at is None for one in (None, posted))


def test_the_last_minute_is_in_time_and_what_follows_is_overdue_by_so_much():
    answer = due(days(2), at("2023-03-19 00:00"), CALENDAR)
    assert overdue_by(answer, at("2023-03-22 00:00")) is None
    assert overdue_by(answer, at("2023-03-23 01:30")) == datetime.timedelta(days=1, hours=1, minutes=30)
    assert overdue_by(due(None, None, CALENDAR), at("2030-01-01 00:00")) is None


def test_hours_are_hours_that_pass_when_clocks_are_put_back_between():
    # On 1 March 2024 Almaty put its clocks back by one hour at midnight.
    since = at("2024-02-29 20:00")
    answer = due(Deadline("count_started", Unit.HOURS, 12), since, CALENDAR)
    assert answer.at == at("2024-03-01 07:00")
    assert overdue_by(answer, at("2024-03-01 08:00")) == datetime.timedelta(hours=1)


def test_hours_before_are_hours_that_pass_too():
    """On 1 March 2024 clocks in Almaty were put back by an hour."""
    answer = due(Deadline("meeting", Unit.HOURS, 48, before=True), at("2024-03-01 10:00"), CALENDAR)
    assert answer.at == at("2024-02-28 11:00")


def test_working_days_of_a_year_whose_holidays_are_not_known_are_not_sure():
    working = Deadline("event", Unit.WORKING_DAYS, 3)
    assert due(working, at("2023-05-02 10:00"), CALENDAR).is_sure
    assert not due(working, at("2023-12-29 10:00"), CALENDAR).is_sure
    assert due(days(3), at("2023-12-29 10:00"), CALENDAR).is_sure


def test_a_suspended_day_does_not_count_and_suspended_hours_are_added():
    stopped = [Suspension(at("2023-04-04 10:00"), at("2023-04-05 10:00"))]
    assert due(days(3), at("2023-04-03 09:00"), CALENDAR, stopped).at == at("2023-04-09 00:00")
    hours = Deadline("event", Unit.HOURS, 48)
    assert due(hours, at("2023-04-03 09:00"), CALENDAR, stopped).at == at("2023-04-06 09:00")


def test_a_pause_after_the_end_changes_nothing():
    late = [Suspension(at("2023-04-20 10:00"), at("2023-04-25 10:00"))]
    assert due(days(3), at("2023-04-03 09:00"), CALENDAR, late) == due(
        days(3), at("2023-04-03 09:00"), CALENDAR
    )


def test_events_of_voting_follow_from_its_day():
    assert event_moment("voting_day", POLLING, ALMATY) == at("2023-03-19 00:00")
    assert event_moment("day_before_voting", POLLING, ALMATY) == at("2023-03-18 00:00")
    assert event_moment("count_started", POLLING, ALMATY) is None


moments = st.integers(0, 9 * 365 * 24 * 60).map(
    lambda minutes: at("2019-01-01 00:00") + datetime.timedelta(minutes=minutes)
)
units = st.sampled_from([unit for unit in Unit if unit not in (Unit.IMMEDIATELY, Unit.CLOCK)])
amounts = st.integers(0, 60)


@given(moments, moments, units, amounts)
def test_whoever_starts_later_is_never_due_sooner(one, other, unit, amount):
    deadline = Deadline("event", unit, amount)
    first, second = sorted((one, other), key=lambda moment: moment.astimezone(datetime.UTC))
    assert due(deadline, first, CALENDAR).at <= due(deadline, second, CALENDAR).at


@given(moments, amounts)
def test_so_many_working_days_lie_after_the_event_and_none_of_them_after_the_end(since, amount):
    answer = due(Deadline("event", Unit.WORKING_DAYS, amount), since, CALENDAR)
    first = CALENDAR.day_of(since)
    last = CALENDAR.day_of(answer.at - datetime.timedelta(seconds=1))
    between = [first + datetime.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(map(CALENDAR.is_working, between)) == amount
    assert not amount or CALENDAR.is_working(last)


@given(moments, st.integers(1, 400), st.integers(0, 5000), st.integers(1, 5000))
def test_a_pause_within_a_span_of_hours_lengthens_it_by_exactly_itself(since, hours, starts, lasts):
    utc = since.astimezone(datetime.UTC)
    pause = utc + datetime.timedelta(minutes=starts)
    stopped = [Suspension(pause, pause + datetime.timedelta(minutes=lasts))]
    deadline = Deadline("event", Unit.HOURS, hours)
    plain, longer = due(deadline, since, CALENDAR).at, due(deadline, since, CALENDAR, stopped).at
    falls_within = pause < plain.astimezone(datetime.UTC)
    grown = longer.astimezone(datetime.UTC) - plain.astimezone(datetime.UTC)
    assert grown == datetime.timedelta(minutes=lasts if falls_within else 0)


@given(moments, st.integers(0, 100))
def test_calendar_days_forth_and_back_come_home(since, amount):
    end = due(Deadline("event", Unit.CALENDAR_DAYS, amount, clock=datetime.time(12)), since, CALENDAR).at
    back = due(
        Deadline("event", Unit.CALENDAR_DAYS, amount, before=True, clock=datetime.time(12)), end, CALENDAR
    )
    assert CALENDAR.day_of(back.at) == CALENDAR.day_of(since)
