"""Relations read from text and written back: a recursive descent by the grammar in `relations`."""

import re
from dataclasses import dataclass

from hattama.core.protocols.relations import (
    DEEPEST_NESTING,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    RESERVED,
    Comparison,
    Expression,
    Name,
    Number,
    Operation,
    Refusal,
    RelationSyntaxError,
    Rounded,
    Same,
    Statement,
    Sum,
    Within,
    is_whole,
)

_TOKEN = re.compile(
    r"[ \t\n\r\f\v]*(?:(?P<number>[0-9]+)|(?P<name>[a-z][a-z0-9_]*)"
    r"|(?P<comparison>==|!=|<=|>=|<|>)|(?P<sign>[-+*/()])|(?P<end>\Z))",
    re.ASCII,
)
_SPACES = " \t\n\r\f\v"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_statement(text: str) -> Statement:
    """The statement that `text` makes; both its sides are whole numbers. Raises RelationSyntaxError."""
    reader = _Reader(text)
    statement = reader.statement()
    reader.end()
    return statement


def parse_expression(text: str) -> Expression:
    """The expression that `text` is; its value is a whole number. Raises RelationSyntaxError."""
    reader = _Reader(text)
    expression = reader.whole_expression()
    reader.end()
    return expression


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise RelationSyntaxError(Refusal.TOO_LONG, LONGEST_TEXT + 1, str(len(text)))
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def statement(self) -> Statement:
        if self._is_next("same"):
            self._take()
            return Same(self._name_in_parentheses())
        left = self.whole_expression()
        if self._next.kind != "comparison":
            raise self._refusal(Refusal.COMPARISON_EXPECTED)
        operator = self._take().text
        right = self.whole_expression()
        if self._next.kind == "comparison":
            raise self._refusal(Refusal.CHAINED_COMPARISON)
        return Comparison(left, operator, right)

    def whole_expression(self) -> Expression:
        start = self._next
        expression = self._expression()
        if not is_whole(expression):
            raise RelationSyntaxError(Refusal.QUOTIENT_NOT_ROUNDED, start.position, start.text)
        return expression

    def end(self) -> None:
        if self._next.kind != "end":
            raise self._refusal(Refusal.END_EXPECTED)

    def _expression(self) -> Expression:
        left = self._term()
        while self._next.text in ("+", "-"):
            operator = self._take().text
            left = Operation(operator, left, self._term())
        return left

    def _term(self) -> Expression:
        left = self._factor()
        while self._next.text in ("*", "/"):
            operator = self._take().text
            left = Operation(operator, left, self._factor())
        return left

    def _factor(self) -> Expression:
        token = self._next
        if token.kind == "number":
            return Number(self._number())
        if token.text == "(":
            return self._in_parentheses()
        if token.kind != "name" or token.text == "same":
            raise self._refusal(Refusal.OPERAND_EXPECTED)
        self._take()
        if token.text == "sum":
            return Sum(self._name_in_parentheses())
        if token.text == "within":
            return Within(self._name_in_parentheses())
        if token.text in ("ceil", "floor"):
            return Rounded(token.text, self._in_parentheses())
        return Name(token.text)

    def _number(self) -> int:
        if len(self._next.text) > LONGEST_NUMBER:
            raise self._refusal(Refusal.NUMBER_TOO_LONG)
        return int(self._take().text)

    def _in_parentheses(self) -> Expression:
        if self._depth == DEEPEST_NESTING:
            raise self._refusal(Refusal.TOO_DEEP)
        self._opening()
        self._depth += 1
        expression = self._expression()
        self._depth -= 1
        self._closing()
        return expression

    def _name_in_parentheses(self) -> str:
        self._opening()
        if self._next.kind != "name" or self._next.text in RESERVED:
            raise self._refusal(Refusal.NAME_EXPECTED)
        name = self._take().text
        self._closing()
        return name

    def _opening(self) -> None:
        if not self._is_next("("):
            raise self._refusal(Refusal.OPENING_EXPECTED)
        self._take()

    def _closing(self) -> None:
        if not self._is_next(")"):
            raise self._refusal(Refusal.CLOSING_EXPECTED)
        self._take()

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _is_next(self, text: str) -> bool:
        return self._next.text == text

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _refusal(self, reason: Refusal) -> RelationSyntaxError:
        return RelationSyntaxError(reason, self._next.position, self._next.text)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while not tokens or tokens[-1].kind != "end":
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, at)
        tokens.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        at = match.end()
    return tokens


def _unreadable(text: str, at: int) -> RelationSyntaxError:
    while text[at] in _SPACES:
        at += 1
    reason = Refusal.SINGLE_EQUALS if text[at] == "=" else Refusal.UNKNOWN_SIGN
    return RelationSyntaxError(reason, at + 1, text[at])
