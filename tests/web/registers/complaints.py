"""Complaints of the tiny election, as tests state them."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hattama.core.records import Document, RecordDeed, Statement
from hattama.web.registers.record import record_told
from tests.web.tiny_election import ELECTION_ID

ALMATY = ZoneInfo("Asia/Almaty")
LATER = datetime.datetime(2023, 4, 10, 12, 0, tzinfo=datetime.UTC)
FIRST = "first-complaint"
COMPLAINT = {
    "number": "17/А",
    "subject": "commission_act",
    "against": "precinct_commission",
    "addressee": "territorial_commission",
    "area": "P001",
    "act_on": datetime.date(2023, 3, 19),
    "complainant": "Үлгі Үлгіұлы",
}


def at(day: int, hour: int = 12, minute: int = 0) -> datetime.datetime:
    """A moment of March 2023, and of April after the 31st."""
    return datetime.datetime(2023, 3, 1, hour, minute, tzinfo=ALMATY) + datetime.timedelta(days=day - 1)


def statement(record_id: str = FIRST, source: str = "commission", **values: Any) -> Statement:
    document = Document(title="Тіркеу журналы", page="3", quotation="шағым түсті", language="kk")
    return Statement(
        "complaints",
        "2023",
        "complaint",
        record_id,
        source,
        values or COMPLAINT,
        document=document,
        as_of=datetime.date(2023, 3, 29),
    )


def deed(code: str, when: datetime.datetime, by: str = "", record_id: str = FIRST, **more: Any) -> RecordDeed:
    return RecordDeed("complaints", "2023", "complaint", record_id, code, when, by, "commission", **more)


def say(*told: Statement | RecordDeed) -> None:
    """As the operator's command does."""
    record_told(ELECTION_ID, told, now=LATER)
