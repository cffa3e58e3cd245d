"""What a pack says of numbers: tables by day, formulas over records, rules that hold records against them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.protocols import Comparison, Expression
from hattama.core.records.conditions import VOTING, Condition, Path, Span
from hattama.core.vocabulary import Words


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A number from a day on, to the day `until` where it is said, by norm or document."""

    since: datetime.date
    value: int
    cited: Citations = NOTHING_CITED
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class DatedTable:
    """A number that changes with time: a wage, a multiple, a rate of exchange.

    With `currency` its values are amounts in that currency's smallest unit; with `exchanges` they are what
    one whole of that other currency costs.
    """

    code: str
    words: Words
    values: tuple[DatedValue, ...]
    currency: str = ""
    exchanges: str = ""

    def on(self, day: datetime.date) -> int | None:
        """What was valid on `day`; None before the first value, and after an end that is said."""
        begun = [one for one in self.values if one.since <= day]
        last = max(begun, key=lambda one: one.since, default=None)
        return None if last is None or (last.until is not None and last.until < day) else last.value


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`count(kind where …)`, or a word with operands: `sum(field of kind where …)`.

    `is_of_every`: of the records of all groups, and not of one.
    """

    word: str
    kind: str
    operands: tuple[Path | Span, ...]
    where: Condition | None
    is_of_every: bool = False


@dataclass(frozen=True, slots=True)
class FieldCall:
    """`value(path)`: the number that all records of a group have there."""

    path: Path


@dataclass(frozen=True, slots=True)
class DatedCall:
    """`at(table, path)`: what a dated table says for the day there, or for the day of voting."""

    table: str
    path: Path

    @property
    def is_of_voting(self) -> bool:
        """Whether it asks for the day of voting, which no record has to say."""
        return self.path.names == (VOTING,)


Call = Aggregate | FieldCall | DatedCall


@dataclass(frozen=True, slots=True)
class MeasureFormula:
    """An expression whose names stand for calls; `text` is what was written."""

    text: str
    expression: Expression
    calls: Mapping[str, Call]

    @property
    def needs_records(self) -> bool:
        """Whether it follows from records, and not from tables for the day of voting alone."""
        return not all(isinstance(call, DatedCall) and call.is_of_voting for call in self.calls.values())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds whose records it counts by groups."""
        calls = (call for call in self.calls.values() if isinstance(call, Aggregate))
        return tuple(dict.fromkeys(call.kind for call in calls if not call.is_of_every))


@dataclass(frozen=True, slots=True)
class GroupRelation:
    """Two formulas compared over a group of records."""

    text: str
    comparison: Comparison
    calls: Mapping[str, Call]


@dataclass(frozen=True, slots=True)
class Must:
    """What must hold in each record."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Alike:
    """No more than `most` records may have the same values in `fields`."""

    fields: tuple[Path, ...]
    most: int = 1


@dataclass(frozen=True, slots=True)
class Recurring:
    """Records with the same values in `fields` come again: in `least` or more different values of `over`."""

    fields: tuple[Path, ...]
    over: Path
    least: int = 2


@dataclass(frozen=True, slots=True)
class Outlying:
    """`number` of `base` lies outside Tukey's fences among the records: `fence` times the middle half's width
    from it. A `number` below `least` is too small to say anything."""

    number: str
    base: str
    fence: int = 3
    least: int = 1


@dataclass(frozen=True, slots=True)
class Related:
    """Two formulas that must hold together over the records that have the same values in `fields`; without
    `fields`, over each record."""

    relation: GroupRelation
    fields: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRule:
    """What the records of a kind for which `where` holds are held against; each that breaks it is found.

    It is there where voting is on a day from `since` to `until`.
    """

    code: str
    words: Words
    test: Must | Alike | Recurring | Outlying | Related
    where: Condition | None = None
    cited: Citations = NOTHING_CITED
    since: datetime.date | None = None
    until: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """Whether the rule is there for voting on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
