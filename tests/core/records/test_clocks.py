"""Clocks: what is told where the law names no limit (with limits: tests/rulepacks/test_registers.py)."""

import datetime
from dataclasses import replace

import pytest

from hattama.core.records import Clock, FieldType, RecordFacts
from hattama.core.records.clocks import Standing, read_clocks
from hattama.core.records.kinds import CourseDeed, RecordCourse
from hattama.core.records.records import Registry
from tests.core.records.small_register import (
    COURSE,
    KIND,
    MOMENT,
    ZONE,
    deed,
    field,
    register,
    registry,
    statement,
    words,
)


def facts(told: Registry, record_id: str = "rec-001") -> RecordFacts:
    return RecordFacts(told.records[record_id], told, MOMENT)


def test_where_the_law_names_no_limit_the_clock_says_so() -> None:
    clocked = CourseDeed("halt", words("halt"), ("asked",), "halted", starts=("wait",))
    course = RecordCourse(COURSE.states, (clocked, *COURSE.deeds[1:]), (), COURSE.attachments)
    pack = register()
    kind = type(pack.kinds[0])(**{**_parts(pack.kinds[0]), "course": course})
    told = registry(register(kinds=(kind,)))
    told.say(statement({"title": "a"}))
    told.do(deed("halt", 1))
    (reading,) = read_clocks(told.records["rec-001"], facts(told), MOMENT)
    assert reading.standing is Standing.NO_LIMIT and reading.due_at is None


def test_a_clock_runs_from_the_moment_in_a_field_or_from_the_beginning_of_the_day_in_it() -> None:
    began = datetime.datetime(2023, 3, 10, 17, 30, tzinfo=ZONE)
    fields = (field("began", FieldType.DATETIME), field("day", FieldType.DATE))
    clocks = (Clock("a", words("a"), since="began"), Clock("b", words("b"), since="day"))
    told = registry(register(kinds=(replace(KIND, fields=fields, clocks=clocks),)))
    told.say(statement({"began": began, "day": began.date()}))
    starts = [reading.started_at for reading in read_clocks(told.records["rec-001"], facts(told), MOMENT)]
    assert starts == [began, began.replace(hour=0, minute=0)]


@pytest.mark.parametrize(("days", "halted", "ended"), [(4, 0, 15), (4, 13, 13), (4, 16, 15), (40, 0, 0)])
def test_a_clock_ends_with_the_deed_or_the_day_in_a_field_whichever_comes_first(
    days: int, halted: int, ended: int
) -> None:
    """A day as a whole: 15 March, 00:00, is the end of the 14th. What lies ahead has ended nothing."""
    stopping = CourseDeed("halt", words("halt"), ("asked",), "halted", stops=("a",))
    course = RecordCourse(COURSE.states, (stopping, *COURSE.deeds[1:]), (), COURSE.attachments)
    fields = (field("began", FieldType.DATETIME), field("day", FieldType.DATE))
    clocks = (Clock("a", words("a"), since="began", ends="day"),)
    told = registry(register(kinds=(replace(KIND, fields=fields, clocks=clocks, course=course),)))
    began = datetime.datetime(2023, 3, 10, 17, 30, tzinfo=ZONE)
    told.say(statement({"began": began, "day": began.date() + datetime.timedelta(days)}))
    if halted:
        told.do(replace(deed("halt", 1), at=began.replace(day=halted, hour=0, minute=0)))
    (reading,) = read_clocks(told.records["rec-001"], facts(told), MOMENT)
    assert (reading.ended_at.day if reading.ended_at else 0) == ended


@pytest.mark.parametrize(
    ("day", "halted", "standing", "late"),
    [
        (14, 14, Standing.MET, None),
        (14, 16, Standing.LATE, 1),
        (14, 0, Standing.OVERDUE, 2),
        (30, 0, Standing.RUNNING, None),
    ],
)
def test_where_no_norm_sets_a_limit_the_day_that_was_named_is_the_limit(
    day: int, halted: int, standing: Standing, late: int | None
) -> None:
    """To the end of that day, 14 March; looked at in the middle of a later one."""
    stopping = CourseDeed("halt", words("halt"), ("asked",), "halted", stops=("a",))
    course = RecordCourse(COURSE.states, (stopping, *COURSE.deeds[1:]), (), COURSE.attachments)
    fields = (field("began", FieldType.DATE), field("day", FieldType.DATE))
    clocks = (Clock("a", words("a"), since="began", due="day"),)
    told = registry(register(kinds=(replace(KIND, fields=fields, clocks=clocks, course=course),)))
    told.say(statement({"began": datetime.date(2023, 3, 10), "day": datetime.date(2023, 3, day)}))
    if halted:
        told.do(replace(deed("halt", 1), at=datetime.datetime(2023, 3, halted, 12, tzinfo=ZONE)))
    seen = replace(MOMENT, at=datetime.datetime(2023, 3, 17, 12, tzinfo=ZONE))
    (reading,) = read_clocks(told.records["rec-001"], RecordFacts(told.records["rec-001"], told, seen), seen)
    assert (reading.standing, reading.norm) == (standing, None)
    assert reading.due_at == datetime.datetime(2023, 3, day + 1, tzinfo=ZONE)
    assert (reading.late_by.days if reading.late_by else None) == late


def _parts(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}  # type: ignore[attr-defined]
