"""«Match my copy»: a copy of the paper on the wall held against the published protocol, row by row.

Nothing typed is kept. In the browser `static/hattama/compare.js` does the same without sending anything."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hattama.core.vocabulary import Count, Words, parse_whole_number
from hattama.web.kernel.accounts.access import open_form
from hattama.web.kernel.published.browsing import placed
from hattama.web.protocols.public.protocol_sheet import ProtocolSheet, SheetLine, State, precinct_sheet
from hattama.web.protocols.public.receipts import share_of_page

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


@open_form
def compare(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The published lines with a box beside each. A browser compares by itself; POST is for those that
    cannot: the answer says what agrees, and neither the figures nor the answer are kept."""
    found = precinct_sheet(request, election_id, area_id, contest)
    if found is None:
        return redirect("public:area", election_id, area_id)
    was_sent = request.method == "POST"
    matched = match_copy(found.sheet, request.POST)
    context = {
        **placed(found.area),
        "contest": found.contest,
        "sheet": found.sheet,
        "matched": matched,
        "was_sent": was_sent,
        "share": share_of_page(request, reverse("public:area", args=[election_id, area_id])),
    }
    caching = "no-store" if was_sent else "public, no-cache"
    return found.page.render("protocols/compare.html", "results", context, caching=caching)
