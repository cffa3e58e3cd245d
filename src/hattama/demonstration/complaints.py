"""Complaints of the demonstration: made up from the seed, with all that a register should find."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Final

from hattama.core.records import Document, RecordDeed, Said, Statement
from hattama.demonstration.books import Told, named
from hattama.demonstration.contests import POLLING_ON
from hattama.demonstration.draws import Draws
from hattama.demonstration.night import CAPITAL_ZONE
from hattama.demonstration.places import Precinct

COMPLAINTS: Final = 36
_ABOUT = ("complaints", "2023", "complaint")
_JOURNAL = Document(title="Көрсетілім журналы (ойдан шығарылған)", language="kk")
_TOPICS = ("observers_rights", "count", "results", "voter_list", "mobile_voting", "campaign")
_GIST = named(
    "Көрсетілім үшін ойдан шығарылған шағым.",
    "Жалоба, выдуманная для демонстрации.",
    "A complaint made up for the demonstration.",
)
_COURSES: Final = ("in_time", "late", "powerless", "suspended", "appealed", "returned", "open", "differs")
"""What comes of a complaint, by turns: every finding of a register is to be seen."""


def made_up_complaints(
    precincts: Sequence[Precinct], seed: int
) -> tuple[tuple[tuple[Told, ...], ...], tuple[Told, ...]]:
    """A few dozen complaints about the day of voting: each as it is filed that day, and all that follows."""
    draws = Draws(seed, "complaints")
    filed: list[tuple[Told, ...]] = []
    later: list[Told] = []
    for number in range(1, COMPLAINTS + 1):
        area_id = draws.one_of(precincts).area.area_id
        course = _COURSES[number % len(_COURSES)]
        told = tuple(_complaint(number, area_id, course, draws))
        end = next(place for place, one in enumerate(told, 1) if isinstance(one, RecordDeed))
        if course == "late":
            later += told
        else:
            filed.append(told[:end])
            later += told[end:]
    return tuple(filed), tuple(later)


def _complaint(number: int, area_id: str, course: str, draws: Draws) -> Iterator[Told]:
    record_id = f"demo-{number:03}"
    values: dict[str, Said] = {
        "number": f"Д-{number}",
        "subject": "commission_act",
        "topic": draws.one_of(_TOPICS),
        "against": "precinct_commission",
        "area": area_id,
        "act_on": POLLING_ON,
        "addressee": "territorial_commission",
        "complainant_is": draws.one_of(("voter", "observer", "candidate")),
        "complainant_sex": draws.one_of(("female", "male")),
        "gist": _GIST,
    }
    as_of = POLLING_ON
    yield Statement(*_ABOUT, record_id, "commission", values, document=_JOURNAL, as_of=as_of)
    if course == "differs":
        other = {"act_on": POLLING_ON - datetime.timedelta(days=1)}
        yield Statement(*_ABOUT, record_id, "complainant", other, as_of=as_of)
    # The last minute of the last day is in time.
    filed = _at(10, 17, 59) if course == "late" else _at(0, 8 + number * 5 // 12, number * 25 % 60)
    yield _deed(record_id, "file", filed)
    received = filed + datetime.timedelta(hours=draws.between(15, 20))
    yield _deed(record_id, "receive", received, "territorial_commission")
    yield from _ending(record_id, course, received)
    if course in ("in_time", "late", "appealed"):
        decided = {"outcome": draws.one_of(("rejected", "upheld", "breach_without_effect"))}
        decided |= {"decided_by": "territorial_commission", "heard_in_open": draws.one_of(("yes", "no"))}
        yield Statement(*_ABOUT, record_id, "commission", decided, document=_JOURNAL, as_of=as_of)


def _ending(record_id: str, course: str, received: datetime.datetime) -> Iterator[Told]:
    day = datetime.timedelta(days=1)
    if course == "returned":
        yield _deed(record_id, "return", received + day, "territorial_commission")
    elif course == "suspended":
        yield _deed(record_id, "suspend", received + day, "territorial_commission")
    elif course not in ("open", "differs"):
        by = "working_group" if course == "powerless" else "territorial_commission"
        yield _deed(record_id, "decide", received + (9 if course == "late" else 2) * day, by)
    if course == "appealed":
        yield _deed(record_id, "appeal", received + 4 * day)
        yield _deed(record_id, "receive", received + 5 * day, "administrative_court")


def _deed(record_id: str, code: str, at: datetime.datetime, by: str = "") -> RecordDeed:
    return RecordDeed(*_ABOUT, record_id, code, at, by, "commission", _JOURNAL)


def _at(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment so many days after voting."""
    on = POLLING_ON + datetime.timedelta(days=day)
    return datetime.datetime.combine(on, datetime.time(hour, minute), tzinfo=CAPITAL_ZONE)
