"""What conditions ask about one record: fields, those its links lead to, its state, deeds and clocks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hattama.core.protocols import Lookup, holds, sides
from hattama.core.records.clocks import read_clock, read_clocks
from hattama.core.records.conditions import BY, NOT_FIELDS, ON, STATE, VOTE, VOTING, Operand, Told
from hattama.core.records.courses import has_power
from hattama.core.records.formulas import Reckoning
from hattama.core.records.records import (
    Moment,
    Record,
    RecordDeed,
    RecordFinding,
    RecordRule,
    Registry,
    differences,
)
from hattama.core.records.rules import broken_by
from hattama.core.records.values import Money, Said

DEEPEST_LINK = 4


def facts_of(registry: Registry, moment: Moment, register_id: str) -> list[RecordFacts]:
    """The facts about each record of a register; what rules say of several is asked once for all."""
    whole: dict[tuple[str, str, str], dict[str, RecordFinding]] = {}
    return [RecordFacts(record, registry, moment, whole=whole) for record in registry.of(register_id)]


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The facts about `record`, whose links lead into `registry`, as seen from `moment`.

    `by`, `on`: the body and the day of the deed that is asked about, where one is.
    """

    record: Record
    registry: Registry
    moment: Moment
    by: str = ""
    on: datetime.date | None = None
    known: dict[tuple[str, ...], Said] = field(default_factory=dict, compare=False, repr=False)
    """What was asked before: facts are of one moment, and a statistic asks the same of each record often."""
    whole: dict[tuple[str, str, str], dict[str, RecordFinding]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """The records that break rules about several: asked once for all facts that share this."""

    def during(self, by: str, on: datetime.date) -> RecordFacts:
        """The same for what began with a deed of the body `by` on the day `on`."""
        return replace(self, by=by, on=on)

    def operand(self, path: tuple[str, ...]) -> Operand | None:
        """The value at a path that can be compared: a code, text, number, day; a moment as its day."""
        if path[-1] == STATE:
            reached = self._reached(path)
            return None if reached is None or reached.state is None else reached.state.code
        if path in ((BY,), (ON,)):
            return (self.by or None) if path == (BY,) else self.on
        if path in ((VOTING,), (VOTE,)):
            return self.moment.polling_on if path == (VOTING,) else self.moment.vote or None
        said = self._at(path)
        if isinstance(said, datetime.datetime):
            return self.moment.calendar.day_of(said)
        return said if isinstance(said, str | int | datetime.date) else None

    def moment_of(self, path: tuple[str, ...]) -> datetime.datetime | None:
        """The moment at a path; None where a day alone, or nothing, is known."""
        said = self._at(path)
        return said if isinstance(said, datetime.datetime) else None

    def is_stated(self, path: tuple[str, ...]) -> Told:
        """Whether a value is stated there; a sealed one is."""
        is_field = path[-1] != STATE and path[0] not in NOT_FIELDS
        return self._at(path) is not None if is_field else self.operand(path) is not None

    def tests(self, question: str, name: str) -> Told:
        """Whether a deed was done, or by a body without power; a clock was missed; a rule is broken."""
        if question == "missed":
            clock = self.record.kind.clock(name)
            runs = () if clock is None else tuple(read_clock(self.record, clock, self, self.moment))
            return any(run.late_by is not None for run in runs)
        if question == "breaks":
            return self.breaks(name) is not None
        if question == "none":
            standing = self.record.standing(name)
            return bool(standing) and all(one.values[name] is None for one in standing)
        if question == "disputed":
            return any(differences("", name, self.record.standing(name)))
        done = [one for one in self.record.deeds if one.deed == name]
        return bool(done) if question == "done" else any(map(self._is_powerless, done))

    def days_to_voting(self, day: datetime.date) -> int | None:
        """How many days after `day` the day of voting lies."""
        return (self.moment.polling_on - day).days

    def amount(self, *path: str) -> int | None:
        """What is at a path as a number, or as an amount in the field's currency; None: none is known."""
        said = self._at(path)
        if isinstance(said, Money):
            register = self.record.register
            asked = register.field_at(self.record.kind.code, path)
            return register.exchanged(said.minor, said.currency, asked.currency, said.on) if asked else None
        return said if isinstance(said, int) else None

    def findings(self) -> Iterator[RecordFinding]:
        """Everything that can be found of the record from this moment."""
        record = self.record
        if record.is_withdrawn:
            return
        yield from record.findings()
        for done in record.in_order():
            if self._is_powerless(done):
                yield RecordFinding(RecordRule.POWER, record.record_id, done.deed, done=done)
        for reading in read_clocks(record, self, self.moment):
            if reading.is_missed:
                code = reading.clock.code
                yield RecordFinding(RecordRule.LATE, record.record_id, code, late_by=reading.late_by)
        for relation in record.kind.relations:
            pair = sides(relation.comparison, Lookup(self.amount, lambda name: None))
            if pair is not None and not holds(relation.comparison.operator, *pair):
                yield RecordFinding(RecordRule.NUMBERS, record.record_id, relation.code, (), *pair)
        yield from filter(None, map(self.breaks, (rule.code for rule in record.kind.rules)))

    def breaks(self, code: str) -> RecordFinding | None:
        """What is found of the record by a rule of its kind."""
        record = self.record
        key = (record.register.register_id, record.kind.code, code)
        if key not in self.whole:
            rule = record.kind.rule(code)
            alike = [one for one in self.registry.of(key[0], key[1]) if one.kind is record.kind]
            facts = [replace(self, record=one, by="", on=None, known={}) for one in alike]
            reckoning = Reckoning(facts, record.register.tables, self.moment.polling_on)
            self.whole[key] = {} if rule is None else broken_by(rule, reckoning)
        return self.whole[key].get(record.record_id)

    def _is_powerless(self, done: RecordDeed) -> bool:
        day = self.moment.calendar.day_of(done.at)
        return has_power(self.record.kind, done.deed, done.by, self.during(done.by, day), day) is False

    def _at(self, path: tuple[str, ...]) -> Said:
        if path not in self.known:
            self.known[path] = self._said(path)
        return self.known[path]

    def _said(self, path: tuple[str, ...]) -> Said:
        reached = self._reached(path)
        return None if reached is None else reached.value(path[-1])

    def _reached(self, path: tuple[str, ...]) -> Record | None:
        """The record that the links of a path lead to."""
        record = self.record
        for name in path[:DEEPEST_LINK][:-1]:
            said = record.value(name)
            linked = self.registry.records.get(said) if isinstance(said, str) else None
            if linked is None:
                return None
            record = linked
        return record
