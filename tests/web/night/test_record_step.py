"""When a commission took a step: what is recorded, corrected, refused, and what the public then sees."""

import datetime
import json

import pytest
from django.db import connection

from hattama.core.protocols import StepPlace
from hattama.core.vocabulary import NotYours
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ContestNotHeldHere, ElectionClosed
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.night.record_step import (
    NothingToCorrect,
    StepHasAnotherTime,
    StepNotTakenHere,
    TimeOutOfReach,
    record_step,
)
from hattama.web.night.tables import NightFinding, PublishedStep, load_timelines
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, SINGLE, area_row

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

CLOSED = datetime.datetime(2023, 3, 19, 14, 0, tzinfo=datetime.UTC)
CLOSED_TEXT = "2023-03-19T20:00:00+06:00"


@pytest.fixture
def typist(tiny: ElectionRow):
    return person(Role.TYPIST, "P001", "P201")


def take_in():
    advance_log(ELECTION_ID, now=NIGHT)


def hours(count):
    return CLOSED + datetime.timedelta(hours=count)


def test_a_time_is_logged_by_the_clock_of_the_precinct(typist):
    record_step(typist, area_row("P001"), "", "closed", CLOSED, now=NIGHT)
    record_step(typist, area_row("P201"), "", "closed", CLOSED, now=NIGHT)
    take_in()
    bodies = [json.loads(bytes(e.body)) for e in LogEntry.objects.filter(kind="steps").order_by("index")]
    assert [body["times"] for body in bodies] == [
        {"closed": CLOSED_TEXT},
        {"closed": "2023-03-19T19:00:00+05:00"},
    ]
    assert bodies[0]["contest"] is None
    assert bodies[0]["recorded_at"] == "2023-03-19T17:30:00+00:00"
    row = PublishedStep.objects.get(area=area_row("P001"))
    assert (row.step, row.at, row.at_text, row.stands) == ("closed", CLOSED, CLOSED_TEXT, True)


def test_a_correction_names_the_time_it_takes_the_place_of_and_both_stay(typist):
    record_step(typist, area_row("P001"), "", "closed", CLOSED, now=NIGHT)
    take_in()
    later = CLOSED + datetime.timedelta(minutes=10)
    record_step(typist, area_row("P001"), "", "closed", later, now=NIGHT, corrects=CLOSED_TEXT)
    take_in()
    rows = PublishedStep.objects.filter(area=area_row("P001")).values_list("at", "stands")
    assert list(rows) == [(CLOSED, False), (later, True)]
    assert Act.objects.filter(kind="steps").count() == 2


def test_a_correction_may_come_before_the_log_has_taken_the_first_time_in(typist):
    record_step(typist, area_row("P001"), "", "closed", CLOSED, now=NIGHT)
    record_step(typist, area_row("P001"), "", "closed", hours(1), now=NIGHT, corrects=CLOSED_TEXT)
    take_in()
    standing = PublishedStep.objects.get(area=area_row("P001"), stands=True)
    assert standing.at == hours(1)
    timeline = load_timelines([area_row("P001").pk])[area_row("P001").pk]
    assert len(timeline["", "closed"]) == 2


def test_who_comes_second_does_not_overwrite_the_first_unseen(typist):
    record_step(typist, area_row("P001"), "", "closed", CLOSED, now=NIGHT)
    with pytest.raises(StepHasAnotherTime):
        record_step(typist, area_row("P001"), "", "closed", hours(1), now=NIGHT)
    with pytest.raises(StepHasAnotherTime):
        stale = "2023-03-19T19:00:00+06:00"
        record_step(typist, area_row("P001"), "", "closed", hours(1), now=NIGHT, corrects=stale)
    with pytest.raises(NothingToCorrect):
        record_step(typist, area_row("P001"), "", "closed", CLOSED, now=NIGHT, corrects=CLOSED_TEXT)
    assert Act.objects.filter(kind="steps").count() == 1


def test_what_the_times_contradict_is_recorded_and_told(typist):
    area = area_row("P001")
    record_step(typist, area, "", "count_started", CLOSED, now=hours(14))
    record_step(typist, area, PARTY, "counted", hours(13), now=hours(14))
    record_step(typist, area, PARTY, "completed", hours(13), now=hours(14), place=StepPlace.TERRITORIAL)
    record_step(typist, area, PARTY, "signed", hours(12), now=hours(14))
    take_in()
    found = NightFinding.objects.filter(area=area).values_list("contest", "code", "left", "right")
    assert sorted(found) == [
        (PARTY, "STEP-EARLY", -60, 0),
        (PARTY, "STEP-LATE", 780, 720),
        (PARTY, "STEP-ORDER", -60, 0),
        (PARTY, "STEP-PLACE", None, None),
    ]


def test_a_correction_takes_its_finding_away(typist):
    area = area_row("P001")
    record_step(typist, area, "", "count_started", CLOSED, now=hours(14))
    record_step(typist, area, PARTY, "counted", hours(13), now=hours(14))
    take_in()
    assert NightFinding.objects.count() == 1
    stood = "2023-03-20T09:00:00+06:00"
    record_step(typist, area, PARTY, "counted", hours(3), now=hours(14), corrects=stood)
    take_in()
    assert not NightFinding.objects.exists()


@pytest.mark.parametrize(
    ("area_id", "contest", "step"),
    [
        ("P001", "", "unheard"),
        ("P001", PARTY, "closed"),
        ("P001", "", "counted"),
        ("P001", "", "summarised"),
    ],
)
def test_a_step_is_taken_where_the_pack_has_it(typist, area_id, contest, step):
    with pytest.raises(StepNotTakenHere):
        record_step(typist, area_row(area_id), contest, step, CLOSED, now=NIGHT)


def test_a_contest_that_is_not_held_here_has_no_steps_here(typist):
    with pytest.raises(ContestNotHeldHere):
        record_step(typist, area_row("P201"), SINGLE, "counted", CLOSED, now=NIGHT)


def test_a_slip_of_a_year_is_refused(typist):
    with pytest.raises(TimeOutOfReach):
        record_step(typist, area_row("P001"), "", "closed", CLOSED.replace(year=2022), now=NIGHT)


def test_what_is_tapped_is_no_slip_however_late_it_is(typist):
    years_later = CLOSED.replace(year=2026)
    record_step(typist, area_row("P001"), "", "closed", years_later, now=years_later)
    assert Act.objects.filter(kind="steps").count() == 1


def test_nobody_speaks_for_a_precinct_that_is_not_theirs(typist):
    with pytest.raises(NotYours):
        record_step(typist, area_row("P002"), "", "closed", CLOSED, now=NIGHT)
    with pytest.raises(NotYours):
        record_step(typist, area_row("P001"), "", "received", CLOSED, now=NIGHT)
    assert not Act.objects.filter(kind="steps").exists()


def test_the_territorial_commission_says_what_came_in_and_what_it_sent(tiny):
    reviewer = person(Role.TERRITORIAL_REVIEWER, "D11")
    record_step(reviewer, area_row("P001"), "", "received", hours(5), now=hours(6))
    record_step(reviewer, area_row("D11"), "", "sent_to_central", hours(60), now=hours(61))
    take_in()
    steps = PublishedStep.objects.values_list("area__code", "step")
    assert set(steps) == {("P001", "received"), ("D11", "sent_to_central")}
    assert [f.code for f in NightFinding.objects.all()] == ["STEP-LATE"]


def test_a_closed_election_takes_no_more_times(typist):
    close_election(ELECTION_ID, now=NIGHT)
    with pytest.raises(ElectionClosed):
        record_step(typist, area_row("P001"), "", "closed", CLOSED, now=NIGHT)


def test_tables_made_anew_from_the_log_are_the_same(typist):
    area = area_row("P001")
    record_step(typist, area, "", "count_started", CLOSED, now=hours(14))
    record_step(typist, area, "", "count_started", hours(1), now=hours(14), corrects=CLOSED_TEXT)
    record_step(typist, area, PARTY, "counted", hours(14), now=hours(14))
    take_in()

    def told():
        steps = PublishedStep.objects.values_list(
            "area", "contest", "step", "at_text", "entry_index", "stands"
        )
        return list(steps), list(NightFinding.objects.values_list("code", "contest", "left"))

    before = told()
    assert before[1]
    rebuild_published(ElectionRow.objects.get())
    assert told() == before


def test_the_order_of_indexes_serves_spreads(tiny):
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, "published_step")
    assert "step_spread" in names


def test_what_the_central_commission_does_is_recorded_at_the_root_alone(tiny):
    everybody = person(Role.TERRITORIAL_REVIEWER, "KZ")
    with pytest.raises(StepNotTakenHere):
        record_step(everybody, area_row("D11"), "", "results_set", hours(30), now=hours(31))
    record_step(everybody, area_row("KZ"), "", "results_set", hours(24 * 12), now=hours(24 * 12 + 1))
    take_in()
    (late,) = NightFinding.objects.all()
    # Ten days run from the day of voting; the last one ended on the midnight of the thirtieth.
    assert (late.code, late.left - late.right) == ("STEP-LATE", 44 * 60)
