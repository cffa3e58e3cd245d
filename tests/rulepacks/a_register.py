"""A shipped register that a test says and does things in, and what it then comes to."""

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from hattama.core.records import (
    Moment,
    RecordDeed,
    Registry,
    Statement,
    facts_of,
    measure_records,
    read_clocks,
    register_findings,
)
from hattama.core.records.clocks import Reading
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import load_register, shipped_registers
from hattama.formats.stated_numbers import shipped_numbers

ZONE = ZoneInfo("Asia/Almaty")
POLLING = datetime.date(2023, 3, 19)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3, year: int = 2023) -> datetime.datetime:
    """A moment in Almaty, in March 2023 unless said otherwise."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=ZONE)


class ARegister:
    """One register with the records of a test. Voting is on 19 March 2023; it is looked at on 1 May."""

    def __init__(self, name: str, polling_on: datetime.date = POLLING) -> None:
        self.pack = load_register(name)
        self.registry = Registry(shipped_registers())
        self.moment = Moment(load_calendar("KZ", ZONE), polling_on, at(1, month=5))
        self.about = {"register": self.pack.register_id, "edition": self.pack.edition}

    def say(self, kind: str, values: Mapping[str, Any], record: str = "", source: str = "") -> str:
        """Open a record, or say more of one; gives its identifier."""
        record = record or (f"rec-{len(self.registry.records):04}" if kind else "")
        told = Statement(
            **self.about,
            kind=kind,
            record_id=record,
            source=source or self.pack.precedence[0],
            values=values,
        )
        self.registry.say(told)
        return record

    def do(self, record: str, deed: str, moment: datetime.datetime, by: str = "", **more: Any) -> str:
        """Do a deed in a record; what must come with it comes with it."""
        kind = self.registry.records[record].kind
        known = kind.course.deed(deed)
        assert known is not None, deed
        more.setdefault("attached", {code: "ab" * 32 for code in known.attach})
        body = by or next(iter(known.by), "")
        done = RecordDeed(
            **self.about,
            kind=kind.code,
            record_id=record,
            deed=deed,
            at=moment,
            by=body,
            source=self.pack.precedence[0],
            **more,
        )
        self.registry.do(done)
        return record

    def number(self, measure: str) -> tuple[int | None, int | None]:
        """What a measure comes to, and its base."""
        known = self.pack.measure(measure)
        assert known is not None, measure
        value = measure_records(known, self.pack, self.registry, self.moment)
        return value.number, value.base

    def shares(self, measure: str) -> dict[str, tuple[int | None, int | None]]:
        """What a measure comes to by the values of its field, each with its base."""
        known = self.pack.measure(measure)
        assert known is not None, measure
        value = measure_records(known, self.pack, self.registry, self.moment)
        return {part: (number, base) for part, number, base in value.parts}

    def parts(self, measure: str) -> dict[str, int | None]:
        """What a measure comes to by the values of its field."""
        return {part: number for part, (number, _) in self.shares(measure).items()}

    def found(self) -> Counter[tuple[str, str]]:
        """What is found of the records: rule and what it is about."""
        facts = facts_of(self.registry, self.moment, self.pack.register_id)
        return Counter((one.rule.value, one.about) for each in facts for one in each.findings())

    def broken(self, code: str) -> int:
        """How many records break a rule, a relation or a limit of the pack; nothing else may be found."""
        found = self.found()
        assert {about for _, about in found} <= {code}, found
        return sum(found.values())

    def clocks(self, record: str) -> dict[str, Reading]:
        """How it stands with the clocks of a record."""
        facts = next(
            one
            for one in facts_of(self.registry, self.moment, self.pack.register_id)
            if one.record.record_id == record
        )
        return {reading.clock.code: reading for reading in read_clocks(facts.record, facts, self.moment)}


def published(
    name: str, election: str
) -> tuple[dict[str, Any], set[tuple[str, str, int | None, int | None]]]:
    """What sources published of an election, the one shown first; and what is found of it."""
    book = ARegister(name)
    for number in shipped_numbers():
        if number.election == election and number.statement.register == book.pack.register_id:
            book.registry.say(number.statement)
    values = {
        measure.code: told[0].values[measure.code]
        for measure in book.pack.measures
        if (told := book.registry.numbers(book.pack, measure))
    }
    findings = register_findings(book.pack, book.registry, book.moment)
    return values, {(one.rule.value, one.about, one.left, one.right) for one in findings}
