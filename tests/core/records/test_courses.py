"""Courses: powers that end, states that nothing leads to, and the picture."""

import datetime

from hattama.core.records import RecordFacts
from hattama.core.records.courses import CourseTrouble, check_course, powers_over, render_course
from hattama.core.records.kinds import CourseDeed, CourseState, RecordCourse
from hattama.core.records.records import Registry
from tests.core.records.small_register import COURSE, MOMENT, registry, statement, words


def facts(told: Registry, record_id: str = "rec-001") -> RecordFacts:
    return RecordFacts(told.records[record_id], told, MOMENT)


def test_a_power_ends_with_its_day_and_several_at_once_are_an_overlap() -> None:
    told = registry()
    told.say(statement({"topic": "roads"}))
    held = facts(told)
    early, late = (powers_over(COURSE, "answer", held, datetime.date(2023, 3, day)) for day in (11, 12))
    assert [power.by for power in early or ()] == [("office",), ("court",)]
    assert [power.by for power in late or ()] == [("office",)]
    assert powers_over(COURSE, "halt", held, datetime.date(2023, 3, 11)) is None


def test_a_course_with_a_dead_end_or_a_state_that_nothing_leads_to_is_told() -> None:
    states = tuple(CourseState(code, words(code)) for code in ("begun", "stuck", "alone"))
    course = RecordCourse(states, (CourseDeed("go", words("go"), ("begun",), "stuck"),))
    found = [(fault.trouble, fault.state) for fault in check_course(course)]
    dead, lost = CourseTrouble.DEAD_END, CourseTrouble.UNREACHABLE
    assert found == [(dead, "stuck"), (lost, "alone"), (dead, "alone")]
    assert not list(check_course(COURSE))


def test_the_picture_of_a_course_has_an_arrow_for_each_row() -> None:
    drawn = render_course(COURSE, "en")
    assert drawn.startswith("stateDiagram-v2\n")
    assert "    asked --> halted: halt\n" in drawn and "    answered --> [*]\n" in drawn
    assert drawn.count("-->") == 3 + 2
