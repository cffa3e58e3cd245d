"""Complaints of the tiny election, as tests state them."""

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


JOURNAL = Document(title="Тіркеу журналы", page="3", quotation="шағым түсті", language="kk")


def at(day: int, hour: int = 12, minute: int = 0) -> datetime.datetime:
    """A moment of March 2023, and of April after the 31st."""
    return datetime.datetime(2023, 3, 1, hour, minute, tzinfo=ALMATY) + datetime.timedelta(days=day - 1)


def statement(record_id: str = FIRST, source: str = "commission", **values: Any) -> Statement:
    return Statement(
        "complaints",
        "2023",
        "complaint",
        record_id,
        source,
        values or COMPLAINT,
        document=JOURNAL,
        as_of=datetime.date(2023, 3, 29),
    )


def deed(code: str, when: datetime.datetime, by: str = "", record_id: str = FIRST, **more: Any) -> RecordDeed:
    return RecordDeed("complaints", "2023", "complaint", record_id, code, when, by, "commission", **more)


def say(*told: Statement | RecordDeed) -> None:
    """As the operator's command does."""
    record_told(ELECTION_ID, told, now=LATER)


def three_complaints() -> None:
    """The first is decided late and without power, and sources disagree; one is late now, one withdrawn."""
    shared = {key: COMPLAINT[key] for key in ("subject", "against", "act_on")}
    say(
        statement(),
        statement(FIRST, "observers", number="17/Б", topic="results"),
        deed("file", at(29, 17, 59)),
        deed("receive", at(30, 9), "territorial_commission"),
        deed("decide", at(36, 9), "working_group"),
        statement("other-complaint", number="<b>18</b>", area="P101", topic="campaign", **shared),
        deed("file", at(21), record_id="other-complaint"),
        deed("receive", at(21, 13), "territorial_commission", "other-complaint"),
        statement(
            "third-complaint", number="19", area="R2", topic="count", complainant_sex="female", **shared
        ),
        deed("file", at(40), record_id="third-complaint"),
        deed("withdraw", at(41), record_id="third-complaint"),
        Statement("complaints", "2023", "", "", "mission", {"received": 45}, document=JOURNAL),
        Statement("complaints", "2023", "", "", "press", {"received": 27}),
    )
