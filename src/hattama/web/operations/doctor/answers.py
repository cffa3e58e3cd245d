"""How a check answers: good, attention or wrong, with what was found and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from hattama.core.vocabulary import NO_WORDS, Message
from hattama.web.operations.watching.sentences import Judgement, Level, Value, filled

Answers: TypeAlias = Iterator[Judgement]


def good(code: str, found: Message, /, **values: Value) -> Judgement:
    """It is as it must be."""
    return Judgement(code, Level.GOOD, filled(found, **values), NO_WORDS)


def attention(code: str, found: Message, mend: Message, /, **values: Value) -> Judgement:
    """The site runs, and somebody should look at it."""
    return Judgement(code, Level.ATTENTION, filled(found, **values), filled(mend, **values))


def wrong(code: str, found: Message, mend: Message, /, **values: Value) -> Judgement:
    """The site does not run like this, or not safely."""
    return Judgement(code, Level.WRONG, filled(found, **values), filled(mend, **values))


def or_good(found: Iterable[Judgement], code: str, words: Message, /, **values: Value) -> Answers:
    """What was found, or a good word where nothing was."""
    listed = list(found)
    yield from listed or [good(code, words, **values)]
