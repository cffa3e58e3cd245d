"""Conditions on a record: what a lawyer writes after `where` and `when`, read into values and evaluated.

    condition   := conjunction { or conjunction }
    conjunction := test { and test }
    test        := not test | ( condition ) | done(deed) | missed(clock) | powerless(deed) | breaks(rule)
                   | disputed(field) | none(field)
                   | operand (== | != | <= | >= | < | >) operand
                   | operand in (literal, …) | path is stated | path is missing
    operand     := literal | path | span
    span        := days_to_voting(path) | days(path, path) | hours(path, path) | minutes(path, path)
    literal     := whole number | 2023-03-19 | "code or text"
    path        := field { . field }        a link leads to the fields of the record it names
                   | state | voting         the day of voting
                   | by | on                of clocks and powers: who did the deed that they are about, when

What is missing makes a comparison one that cannot be told, which is neither yes nor no.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from hattama.core.protocols import COMPARISONS

LONGEST_CONDITION: Final = 1000
DEEPEST: Final = 16
STATE, VOTING, VOTE, BY, ON = "state", "voting", "vote", "by", "on"
NOT_FIELDS: Final = (STATE, VOTING, VOTE, BY, ON)
"""Paths of one name which no field has: the state that a record's course has come to; the day of voting; what
vote it is, an election or a referendum; the body that did the deed which is asked about (which started the
clock, which uses the power), and its day."""

Operand = int | str | datetime.date
Told = bool | None
"""None: it cannot be told."""

TESTS: Final = ("done", "missed", "powerless", "breaks", "disputed", "none")
"""Questions: a deed was done; a clock was missed; a deed was done without power; a rule is broken; sources
state of a field what cannot both be true; or that there is none, which is not that nobody speaks of it."""
_SPANS: Final = {"days_to_voting": 1, "days": 2, "hours": 2, "minutes": 2}
_SECONDS: Final = {"hours": 3600, "minutes": 60}
_WORDS: Final = frozenset(
    {"and", "or", "not", "is", "in", "stated", "missing", "where", "of", *TESTS, *_SPANS}
)
_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d\d-\d\d)|(?P<number>-?[0-9]{1,15})|(?P<name>[a-z][a-z0-9_]*)"
    r'|"(?P<text>[^"]*)"|(?P<sign>==|!=|<=|>=|<|>|[().,])|(?P<end>\Z))',
    re.ASCII,
)


class ConditionSyntaxError(ValueError):
    """A text that is no condition. `position` counts characters from 1; `found` is what stands there."""

    def __init__(self, position: int, found: str, expected: str) -> None:
        super().__init__(f"{expected} at {position}: {found!r}")
        self.position, self.found, self.expected = position, found, expected


class Facts(Protocol):
    """What conditions ask about one record; None: it cannot be told."""

    def operand(self, path: tuple[str, ...]) -> Operand | None:
        """The value at a path, where it has one that can be compared."""

    def moment_of(self, path: tuple[str, ...]) -> datetime.datetime | None:
        """The moment at a path; None where a day alone, or nothing, is known."""

    def is_stated(self, path: tuple[str, ...]) -> Told:
        """Whether a value is stated there."""

    def tests(self, question: str, name: str) -> Told:
        """The answer to one of TESTS."""

    def days_to_voting(self, day: datetime.date) -> int | None:
        """How many days after `day` the day of voting lies."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written."""

    value: Operand


@dataclass(frozen=True, slots=True)
class Path:
    """A field of the record, or of one that its links lead to."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """`days_to_voting(path)`; `days(path, path)` from the first to the second; whole `hours`, `minutes`."""

    unit: str
    paths: tuple[Path, ...]


Asking = Literal | Path | Span
"""What stands on a side of a comparison."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two operands compared."""

    left: Asking
    sign: str
    right: Asking


@dataclass(frozen=True, slots=True)
class Asked:
    """One of TESTS."""

    question: str
    name: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Whether a value is stated (or, `wanted` False, missing)."""

    path: Path
    wanted: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """`and`, `or`, or `not` with one part."""

    word: str
    parts: tuple[Condition, ...]


Condition = Compared | Asked | Stated | Joined


def is_true(condition: Condition, facts: Facts) -> Told:
    """Whether the condition holds; None where what is missing could turn the answer."""
    if isinstance(condition, Joined):
        return _joined(condition, facts)
    if isinstance(condition, Asked):
        return facts.tests(condition.question, condition.name)
    if isinstance(condition, Stated):
        stated = facts.is_stated(condition.path.names)
        return None if stated is None else stated is condition.wanted
    left, right = value_of(condition.left, facts), value_of(condition.right, facts)
    if left is None or right is None:
        return None
    # A moment is compared with a day by the day on which it falls; the facts give days alone.
    if condition.sign not in ("==", "!=") and type(left) is not type(right):
        return None
    return COMPARISONS[condition.sign](left, right)


def _joined(condition: Joined, facts: Facts) -> Told:
    if condition.word == "not":
        told = is_true(condition.parts[0], facts)
        return None if told is None else not told
    decisive = condition.word == "or"
    is_untold = False
    for part in condition.parts:
        told = is_true(part, facts)
        if told is decisive:
            return decisive
        is_untold |= told is None
    return None if is_untold else not decisive


def value_of(operand: Asking, facts: Facts) -> Operand | None:
    """What an operand comes to in one record; None where that cannot be told."""
    if isinstance(operand, Literal):
        return operand.value
    if isinstance(operand, Path):
        return facts.operand(operand.names)
    if operand.unit in _SECONDS:
        moments = [moment for path in operand.paths if (moment := facts.moment_of(path.names)) is not None]
        if len(moments) < len(operand.paths):
            return None
        passed = moments[1].astimezone(datetime.UTC) - moments[0].astimezone(datetime.UTC)
        return passed // datetime.timedelta(seconds=_SECONDS[operand.unit])
    days = [facts.operand(path.names) for path in operand.paths]
    known = [day for day in days if isinstance(day, datetime.date)]
    if len(known) < len(days):
        return None
    return facts.days_to_voting(known[0]) if len(known) == 1 else (known[1] - known[0]).days


def parts_of(condition: Condition) -> Iterator[Compared | Asked | Stated]:
    """Everything that the condition asks, from left to right."""
    if isinstance(condition, Joined):
        for part in condition.parts:
            yield from parts_of(part)
    else:
        yield condition


def paths_in(condition: Condition) -> Iterator[Path]:
    """All paths that the condition names."""
    for part in parts_of(condition):
        if isinstance(part, Stated):
            yield part.path
        elif isinstance(part, Compared):
            yield from paths_of(part.left)
            yield from paths_of(part.right)


def paths_of(operand: Asking) -> tuple[Path, ...]:
    """The paths that an operand names."""
    return operand.paths if isinstance(operand, Span) else (operand,) if isinstance(operand, Path) else ()


def parse_condition(text: str) -> Condition:
    """The condition that `text` is. Raises ConditionSyntaxError."""
    if len(text) > LONGEST_CONDITION:
        raise ConditionSyntaxError(LONGEST_CONDITION + 1, str(len(text)), f"≤ {LONGEST_CONDITION}")
    reader = _Reader(text)
    condition = reader.condition()
    reader.take("end")
    return condition


def parse_operands(text: str) -> tuple[Path | Span, ...]:
    """The paths and spans in `text`, with commas between them. Raises ConditionSyntaxError."""
    reader = _Reader(text)
    operands = reader.operands()
    reader.take("end")
    return operands


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def condition(self) -> Condition:
        parts = [self._conjunction()]
        while self._skip("or"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def operands(self) -> tuple[Path | Span, ...]:
        operands = [self._span_or_path()]
        while self._skip(","):
            operands.append(self._span_or_path())
        return tuple(operands)

    def _conjunction(self) -> Condition:
        parts = [self._test()]
        while self._skip("and"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _test(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"≤ {DEEPEST} (")
        try:
            if self._skip("not"):
                return Joined("not", (self._test(),))
            if self._skip("("):
                inner = self.condition()
                self._expect(")")
                return inner
            if self._text in TESTS:
                return Asked(self.take("name"), self._in_parentheses())
            return self._comparison()
        finally:
            self._depth -= 1

    def _in_parentheses(self) -> str:
        self._expect("(")
        name = self.take("name")
        self._expect(")")
        return name

    def _comparison(self) -> Condition:
        left = self._operand()
        if self._skip("is"):
            if not isinstance(left, Path) or self._text not in ("stated", "missing"):
                raise self._error("stated, missing")
            return Stated(left, self.take("name") == "stated")
        if self._skip("in"):
            return self._one_of(left)
        if self._text not in COMPARISONS:
            raise self._error(" ".join(COMPARISONS))
        return Compared(left, self.take("sign"), self._operand())

    def _one_of(self, left: Asking) -> Condition:
        self._expect("(")
        parts: list[Condition] = [Compared(left, "==", self._operand())]
        while self._skip(","):
            parts.append(Compared(left, "==", self._operand()))
        self._expect(")")
        return Joined("or", tuple(parts))

    def _operand(self) -> Asking:
        kind = self._tokens[self._at][0]
        if kind == "number":
            return Literal(int(self.take(kind)))
        if kind == "text":
            return Literal(self.take(kind))
        if kind == "date":
            return self._day()
        return self._span_or_path()

    def _span_or_path(self) -> Path | Span:
        return self._span(self.take("name")) if self._text in _SPANS else self._path()

    def _day(self) -> Literal:
        try:
            day = datetime.date.fromisoformat(self._text)
        except ValueError:
            raise self._error("2023-03-19") from None
        self._at += 1
        return Literal(day)

    def _span(self, unit: str) -> Span:
        self._expect("(")
        paths = [self._path()]
        while len(paths) < _SPANS[unit]:
            self._expect(",")
            paths.append(self._path())
        self._expect(")")
        return Span(unit, tuple(paths))

    def _path(self) -> Path:
        names = [self._name()]
        while self._skip("."):
            names.append(self._name())
        return Path(tuple(names))

    def _name(self) -> str:
        if self._text in _WORDS:
            raise self._error("field")
        return self.take("name")

    def take(self, kind: str) -> str:
        """The next token, which must be of this kind."""
        found, text, _ = self._tokens[self._at]
        if found != kind:
            raise self._error("field" if kind == "name" else kind)
        self._at += 1
        return text

    @property
    def _text(self) -> str:
        kind, text, _ = self._tokens[self._at]
        return "" if kind == "text" else text

    def _skip(self, word: str) -> bool:
        is_there = self._text == word
        self._at += is_there
        return is_there

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise self._error(word)

    def _error(self, expected: str) -> ConditionSyntaxError:
        _, text, position = self._tokens[self._at]
        return ConditionSyntaxError(position, text, expected)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at, kind = 0, ""
    while kind != "end":
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            rest = text[at:].lstrip()
            raise ConditionSyntaxError(len(text) - len(rest) + 1, rest[:1], 'field, 12, "…", ==')
        kind = match.lastgroup
        yield kind, match[kind], match.start(kind) + 1
        at = match.end()
