"""Kinds of records as a pack describes them: fields, sources, powers, clocks, a course, measures.

All of it is data. What follows from it for one record is in `courses`, `clocks` and `measures`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from hattama.core.norms import NOTHING_CITED, Citations, Norm
from hattama.core.protocols import Comparison, names_in
from hattama.core.records.conditions import Condition
from hattama.core.records.pack_numbers import DatedTable, KindRule, MeasureFormula
from hattama.core.records.values import FREE_TYPES, SMALL_UNITS, FieldType
from hattama.core.vocabulary import NO_WORDS, Words, round_half_up

if TYPE_CHECKING:
    from hattama.core.records.subject_pages import SubjectPage


class Visibility(StrEnum):
    """Who may see the values of a field. AGGREGATE: nobody sees one, measures count them."""

    PUBLIC = "public"
    AGGREGATE = "aggregate"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Item:
    """One code of a list, in words, with the norm that knows it."""

    code: str
    words: Words
    cited: Citations = NOTHING_CITED


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. `items`: the codes that it may hold. `links_to`: the kind of the records linked.

    `sources`: an order of precedence of its own. `currency`: that in which amounts are added up.
    """

    code: str
    type: FieldType
    words: Words
    visibility: Visibility = Visibility.PUBLIC
    required: bool = False
    help: Words = NO_WORDS
    items: tuple[Item, ...] = ()
    links_to: str = ""
    currency: str = ""
    sources: tuple[str, ...] = ()
    cited: Citations = NOTHING_CITED

    @property
    def is_sealed(self) -> bool:
        """Whether the log holds its values as salted hashes: what may name people or is not for all."""
        return self.visibility is not Visibility.PUBLIC or self.type in FREE_TYPES

    def item(self, code: str) -> Item | None:
        """The item of this code, if its list has it."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit of a kind: `norms` say by when after `event`; the one in force on the day counts.

    No `norms`: the law names no limit, and the field `due` may hold the day that somebody named. It starts
    and stops with deeds that name it; or from the day in the field `since`, and to the end of the day in the
    field `ends`. `when`: the records that it runs for.
    `is_term`: what is given for so long, as an accreditation is; that it ran out is nobody's lateness.
    """

    code: str
    words: Words
    norms: tuple[Norm, ...] = ()
    event: str = ""
    since: str = ""
    ends: str = ""
    due: str = ""
    when: Condition | None = None
    inferred: bool = False
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class CourseState:
    """A state in which a record can be. `is_final`: it may stay there."""

    code: str
    words: Words
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class CourseDeed:
    """What is done with what the record is about: from which states it leads where (empty: it stays).

    `by`: who may, by code of the register's bodies (empty: anybody). `attach`: what must come with it. The
    other four name clocks.
    """

    code: str
    words: Words
    since: tuple[str, ...]
    to: str = ""
    by: tuple[str, ...] = ()
    cited: Citations = NOTHING_CITED
    attach: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyPower:
    """Which bodies have the power to do a deed in the records that fulfil `when`, from a day to a day."""

    deed: str
    by: tuple[str, ...]
    cited: Citations = NOTHING_CITED
    when: Condition | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    words: Words = NO_WORDS

    def covers(self, day: datetime.date) -> bool:
        """Whether the power was there on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RecordCourse:
    """A kind's states and deeds; records begin in the first state. Kinds without a course have no state."""

    states: tuple[CourseState, ...] = ()
    deeds: tuple[CourseDeed, ...] = ()
    powers: tuple[BodyPower, ...] = ()
    attachments: tuple[Item, ...] = ()

    def state(self, code: str) -> CourseState:
        """The state of this code."""
        return next(state for state in self.states if state.code == code)

    def deed(self, code: str) -> CourseDeed | None:
        """The deed of this code, if there is one."""
        return next((deed for deed in self.deeds if deed.code == code), None)


@dataclass(frozen=True, slots=True)
class NumberRelation:
    """Numbers that must hold together, in the language of control relations: whole-number fields of one
    record; in a register, the numbers that one source published, by measure (`is_across`: those shown first,
    whoever published them)."""

    code: str
    words: Words
    text: str
    comparison: Comparison
    is_across: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that a kind offers about a record, or about those of the kind `items` whose path `link` leads
    to it and that fulfil `where`: one to each of them that the path `to` names.

    `to` empty: to the body whose deed started the limit that is missed. `text`: paragraphs with fields of the
    record in braces. `deed`: what sending it is in the course of what it is about; empty: it is only printed.
    """

    code: str
    words: Words
    text: Words
    deed: str = ""
    to: tuple[str, ...] = ()
    items: str = ""
    link: tuple[str, ...] = ()
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of records. `summary`: its line in a list, with fields in braces. `columns`: of that list."""

    code: str
    words: Words
    fields: tuple[Field, ...]
    summary: Words
    columns: tuple[str, ...]
    course: RecordCourse = RecordCourse()
    clocks: tuple[Clock, ...] = ()
    relations: tuple[NumberRelation, ...] = ()
    help: Words = NO_WORDS
    rules: tuple[KindRule, ...] = ()
    letters: tuple[Letter, ...] = ()

    def field(self, code: str) -> Field | None:
        """The field of this code, if there is one."""
        return next((field for field in self.fields if field.code == code), None)

    def clock(self, code: str) -> Clock | None:
        """The clock of this code, if there is one."""
        return next((clock for clock in self.clocks if clock.code == code), None)

    def rule(self, code: str) -> KindRule | None:
        """The rule of this code, if there is one."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def words_of(self, code: str) -> Words | None:
        """In words what a finding is about: a field, a deed, a clock, a relation or a rule of this kind."""
        parts: list[Field | CourseDeed | Clock | NumberRelation | KindRule] = [
            *self.fields,
            *self.course.deeds,
        ]
        parts += [*self.course.deeds, *self.clocks, *self.relations, *self.rules]
        return next((part.words for part in parts if part.code == code), None)


class DayStep(StrEnum):
    """How days are put together: each by itself, by the Monday of its week, by the first of its month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class ChartShape(StrEnum):
    """How a measure by a field is drawn."""

    BARS = "bars"
    SERIES = "series"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that follows from the records: `formula`, of a `base` that `base_words` name, by a field `by`.

    No `formula`: a number that is only published, and follows from no records here.
    `bar`: the share that the law holds it against. `of`: the measure of whose published numbers its own are
    a share. `step`: days in `by` are put together. `of_all`: parts are shares of the whole base, and not of
    the part of it that has the same value. `currency`: it is an amount in that currency's smallest unit.
    `has_total` False: its parts mean something, the whole does not.
    """

    code: str
    words: Words
    formula: MeasureFormula | None
    base: MeasureFormula | None = None
    base_words: Words = NO_WORDS
    by: str = ""
    bar: Fraction | None = None
    chart: ChartShape | None = None
    cited: Citations = NOTHING_CITED
    of: str = ""
    step: DayStep = DayStep.DAY
    of_all: bool = False
    currency: str = ""
    has_total: bool = True

    @property
    def by_path(self) -> tuple[str, ...]:
        """The field that it is split by, behind the links that lead there; empty where it is not split."""
        return tuple(self.by.split(".")) if self.by else ()


@dataclass(frozen=True)
class Register:
    """A pack: the kinds of one subject in one edition, its sources in their order, its measures.

    `law_on`: the day on which its norms are cited; `country`: whose law that is. Records keep the edition
    with which they were opened.
    """

    register_id: str
    edition: str
    names: Words
    law_on: datetime.date
    in_force_from: datetime.date
    in_force_to: datetime.date | None
    bodies: tuple[Item, ...]
    sources: tuple[Item, ...]
    kinds: tuple[RecordKind, ...]
    measures: tuple[Measure, ...]
    relations: tuple[NumberRelation, ...] = ()
    tables: tuple[DatedTable, ...] = ()
    country: str = ""
    sha256: str = ""
    note: Words = NO_WORDS
    pages: tuple[SubjectPage, ...] = ()

    @cached_property
    def precedence(self) -> tuple[str, ...]:
        """The codes of the sources, the first to be shown first."""
        return tuple(source.code for source in self.sources)

    def kind(self, code: str) -> RecordKind | None:
        """The kind of this code, if there is one."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def measure(self, code: str) -> Measure | None:
        """The measure of this code, if there is one."""
        return next((measure for measure in self.measures if measure.code == code), None)

    def currency_of(self, code: str) -> str:
        """In whose smallest unit the numbers are that a measure, or a relation between measures, is about;
        empty where they are no amounts of one currency."""
        relation = next((one for one in self.relations if one.code == code), None)
        names = {one.name for one in names_in(relation.comparison)} if relation is not None else {code}
        currencies = {one.currency for one in self.measures if one.code in names}
        return currencies.pop() if len(currencies) == 1 else ""

    def page(self, code: str) -> SubjectPage | None:
        """The page of this code, if there is one."""
        return next((page for page in self.pages if page.code == code), None)

    def field_at(self, kind: str, path: tuple[str, ...]) -> Field | None:
        """The field at a path that begins in a kind and follows links; None where there is none."""
        field: Field | None = None
        for name in path:
            at = self.kind(kind)
            field = at.field(name) if at is not None else None
            kind = field.links_to if field is not None else ""
        return field

    def exchanged(self, minor: int, currency: str, to: str, on: datetime.date | None) -> int | None:
        """An amount in another currency, by the rate of the day, rounded half up; None: no rate is known."""
        if currency == to:
            return minor
        table = next((one for one in self.tables if (one.exchanges, one.currency) == (currency, to)), None)
        rate = table.on(on) if table is not None and on is not None else None
        return None if rate is None else int(round_half_up(Fraction(minor * rate, SMALL_UNITS), 0))

    def body(self, code: str) -> Item | None:
        """The body of this code, if there is one."""
        return next((body for body in self.bodies if body.code == code), None)
