"""A copy of the paper held against the published protocol, row by row: what agrees, differs, was not typed.

Nothing here is kept. In the browser `static/hattama/compare.js` does the same without sending anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.vocabulary import Count, Words, parse_whole_number
from hattama.web.protocols.public.protocol_sheet import ProtocolSheet, SheetLine, State

SAME = "same:"
"""Before the key of a line: the box by which a reader says that the paper says the same."""

LONGEST_TYPED = 24
_SPACES = re.compile(r"\s+")


class Match(StrEnum):
    """How a line of the reader's copy stands to the published one."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_TYPED = "not_typed"
    UNREADABLE = "unreadable"
    """What was typed is no whole number."""


@dataclass(frozen=True, slots=True)
class MatchedLine:
    """A published line, what was typed beside it, whether the box was ticked, and what follows."""

    line: SheetLine
    typed: str
    is_same: bool
    match: Match
    paper: Count

    @property
    def official(self) -> str:
        """The published figure in bare digits; empty where the published line is blank or illegible."""
        return str(self.line.value) if self.line.state is State.GIVEN else ""


@dataclass(frozen=True, slots=True)
class MatchedSection:
    """Lines that belong together, under the heading of the paper."""

    heading: Words | None
    mark: str
    lines: tuple[MatchedLine, ...]


@dataclass(frozen=True, slots=True)
class MatchedSheet:
    """The whole copy in the order of the paper."""

    sections: tuple[MatchedSection, ...]

    def lines(self) -> Iterator[MatchedLine]:
        """Every line, in the order of the paper."""
        for section in self.sections:
            yield from section.lines

    def count(self, match: Match) -> int:
        """How many lines stand so."""
        return sum(line.match is match for line in self.lines())

    @property
    def agrees(self) -> int:
        """Lines that say the same."""
        return self.count(Match.AGREES)

    @property
    def differs(self) -> int:
        """Lines that say otherwise."""
        return self.count(Match.DIFFERS)

    @property
    def not_typed(self) -> int:
        """Lines that the reader left out."""
        return self.count(Match.NOT_TYPED)

    @property
    def unreadable(self) -> int:
        """Lines of which what was typed is no whole number."""
        return self.count(Match.UNREADABLE)


def match_copy(sheet: ProtocolSheet, sent: Mapping[str, str]) -> MatchedSheet:
    """The lines of `sheet` beside what a reader typed (`sent`, by key) or ticked (`same:` and the key)."""
    return MatchedSheet(
        tuple(
            MatchedSection(section.heading, section.mark, tuple(_line(line, sent) for line in section.lines))
            for section in sheet.sections
        )
    )


def read_figure(typed: str) -> Count:
    """The whole number that was typed, spaces aside; None where it is none."""
    return parse_whole_number(_SPACES.sub("", typed))


def _line(line: SheetLine, sent: Mapping[str, str]) -> MatchedLine:
    typed = sent.get(line.key, "").replace("\0", "").strip()[:LONGEST_TYPED]
    is_same = bool(sent.get(SAME + line.key))
    paper = read_figure(typed)
    return MatchedLine(line, typed, is_same, _match(line, typed, paper, is_same), paper)


def _match(line: SheetLine, typed: str, paper: Count, is_same: bool) -> Match:
    if not typed:
        return Match.AGREES if is_same else Match.NOT_TYPED
    if paper is None:
        return Match.UNREADABLE
    # Where the site has no figure, a figure on the paper is a difference: blank is not zero.
    return Match.AGREES if line.state is State.GIVEN and paper == line.value else Match.DIFFERS
