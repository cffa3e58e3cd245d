"""Records: what was said of one thing and done about it, as a fold over statements and deeds.

A register tells what others did. So nothing that happened is refused for being late, out of turn or by a body
without power: it is taken in, and a finding stands beside it. Refused is what no record of the kind can hold.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hattama.core.norms import Calendar
from hattama.core.records.kinds import CourseState, Measure, RecordKind, Register, Visibility
from hattama.core.records.statements import Document, Statement, agree, ranked
from hattama.core.records.values import FieldType, Said, Sealed
from hattama.core.vocabulary import is_record_id


class RecordRefused(Exception):
    """What was said or done fits no record of that kind. The text names what does not fit."""


@dataclass(frozen=True, slots=True)
class RecordDeed:
    """A deed that was done at `at` (aware) by a body; `attached`: a file's hash for what came with it."""

    register: str
    edition: str
    kind: str
    record_id: str
    deed: str
    at: datetime.datetime
    by: str
    source: str
    document: Document | None = None
    attached: Mapping[str, str] = field(default_factory=dict)
    index: int = -1


class RecordRule(StrEnum):
    """What can be found of a record; codes are for life."""

    DIFFERS = "REG-DIFFERS"
    """Two sources state different values."""
    CHANGED = "REG-CHANGED"
    """Different values are stated for different days."""
    MISSING = "REG-MISSING"
    """A field that every record of the kind must have is stated by nobody."""
    NUMBERS = "REG-NUMBERS"
    """Numbers do not hold together."""
    PUBLISHED = "REG-PUBLISHED"
    """A published number is not the one that follows from the records."""
    TURN = "REG-TURN"
    """A deed was done in a state in which the course does not foresee it."""
    POWER = "REG-POWER"
    """A deed was done by a body that has no power to do it."""
    ATTACHED = "REG-ATTACHED"
    """What must come with a deed did not."""
    LATE = "REG-LATE"
    """A time limit was missed."""
    RULE = "REG-RULE"
    """What the pack holds the records of a kind against does not hold."""


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """One thing found: of a record (or, `record_id` empty, of a register): a field, deed, clock or measure.

    `statements` are those that disagree, the one shown first at the front. `left`, `right`: two numbers.
    """

    rule: RecordRule
    record_id: str
    about: str
    statements: tuple[Statement, ...] = ()
    left: int | None = None
    right: int | None = None
    late_by: datetime.timedelta | None = None
    done: RecordDeed | None = field(default=None, compare=False)
    """The deed itself, where one was: the same may have been done several times."""


@dataclass(frozen=True, slots=True)
class Moment:
    """From where records are looked at: a calendar, the day of voting, the moment of looking (aware).

    `vote`: what vote it is (`Election.vote`), empty where nobody says.
    """

    calendar: Calendar
    polling_on: datetime.date
    at: datetime.datetime
    vote: str = ""


@dataclass(slots=True)
class Record:
    """One record with all that was said and done."""

    record_id: str
    register: Register
    kind: RecordKind
    statements: list[Statement] = field(default_factory=list)
    deeds: list[RecordDeed] = field(default_factory=list)

    @property
    def is_withdrawn(self) -> bool:
        """Whether all that was stated of it was taken back: then it is nowhere counted, listed or found."""
        if all(one.values for one in self.statements):
            return False
        taken_back = {one.replaces for one in self.statements}
        return all(not one.values or one.index in taken_back for one in self.statements)

    def standing(self, code: str) -> tuple[Statement, ...]:
        """The statements about a field, the one that is shown first at the front."""
        if not any(code in one.values for one in self.statements):
            return ()
        known = self.kind.field(code)
        sources = known.sources if known is not None and known.sources else self.register.precedence
        return ranked(self.statements, code, sources)

    def value(self, code: str) -> Said:
        """What is shown first of a field; None where nobody states a value."""
        first = next(iter(self.standing(code)), None)
        return None if first is None else first.values[code]

    @property
    def area_id(self) -> str:
        """The area that it names first in public, as its kind lists fields; empty where it names none."""
        public = (field for field in self.kind.fields if field.visibility is Visibility.PUBLIC)
        named = (self.value(field.code) for field in public if field.type is FieldType.AREA)
        return next((said for said in named if isinstance(said, str)), "")

    def in_order(self) -> list[RecordDeed]:
        """The deeds as they were done; the order in which they became known decides between equals alone."""
        return sorted(self.deeds, key=lambda deed: (deed.at, deed.index, deed.deed))

    def walk(self) -> Iterator[tuple[RecordDeed, str, str]]:
        """Each deed with the state before it and after it; a deed out of turn leaves the state as it is."""
        states = self.kind.course.states
        now = states[0].code if states else ""
        for done in self.in_order():
            deed = self.kind.course.deed(done.deed)
            after = deed.to if deed is not None and deed.to and now in deed.since else now
            yield done, now, after
            now = after

    @property
    def state(self) -> CourseState | None:
        """What its course has come to; None for a kind without a course."""
        states = self.kind.course.states
        if not states:
            return None
        *_, (_, _, now) = [(None, "", states[0].code), *self.walk()]
        return self.kind.course.state(now)

    def findings(self) -> Iterator[RecordFinding]:
        """What can be found without a moment to look from: of statements, and of deeds out of turn."""
        if self.is_withdrawn:
            return
        for known in self.kind.fields:
            yield from differences(self.record_id, known.code, self.standing(known.code))
            if known.required and self.value(known.code) is None:
                yield RecordFinding(RecordRule.MISSING, self.record_id, known.code)
        for done, before, _ in self.walk():
            yield from self._of_deed(done, before)

    def _of_deed(self, done: RecordDeed, before: str) -> Iterator[RecordFinding]:
        deed = self.kind.course.deed(done.deed)
        if deed is None or before not in deed.since:
            yield RecordFinding(RecordRule.TURN, self.record_id, done.deed, done=done)
        elif any(wanted not in done.attached for wanted in deed.attach):
            yield RecordFinding(RecordRule.ATTACHED, self.record_id, done.deed, done=done)


def differences(record_id: str, name: str, standing: tuple[Statement, ...]) -> Iterator[RecordFinding]:
    """One finding for each other thing said that cannot be true beside the one shown first."""
    if not standing:
        return
    first = standing[0]
    differing: dict[str, tuple[Statement, ...]] = {}
    for other in standing[1:]:
        if not agree(first.values[name], other.values[name]):
            key = repr(other.values[name])
            differing[key] = (*differing.get(key, (first,)), other)
    for statements in differing.values():
        left, right = (side if type(side := one.values[name]) is int else None for one in statements[:2])
        other_days = {other.day for other in statements[1:]}
        is_later = first.day is not None and not other_days & {None, first.day}
        rule = RecordRule.CHANGED if is_later else RecordRule.DIFFERS
        yield RecordFinding(rule, record_id, name, statements, left, right)


@dataclass(slots=True)
class Registry:
    """All records of an election, by register: the fold. `packs` are the registers by id and edition."""

    packs: Mapping[tuple[str, str], Register]
    records: dict[str, Record] = field(default_factory=dict)
    published: dict[str, list[Statement]] = field(default_factory=dict)
    """By register, what was said of it as a whole: numbers by measure."""

    def of(self, register_id: str, kind: str = "") -> list[Record]:
        """The records of a register, of one kind or of all, in the order in which they were opened; those
        that were opened by a slip, and taken back, are left out."""
        return [
            record
            for record in self.records.values()
            if record.register.register_id == register_id
            and kind in ("", record.kind.code)
            and not record.is_withdrawn
        ]

    def say(self, statement: Statement) -> None:
        """Take a statement in. Raises RecordRefused, and then nothing has changed."""
        register = self._register(statement.register, statement.edition)
        if not statement.values:
            self._take_back(statement)
            return
        if not statement.record_id:
            _refuse_unmeasured(register, statement)
            self.published.setdefault(register.register_id, []).append(statement)
            return
        record = self.records.get(statement.record_id) or _opened(register, statement)
        _refuse_another(record, statement)
        _refuse_unfit(record, statement)
        self.records.setdefault(record.record_id, record).statements.append(statement)

    def _take_back(self, statement: Statement) -> None:
        """What states nothing takes a statement or a deed back, and puts nothing in its place."""
        record = self.records.get(statement.record_id)
        if record is None:
            raise RecordRefused("values")
        _refuse_another(record, statement)
        taken_back = {one.replaces for one in record.statements}
        standing = {one.index for one in record.statements if one.values and one.index not in taken_back}
        deeds = {one.index for one in record.deeds}
        if statement.replaces is None or statement.replaces not in standing | deeds:
            raise RecordRefused(f"replaces {statement.replaces}")
        record.statements.append(statement)
        record.deeds[:] = [one for one in record.deeds if one.index != statement.replaces]

    def do(self, deed: RecordDeed) -> None:
        """Take a deed in. Raises RecordRefused, and then nothing has changed."""
        self._register(deed.register, deed.edition)
        record = self.records.get(deed.record_id)
        if record is None:
            raise RecordRefused(deed.record_id)
        _refuse_another(record, deed)
        if record.kind.course.deed(deed.deed) is None:
            raise RecordRefused(deed.deed)
        if deed.by and record.register.body(deed.by) is None:
            raise RecordRefused(deed.by)
        strange = deed.attached.keys() - {item.code for item in record.kind.course.attachments}
        if strange:
            raise RecordRefused(min(strange))
        record.deeds.append(deed)

    def numbers(self, register: Register, measure: Measure) -> tuple[Statement, ...]:
        """What was published of a measure, what is shown first at the front."""
        told = self.published.get(register.register_id, ())
        return ranked(told, measure.code, register.precedence)

    def _register(self, register_id: str, edition: str) -> Register:
        if (register_id, edition) not in self.packs:
            raise RecordRefused(f"{register_id} {edition}")
        return self.packs[register_id, edition]


def _opened(register: Register, first: Statement) -> Record:
    kind = register.kind(first.kind)
    if kind is None or not is_record_id(first.record_id):
        raise RecordRefused(first.kind if kind is None else first.record_id)
    return Record(first.record_id, register, kind)


def _refuse_another(record: Record, told: Statement | RecordDeed) -> None:
    """A record is of one kind, and keeps the edition with which it was opened."""
    ours = (record.register.register_id, record.register.edition, record.kind.code)
    if ours != (told.register, told.edition, told.kind):
        raise RecordRefused(f"{told.register} {told.edition} {told.kind}")


def _refuse_unfit(record: Record, statement: Statement) -> None:
    for code, said in statement.values.items():
        known = record.kind.field(code)
        if known is None:
            raise RecordRefused(code)
        if isinstance(said, Sealed) and not known.is_sealed:
            raise RecordRefused(code)
        if known.type is FieldType.CODE and isinstance(said, str) and known.item(said) is None:
            raise RecordRefused(f"{code}: {said}")


def _refuse_unmeasured(register: Register, statement: Statement) -> None:
    for code, said in statement.values.items():
        if register.measure(code) is None or isinstance(said, Sealed):
            raise RecordRefused(code)
