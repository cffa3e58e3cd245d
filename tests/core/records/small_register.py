"""A small register built from values, and ways to say and do things in it."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hattama.core.norms import Calendar
from hattama.core.records import (
    BodyPower,
    Clock,
    CourseDeed,
    CourseState,
    Field,
    FieldType,
    Item,
    Measure,
    RecordCourse,
    RecordFacts,
    RecordKind,
    Register,
    Visibility,
    parse_condition,
    parse_formula,
)
from hattama.core.records.records import Moment, RecordDeed, Registry
from hattama.core.records.statements import Statement
from hattama.core.vocabulary import Words

ZONE = ZoneInfo("Asia/Almaty")
DAY = datetime.date(2023, 3, 10)


def words(text: str) -> Words:
    return Words.of({"kk": text, "ru": text, "en": text})


def items(*codes: str) -> tuple[Item, ...]:
    return tuple(Item(code, words(code)) for code in codes)


def field(code: str, type_: FieldType, **more: Any) -> Field:
    return Field(code, type_, words(code), **more)


COURSE = RecordCourse(
    states=(
        CourseState("asked", words("asked")),
        CourseState("halted", words("halted")),
        CourseState("answered", words("answered"), is_final=True),
    ),
    deeds=(
        CourseDeed("halt", words("halt"), ("asked",), "halted"),
        CourseDeed("go_on", words("go on"), ("halted",), "asked"),
        CourseDeed("answer", words("answer"), ("asked",), "answered", attach=("paper",)),
    ),
    powers=(
        BodyPower("answer", ("office",), when=parse_condition('topic == "roads"')),
        BodyPower("answer", ("court",), until=datetime.date(2023, 3, 11)),
    ),
    attachments=items("paper"),
)
FIELDS = (
    field("title", FieldType.TEXT, required=True),
    field("topic", FieldType.CODE, items=items("roads", "water")),
    field("dead", FieldType.WHOLE_NUMBER),
    field("cost", FieldType.MONEY, currency="KZT"),
    field("on_day", FieldType.DATE),
    field("asker", FieldType.PERSON, visibility=Visibility.NEVER),
    field("after", FieldType.LINK, links_to="request"),
)
KIND = RecordKind(
    "request", words("request"), FIELDS, words("{title}"), ("title",), COURSE, (Clock("wait", words("wait")),)
)


def register(**more: Any) -> Register:
    """The register; `more` replaces its parts."""
    parts: dict[str, Any] = {
        "bodies": items("office", "court"),
        "sources": items("office", "mission", "press"),
        "kinds": (KIND,),
        "measures": (
            Measure("all", words("all"), parse_formula("count(request)")),
            Measure(
                "roads",
                words("roads"),
                parse_formula('count(request where topic == "roads")'),
                parse_formula("count(request where topic is stated)"),
                words("of those with a topic"),
                by="topic",
            ),
        ),
    }
    law_on = datetime.date(2023, 3, 19)
    return Register("requests", "2023", words("requests"), law_on, law_on, None, **(parts | more))


def registry(pack: Register | None = None) -> Registry:
    pack = pack or register()
    return Registry({("requests", "2023"): pack})


def statement(values: dict[str, Any], record_id: str = "rec-001", **more: Any) -> Statement:
    about = {"register": "requests", "edition": "2023", "kind": "request" if record_id else ""}
    return Statement(**about, record_id=record_id, **({"source": "office", "values": values} | more))


def deed(code: str, hour: int, by: str = "", record_id: str = "rec-001", **more: Any) -> RecordDeed:
    at = datetime.datetime(2023, 3, 10, tzinfo=ZONE) + datetime.timedelta(hours=hour)
    return RecordDeed("requests", "2023", "request", record_id, code, at, by, "press", **more)


MOMENT = Moment(
    Calendar(ZONE, {}),
    datetime.date(2023, 3, 19),
    datetime.datetime(2023, 4, 1, 12, tzinfo=ZONE),
)


def facts(told: Registry, record_id: str = "rec-001") -> RecordFacts:
    return RecordFacts(told.records[record_id], told, MOMENT)
