"""Times of counting night: an order that cannot be, a limit exceeded, a place, a time not come yet."""

import datetime
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.norms import NOTHING_CITED, Calendar, Deadline, Outlook, Unit
from hattama.core.protocols import (
    STEP_RULES,
    RecordedStep,
    StepDefinition,
    StepLimit,
    StepPlace,
    StepScope,
    check_steps,
    find_part,
)
from hattama.core.protocols.chronometry import CLOCKS_APART, earlier_steps, step_due
from hattama.core.vocabulary import NO_WORDS, Severity, Verdict, is_rule_code

ZONE = ZoneInfo("Asia/Almaty")
DAY = datetime.date(2023, 3, 19)
CALENDAR = Calendar(ZONE, {})
MORNING = datetime.datetime(2023, 3, 20, 12, tzinfo=ZONE)


def days(amount):
    return Deadline("voting_day", Unit.CALENDAR_DAYS, amount)


def step(code, *after, **more):
    return StepDefinition(code, NO_WORDS, more.pop("scope", StepScope.PRECINCT), after, **more)


TWELVE_HOURS = StepLimit(Deadline("voting_ended", Unit.HOURS, 12), NOTHING_CITED, "closed")
STEPS = (
    step("closed", part="closed"),
    step("opened", "closed"),
    step("counted", "opened", part="count_ended", limit=TWELVE_HOURS),
    step("completed", "counted", at_premises=True),
    step("signed", "completed", part="signed"),
    step("sent", scope=StepScope.COMMISSION, limit=StepLimit(days(2), NOTHING_CITED)),
)
DEFINITIONS = {one.code: one for one in STEPS}


def at(text, place=None, reported_at=None):
    hours, minutes = map(int, text.split(":"))
    moment = datetime.datetime(2023, 3, 19, tzinfo=ZONE) + datetime.timedelta(hours=hours, minutes=minutes)
    return RecordedStep(moment, reported_at or max(moment, MORNING), place)


def check(**recorded):
    return check_steps(STEPS, recorded, polling_on=DAY, calendar=CALENDAR)


def test_a_night_in_order_and_in_time_has_nothing_to_say():
    night = {"closed": at("20:00"), "opened": at("20:50"), "counted": at("23:10")}
    assert check(**night, completed=at("23:30"), signed=at("23:40"), sent=at("30:00")) == ()


def test_what_was_not_recorded_is_not_judged():
    assert check() == ()
    assert check(signed=at("23:40")) == ()
    assert check(counted=at("40:00")) == ()


def test_a_step_before_the_one_that_comes_first_is_out_of_order():
    (finding,) = check(closed=at("20:00"), opened=at("19:35"))
    assert (finding.code, finding.verdict) == ("STEP-ORDER", Verdict.BROKEN)
    assert finding.fields == ("opened", "closed")
    assert (finding.left, finding.right) == (-25, 0)


def test_less_than_a_minute_too_early_is_too_early():
    early = RecordedStep(at("20:00").at - datetime.timedelta(seconds=1), MORNING)
    (finding,) = check(closed=at("20:00"), opened=early)
    assert finding.left == -1


def test_steps_at_the_same_minute_are_in_order():
    assert check(closed=at("20:00"), opened=at("20:00")) == ()


def test_a_step_that_was_not_recorded_is_seen_through():
    (finding,) = check(closed=at("20:00"), completed=at("19:00"))
    assert finding.fields == ("completed", "closed")


def test_a_protocol_signed_before_the_count_ended_is_its_own_finding():
    found = check(counted=at("22:40"), signed=at("21:15"))
    assert [(f.code, f.fields, f.left) for f in found] == [("STEP-EARLY", ("signed", "counted"), -85)]


def test_the_twelfth_hour_is_still_in_time_and_the_minute_after_is_not():
    assert check(closed=at("20:00"), counted=at("32:00")) == ()
    (finding,) = check(closed=at("20:00"), counted=at("32:01"))
    assert (finding.code, finding.fields) == ("STEP-LATE", ("counted", "closed"))
    assert (finding.left, finding.right) == (721, 720)


def test_days_end_at_midnight_of_the_country():
    assert check(sent=at("72:00")) == ()
    (finding,) = check(sent=at("72:01"))
    assert (finding.code, finding.fields, finding.left, finding.right) == ("STEP-LATE", ("sent",), 2881, 2880)


def test_a_precinct_abroad_ends_its_day_by_its_own_clock():
    by_ten = Deadline("voting_day", Unit.CLOCK, clock=datetime.time(22))
    closed = (step("closed", limit=StepLimit(by_ten, NOTHING_CITED)),)
    berlin = datetime.timezone(datetime.timedelta(hours=1))
    for clock, codes in ((datetime.time(20), []), (datetime.time(22, 10), ["STEP-LATE"])):
        day = DAY if clock.hour else DAY + datetime.timedelta(days=1)
        given = RecordedStep(datetime.datetime.combine(day, clock, tzinfo=berlin), MORNING)
        found = check_steps(closed, {"closed": given}, polling_on=DAY, calendar=CALENDAR)
        assert [finding.code for finding in found] == codes


def test_a_protocol_completed_at_the_territorial_commission_is_told():
    (finding,) = check(completed=at("23:00", StepPlace.TERRITORIAL))
    assert (finding.code, finding.fields, finding.left) == ("STEP-PLACE", ("completed",), None)


def test_a_place_that_is_right_or_not_said_is_no_finding():
    assert check(completed=at("23:00", StepPlace.PREMISES)) == ()
    assert check(completed=at("23:00")) == ()
    assert check(sent=at("30:00", StepPlace.ELSEWHERE)) == ()


def test_a_time_after_its_own_report_is_told_when_clocks_cannot_explain_it():
    reported = at("21:00").at
    ahead = RecordedStep(reported + CLOCKS_APART, reported)
    assert check(closed=ahead) == ()
    (finding,) = check(closed=RecordedStep(ahead.at + datetime.timedelta(seconds=1), reported))
    assert (finding.code, finding.left, finding.right) == ("STEP-FUTURE", 6, 0)


def test_a_clock_in_another_zone_tells_the_same_moment():
    west = datetime.timezone(datetime.timedelta(hours=5))
    closed = at("20:00")
    opened = RecordedStep(at("20:30").at.astimezone(west), MORNING)
    assert check(closed=closed, opened=opened) == ()


def test_a_step_is_due_only_once_it_is_known_from_when():
    limit = DEFINITIONS["counted"].limit
    assert step_due(limit, None, DAY, CALENDAR).outlook is Outlook.WAITS
    assert step_due(limit, at("20:00").at, DAY, CALENDAR).at == at("32:00").at
    assert step_due(DEFINITIONS["sent"].limit, None, DAY, CALENDAR).at == at("72:00").at
    assert step_due(None, None, DAY, CALENDAR).outlook is Outlook.NO_LIMIT


def test_what_is_late_by_a_reading_of_ours_is_no_hard_finding():
    (hard,) = check(sent=at("72:01"))
    ours = replace(DEFINITIONS["sent"], limit=replace(DEFINITIONS["sent"].limit, inferred=True))
    (soft,) = check_steps((ours,), {"sent": at("72:01")}, polling_on=DAY, calendar=CALENDAR)
    assert (hard.severity, soft.severity) == (Severity.HARD, Severity.SOFT)


def test_what_must_be_done_at_once_is_late_by_no_clock():
    posted = step("posted", limit=StepLimit(Deadline("x", Unit.IMMEDIATELY), NOTHING_CITED, "signed"))
    night = {"signed": at("23:00"), "posted": at("47:00")}
    assert check_steps((*STEPS, posted), night, polling_on=DAY, calendar=CALENDAR) == ()


def test_a_circle_of_steps_ends():
    round_about = {"a": step("a", "b"), "b": step("b", "a"), "c": step("c", "a")}
    assert earlier_steps(round_about["c"], round_about, {"c": at("20:00")}) == ()


def test_a_part_that_no_step_plays_is_not_found():
    assert find_part(STEPS, "count_ended") is DEFINITIONS["counted"]
    assert find_part(STEPS, "received") is None


MINUTES = st.integers(0, 3000)


@given(st.dictionaries(st.sampled_from(sorted(DEFINITIONS)), MINUTES))
def test_findings_are_exactly_what_the_times_contradict(minutes):
    recorded = {code: at(f"{value // 60}:{value % 60}") for code, value in minutes.items()}
    found = {(f.code, f.fields) for f in check_steps(STEPS, recorded, polling_on=DAY, calendar=CALENDAR)}
    for code, fields in found:
        if code in ("STEP-ORDER", "STEP-EARLY"):
            assert minutes[fields[0]] < minutes[fields[1]]
    chain = [
        minutes[code] for code in ("closed", "opened", "counted", "completed", "signed") if code in minutes
    ]
    is_in_order = chain == sorted(chain)
    assert is_in_order is not any(code in ("STEP-ORDER", "STEP-EARLY") for code, _ in found)


@pytest.mark.parametrize("code", sorted(STEP_RULES))
def test_every_rule_has_a_code_for_life_and_two_examples(code):
    rule = STEP_RULES[code]
    assert is_rule_code(code)
    assert rule.code == code
    assert rule.passing != rule.failing


def test_the_codes_are_for_life():
    assert set(STEP_RULES) == {"STEP-ORDER", "STEP-EARLY", "STEP-LATE", "STEP-PLACE", "STEP-FUTURE"}
